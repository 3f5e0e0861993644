"""Where the time of a turn goes: how long Rasa's own steps took, for the log of the web application and ``make bench``.

Rasa has no place to ask. So the three steps are wrapped once, at start, and what each took is kept for the turn that
runs at that moment.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor

_laps: ContextVar[dict[str, float] | None] = ContextVar("laps", default=None)


@contextmanager
def laps() -> Iterator[dict[str, float]]:
    """Milliseconds by step (``nlu``, ``policy``, ``actions``, and ``all``, the time inside), filled in by the end."""
    taken: dict[str, float] = {}
    before = _laps.set(taken)
    begun = time.perf_counter()
    try:
        yield taken
    finally:
        _laps.reset(before)
        taken["all"] = _since(begun)


def install_stopwatch() -> None:
    """Wraps the steps of Rasa, for the whole process."""
    MessageProcessor.parse_message = _timed_later(MessageProcessor.parse_message, "nlu")
    MessageProcessor._predict_next_with_tracker = _timed(MessageProcessor._predict_next_with_tracker, "policy")
    RemoteAction.run = _timed_later(RemoteAction.run, "actions")


def _timed(step: Any, name: str) -> Any:
    @wraps(step)
    def timed(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return step(*given, **named)
        finally:
            _add(name, begun)

    return timed


def _timed_later(step: Any, name: str) -> Any:
    @wraps(step)
    async def timed(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return await step(*given, **named)
        finally:
            _add(name, begun)

    return timed


def _add(name: str, begun: float) -> None:
    taken = _laps.get()
    if taken is not None:
        taken[name] = round(taken.get(name, 0.0) + _since(begun), 2)


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 2)
