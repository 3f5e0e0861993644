"""How like anything in the training corpus a reply is: what resembles no reply to a customer is off topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

ODD_SHARE: Final = 0.005
"""Share of honest replies that may look stranger than the limit."""


@dataclass(frozen=True)
class Familiarity:
    """Unit vectors of known replies, and the likeness to the nearest below which a reply is a stranger."""

    known: np.ndarray
    limit: float

    @classmethod
    def fit(cls, vectors: Sequence[np.ndarray], groups: Sequence[str]) -> Familiarity:
        """Sets the limit from how like each reply is to those of other scenarios."""
        known = np.stack([_unit(vector) for vector in vectors]).astype(np.float32)
        names = np.array(groups)
        alike = known @ known.T
        alike[names[:, None] == names[None, :]] = -1.0
        return cls(known=known, limit=float(np.quantile(alike.max(axis=1), ODD_SHARE)))

    def is_strange(self, vector: np.ndarray) -> bool:
        return float((self.known @ _unit(vector).astype(np.float32)).max()) < self.limit


def _unit(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
