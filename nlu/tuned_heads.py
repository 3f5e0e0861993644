"""The heads that were tuned together with the encoder: what each sentence carries, and the reply as a whole.

A label looks at some word pieces of a sentence more closely than at others ("won't", "sorry"), each label at its own
(label-wise attention; Mullenbach et al. 2018, "Explainable prediction of medical codes from clinical text").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from nlu.errors import UnderstandingError
from nlu.windows import Row

LOOKED_AT_MOST: Final = 15.0
"""How closely a piece can be looked at is the exponential of at most this, and at least its inverse."""
NOTHING_TO_LOOK_AT: Final = 1e-9
"""What is divided by in a sentence without a word piece."""


@dataclass(frozen=True)
class Vectors:
    """What an encoder makes of a reply.

    Attributes:
        said: (pieces, numbers), of all word pieces of its sentences.
        owners: (pieces,), the number of the sentence that each belongs to.
        before: (numbers,), the mean over what came before the reply.
    """

    said: np.ndarray
    owners: np.ndarray
    before: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[Row], read: Callable[[Row], np.ndarray]) -> Vectors:
        """From the rows that a reply is laid out in; each holds the same history, which is taken from the first."""
        said, owners, before = list[np.ndarray](), list[np.ndarray](), np.zeros(0)
        for number, row in enumerate(rows):
            vectors = read(row)
            owner_of = np.array([-2 if owner is None else owner for owner in row.sentence_of])
            said.append(vectors[owner_of >= 0])
            owners.append(owner_of[owner_of >= 0])
            if number == 0:
                before = vectors[owner_of == -1].mean(axis=0)
        return cls(np.concatenate(said), np.concatenate(owners), before)


@dataclass(frozen=True)
class TunedHeads:
    """Matrices (labels, numbers of a vector) and offsets (labels,).

    ``reply_weight`` is (labels, 2 × numbers): for the mean of the reply, then for the mean of what came before.
    """

    look_weight: np.ndarray
    sentence_weight: np.ndarray
    sentence_bias: np.ndarray
    reply_weight: np.ndarray
    reply_bias: np.ndarray

    @classmethod
    def of(cls, kept: Mapping[str, np.ndarray]) -> TunedHeads:
        """From ``encoder_weights.heads``; raises UnderstandingError N0403 where there are none."""
        names = [field.name.replace("_", ".") for field in fields(cls)]
        missing = [name for name in names if name not in kept]
        if missing:
            raise UnderstandingError("N0403", f"data/encoder holds no {missing[0]}; run make finetune")
        return cls(*(kept[name].astype(np.float64) for name in names))

    def judge(self, vectors: Vectors, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The logits of ``count`` sentences, (count, labels), and of the reply, (labels,).

        A sentence without word pieces carries what nothing carries. For a reply without sentences there is nothing to
        judge: zeros.
        """
        carried = self._sentences(vectors, count)
        return carried, self._reply(carried, vectors) if count else np.zeros(len(self.reply_bias))

    def _sentences(self, vectors: Vectors, count: int) -> np.ndarray:
        closely = np.exp(np.clip(vectors.said @ self.look_weight.T, -LOOKED_AT_MOST, LOOKED_AT_MOST))
        theirs = sums_by(vectors.owners, count)
        said, looked_at = theirs @ (closely * (vectors.said @ self.sentence_weight.T)), theirs @ closely
        logits: np.ndarray = said / np.maximum(looked_at, NOTHING_TO_LOOK_AT) + self.sentence_bias
        return logits

    def _reply(self, sentences: np.ndarray, vectors: Vectors) -> np.ndarray:
        """Its strongest sentences, and what the means over reply and history add to them."""
        strongest = (sentences.max(axis=0) + np.logaddexp.reduce(sentences, axis=0)) / 2
        mean = vectors.said.sum(axis=0) / max(len(vectors.said), 1)
        both = np.concatenate([mean, vectors.before]).astype(np.float64)
        logits: np.ndarray = strongest + self.reply_weight @ both + self.reply_bias
        return logits


def sums_by(owners: np.ndarray, count: int) -> np.ndarray:
    """(count, pieces): the matrix that adds up what belongs to each owner; ``np.add.at`` takes forty times as long."""
    return (owners == np.arange(count)[:, None]).astype(np.float64)
