"""From raw logits to probabilities that mean what they say, and from those to decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from nlu.linear_heads import sigmoid

USUAL_THRESHOLD: Final = 0.3
"""Where a label is decided that the corpus says too little about. F1 is best at half of what it comes to there, so for
labels of F1 .5 to .8 from a quarter to two fifths."""
USUAL_WEIGHT: Final = 100
"""As many positive examples as this weigh as much as the usual threshold.

Measured on our own replies in four times five folds: with .4 and 10 macro-F1 .684, with .3 and 100 .687; a label's own
best limit is mostly noise below a few hundred examples."""
DOUBT_FROM: Final = 0.35
"""Replies of which at least this share carry the label are too close to call …"""
DOUBTS_A_DECISION: Final = 0.1
"""… as long as there are no more than this many of them for each that is decided: a coach who doubts all is no help."""
_LOWEST, _HIGHEST = 0.1, 0.8


@dataclass(frozen=True)
class Calibration:
    """For each label: slope and offset of its logit, where it is decided, and where doubt begins."""

    slope: np.ndarray
    offset: np.ndarray
    decided_from: np.ndarray
    doubtful_from: np.ndarray

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        return sigmoid(logits * self.slope + self.offset)


def fit_calibration(
    logits: np.ndarray,
    targets: np.ndarray,
    *,
    floors: np.ndarray | None = None,
    precisions: np.ndarray | None = None,
) -> Calibration:
    """Fits each label on predictions for replies that its heads had not seen, both (replies, labels).

    Args:
        logits: of the replies.
        targets: 0 or 1.
        floors: (labels,) the least probability that decides; none when None.
        precisions: (labels,) where above 0, more than the best F1 asks for is decided as long as that precision holds.
    """
    count = targets.shape[1]
    floors = np.zeros(count) if floors is None else floors
    precisions = np.zeros(count) if precisions is None else precisions
    fitted = [_platt(logits[:, label], targets[:, label]) for label in range(count)]
    slope, offset = (np.array(column) for column in zip(*fitted))
    probabilities = sigmoid(logits * slope + offset)
    best = [_threshold(probabilities[:, label], targets[:, label], float(precisions[label])) for label in range(count)]
    decided = np.maximum(best, floors)
    doubtful = [_doubt(probabilities[:, label], targets[:, label], float(decided[label])) for label in range(count)]
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


def _threshold(probabilities: np.ndarray, targets: np.ndarray, precision: float) -> float:
    positives = int(targets.sum())
    if positives == 0:
        return USUAL_THRESHOLD
    order = np.argsort(-probabilities, kind="stable")
    right = np.cumsum(targets[order])
    decided = np.arange(1, len(order) + 1)
    precise = np.flatnonzero(right / decided >= precision)
    at_best_f1 = int(np.argmax(2 * right / (decided + positives)))
    best = max(at_best_f1, int(precise[-1])) if precision and len(precise) else at_best_f1
    after = probabilities[order[best + 1]] if best + 1 < len(order) else 0.0
    empirical = float(probabilities[order[best]] + after) / 2
    mixed = (positives * empirical + USUAL_WEIGHT * USUAL_THRESHOLD) / (positives + USUAL_WEIGHT)
    return round(float(np.clip(mixed, _LOWEST, _HIGHEST)), 4)


def _doubt(probabilities: np.ndarray, targets: np.ndarray, decided_from: float) -> float:
    below = np.flatnonzero(probabilities < decided_from)
    order = below[np.argsort(-probabilities[below], kind="stable")]
    order = order[: int(DOUBTS_A_DECISION * (probabilities >= decided_from).sum())]
    if not len(order):
        return decided_from
    share = np.cumsum(targets[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= DOUBT_FROM)
    if not len(enough):
        return decided_from
    return round(min(float(probabilities[order[enough[-1]]]), decided_from), 4)
