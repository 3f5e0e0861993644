"""From raw logits to probabilities that mean what they say, and from those to decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from nlu.linear_heads import sigmoid

USUAL_THRESHOLD: Final = 0.4
"""Where a label is decided that the corpus says too little about; below 0.5, since F1 forgives a false alarm there."""
USUAL_WEIGHT: Final = 10
"""As many positive examples as this weigh as much as the usual threshold."""
BAND_PRECISION: Final = 0.35
"""Replies of which at least this share carry the label are too close to call …"""
BAND_SHARE: Final = 0.04
"""… as long as they are no more than this share of all."""


FAULT_FLOOR: Final = 0.5
"""A fault that isn't there, held against a trainee, does more harm than one missed: below this it is doubtful."""


@dataclass(frozen=True)
class Calibration:
    """For each label: slope and offset of its logit, where it is decided, and where doubt begins."""

    slope: np.ndarray
    offset: np.ndarray
    decided_from: np.ndarray
    doubtful_from: np.ndarray

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        return sigmoid(logits * self.slope + self.offset)


def fit_calibration(logits: np.ndarray, targets: np.ndarray, *, floor: np.ndarray | float = 0.0) -> Calibration:
    """Fits each label on predictions for replies that its heads had not seen, both (replies, labels).

    ``floor`` is the least probability that decides, for all labels or for each.
    """
    labels = range(targets.shape[1])
    fitted = [_platt(logits[:, label], targets[:, label]) for label in labels]
    slope, offset = (np.array(column) for column in zip(*fitted))
    probabilities = sigmoid(logits * slope + offset)
    best = np.array([_threshold(probabilities[:, label], targets[:, label]) for label in labels])
    decided = np.maximum(best, floor)
    doubtful = [_doubt(probabilities[:, label], targets[:, label], float(decided[label])) for label in labels]
    return Calibration(slope=slope, offset=offset, decided_from=decided, doubtful_from=np.array(doubtful))


def f1(decided: np.ndarray, targets: np.ndarray) -> float:
    """F1 of one label; 0 where nothing was right."""
    right = float((decided * targets).sum())
    return 2 * right / (decided.sum() + targets.sum()) if right else 0.0


def _platt(logits: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    positives = targets.sum()
    if positives == 0 or positives == len(targets):
        return 1.0, 0.0
    # Platt's smoothed targets keep a label that is told apart perfectly from becoming certain.
    goal = np.where(targets > 0, (positives + 1) / (positives + 2), 1 / (len(targets) - positives + 2))

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        scaled = logits * point[0] + point[1]
        error = sigmoid(scaled) - goal
        value = np.logaddexp(0, scaled).sum() - (goal * scaled).sum() + (point[0] - 1) ** 2
        return float(value), np.array([(error * logits).sum() + 2 * (point[0] - 1), error.sum()])

    bounds: Sequence[tuple[float | None, float | None]] = [(0.05, 5.0), (None, None)]
    slope, offset = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(slope), float(offset)


def _threshold(probabilities: np.ndarray, targets: np.ndarray) -> float:
    positives = int(targets.sum())
    if positives == 0:
        return USUAL_THRESHOLD
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum(targets[order])
    scores = 2 * right / (np.arange(1, len(order) + 1) + positives)
    best = int(np.argmax(scores))
    after = probabilities[order[best + 1]] if best + 1 < len(order) else 0.0
    empirical = float(probabilities[order[best]] + after) / 2
    mixed = (positives * empirical + USUAL_WEIGHT * USUAL_THRESHOLD) / (positives + USUAL_WEIGHT)
    return round(float(np.clip(mixed, 0.1, 0.8)), 4)


def _doubt(probabilities: np.ndarray, targets: np.ndarray, decided_from: float) -> float:
    below = np.flatnonzero(probabilities < decided_from)
    order = below[np.argsort(-probabilities[below], kind="stable")]
    order = order[: int(BAND_SHARE * len(probabilities))]
    if not len(order):
        return decided_from
    share = np.cumsum(targets[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= BAND_PRECISION)
    if not len(enough):
        return decided_from
    return round(min(float(probabilities[order[enough[-1]]]), decided_from), 4)
