"""Lets the trained graph score a set, one reply at a time, as it does in a conversation."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.evaluation.scored import Scored
from nlu.evaluation.sets import MeasuredSet
from nlu.graph import understand
from nlu.request import ReplyRequest

Score = Callable[[ReplyRequest], dict[str, Any]]
"""The scores of one reply, as on the wire."""
_PROGRESS_SECONDS: Final = 5.0


def scorer_of(processor: Any) -> Score:
    """The graph as a plain function."""

    def score(request: ReplyRequest) -> dict[str, Any]:
        scores: dict[str, Any] = asyncio.run(understand(processor, request)).scores
        return scores

    return score


def version_of(processor: Any, request: ReplyRequest) -> str:
    """The scorer's version, which it leaves on every message."""
    version: str = asyncio.run(understand(processor, request)).version
    return version


def score_set(score: Score, measured: MeasuredSet) -> Scored:
    """Scores every reply of a set; says on stderr how far it is."""
    found = score_all(score, measured.requests, name=measured.name)
    return Scored(
        ids=measured.ids,
        groups=measured.groups,
        probabilities=np.array([[row["labels"][label] for label in LABELS] for row in found]),
        decided=np.array([[float(label in row["decided"]) for label in LABELS] for row in found]),
        abstained=np.array([[float(label in row["abstained"]) for label in LABELS] for row in found]),
        truth=measured.truth,
    )


def score_all(score: Score, requests: Sequence[ReplyRequest], *, name: str) -> list[dict[str, Any]]:
    """The scores of each reply in order."""
    found = []
    shown = time.monotonic()
    for number, request in enumerate(requests):
        found.append(score(request))
        if time.monotonic() - shown > _PROGRESS_SECONDS:
            shown = time.monotonic()
            print(f"{name}: {number + 1} of {len(requests)}", file=sys.stderr)
    return found
