"""A set of replies with what a scorer said of them and what holds: the one shape that every figure is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.errors import UnderstandingError

_MATRICES = ("probabilities", "decided", "abstained", "truth")


@dataclass(frozen=True)
class Scored:
    """What was found in some replies.

    Attributes:
        ids: of the replies.
        groups: the conversation each reply answers. Replies of one group are no independent witnesses, so intervals are
            drawn by group.
        probabilities: (replies, labels); NaN throughout where a rater gives decisions alone.
        decided: (replies, labels), 0 or 1.
        abstained: (replies, labels), 0 or 1: too close to call.
        truth: (replies, labels), 0 or 1, NaN where nobody judged the label.
    """

    ids: tuple[str, ...]
    groups: tuple[str, ...]
    probabilities: np.ndarray
    decided: np.ndarray
    abstained: np.ndarray
    truth: np.ndarray

    def __post_init__(self) -> None:
        shape = (len(self.ids), len(LABELS))
        for name in _MATRICES:
            if getattr(self, name).shape != shape:
                raise UnderstandingError("N0602", f"{name} has shape {getattr(self, name).shape}, not {shape}")
        if len(self.groups) != len(self.ids):
            raise UnderstandingError("N0602", f"{len(self.groups)} groups for {len(self.ids)} replies")

    @property
    def ranked(self) -> bool:
        """Whether there are probabilities to rank by."""
        return not bool(np.isnan(self.probabilities).any())

    def take(self, rows: Sequence[int] | np.ndarray) -> Scored:
        """Some of the replies."""
        places = np.asarray(rows, dtype=int)
        return Scored(
            ids=tuple(self.ids[place] for place in places),
            groups=tuple(self.groups[place] for place in places),
            **{name: getattr(self, name)[places] for name in _MATRICES},
        )


def write_scored(scored: Scored, file: Path | IO[bytes]) -> None:
    """Writes ``validation-scores.npz``: ids, groups and the four matrices."""
    matrices = {name: getattr(scored, name).astype(np.float32) for name in _MATRICES}
    np.savez_compressed(file, ids=np.array(scored.ids), groups=np.array(scored.groups), **matrices)


def read_scored(file: Path | IO[bytes]) -> Scored:
    """Reads what :func:`write_scored` wrote.

    Raises:
        UnderstandingError: N0602 where it is something else.
    """
    with np.load(file, allow_pickle=False) as arrays:
        missing = [name for name in ("ids", "groups", *_MATRICES) if name not in arrays]
        if missing:
            raise UnderstandingError("N0602", f"validation scores lack {', '.join(missing)}; run make train")
        return Scored(
            ids=tuple(str(name) for name in arrays["ids"]),
            groups=tuple(str(name) for name in arrays["groups"]),
            **{name: arrays[name].astype(np.float64) for name in _MATRICES},
        )
