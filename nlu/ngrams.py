"""Which words and short phrases a text has, as a sparse matrix over the phrases of the training corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix

_TOKEN = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|[?!£$€%@#]|[\U0001F300-\U0001FAFF]")
LONGEST: Final = 3
"""Words in the longest phrase."""


def phrases(text: str) -> list[str]:
    """Words, pairs and triples of a text in lower case; every number reads ``0`` and the edges are marked."""
    words = ["<"] + ["0" if word[0].isdigit() else word.replace("’", "'") for word in _tokens(text)] + [">"]
    return [
        " ".join(words[start : start + length])
        for length in range(1, LONGEST + 1)
        for start in range(len(words) - length + 1)
    ]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


@dataclass(frozen=True)
class PhraseSpace:
    """The phrases that count, with their inverse document frequencies."""

    column_of: dict[str, int]
    weights: np.ndarray

    @classmethod
    def fit(cls, texts: Sequence[str], *, at_least: int) -> PhraseSpace:
        """Keeps phrases that occur in ``at_least`` texts."""
        counts = Counter(phrase for text in texts for phrase in set(phrases(text)))
        kept = sorted(phrase for phrase, count in counts.items() if count >= at_least)
        weights = np.log((1 + len(texts)) / (1 + np.array([counts[phrase] for phrase in kept], dtype=np.float64))) + 1
        return cls(column_of={phrase: column for column, phrase in enumerate(kept)}, weights=weights)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """(texts, phrases); each row has length 1, or 0 where no phrase is known."""
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for text in texts:
            present = sorted({self.column_of[phrase] for phrase in phrases(text) if phrase in self.column_of})
            values = self.weights[present]
            length = float(np.sqrt((values**2).sum())) or 1.0
            data.extend(values / length)
            columns.extend(present)
            ends.append(len(columns))
        return csr_matrix((data, columns, ends), shape=(len(texts), len(self.column_of)))
