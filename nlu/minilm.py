"""The MiniLM encoder as CTranslate2 runs it, with the weights that ``nlu.encoder_weights`` finds.

CTranslate2 is made for transformers on processors and reads a row of any length without padding. In single precision it
computes what TensorFlow computes, to six digits; in eight bits nearly that in a fraction of the time
(``docs/decisions/0005-ctranslate2.md``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from ctranslate2 import Encoder
from ctranslate2.specs import common_spec, transformer_spec
from tokenizers import Tokenizer

from nlu import encoder_weights
from nlu.windows import Row

WIDTH: Final = 384
"""Numbers in a vector."""
_LAYERS: Final = 6
_HEADS: Final = 12
_EPSILON: Final = 1e-12
"""Of layer normalisation, as the published configuration has it."""


class MiniLM:
    """Turns rows of word pieces into contextual vectors, always one row at a time.

    A batch would be faster in training, and would make the last bits of a score depend on what else was scored.
    """

    def __init__(self, *, threads: int, precision: str) -> None:
        """``precision`` is ``int8`` or ``float32``: of the matrices; sums and norms are always in single precision."""
        specification = _specification(encoder_weights.load())
        with tempfile.TemporaryDirectory(prefix="amends-encoder-") as folder:
            specification.save(folder)
            self._encoder = Encoder(folder, device="cpu", compute_type=precision, intra_threads=threads)

    def read(self, row: Row) -> np.ndarray:
        """The vectors of a row's pieces: shape (len(row.ids), 384)."""
        vectors: np.ndarray = np.array(self._encoder.forward_batch([list(row.ids)]).last_hidden_state)
        return vectors[0]


def load_tokenizer() -> Tokenizer:
    """The word-piece tokenizer that belongs to the weights, without its own padding and truncation."""
    tokenizer = Tokenizer.from_file(str(encoder_weights.published() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _specification(weights: Mapping[str, np.ndarray]) -> Any:
    """BERT's weights, by their published names, in the places of CTranslate2's description of an encoder."""
    encoder = transformer_spec.TransformerEncoderSpec(
        _LAYERS,
        _HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    _norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        attention = layer.self_attention
        asked = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        attention.linear[0].weight = np.concatenate([weights[f"{part}.weight"] for part in asked])
        attention.linear[0].bias = np.concatenate([weights[f"{part}.bias"] for part in asked])
        _linear(attention.linear[1], weights, f"{name}.attention.output.dense")
        _norm(attention.layer_norm, weights, f"{name}.attention.output.LayerNorm")
        _linear(layer.ffn.linear_0, weights, f"{name}.intermediate.dense")
        _linear(layer.ffn.linear_1, weights, f"{name}.output.dense")
        _norm(layer.ffn.layer_norm, weights, f"{name}.output.LayerNorm")
    model = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    # Rows are given as ids; the words behind them are the tokenizer's business alone.
    words = len(weights["embeddings.word_embeddings.weight"])
    model.register_vocabulary(["[UNK]", *(f"[{number}]" for number in range(1, words))])
    model.config.unk_token = "[UNK]"  # noqa: S105 — a piece of vocabulary
    model.config.layer_norm_epsilon = _EPSILON
    model.validate()
    model.optimize()
    return model


def _linear(place: Any, weights: Mapping[str, np.ndarray], name: str) -> None:
    place.weight, place.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _norm(place: Any, weights: Mapping[str, np.ndarray], name: str) -> None:
    place.gamma, place.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]
