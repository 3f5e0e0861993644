"""A strict reader of plain values: every wrong key, label or number is an error that knows where it stands.

Rules, standards and organisation packs arrive as plain mappings, from YAML or over a wire. ``Entry`` walks them and
keeps the pointer, so that a loader that knows the lines can say ``file:line`` and one that doesn't still says where.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Pointer = tuple[str | int, ...]


class MisfitError(ValueError):
    """A value that doesn't fit: ``code`` is stable, ``pointer`` leads to it, ``message`` ends with the next step."""

    def __init__(self, code: str, pointer: Pointer, message: str) -> None:
        super().__init__(f"{code} at {written(pointer)}: {message}")
        self.code = code
        self.pointer = pointer
        self.message = message


def written(pointer: Pointer) -> str:
    """A pointer for people: ``/clauses/3/observe``."""
    return "".join(f"/{step}" for step in pointer) or "/"


@dataclass(frozen=True)
class Entry:
    """One value of a document and the way to it."""

    value: Any
    pointer: Pointer = ()

    def wrong(self, code: str, message: str) -> MisfitError:
        return MisfitError(code, self.pointer, message)

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Entry]:
        """The entries of a mapping with exactly these keys; raises MisfitError R0101 (unknown) or R0102 (missing)."""
        pairs = dict(self.pairs())
        for key, entry in pairs.items():
            if key not in required and key not in optional:
                known = ", ".join(sorted({*required, *optional}))
                raise entry.wrong("R0101", f'unknown key "{key}"; use one of {known}')
        missing = [key for key in required if key not in pairs]
        if missing:
            raise self.wrong("R0102", f"missing {', '.join(sorted(missing))}; add it")
        return pairs

    def pairs(self) -> Iterator[tuple[str, Entry]]:
        if not isinstance(self.value, Mapping):
            raise self.wrong("R0103", "expected a mapping; write `key: value` lines")
        for key, value in self.value.items():
            if not isinstance(key, str):
                raise self.wrong("R0103", f"the key {key!r} is not text; put it in quotes")
            yield key, Entry(value, (*self.pointer, key))

    def items(self) -> tuple[Entry, ...]:
        if not isinstance(self.value, (list, tuple)):
            raise self.wrong("R0103", "expected a list; write `- item` lines")
        return tuple(Entry(value, (*self.pointer, index)) for index, value in enumerate(self.value))

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("R0103", "expected text; write a sentence, in quotes where it looks like a number")
        return self.value.strip()

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def one_of(self, allowed: Collection[str], what: str) -> str:
        """Text out of a closed list; raises MisfitError R0104."""
        value = self.text()
        if value not in allowed:
            raise self.wrong("R0104", f'"{value}" is no known {what}; one of {", ".join(sorted(allowed))}')
        return value

    def many_of(self, allowed: Collection[str], what: str) -> tuple[str, ...]:
        return tuple(item.one_of(allowed, what) for item in self.items())

    def number(self, least: float, most: float) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise self.wrong("R0103", "expected a number")
        if not least <= self.value <= most:
            raise self.wrong("R0105", f"{self.value} is outside {least}–{most}; correct it")
        return float(self.value)

    def whole(self, least: int, most: int) -> int:
        number = self.number(least, most)
        if number != int(number):
            raise self.wrong("R0103", f"{number} is not a whole number; round it")
        return int(number)

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong("R0103", "expected true or false")
        return self.value
