"""What tuning adds is kept as thin matrices, and comes back nearly as it was."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from nlu import encoder_weights
from nlu.errors import UnderstandingError
from nlu.tuning import teacher_weights

NAME = "encoder.layer.{}.output.dense.{}"


def model_of(*layers: dict[str, np.ndarray]) -> SimpleNamespace:
    """Shaped like a TFMPNetModel as far as the weights go."""
    made = [
        SimpleNamespace(
            trainable_variables=[
                tf.Variable(values["weight"].T, name=f"mpnet/encoder/layer_._{number}/output/dense/kernel"),
                tf.Variable(values["bias"], name=f"mpnet/encoder/layer_._{number}/output/dense/bias"),
            ]
        )
        for number, values in enumerate(layers)
    ]
    return SimpleNamespace(mpnet=SimpleNamespace(encoder=SimpleNamespace(layer=made)))


@pytest.fixture
def weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(5)
    return {
        NAME.format(number, kind): random.normal(size=size).astype(np.float32)
        for number in range(2)
        for kind, size in (("weight", (96, 200)), ("bias", (96,)))
    }


def keep(folder, weights, added: np.ndarray) -> SimpleNamespace:
    """Layer 1 of a model with ``added`` to its matrix and 1 to its offsets."""
    layers = [{kind: weights[NAME.format(number, kind)] for kind in ("weight", "bias")} for number in range(2)]
    layers[1] = {"weight": layers[1]["weight"] + added.astype(np.float32), "bias": layers[1]["bias"] + 1}
    model = model_of(*layers)
    teacher_weights.keep(
        model,
        (1,),
        weights,
        heads={"reply.bias": np.ones(30, np.float32)},
        groups=frozenset({"wa-s01"}),
        runs=[{"replies": 9}],
        folder=folder,
    )
    return model


def test_what_is_of_low_rank_comes_back(tmp_path, weights):
    random = np.random.default_rng(6)
    added = random.normal(size=(96, 8)) @ random.normal(size=(8, 200)) / 10
    keep(tmp_path, weights, added)
    tuned = teacher_weights.load(weights, tmp_path)
    assert np.allclose(tuned[NAME.format(1, "weight")] - weights[NAME.format(1, "weight")], added, atol=2e-3)
    assert np.allclose(tuned[NAME.format(1, "bias")], weights[NAME.format(1, "bias")] + 1, atol=1e-3)
    assert np.array_equal(tuned[NAME.format(0, "weight")], weights[NAME.format(0, "weight")])
    assert encoder_weights.manifest(tmp_path).groups == {"wa-s01"}
    assert encoder_weights.runs(tmp_path) == [{"replies": 9}]
    assert list(encoder_weights.heads(tmp_path)) == ["reply.bias"]


def test_of_more_the_largest_part_comes_back(tmp_path, weights):
    added = np.random.default_rng(6).normal(size=(96, 200))
    keep(tmp_path, weights, added)
    came_back = teacher_weights.load(weights, tmp_path)[NAME.format(1, "weight")]
    lost = came_back - weights[NAME.format(1, "weight")] - added
    assert 0 < np.linalg.norm(lost) < 0.5 * np.linalg.norm(added)
    assert np.linalg.matrix_rank(came_back - weights[NAME.format(1, "weight")], tol=0.1) <= teacher_weights.RANK


def test_kept_layers_go_back_into_a_model(tmp_path, weights):
    tuned = keep(tmp_path, weights, np.full((96, 200), 0.25))
    fresh = model_of(
        *({kind: weights[NAME.format(number, kind)] for kind in ("weight", "bias")} for number in range(2))
    )
    teacher_weights.restore(fresh, tmp_path, weights)
    for was, now in zip(tuned.mpnet.encoder.layer, fresh.mpnet.encoder.layer, strict=True):
        for one, other in zip(was.trainable_variables, now.trainable_variables, strict=True):
            assert np.allclose(one.numpy(), other.numpy(), atol=2e-3)


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path):
    with pytest.raises(UnderstandingError, match="N0404.*no such file"):
        teacher_weights.published(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(UnderstandingError, match="N0404.*not sha256"):
        teacher_weights.published(tmp_path)
