"""A row of filters above a list: a form that asks by GET, so that a filtered list has an address of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Filter:
    """One choice of the row: its ``options`` are values with their names, ``everything`` stands for no choice."""

    name: str
    title: str
    everything: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Box:
    """Something to type into the row: a part of a name (``search``) or a day (``date``)."""

    name: str
    title: str
    type: Literal["search", "date"]
    typed: str


def offered(name: str, title: str, everything: str, options: Iterable[tuple[str, str]], chosen: str) -> Filter:
    """A filter; a chosen value that is not offered (any more) still shows as chosen, by its own name."""
    known = tuple((value, label) for value, label in options)
    if chosen and chosen not in (value for value, _ in known):
        known = (*known, (chosen, chosen))
    return Filter(name=name, title=title, everything=everything, options=known, chosen=chosen)
