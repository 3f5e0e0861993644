"""Scores a reply: sentence evidence first, then a judgement of the reply as a whole.

A sentence head finds what each sentence carries. The reply head starts from the strongest sentence of a label and
learns from there what the rest of the reply and the history change (an apology taken back, a question whose answer was
given). Calibration turns its logits into probabilities, and two limits a label turn those into decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from coaching_rules.findings import Evidence, Scores, Span
from coaching_rules.techniques import LABELS
from nlu import saved
from nlu.calibration import Calibration
from nlu.errors import UnderstandingError
from nlu.features import Reading, reply_features, sentence_features, texts_of
from nlu.language import language_of
from nlu.linear_heads import Heads, Rows, Space, sigmoid

EVIDENCE_FROM: Final = 0.5
"""A sentence is evidence from this probability on; the strongest sentence always is."""
MOST_EVIDENCE: Final = 3
"""Sentences shown for one label at most."""
_LOGIT_LIMIT: Final = 8.0


@dataclass(frozen=True)
class TechniqueModel:
    """The fitted heads for the thirty labels, and the version of the encoder whose vectors they learnt to read."""

    encoder: str
    sentence_space: Space
    sentence_heads: Heads
    reply_space: Space
    reply_heads: Heads
    calibration: Calibration

    def score(self, reading: Reading) -> Scores:
        """The labels of one reply.

        A reply without a letter has none. Of one in another language nothing is decided: the heads learnt English, and
        what they would decide is too close to call.

        Raises:
            UnderstandingError: N0305 where another encoder made the vectors than the one the heads learnt from.
        """
        if reading.encoding.version != self.encoder:
            raise UnderstandingError("N0305", "the encoder has changed since the heads were trained; run make train")
        language = language_of(reading.text)
        if language == "none":
            return Scores(labels=dict.fromkeys(LABELS, 0.0), decided=(), abstained=(), evidence=())
        sentence_logits = self.sentence_heads.logits(sentence_rows([reading], self.sentence_space))
        reply_logits = self.reply_heads.logits(reply_rows([reading], [sentence_logits], self.reply_space))
        probabilities = np.round(self.calibration.probabilities(reply_logits)[0], 4)
        decided = (probabilities >= self.calibration.decided_from) & (language == "en")
        doubtful = ~decided & (probabilities >= self.calibration.doubtful_from)
        return Scores(
            labels={label: float(value) for label, value in zip(LABELS, probabilities)},
            decided=tuple(label for label, holds in zip(LABELS, decided) if holds),
            abstained=tuple(label for label, holds in zip(LABELS, doubtful) if holds),
            evidence=_evidence(reading, sigmoid(sentence_logits), decided),
        )

    def save(self, path: Path) -> None:
        saved.write(path, self.arrays())

    @classmethod
    def load(cls, path: Path) -> TechniqueModel:
        arrays = saved.read(path)
        return cls(
            encoder=str(arrays["encoder"]),
            sentence_space=saved.space_from_arrays("sentence", arrays),
            sentence_heads=saved.heads_from_arrays("sentence", arrays),
            reply_space=saved.space_from_arrays("reply", arrays),
            reply_heads=saved.heads_from_arrays("reply", arrays),
            calibration=saved.calibration_from_arrays("reply", arrays),
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that was fitted, by name."""
        return {
            "encoder": np.array(self.encoder),
            **saved.space_to_arrays("sentence", self.sentence_space),
            **saved.heads_to_arrays("sentence", self.sentence_heads),
            **saved.space_to_arrays("reply", self.reply_space),
            **saved.heads_to_arrays("reply", self.reply_heads),
            **saved.calibration_to_arrays("reply", self.calibration),
        }


def sentence_rows(readings: Sequence[Reading], space: Space) -> Rows:
    """One row a sentence."""
    dense = np.concatenate([sentence_features(reading) for reading in readings if reading.sentences])
    return space.rows(dense, texts_of(readings))


def reply_rows(readings: Sequence[Reading], sentence_logits: Sequence[np.ndarray], space: Space) -> Rows:
    """One row a reply: the strongest and the mean sentence logit of every label, then the reply's own features.

    The logits come first and unscaled, so that the reply head can start from them.
    """
    pooled = np.stack([pool(logits) for logits in sentence_logits])
    rows = space.rows(np.stack([reply_features(reading) for reading in readings]), [item.text for item in readings])
    return Rows(dense=np.hstack([pooled, rows.dense]), sparse=rows.sparse)


def pool(logits: np.ndarray) -> np.ndarray:
    """(2 × labels,) from the sentence logits (n, labels) of one reply."""
    bounded = np.clip(logits, -_LOGIT_LIMIT, _LOGIT_LIMIT)
    return np.concatenate([bounded.max(axis=0), bounded.mean(axis=0)])


def _evidence(reading: Reading, probabilities: np.ndarray, decided: np.ndarray) -> tuple[Evidence, ...]:
    found = []
    for column, label in enumerate(LABELS):
        if not decided[column]:
            continue
        strengths = np.round(probabilities[:, column], 4)
        strongest = np.argsort(-strengths, kind="stable")[:MOST_EVIDENCE]
        kept = [row for row in strongest if row == strongest[0] or strengths[row] >= EVIDENCE_FROM]
        for row in sorted(kept):
            sentence = reading.sentences[row]
            span = Span(start=sentence.start, end=sentence.end, quote=sentence.text)
            found.append(Evidence(label=label, span=span, score=float(strengths[row])))
    return tuple(found)
