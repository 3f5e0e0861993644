from __future__ import annotations

import asyncio

import pytest

from bot.stopwatch import _timed, _timed_later, laps


def test_two_turns_at_once_keep_their_times_apart():
    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds)

    step = _timed_later(pause, "nlu")

    async def turn(seconds: float) -> dict[str, float]:
        with laps() as taken:
            await step(seconds)
            await step(seconds)
        return taken

    async def both() -> list[dict[str, float]]:
        return await asyncio.gather(turn(0.01), turn(0.5))

    short, long = asyncio.run(both())
    assert 15 <= short["nlu"] <= short["all"] < long["nlu"] <= long["all"]


def test_a_step_that_fails_is_timed_and_fails_as_before():
    def fails() -> None:
        raise ValueError("as before")

    with laps() as taken, pytest.raises(ValueError, match="as before"):
        _timed(fails, "policy")()
    assert "policy" in taken


def test_outside_a_turn_nothing_is_kept():
    assert _timed(lambda: 7, "policy")() == 7
