"""The two encoders that are tuned, in TensorFlow: MiniLM, which the product runs, and MPNet, which teaches it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from nlu import encoder_weights, minilm
from nlu.tuning import teacher_weights
from nlu.windows import CLS, SEP

_START, _PAD, _END, _SHIFT = 0, 1, 2, 4
"""MPNet's vocabulary is BERT's, four places further on, with special pieces of its own."""


def tensorflow(seed: int) -> Any:
    """TensorFlow, set up to repeat itself; half its matrix products in bfloat16 where the processor has it.

    There a step takes a quarter to a half less time, with the same figures. Elsewhere TensorFlow would convert all the
    same and reckon bfloat16 out in single precision: four times as slow.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when transformers is imported: nothing may reach for a hub
    import tensorflow as tf
    from transformers.utils import logging as transformers_logging

    tf.keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": has_bfloat16()})
    transformers_logging.set_verbosity_error()
    return tf


def has_bfloat16(processor: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor multiplies in bfloat16, by the flags that Linux tells; no where it tells none."""
    told = processor.read_text(encoding="utf-8") if processor.is_file() else ""
    flags = {flag for line in told.splitlines() if line.startswith("flags") for flag in line.split()}
    return not flags.isdisjoint({"amx_bf16", "avx512_bf16"})


class MiniLMBackbone:
    """All-MiniLM-L6-v2: six layers, vectors of 384 numbers."""

    width: Final = minilm.WIDTH

    def __init__(self, *, dropout: float) -> None:
        from transformers import TFBertModel

        self.model = TFBertModel.from_pretrained(
            encoder_weights.published(),
            use_safetensors=True,
            add_pooling_layer=False,
            attention_probs_dropout_prob=dropout,
            hidden_dropout_prob=dropout,
        )
        self.layers = self.model.bert.encoder.layer

    def __call__(self, tf: Any, ids: Any, filled: Any, *, training: bool) -> Any:
        """(rows, pieces) ids to (rows, pieces, width) vectors."""
        kinds = tf.zeros_like(ids)
        read = self.model(input_ids=ids, attention_mask=filled, token_type_ids=kinds, training=training)
        return read.last_hidden_state


class MPNetBackbone:
    """All-mpnet-base-v2: twelve layers, vectors of 768 numbers, eight times the work."""

    width: Final = 768

    def __init__(self, folder: Path, *, dropout: float) -> None:
        """Raises UnderstandingError N0404 where ``folder`` does not hold the published weights."""
        from transformers import TFMPNetModel

        self.published = teacher_weights.published(folder)
        self.model = TFMPNetModel.from_pretrained(
            folder, use_safetensors=True, attention_probs_dropout_prob=dropout, hidden_dropout_prob=dropout
        )
        self.layers = self.model.mpnet.encoder.layer

    def __call__(self, tf: Any, ids: Any, filled: Any, *, training: bool) -> Any:
        """(rows, pieces) ids, MiniLM's, to (rows, pieces, width) vectors."""
        own = tf.where(ids == CLS, _START, tf.where(ids == SEP, _END, ids + _SHIFT))
        own = tf.where(filled == 0, _PAD, own)
        return self.model(input_ids=own, attention_mask=filled, training=training).last_hidden_state
