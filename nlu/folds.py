"""Deals groups out to folds, so that replies to the same customer are never on both sides of a validation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np

from nlu.errors import UnderstandingError


def deal(groups: Sequence[str], *, folds: int) -> np.ndarray:
    """The fold of each row, by its group; folds are near equal in rows and do not depend on the order of rows.

    Raises:
        UnderstandingError: N0301 where there are fewer than two groups.
    """
    sizes = Counter(groups)
    if len(sizes) < 2:
        raise UnderstandingError("N0301", "the corpus has fewer than two scenarios; validation needs more")
    filled = [0] * min(folds, len(sizes))
    fold_of: dict[str, int] = {}
    for group in sorted(sizes, key=lambda name: (-sizes[name], hashlib.sha256(name.encode()).hexdigest())):
        smallest = filled.index(min(filled))
        fold_of[group] = smallest
        filled[smallest] += sizes[group]
    return np.array([fold_of[group] for group in groups])
