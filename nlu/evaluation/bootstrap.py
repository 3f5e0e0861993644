"""Intervals by drawing whole conversations again: how far a figure would move with other replies of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

DRAWS: Final = 1000
_EDGES: Final = (0.025, 0.975)


def draw_weights(groups: Sequence[str], *, draws: int = DRAWS, seed: int = 0) -> np.ndarray:
    """(draws, rows): how often each row is in each draw. All rows of a group come together."""
    names, group_of = np.unique(np.asarray(groups), return_inverse=True)
    chances = np.full(len(names), 1 / len(names))
    times = np.random.default_rng(seed).multinomial(len(names), chances, size=draws)
    weights: np.ndarray = times[:, group_of].astype(np.float64)
    return weights


def interval(values: np.ndarray) -> list[float]:
    """The middle 95 in a hundred draws, rounded to three digits; draws without a value are left out."""
    known = values[~np.isnan(values)]
    return [round(float(np.quantile(known, edge)), 3) for edge in _EDGES] if len(known) else []
