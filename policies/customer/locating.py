"""Text to plain values with a place for every one of them: line and column from 1, for YAML and for JSON.

YAML is read as its JSON-like core: dates stay text, ``yes`` stays text, no anchors, no tags, no second document. What
is too large or too deep is refused before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import yaml

from policies.customer.json_places import JsonReader
from policies.customer.places import DEEPEST, LARGEST, Located, Place, Pointer, UnreadableError, check_signs


def locate(text: str, *, media_type: str) -> Located:
    """Read YAML (``application/yaml``) or JSON (``application/json``); raises UnreadableError."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise UnreadableError("P0002", f"{size} bytes, at most {LARGEST}; shorten the file")
    if media_type == "application/json":
        return JsonReader(text).document()
    return _yaml(text)


class _Loader(yaml.SafeLoader):
    """Plain scalars are null, true, false, whole and decimal numbers, or text; nothing else is guessed."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 (how PyYAML wants it)


for _tag, _pattern, _first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", list("-+0123456789")),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:e[-+]?[0-9]+)?$", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)

_SCALARS: Final[dict[str, Callable[[str], Any]]] = {
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
        raise _broken(error) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        raise UnreadableError(
            "P0001", "a character that no text file may hold; delete it", line=line, column=column
        ) from error
    located = Located()
    if node is None:
        raise UnreadableError("P0005", "the file is empty; write `id:` and the other keys")
    located.value = _value(node, (), located)
    return located


_REASONS: Final = (
    ("'\\t'", "a tab stands here, and YAML wants spaces; put spaces in its place"),
    (
        "mapping values are not allowed",
        "a colon that fits nothing; put text with a colon in quotes, or check the indent",
    ),
    ("block end", "this line fits none of the lines above; check its indent, and that quotes are closed"),
    ("could not find expected ':'", "a key without a colon; write `key: value`, or check the indent"),
    ("end of stream", "a quote that is opened and never closed; close it"),
    ("cannot start any token", "no value begins with this sign; put the value in quotes"),
)
"""What PyYAML says, in part, and what a trainer can do about it."""


def _broken(error: yaml.MarkedYAMLError) -> UnreadableError:
    """What is wrong with the YAML, in a trainer's words."""
    what = error.problem or error.context or "it can't be read"
    # A key without a colon is noticed on the next line; the context is where it stands.
    mark = error.context_mark if "could not find expected" in what else error.problem_mark
    line, column = _at(mark or error.problem_mark or error.context_mark)
    reason = next((words for part, words in _REASONS if part in what), f"{what}; check indent, quotes and colons here")
    return UnreadableError("P0001", f"broken YAML: {reason}", line=line, column=column)


def _at(mark: Any) -> Place:
    """Marks count from 0, and an error may lack one."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _check_events(text: str) -> None:
    """Depth, anchors, aliases and further documents, before a tree is built of them."""
    depth, documents = 0, 0
    for event in yaml.parse(text, Loader=_Loader):
        line, column = _at(event.start_mark)
        if getattr(event, "anchor", None):
            raise UnreadableError(
                "P0004", "anchors and aliases (& and *) aren't read; write the text out", line=line, column=column
            )
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            raise UnreadableError(
                "P0006", "a second document begins here; one persona a file", line=line, column=column
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnreadableError("P0003", f"nested deeper than {DEEPEST}; flatten it", line=line, column=column)


def _value(node: yaml.Node, pointer: Pointer, located: Located) -> Any:
    place = _at(node.start_mark)
    located.values[pointer] = place
    if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
        return [_value(item, (*pointer, index), located) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, column = _at(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                raise UnreadableError("P0001", "a key must be a word", line=line, column=column)
            key = key_node.value
            check_signs(key, (line, column))
            if key in mapping:
                raise UnreadableError("P0007", f'the key "{key}" stands twice; keep one', line=line, column=column)
            located.keys[(*pointer, key)] = (line, column)
            mapping[key] = _value(value_node, (*pointer, key), located)
        return mapping
    if isinstance(node, yaml.ScalarNode) and node.tag in _SCALARS:
        check_signs(node.value, place)
        return _SCALARS[node.tag](node.value)
    raise UnreadableError("P0001", f"the tag {node.tag} isn't read; delete it", line=place[0], column=place[1])
