"""Fits the scorer and tells honestly how good it is: every figure is about replies of scenarios it had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coaching_rules.techniques import FAULTS, LABELS
from nlu import encoder_weights
from nlu.calibration import FAULT_FLOOR, f1, fit_calibration
from nlu.corpus import LabelledReply, LabelledSpan
from nlu.features import Reading, reply_features, sentence_features, texts_of
from nlu.folds import deal
from nlu.linear_heads import Space, cross_fitted, fit_heads
from nlu.scoring import TechniqueModel, reply_rows, sentence_rows
from nlu.sentences import Sentence

FOLDS: Final = 5
FLOORS: Final = np.array([FAULT_FLOOR if label in FAULTS else 0.0 for label in LABELS])


@dataclass(frozen=True)
class Strengths:
    """How strongly the heads are held back; the defaults were chosen by cross-validation on the corpus."""

    sentence_ridge: float
    reply_ridge: float
    sentence_phrase_weight: float
    reply_phrase_weight: float


@dataclass(frozen=True)
class Validation:
    """Cross-validated figures; thresholds were fitted on the other folds too."""

    replies: int
    sentences: int
    labels: Mapping[str, Mapping[str, float]]

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


def fit_scorer(
    readings: Sequence[Reading], replies: Sequence[LabelledReply], strengths: Strengths
) -> tuple[TechniqueModel, Validation]:
    """Fits on all replies that hold a sentence; calibrates and validates by folds of scenarios.

    A reply that the encoder was tuned on looks clearer to its heads than any live one will: it teaches the heads, but
    only scenarios that the encoder has not seen decide on probabilities, limits and figures.
    """
    pairs = [(reading, reply) for reading, reply in zip(readings, replies) if reading.sentences]
    seen = [reading for reading, _ in pairs]
    carried = [sentence_targets(reading.sentences, reply.sentences) for reading, reply in pairs]
    targets = np.array([[float(label in reply.labels) for label in LABELS] for _, reply in pairs])
    folds = deal([reply.scenario for _, reply in pairs], folds=FOLDS)
    sentence_folds = np.repeat(folds, [len(reading.sentences) for reading in seen])
    sentence_truth = np.concatenate(carried)

    sentence_space = Space.fit(
        np.concatenate([sentence_features(reading) for reading in seen]),
        texts_of(seen),
        at_least=3,
        phrase_weight=strengths.sentence_phrase_weight,
    )
    rows = sentence_rows(seen, sentence_space)
    unseen_logits = cross_fitted(rows, sentence_truth, sentence_folds, ridge=strengths.sentence_ridge)
    per_reply = np.split(unseen_logits, np.cumsum([len(reading.sentences) for reading in seen])[:-1])

    reply_space = Space.fit(
        np.stack([reply_features(reading) for reading in seen]),
        [reading.text for reading in seen],
        at_least=5,
        phrase_weight=strengths.reply_phrase_weight,
    )
    pooled = reply_rows(seen, per_reply, reply_space)
    prior = _strongest_sentence_prior(pooled.shape[1])
    reply_logits = cross_fitted(pooled, targets, folds, ridge=strengths.reply_ridge, prior=prior)

    tuned = encoder_weights.manifest()
    fair = np.array([not tuned.has_seen(reply.scenario) for _, reply in pairs])
    model = TechniqueModel(
        encoder=seen[0].encoding.version,
        sentence_space=sentence_space,
        sentence_heads=fit_heads(rows, sentence_truth, ridge=strengths.sentence_ridge),
        reply_space=reply_space,
        reply_heads=fit_heads(pooled, targets, ridge=strengths.reply_ridge, prior=prior),
        calibration=fit_calibration(reply_logits[fair], targets[fair], floor=FLOORS),
    )
    return model, _validate(reply_logits[fair], targets[fair], folds[fair], sentences=len(sentence_truth))


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


def _strongest_sentence_prior(width: int) -> np.ndarray:
    prior = np.zeros((width, len(LABELS)))
    prior[: len(LABELS)] = np.eye(len(LABELS))
    return prior


def _validate(logits: np.ndarray, targets: np.ndarray, folds: np.ndarray, *, sentences: int) -> Validation:
    decided = np.zeros_like(targets)
    doubtful = np.zeros_like(targets)
    for fold in np.unique(folds):
        calibration = fit_calibration(logits[folds != fold], targets[folds != fold], floor=FLOORS)
        probabilities = calibration.probabilities(logits[folds == fold])
        decided[folds == fold] = probabilities >= calibration.decided_from
        doubtful[folds == fold] = (probabilities >= calibration.doubtful_from) & (
            probabilities < calibration.decided_from
        )
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
    return Validation(replies=len(targets), sentences=sentences, labels=figures)
