"""A document with a place for every value, and the error of one that can't be read: shared by YAML and JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

LARGEST: Final = 256 * 1024
DEEPEST: Final = 16
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

Pointer = tuple[str | int, ...]
Place = tuple[int, int]


class UnreadableError(ValueError):
    """The text can't be read: a stable code, what is wrong with the next step, and where (line and column from 1)."""

    def __init__(self, code: str, message: str, *, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{code} {line}:{column} {message}")
        self.code = code
        self.message = message
        self.line = line
        self.column = column


@dataclass
class Located:
    """A document: its plain value, where each value stands, and where each key stands."""

    value: Any = None
    values: dict[Pointer, Place] = field(default_factory=dict)
    keys: dict[Pointer, Place] = field(default_factory=dict)

    def place(self, pointer: Pointer, *, key: bool = False) -> Place:
        """The place of a value (or key), of the nearest one above it where it isn't there itself."""
        table = self.keys if key else self.values
        while pointer and pointer not in table:
            pointer, table = pointer[:-1], self.values
        return table.get(pointer, self.values.get((), (1, 1)))


def check_signs(text: str, place: Place) -> None:
    """Escapes can bring in what no database or page can hold."""
    if _UNSTORABLE.search(text):
        raise UnreadableError("P0009", "U+0000 or half a surrogate pair; delete it", line=place[0], column=place[1])
