"""Whether probabilities mean what they say: of the replies given .7, seven in ten should carry the label."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

BETWEEN: Final = (0.05, 0.95)
"""Nearly all pairs of reply and label are clear absences: counted in, they would make any scorer look well set."""
BINS: Final = 10
_FEWEST: Final = 20
"""Pairs in a bin at least; below that chance alone makes a gap."""


def adaptive_error(probabilities: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    """The mean gap between probability and share, in bins of equal numbers of pairs, within ``BETWEEN``.

    Args:
        probabilities: any shape.
        truth: the same shape, 0, 1, or NaN where nobody judged.
    """
    judged = ~np.isnan(truth) & (probabilities > BETWEEN[0]) & (probabilities < BETWEEN[1])
    given, held = probabilities[judged], truth[judged]
    bins = min(BINS, len(given) // _FEWEST)
    if not bins:
        return {"pairs": len(given), "error": None, "bias": None}
    order = np.argsort(given, kind="stable")
    parts = [(given[part].mean(), held[part].mean(), len(part)) for part in np.array_split(order, bins)]
    error = sum(abs(said - true) * size for said, true, size in parts) / len(given)
    return {
        "pairs": len(given),
        "error": round(float(error), 3),
        "bias": round(float(given.mean() - held.mean()), 3),
        "bins": [[round(float(said), 3), round(float(true), 3)] for said, true, _ in parts],
    }


def brier_skill(probabilities: np.ndarray, truth: np.ndarray) -> float | None:
    """One minus the squared error over that of always saying the label's share in this set; 0 is no better than that.

    Args:
        probabilities: (replies, labels) or (replies,).
        truth: the same shape; every value known.
    """
    base = truth.mean(axis=0)
    known = float(((truth - base) ** 2).sum())
    if not known:
        return None
    return round(1 - float(((probabilities - truth) ** 2).sum()) / known, 3)
