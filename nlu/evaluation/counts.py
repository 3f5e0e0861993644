"""Precision, recall and F1 from counts of right decisions, false alarms and misses; counts may be arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nlu.evaluation.scored import Scored


@dataclass(frozen=True)
class Counts:
    """Right decisions, false alarms and misses; any shape, all three alike."""

    right: np.ndarray
    false: np.ndarray
    missed: np.ndarray

    @classmethod
    def of(cls, scored: Scored) -> Counts:
        """(replies, labels), each 0 or 1; nothing counts where the truth is not known."""
        holds = np.nan_to_num(scored.truth, nan=0.0)
        judged = ~np.isnan(scored.truth)
        decided = scored.decided * judged
        return cls(right=decided * holds, false=decided * (1 - holds), missed=(1 - decided) * holds * judged)

    def sum(self, axis: int) -> Counts:
        return Counts(self.right.sum(axis=axis), self.false.sum(axis=axis), self.missed.sum(axis=axis))

    def columns(self, columns: list[int]) -> Counts:
        """Some labels; the labels are the last axis."""
        return Counts(self.right[..., columns], self.false[..., columns], self.missed[..., columns])

    def weighted(self, weights: np.ndarray) -> Counts:
        """(draws, labels) from weights (draws, replies): how often each draw holds each reply."""
        return Counts(weights @ self.right, weights @ self.false, weights @ self.missed)

    def precision(self) -> np.ndarray:
        """0 where nothing was decided."""
        return _share(self.right, self.right + self.false)

    def recall(self) -> np.ndarray:
        """0 where nothing holds."""
        return _share(self.right, self.right + self.missed)

    def f1(self) -> np.ndarray:
        """0 where nothing was right."""
        return _share(2 * self.right, 2 * self.right + self.false + self.missed)

    def macro_f1(self) -> np.ndarray:
        """The mean F1 over the labels (last axis) that hold somewhere."""
        occurs = (self.right + self.missed) > 0
        return _share((self.f1() * occurs).sum(axis=-1), occurs.sum(axis=-1))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.divide(part, whole, out=np.zeros(np.shape(part)), where=np.asarray(whole) > 0)
    return found
