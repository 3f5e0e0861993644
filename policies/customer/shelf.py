"""Keeps what was made of the last few personas, so that a conversation parses its persona once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

Made = TypeVar("Made")
_SIZE: Final = 64


class PersonaShelf(Generic[Made]):
    """``make`` turns a compiled persona (``Persona.to_dict()``) into what is kept, under the persona's version."""

    def __init__(self, make: Callable[[Mapping[str, Any]], Made]) -> None:
        self._make = make
        self._kept: OrderedDict[str, Made] = OrderedDict()

    def get(self, compiled: Mapping[str, Any]) -> Made:
        version = compiled["version"]
        if version not in self._kept:
            self._kept[version] = self._make(compiled)
        self._kept.move_to_end(version)
        while len(self._kept) > _SIZE:
            self._kept.popitem(last=False)
        return self._kept[version]
