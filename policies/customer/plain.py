"""Frozen dataclasses to plain values: the JSON shape of a persona and of its organisation is their own shape."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Mappings, lists, text and numbers of a dataclass; a pattern becomes its source, a None field is left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, re.Pattern):
        return value.pattern
    return value
