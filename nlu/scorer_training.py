"""Fits the scorer and tells honestly how good it is: every figure is about replies of scenarios it had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coaching_rules.techniques import FAULTS, GATES, LABELS
from nlu import encoder_weights, fingerprint
from nlu.calibration import f1, fit_calibration
from nlu.corpus import LabelledReply, LabelledSpan
from nlu.evaluation.scored import Scored
from nlu.features import Reading
from nlu.folds import deal
from nlu.scoring import TechniqueModel
from nlu.sentences import Sentence

FOLDS: Final = 5
FAULT_FLOOR: Final = 0.33
"""A fault that isn't there, held against a trainee, does more harm than one missed: below this it is doubtful.

Macro-F1 on our own replies, four times five folds: .687 with .4, .689 with .33, .692 with none."""
GATE_PRECISION: Final = 0.75
"""The gates are there to be noticed: as many as possible, as long as three of four alarms are true."""
FLOORS: Final = np.array([FAULT_FLOOR if label in FAULTS and label not in GATES else 0.0 for label in LABELS])
PRECISIONS: Final = np.array([GATE_PRECISION if label in GATES else 0.0 for label in LABELS])


@dataclass(frozen=True)
class Validation:
    """Cross-validated figures; thresholds were fitted on the other folds too."""

    scored: Scored
    sentences: int
    labels: Mapping[str, Mapping[str, float]]

    @property
    def replies(self) -> int:
        return len(self.scored.ids)

    @property
    def macro_f1(self) -> float:
        """The mean F1 over labels that occur in the corpus."""
        scores = [figures["f1"] for figures in self.labels.values() if figures["replies"]]
        return float(np.mean(scores)) if scores else 0.0

    def to_dict(self) -> dict[str, Any]:
        labels = {label: dict(figures) for label, figures in self.labels.items()}
        return {
            "replies": self.replies,
            "sentences": self.sentences,
            "macro_f1": round(self.macro_f1, 4),
            "labels": labels,
        }


def fit_scorer(readings: Sequence[Reading], replies: Sequence[LabelledReply]) -> tuple[TechniqueModel, Validation]:
    """Calibrates the tuned heads on the replies of scenarios that the encoder was not tuned on; validates by folds.

    The encoder shows a reply it was tuned on clearer than any live one: limits and probabilities may not learn from it.
    """
    tuned_on = encoder_weights.manifest()
    pairs = [
        (reading, reply)
        for reading, reply in zip(readings, replies)
        if reading.sentences and not tuned_on.has_seen(reply.scenario)
    ]
    logits = np.stack([reading.encoding.whole for reading, _ in pairs])
    targets = np.array([[float(label in reply.labels) for label in LABELS] for _, reply in pairs])
    model = TechniqueModel(
        encoder=readings[0].encoding.version,
        learnt_from=fingerprint.of_text(*(repr(reply) for _, reply in pairs)),
        calibration=fit_calibration(logits, targets, floors=FLOORS, precisions=PRECISIONS),
    )
    validation = _validate(
        logits,
        targets,
        replies=[reply for _, reply in pairs],
        sentences=sum(len(reading.sentences) for reading, _ in pairs),
    )
    return model, validation


def sentence_targets(sentences: Sequence[Sentence], spans: Sequence[LabelledSpan]) -> np.ndarray:
    """(sentences, labels): our sentences take the labels of the corpus spans they share most of their length with.

    The corpus was cut by another splitter; where the two differ, the shorter of a pair must lie in the other by half.
    """
    targets = np.zeros((len(sentences), len(LABELS)))
    for row, sentence in enumerate(sentences):
        for span in spans:
            shared = min(sentence.end, span.end) - max(sentence.start, span.start)
            shorter = min(sentence.end - sentence.start, span.end - span.start)
            if shared * 2 >= shorter:
                targets[row, [LABELS.index(label) for label in span.labels]] = 1.0
    return targets


def _validate(
    logits: np.ndarray, targets: np.ndarray, *, replies: Sequence[LabelledReply], sentences: int
) -> Validation:
    folds = deal([reply.scenario for reply in replies], folds=FOLDS)
    probabilities, decided, doubtful = np.zeros_like(targets), np.zeros_like(targets), np.zeros_like(targets)
    for fold in np.unique(folds):
        calibration = fit_calibration(
            logits[folds != fold], targets[folds != fold], floors=FLOORS, precisions=PRECISIONS
        )
        here = calibration.probabilities(logits[folds == fold])
        probabilities[folds == fold] = here
        decided[folds == fold] = here >= calibration.decided_from
        doubtful[folds == fold] = (here >= calibration.doubtful_from) & (here < calibration.decided_from)
    figures = {}
    for column, label in enumerate(LABELS):
        right = float((decided[:, column] * targets[:, column]).sum())
        figures[label] = {
            "replies": int(targets[:, column].sum()),
            "precision": round(right / max(decided[:, column].sum(), 1), 4),
            "recall": round(right / max(targets[:, column].sum(), 1), 4),
            "f1": round(f1(decided[:, column], targets[:, column]), 4),
            "abstained": int(doubtful[:, column].sum()),
        }
    scored = Scored(
        ids=tuple(reply.id for reply in replies),
        groups=tuple(reply.scenario for reply in replies),
        probabilities=probabilities,
        decided=decided,
        abstained=doubtful,
        truth=targets,
    )
    return Validation(scored=scored, sentences=sentences, labels=figures)
