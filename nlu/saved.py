"""Keeps fitted parts in one file of arrays: no pickles, the same bytes for the same fit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nlu.calibration import Calibration
from nlu.errors import UnderstandingError
from nlu.linear_heads import Heads, Space
from nlu.ngrams import PhraseSpace

Arrays = Mapping[str, np.ndarray]


def write(path: Path, arrays: Arrays) -> None:
    """Writes named arrays."""
    np.savez(path, **arrays)


def read(path: Path) -> dict[str, np.ndarray]:
    """Reads what :func:`write` wrote.

    Raises:
        UnderstandingError: N0302 where the model holds no such file.
    """
    if not path.is_file():
        raise UnderstandingError("N0302", f"{path.name} is missing from the model; train it anew")
    with np.load(path, allow_pickle=False) as loaded:
        return {name: loaded[name] for name in loaded.files}


def space_to_arrays(name: str, space: Space) -> dict[str, np.ndarray]:
    return {
        f"{name}.mean": space.mean,
        f"{name}.scale": space.scale,
        f"{name}.phrases": np.array(list(space.phrases.column_of), dtype=np.str_),
        f"{name}.phrase_weights": space.phrases.weights,
        f"{name}.phrase_weight": np.array(space.phrase_weight),
    }


def space_from_arrays(name: str, arrays: Arrays) -> Space:
    column_of = {str(phrase): column for column, phrase in enumerate(arrays[f"{name}.phrases"])}
    return Space(
        mean=arrays[f"{name}.mean"],
        scale=arrays[f"{name}.scale"],
        phrases=PhraseSpace(column_of=column_of, weights=arrays[f"{name}.phrase_weights"]),
        phrase_weight=float(arrays[f"{name}.phrase_weight"]),
    )


def heads_to_arrays(name: str, heads: Heads) -> dict[str, np.ndarray]:
    return {f"{name}.weights": heads.weights, f"{name}.bias": heads.bias}


def heads_from_arrays(name: str, arrays: Arrays) -> Heads:
    return Heads(weights=arrays[f"{name}.weights"], bias=arrays[f"{name}.bias"])


def calibration_to_arrays(name: str, calibration: Calibration) -> dict[str, np.ndarray]:
    return {
        f"{name}.slope": calibration.slope,
        f"{name}.offset": calibration.offset,
        f"{name}.decided_from": calibration.decided_from,
        f"{name}.doubtful_from": calibration.doubtful_from,
    }


def calibration_from_arrays(name: str, arrays: Arrays) -> Calibration:
    return Calibration(
        slope=arrays[f"{name}.slope"],
        offset=arrays[f"{name}.offset"],
        decided_from=arrays[f"{name}.decided_from"],
        doubtful_from=arrays[f"{name}.doubtful_from"],
    )
