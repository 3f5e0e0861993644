from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from transformers import TFBertModel

from nlu import encoder_weights, minilm
from nlu.windows import CLS, SEP, Row


@pytest.fixture(scope="module", params=["int8", "float32"])
def encoder(request):
    return minilm.MiniLM(threads=1, precision=request.param)


def row_of(text):
    ids = (CLS, *minilm.load_tokenizer().encode(text, add_special_tokens=False).ids, SEP)
    return Row(ids=ids, sentence_of=(None,) * len(ids))


def test_word_pieces_keep_their_place_in_the_text():
    encoded = minilm.load_tokenizer().encode("Sorry 😔 Zoë!", add_special_tokens=False)
    assert [encoded.offsets[0], encoded.offsets[-1]] == [(0, 5), (11, 12)]


def test_a_row_gives_the_same_bytes_whatever_was_read_before(encoder):
    first = encoder.read(row_of("I'm so sorry about the clasp."))
    encoder.read(row_of("Something else altogether, and longer than what came before it."))
    assert encoder.read(row_of("I'm so sorry about the clasp.")).tobytes() == first.tobytes()
    assert first.shape == (len(row_of("I'm so sorry about the clasp.").ids), minilm.WIDTH)


def test_the_vectors_are_those_of_the_transformers_implementation(monkeypatch):
    monkeypatch.setattr(encoder_weights, "manifest", lambda *_folder: encoder_weights.UNTUNED)
    row = row_of("Let me look at the repair log. When did you first see the scratch?")
    reference = TFBertModel.from_pretrained(encoder_weights.published(), use_safetensors=True, add_pooling_layer=False)(
        input_ids=tf.constant([row.ids]), attention_mask=tf.ones((1, len(row.ids)), tf.int32)
    ).last_hidden_state[0]
    assert np.abs(minilm.MiniLM(threads=1, precision="float32").read(row) - reference.numpy()).max() < 1e-4


def test_eight_bits_read_nearly_what_single_precision_reads():
    row = row_of("Let me look at the repair log. When did you first see the scratch?")
    exact, quick = (minilm.MiniLM(threads=1, precision=name).read(row) for name in ("float32", "int8"))
    likeness = (exact * quick).sum(axis=1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(quick, axis=1)
    assert likeness.min() > 0.97
