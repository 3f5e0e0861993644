"""Scores a reply: sentence evidence first, then a judgement of the reply as a whole.

The heads that were tuned with the encoder find what each sentence carries and what the reply amounts to. Calibration,
fitted on replies that the encoder has not seen, turns that into probabilities, and two limits a label turn those into
decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from coaching_rules.findings import Evidence, Scores, Span
from coaching_rules.techniques import LABELS
from nlu import saved
from nlu.calibration import Calibration
from nlu.errors import UnderstandingError
from nlu.features import Reading
from nlu.language import language_of
from nlu.linear_heads import sigmoid

EVIDENCE_FROM: Final = 0.5
"""A sentence is evidence from this probability on; the strongest sentence always is."""
MOST_EVIDENCE: Final = 3
"""Sentences shown for one label at most."""


@dataclass(frozen=True)
class TechniqueModel:
    """All that decides on the thirty labels.

    Attributes:
        encoder: the version of the encoders whose logits it learnt to read.
        learnt_from: hash of the replies and labels that it learnt from.
        calibration: probabilities and limits.
    """

    encoder: str
    learnt_from: str
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
        probabilities = np.round(self.calibration.probabilities(reading.encoding.whole), 4)
        decided = (probabilities >= self.calibration.decided_from) & (language == "en")
        doubtful = ~decided & (probabilities >= self.calibration.doubtful_from)
        return Scores(
            labels={label: float(value) for label, value in zip(LABELS, probabilities)},
            decided=tuple(label for label, holds in zip(LABELS, decided) if holds),
            abstained=tuple(label for label, holds in zip(LABELS, doubtful) if holds),
            evidence=_evidence(reading, sigmoid(reading.encoding.carried), decided),
        )

    def save(self, path: Path) -> None:
        saved.write(path, self.arrays())

    @classmethod
    def load(cls, path: Path) -> TechniqueModel:
        arrays = saved.read(path)
        return cls(
            encoder=str(arrays["encoder"]),
            learnt_from=str(arrays["learnt_from"]),
            calibration=saved.calibration_from_arrays("reply", arrays),
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that was fitted, by name."""
        return {
            "encoder": np.array(self.encoder),
            "learnt_from": np.array(self.learnt_from),
            **saved.calibration_to_arrays("reply", self.calibration),
        }


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
