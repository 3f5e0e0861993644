"""Text to plain values with a place for every one of them: line and column from 1, for YAML and for JSON.

YAML is read as its JSON-like core: dates stay text, ``yes`` stays text, no anchors, no tags, no second document. What is
too large or too deep is refused before anything is built.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

LARGEST: Final = 256 * 1024
DEEPEST: Final = 16
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

Pointer = tuple[str | int, ...]
Place = tuple[int, int]


class Unreadable(ValueError):
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


def locate(text: str, *, media_type: str) -> Located:
    """Read YAML (``application/yaml``) or JSON (``application/json``); raises Unreadable."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise Unreadable("P0002", f"{size} bytes, at most {LARGEST}; shorten the file")
    if media_type == "application/json":
        return _Json(text).document()
    return _yaml(text)


class _Loader(yaml.SafeLoader):
    """Plain scalars are null, true, false, whole and decimal numbers, or text; nothing else is guessed."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # type: ignore[misc]


for _tag, _pattern, _first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:e[-+]?[0-9]+)?$", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)

_SCALARS: Final = {
    "tag:yaml.org,2002:null": lambda text: None,
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


def _yaml(text: str) -> Located:
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = error.problem or error.context
        raise Unreadable("P0001", f"broken YAML: {what}; check indent, quotes and colons here", line=line, column=column) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        raise Unreadable("P0001", "a character that no text file may hold; delete it", line=line, column=column) from error
    located = Located()
    if node is None:
        raise Unreadable("P0005", "the file is empty; write `id:` and the other keys")
    located.value = _value(node, (), located)
    return located


def _check_events(text: str) -> None:
    """Depth, anchors, aliases and further documents, before a tree is built of them."""
    depth, documents = 0, 0
    for event in yaml.parse(text, Loader=_Loader):
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if getattr(event, "anchor", None):
            raise Unreadable("P0004", "anchors and aliases (& and *) aren't read; write the text out", line=line, column=column)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            raise Unreadable("P0006", "a second document begins here; one persona a file", line=line, column=column)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable("P0003", f"nested deeper than {DEEPEST}; flatten it", line=line, column=column)


def _value(node: yaml.Node, pointer: Pointer, located: Located) -> Any:
    place = (node.start_mark.line + 1, node.start_mark.column + 1)
    located.values[pointer] = place
    if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
        return [_value(item, (*pointer, index), located) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise Unreadable("P0001", "a key must be a word", line=line, column=column)
            key = key_node.value
            if key in mapping:
                raise Unreadable("P0007", f'the key "{key}" stands twice; keep one', line=line, column=column)
            located.keys[(*pointer, key)] = (line, column)
            mapping[key] = _value(value_node, (*pointer, key), located)
        return mapping
    if isinstance(node, yaml.ScalarNode) and node.tag in _SCALARS:
        _check_signs(node.value, place)
        return _SCALARS[node.tag](node.value)
    raise Unreadable("P0001", f"the tag {node.tag} isn't read; delete it", line=place[0], column=place[1])


def _check_signs(text: str, place: Place) -> None:
    """Escapes can bring in what no database or page can hold."""
    if _UNSTORABLE.search(text):
        raise Unreadable("P0009", "U+0000 or half a surrogate pair; delete it", line=place[0], column=place[1])


class _Json:
    """A JSON reader that remembers places; the standard one tells them for errors alone."""

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
            raise Unreadable("P0005", "the text is empty; send a persona")
        self._located.value = self._read((), 0)
        self._skip()
        if self._at < len(self._text):
            raise self._wrong("something follows the end")
        return self._located

    def _read(self, pointer: Pointer, depth: int) -> Any:
        if depth > DEEPEST:
            line, column = self._place(self._at)
            raise Unreadable("P0003", f"nested deeper than {DEEPEST}; flatten it", line=line, column=column)
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
                raise Unreadable("P0007", f'the key "{key}" stands twice; keep one', line=line, column=column)
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
            value, self._at = json.decoder.scanstring(self._text, self._at + 1, True)
        except json.JSONDecodeError as error:
            raise Unreadable("P0001", f"broken JSON: {error.msg}; correct it", line=error.lineno, column=error.colno) from error
        _check_signs(value, self._place(start))
        return str(value)

    def _expect(self, sign: str) -> None:
        if self._text[self._at : self._at + 1] != sign:
            raise self._wrong(f"{sign} is expected")
        self._at += 1

    def _skip(self) -> None:
        found = self._BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _wrong(self, what: str) -> Unreadable:
        line, column = self._place(self._at)
        return Unreadable("P0001", f"broken JSON: {what}; correct it", line=line, column=column)

    def _place(self, at: int) -> Place:
        line = bisect.bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1
