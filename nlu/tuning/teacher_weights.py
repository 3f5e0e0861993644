"""Where the teacher's weights come from: the published MPNet, and what tuning added to its upper layers.

What tuning adds to a matrix is kept as the product of two thin ones (low rank; Hu et al. 2021, "LoRA"), in half
precision: 15 MB where the changed layers would take 115, so that a teacher can be kept and tuned on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors.numpy import load_file

from nlu import encoder_weights, fingerprint
from nlu.encoder_weights import Manifest
from nlu.errors import UnderstandingError

PUBLISHED_SHA256: Final = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of the published ``model.safetensors`` of all-mpnet-base-v2."""
KEPT: Final = Path(".make/teacher")
RANK: Final = 64
"""Columns of a thin matrix."""
_LEFT, _RIGHT = ".left", ".right"


def published(folder: Path) -> dict[str, np.ndarray]:
    """The published weights by their names. Raises UnderstandingError N0404 where ``folder`` does not hold them."""
    file = folder / "model.safetensors"
    found = fingerprint.of_file(file) if file.is_file() else "no such file"
    if found != PUBLISHED_SHA256:
        raise UnderstandingError("N0404", f"{file}: {found}, not sha256 {PUBLISHED_SHA256}; unpack the weights anew")
    return {name.removeprefix("mpnet."): value for name, value in load_file(str(file)).items()}


def load(weights: Mapping[str, np.ndarray], folder: Path) -> dict[str, np.ndarray]:
    """Published weights with what tuning added to them."""
    kept = load_file(str(folder / encoder_weights.LAYERS_FILE)) if encoder_weights.manifest(folder).layers else {}
    tuned = dict(weights)
    for name in weights:
        if name in kept:
            tuned[name] = weights[name] + kept[name].astype(np.float32)
        elif name + _LEFT in kept:
            left, right = (kept[name + side].astype(np.float32) for side in (_LEFT, _RIGHT))
            tuned[name] = weights[name] + left @ right
    return tuned


def restore(model: Any, folder: Path, weights: Mapping[str, np.ndarray]) -> None:
    """Puts the tuned layers of ``folder`` into a ``TFMPNetModel``: the way back of :func:`keep`."""
    tuned = load(weights, folder)
    for layer in encoder_weights.manifest(folder).layers:
        for variable in model.mpnet.encoder.layer[layer].trainable_variables:
            name, kind = encoder_weights.published_name(layer, variable)
            variable.assign(tuned[name].T if kind == "kernel" else tuned[name])


def keep(
    model: Any,
    layers: Sequence[int],
    weights: Mapping[str, np.ndarray],
    *,
    heads: Mapping[str, np.ndarray],
    groups: frozenset[str],
    runs: Sequence[Mapping[str, Any]],
    folder: Path,
) -> None:
    """Writes what tuning added to the named layers of a ``TFMPNetModel``, its heads, and their manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    added = {
        name: part
        for layer in layers
        for variable in model.mpnet.encoder.layer[layer].trainable_variables
        for name, part in _added(layer, variable, weights)
    }
    encoder_weights.write(added, heads, Manifest(sha256="", layers=tuple(layers), groups=groups), runs, folder)


def _added(layer: int, variable: Any, weights: Mapping[str, np.ndarray]) -> Iterator[tuple[str, np.ndarray]]:
    name, kind = encoder_weights.published_name(layer, variable)
    value = variable.numpy().T if kind == "kernel" else variable.numpy()
    added = value - weights[name]
    if added.ndim == 1:
        yield name, added.astype(np.float16)
        return
    left, strength, right = np.linalg.svd(added, full_matrices=False)
    root = np.sqrt(strength[:RANK])
    yield name + _LEFT, np.ascontiguousarray(left[:, :RANK] * root).astype(np.float16)
    yield name + _RIGHT, np.ascontiguousarray(root[:, None] * right[:RANK]).astype(np.float16)
