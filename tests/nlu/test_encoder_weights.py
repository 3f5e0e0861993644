from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from nlu import encoder_weights
from nlu.errors import UnderstandingError


def tiny_model(value: float) -> SimpleNamespace:
    """Shaped like a TFBertModel as far as the weights go: two layers of one matrix, (into, out of)."""
    layers = [
        SimpleNamespace(
            trainable_variables=[
                tf.Variable(
                    np.full((1536, 384), value, np.float32), name=f"bert/encoder/layer_._{number}/output/dense/kernel"
                )
            ]
        )
        for number in range(2)
    ]
    return SimpleNamespace(bert=SimpleNamespace(encoder=SimpleNamespace(layer=layers)))


def test_weights_that_are_not_the_published_ones_are_refused(monkeypatch):
    monkeypatch.setattr(encoder_weights, "PUBLISHED_SHA256", "0" * 64)
    with pytest.raises(UnderstandingError, match=r"N0401 .*model\.safetensors"):
        encoder_weights.published()


def test_only_the_layers_that_were_tuned_are_put_back(tmp_path):
    encoder_weights.keep(
        tiny_model(0.25),
        (1,),
        heads={"reply.bias": np.ones(30, np.float32)},
        groups=frozenset({"wa-s01"}),
        runs=[{"replies": 9}],
        folder=tmp_path,
    )
    weights = encoder_weights.load(tmp_path)
    assert weights["encoder.layer.1.output.dense.weight"].shape == (384, 1536)
    assert (weights["encoder.layer.1.output.dense.weight"] == 0.25).all()
    assert not (weights["encoder.layer.0.output.dense.weight"] == 0.25).any()
    assert list(encoder_weights.heads(tmp_path)) == ["reply.bias"]
    kept = encoder_weights.manifest(tmp_path)
    assert encoder_weights.runs(tmp_path) == [{"replies": 9}]
    assert kept.has_seen("wa-s01")
    assert not kept.has_seen("wa-s02")


def test_kept_layers_go_back_into_a_model_as_they_were(tmp_path):
    encoder_weights.keep(tiny_model(0.25), (1,), heads={}, groups=frozenset(), runs=[], folder=tmp_path)
    model = tiny_model(0.75)
    encoder_weights.restore(model, tmp_path)
    values = [float(layer.trainable_variables[0].numpy().mean()) for layer in model.bert.encoder.layer]
    assert values == [0.75, 0.25]


def test_layers_that_do_not_fit_their_manifest_are_refused(tmp_path):
    encoder_weights.keep(tiny_model(0.5), (0,), heads={}, groups=frozenset(), runs=[], folder=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "sha256": "0" * 64}))
    with pytest.raises(UnderstandingError, match="N0402"):
        encoder_weights.manifest(tmp_path)


def test_without_tuned_layers_every_scenario_is_unseen(tmp_path):
    assert encoder_weights.manifest(tmp_path) == encoder_weights.UNTUNED
