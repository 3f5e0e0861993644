"""The customer's mood over the turns as a drawing: points for an SVG that the server writes, and rows for its table.

The three lines are told apart by their marks and their names at the end, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MEASURES: Final = ("anger", "trust", "patience")
WIDTH: Final = 640
HEIGHT: Final = 270
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 116, 16, 36
_APART: Final = 23
"""Least distance of two names at the lines' ends, so that they can be read."""


@dataclass(frozen=True)
class Line:
    """One measure: its points in the drawing, and where its name stands."""

    measure: str
    title: str
    dots: tuple[tuple[float, float], ...]
    title_y: float

    @property
    def points(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.dots)


@dataclass(frozen=True)
class MoodChart:
    """The drawing. ``ticks`` are the replies along the foot (x, text), ``levels`` the figures at the side (y, text)."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    names_x: int = WIDTH - _RIGHT + 12


def mood_chart(moods: Sequence[Mapping[str, int]]) -> MoodChart | None:
    """Draws the moods from the start on (0–100 each); None where there are fewer than two to join."""
    if len(moods) < 2:
        return None
    step = (WIDTH - _LEFT - _RIGHT) / (len(moods) - 1)
    across = [round(_LEFT + step * place, 1) for place in range(len(moods))]
    every = -(-len(moods) // 10)
    ends = _apart({name: _down(moods[-1][name]) for name in MEASURES})
    return MoodChart(
        lines=tuple(
            Line(
                measure=name,
                title=name.capitalize(),
                dots=tuple((x, _down(mood[name])) for x, mood in zip(across, moods, strict=True)),
                title_y=ends[name],
            )
            for name in MEASURES
        ),
        ticks=tuple((x, str(turn) if turn else "start") for turn, x in enumerate(across) if turn % every == 0),
        levels=tuple((_down(level), str(level)) for level in (0, 50, 100)),
    )


def _down(level: int) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (100 - level) / 100, 1)


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """The places of the names, pushed down, then up again from the foot, until none covers another."""
    order = sorted(places, key=lambda name: places[name])
    spread = [places[name] for name in order]
    for at in range(1, len(spread)):
        spread[at] = max(spread[at], spread[at - 1] + _APART)
    spread[-1] = min(spread[-1], HEIGHT - _BOTTOM)
    for at in range(len(spread) - 2, -1, -1):
        spread[at] = min(spread[at], spread[at + 1] - _APART)
    return {name: round(y, 1) for name, y in zip(order, spread, strict=True)}
