"""The MiniLM encoder in TensorFlow, compiled once a row length, with the weights that ``nlu.encoder_weights`` finds."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from tokenizers import Tokenizer

from nlu import encoder_weights
from nlu.windows import Row

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when transformers is imported: nothing may reach for a hub

WIDTH: Final = 384
"""Numbers in a vector."""


class MiniLM:
    """Turns rows of word pieces into contextual vectors, always one row at a time.

    A batch would be faster in training, and would make the last bits of a score depend on what else was scored.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        """Loads the weights and compiles one function a row length, so that nothing is traced in a turn."""
        import tensorflow as tf
        from transformers import TFBertModel
        from transformers.utils import logging as transformers_logging

        folder = encoder_weights.published()
        transformers_logging.set_verbosity_error()
        self._tensorflow = tf
        self._model = TFBertModel.from_pretrained(folder, use_safetensors=True, add_pooling_layer=False)
        encoder_weights.put_tuned_layers_in(self._model)
        self._compiled = {length: self._compile(length) for length in lengths}

    def read(self, row: Row) -> np.ndarray:
        """The vectors of a row's pieces, padding left out: shape (row.length, 384)."""
        ids = self._tensorflow.constant([row.ids], dtype=self._tensorflow.int32)
        length = self._tensorflow.constant(row.length, dtype=self._tensorflow.int32)
        vectors: np.ndarray = self._compiled[len(row.ids)](ids, length).numpy()
        return vectors[: row.length]

    def _compile(self, length: int) -> Callable[[Any, Any], Any]:
        tf = self._tensorflow

        @tf.function(
            autograph=False,
            input_signature=[tf.TensorSpec((1, length), tf.int32), tf.TensorSpec((), tf.int32)],
        )
        def encode(ids: Any, filled: Any) -> Any:
            mask = tf.cast(tf.range(length)[tf.newaxis, :] < filled, tf.int32)
            output = self._model(input_ids=ids, attention_mask=mask, token_type_ids=tf.zeros_like(ids), training=False)
            return output.last_hidden_state[0]

        compiled: Callable[[Any, Any], Any] = encode.get_concrete_function()
        compiled(tf.zeros((1, length), tf.int32), tf.constant(1, tf.int32))
        return compiled


def load_tokenizer() -> Tokenizer:
    """The word-piece tokenizer that belongs to the weights, without its own padding and truncation."""
    tokenizer = Tokenizer.from_file(str(encoder_weights.published() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
