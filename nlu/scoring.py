"""Scores a reply: sentence evidence first, then a judgement of the reply as a whole.

The heads that were tuned with the encoder find what each sentence carries and what the reply amounts to. A correction
starts from their logits and learns, on replies that the encoder has not seen, what grammar, length, channel and the
other labels add. Calibration turns the result into probabilities, and two limits a label turn those into decisions.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np

from coaching_rules.findings import Evidence, Scores, Span
from coaching_rules.techniques import LABELS
from nlu import saved
from nlu.calibration import Calibration
from nlu.errors import UnderstandingError
from nlu.features import Reading, reply_features
from nlu.language import language_of
from nlu.linear_heads import Heads, sigmoid
from nlu.tuned_heads import TunedHeads

EVIDENCE_FROM: Final = 0.5
"""A sentence is evidence from this probability on; the strongest sentence always is."""
MOST_EVIDENCE: Final = 3
"""Sentences shown for one label at most."""
_LOGIT_LIMIT: Final = 8.0


@dataclass(frozen=True)
class TechniqueModel:
    """All that decides on the thirty labels, and the version of the encoder whose vectors it learnt to read.

    ``mean`` and ``scale`` bring the numbers beside the tuned logits to one scale.
    """

    encoder: str
    tuned: TunedHeads
    mean: np.ndarray
    scale: np.ndarray
    correction: Heads
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
        sentence_logits = self.tuned.sentences(reading.encoding)
        row = standardised(numbers_of(reading, self.tuned), mean=self.mean, scale=self.scale)
        reply_logits = row @ self.correction.weights + self.correction.bias
        probabilities = np.round(self.calibration.probabilities(reply_logits), 4)
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
            tuned=TunedHeads(**{field.name: arrays[f"tuned.{field.name}"] for field in fields(TunedHeads)}),
            mean=arrays["mean"],
            scale=arrays["scale"],
            correction=saved.heads_from_arrays("correction", arrays),
            calibration=saved.calibration_from_arrays("reply", arrays),
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that was fitted, by name."""
        return {
            "encoder": np.array(self.encoder),
            **{f"tuned.{field.name}": getattr(self.tuned, field.name) for field in fields(TunedHeads)},
            "mean": self.mean,
            "scale": self.scale,
            **saved.heads_to_arrays("correction", self.correction),
            **saved.calibration_to_arrays("reply", self.calibration),
        }


def numbers_of(reading: Reading, tuned: TunedHeads) -> np.ndarray:
    """(d,): the tuned logits of the reply first, so that the correction can start from them, then all it may add."""
    sentences = tuned.sentences(reading.encoding)
    bounded = np.clip(sentences, -_LOGIT_LIMIT, _LOGIT_LIMIT)
    reply = tuned.reply(reading.encoding, sentences)
    return np.concatenate([reply, bounded.max(axis=0), bounded.mean(axis=0), reply_features(reading)])


def standardised(numbers: np.ndarray, *, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The numbers (…, d) with all but the tuned logits brought to one scale.

    Beyond six standard deviations a number is an accident of one text; it may not drown the rest.
    """
    beside = np.clip((numbers[..., len(LABELS) :] - mean) * scale, -6, 6)
    return np.concatenate([numbers[..., : len(LABELS)], beside], axis=-1)


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
