"""A JSON reader that remembers where every value stands; the standard one tells places for errors alone."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final

from policies.customer.places import DEEPEST, Located, Place, Pointer, UnreadableError, check_signs

_LONGEST_NUMBER: Final = 24


class JsonReader:
    """Reads one text once: ``document`` is the whole of it."""

    _BLANK: Final = re.compile(r"[ \t\n\r]*")
    _ATOM: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._located = Located()
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def document(self) -> Located:
        self._skip()
        if self._at == len(self._text):
            raise UnreadableError("P0005", "the text is empty; send a persona")
        self._located.value = self._read((), 0)
        self._skip()
        if self._at < len(self._text):
            raise self._wrong("something follows the end")
        return self._located

    def _read(self, pointer: Pointer, depth: int) -> Any:
        if depth > DEEPEST:
            line, column = self._place(self._at)
            raise UnreadableError("P0003", f"nested deeper than {DEEPEST}; flatten it", line=line, column=column)
        self._located.values[pointer] = self._place(self._at)
        sign = self._text[self._at : self._at + 1]
        if sign == "{":
            return self._object(pointer, depth)
        if sign == "[":
            return self._array(pointer, depth)
        if sign == '"':
            return self._string()
        atom = self._ATOM.match(self._text, self._at)
        if not atom:
            raise self._wrong("a value is expected")
        if len(atom.group()) > _LONGEST_NUMBER:
            raise self._wrong("no number needs so many figures")
        self._at = atom.end()
        return json.loads(atom.group())

    def _object(self, pointer: Pointer, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for _ in self._items("}"):
            at = self._at
            if self._text[at : at + 1] != '"':
                raise self._wrong("a key in double quotes is expected")
            key = self._string()
            line, column = self._place(at)
            if key in mapping:
                raise UnreadableError("P0007", f'the key "{key}" stands twice; keep one', line=line, column=column)
            self._located.keys[(*pointer, key)] = (line, column)
            self._skip()
            self._expect(":")
            self._skip()
            mapping[key] = self._read((*pointer, key), depth + 1)
        return mapping

    def _array(self, pointer: Pointer, depth: int) -> list[Any]:
        items: list[Any] = []
        for _ in self._items("]"):
            items.append(self._read((*pointer, len(items)), depth + 1))
        return items

    def _items(self, end: str) -> Iterator[None]:
        """Yield at the start of every item between brackets, eating commas and the end."""
        self._at += 1
        self._skip()
        if self._text[self._at : self._at + 1] == end:
            self._at += 1
            return
        while True:
            yield
            self._skip()
            if self._text[self._at : self._at + 1] == end:
                self._at += 1
                return
            self._expect(",")
            self._skip()

    def _string(self) -> str:
        start = self._at
        try:
            value, self._at = scanstring(self._text, self._at + 1, True)
        except json.JSONDecodeError as error:
            raise UnreadableError(
                "P0001", f"broken JSON: {error.msg}; correct it", line=error.lineno, column=error.colno
            ) from error
        check_signs(value, self._place(start))
        return str(value)

    def _expect(self, sign: str) -> None:
        if self._text[self._at : self._at + 1] != sign:
            raise self._wrong(f"{sign} is expected")
        self._at += 1

    def _skip(self) -> None:
        found = self._BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _wrong(self, what: str) -> UnreadableError:
        line, column = self._place(self._at)
        return UnreadableError("P0001", f"broken JSON: {what}; correct it", line=line, column=column)

    def _place(self, at: int) -> Place:
        line = bisect.bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1
