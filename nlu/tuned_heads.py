"""The heads that were tuned together with the encoder: what each sentence carries, and the reply as a whole.

A label looks at some word pieces of a sentence more closely than at others ("won't", "sorry"), each label at its own
(label-wise attention; Mullenbach et al. 2018, "Explainable prediction of medical codes from clinical text").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from nlu.errors import UnderstandingError

LOOKED_AT_MOST: Final = 15.0
"""How closely a piece can be looked at is the exponential of at most this, and at least its inverse."""
NOTHING_TO_LOOK_AT: Final = 1e-9
"""What is divided by in a sentence without a word piece."""


@dataclass(frozen=True)
class TunedHeads:
    """Matrices (labels, numbers of a vector) and offsets (labels,)."""

    look_weight: np.ndarray
    sentence_weight: np.ndarray
    sentence_bias: np.ndarray
    reply_weight: np.ndarray
    reply_bias: np.ndarray

    @classmethod
    def of(cls, kept: Mapping[str, np.ndarray]) -> TunedHeads:
        """From ``encoder_weights.heads()``; raises UnderstandingError N0403 where there are none."""
        names = [field.name.replace("_", ".") for field in fields(cls)]
        missing = [name for name in names if name not in kept]
        if missing:
            raise UnderstandingError("N0403", f"data/encoder holds no {missing[0]}; run make finetune")
        return cls(*(kept[name].astype(np.float64) for name in names))

    def sentences(self, vectors: np.ndarray, owners: np.ndarray, count: int) -> np.ndarray:
        """(count, labels) logits of the sentences.

        Args:
            vectors: (pieces, numbers), of all word pieces of the sentences.
            owners: (pieces,), the number of the sentence that each belongs to.
            count: how many sentences there are; one without pieces carries what nothing carries.
        """
        closely = np.exp(np.clip(vectors @ self.look_weight.T, -LOOKED_AT_MOST, LOOKED_AT_MOST))
        theirs = sums_by(owners, count)
        said, looked_at = theirs @ (closely * (vectors @ self.sentence_weight.T)), theirs @ closely
        logits: np.ndarray = said / np.maximum(looked_at, NOTHING_TO_LOOK_AT) + self.sentence_bias
        return logits

    def reply(self, sentences: np.ndarray, said: np.ndarray, before: np.ndarray) -> np.ndarray:
        """(labels,) logits of the whole: its strongest sentences, and what reply and history add to them.

        Args:
            sentences: their logits, at least one's.
            said, before: (numbers,), the means over the pieces of the reply and of what came before it.
        """
        strongest = (sentences.max(axis=0) + np.logaddexp.reduce(sentences, axis=0)) / 2
        both = np.concatenate([said, before]).astype(np.float64)
        logits: np.ndarray = strongest + self.reply_weight @ both + self.reply_bias
        return logits


def sums_by(owners: np.ndarray, count: int) -> np.ndarray:
    """(count, pieces): the matrix that adds up what belongs to each owner; ``np.add.at`` takes forty times as long."""
    return (owners == np.arange(count)[:, None]).astype(np.float64)
