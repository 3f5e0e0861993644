"""How well probabilities rank: average precision and the area under the ROC curve, also for many weightings at once."""

from __future__ import annotations

import numpy as np


def average_precision(probabilities: np.ndarray, truth: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """(draws,) average precision of one label; equal probabilities are one step, whatever their order.

    Args:
        probabilities: (replies,).
        truth: (replies,), 0 or 1.
        weights: (draws, replies); once each when None. NaN for a draw in which the label does not hold.
    """
    each = np.ones((1, len(truth))) if weights is None else weights
    order = np.argsort(-probabilities, kind="stable")
    ranked, held = probabilities[order], truth[order]
    ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    seen = np.cumsum(each[:, order], axis=1)[:, ends]
    right = np.cumsum(each[:, order] * held, axis=1)[:, ends]
    precision = np.divide(right, seen, out=np.zeros_like(right), where=seen > 0)
    gained = np.diff(right, axis=1, prepend=0.0)
    total = right[:, -1]
    found: np.ndarray = np.divide(
        (precision * gained).sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0
    )
    return found


def auc(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The chance that a reply with the label gets more than one without; NaN where one kind is missing."""
    positive, negative = probabilities[truth == 1], probabilities[truth == 0]
    if not len(positive) or not len(negative):
        return float("nan")
    below = np.searchsorted(np.sort(negative), positive, side="left")
    level = np.searchsorted(np.sort(negative), positive, side="right")
    return float((below + level).sum() / (2 * len(positive) * len(negative)))
