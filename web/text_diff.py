"""Two texts side by side: which lines went, which came, and the lines around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

AROUND: Final = 3
"""Lines shown before and after a change."""
_LONG: Final = 3_000
"""From here on lines that come up everywhere are no anchors: finding the very best match would take minutes."""


@dataclass(frozen=True)
class DiffLine:
    """One line; its number in each text, None where it is not in it."""

    kind: Literal["same", "removed", "added"]
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True)
class Change:
    """Lines that belong together; ``skipped`` unchanged ones come before them."""

    skipped: int
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True)
class Difference:
    """All changes between two texts; none where they are the same line by line."""

    changes: tuple[Change, ...]
    removed: int
    added: int


def difference(before: str, after: str) -> Difference:
    """Line by line. What a line ends in does not count."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=len(new) > _LONG)
    changes, shown = [], 0
    for group in matcher.get_grouped_opcodes(AROUND):
        lines = tuple(line for opcode in group for line in _lines(opcode, old, new))
        changes.append(Change(skipped=group[0][1] - shown, lines=lines))
        shown = group[-1][2]
    kinds = [line.kind for change in changes for line in change.lines]
    return Difference(changes=tuple(changes), removed=kinds.count("removed"), added=kinds.count("added"))


def _lines(opcode: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[DiffLine]:
    kind, old_start, old_end, new_start, new_end = opcode
    if kind == "equal":
        for offset in range(old_end - old_start):
            yield DiffLine("same", old_start + offset + 1, new_start + offset + 1, old[old_start + offset])
        return
    for number in range(old_start, old_end):
        yield DiffLine("removed", number + 1, None, old[number])
    for number in range(new_start, new_end):
        yield DiffLine("added", None, number + 1, new[number])
