"""The heads that were tuned together with the encoder: what each sentence carries, and the reply as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from nlu.encoder import Encoding
from nlu.errors import UnderstandingError


@dataclass(frozen=True)
class TunedHeads:
    """Matrices (labels, numbers of a vector) and offsets (labels,)."""

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

    def sentences(self, encoding: Encoding) -> np.ndarray:
        """(sentences, labels) logits."""
        logits: np.ndarray = encoding.sentences.astype(np.float64) @ self.sentence_weight.T + self.sentence_bias
        return logits

    def reply(self, encoding: Encoding, sentences: np.ndarray) -> np.ndarray:
        """(labels,) logits of the whole: its strongest sentences, and what reply and history add to them."""
        strongest = (sentences.max(axis=0) + np.logaddexp.reduce(sentences, axis=0)) / 2
        both = np.concatenate([encoding.reply(), encoding.history]).astype(np.float64)
        logits: np.ndarray = strongest + self.reply_weight @ both + self.reply_bias
        return logits
