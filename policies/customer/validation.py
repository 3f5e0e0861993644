"""Is this persona file right, and if not, where exactly: the one check that the trainer's editor and CI both run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from coaching_rules.organisation import Organisation
from policies.customer.diagnostics import Diagnostic
from policies.customer.locating import locate
from policies.customer.persona import PersonaTooLargeError, compile_persona
from policies.customer.places import Located, Pointer, UnreadableError
from policies.customer.schema import SCHEMA
from policies.customer.semantics import ERROR, Remark, remarks

__all__ = ["SCHEMA", "Diagnostic", "UnreadableError", "parse", "validate"]

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST: Final = 100
_DATES: Final = FormatChecker(formats=())
_VALIDATOR: Final = Draft202012Validator(SCHEMA, format_checker=_DATES)


@_DATES.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return True  # the type is reported by itself
    return bool(_DAY.fullmatch(value) and date.fromisoformat(value))


def parse(text: str, media_type: str) -> dict[str, Any]:
    """The document as plain values; raises UnreadableError where it can't be read or isn't a mapping."""
    value = locate(text, media_type=media_type).value
    if not isinstance(value, dict):
        raise UnreadableError("P0005", "a persona is a mapping; begin with `id:`")
    return value


def validate(text: str, *, media_type: str, organisation: Organisation | None) -> list[Diagnostic]:
    """Remarks in the order of the text, the first hundred; empty for a persona that may be published as it stands.

    With no organisation, what refers to its policies, products and authority is not checked.
    """
    try:
        located = locate(text, media_type=media_type)
    except UnreadableError as error:
        return [Diagnostic(error.line, error.column, error.code, ERROR, "", error.message)]
    if not isinstance(located.value, dict):
        return [Diagnostic(1, 1, "P0005", ERROR, "", "a persona is a mapping; begin with `id:`")]
    found = [item for error in _VALIDATOR.iter_errors(located.value) for item in _from_schema(error, located)]
    if not found:
        found = [_placed(remark, located) for remark in remarks(located.value, organisation)]
        if organisation is not None and not any(item.severity == ERROR for item in found):
            try:
                compile_persona(located.value, organisation)
            except PersonaTooLargeError as error:
                found.append(Diagnostic(1, 1, "P0008", ERROR, "", str(error)))
    return sorted(found)[:_MOST]


def _placed(remark: Remark, located: Located) -> Diagnostic:
    line, column = located.place(remark.pointer)
    named = ".".join(str(step) for step in remark.pointer)
    return Diagnostic(
        line, column, remark.code, remark.severity, _pointer(remark.pointer), f"{named}: {remark.message}"
    )


_CODES: Final = {
    "type": "P0103",
    "enum": "P0104",
    "minimum": "P0105",
    "maximum": "P0105",
    "minLength": "P0105",
    "maxLength": "P0105",
    "minItems": "P0105",
    "maxItems": "P0105",
    "pattern": "P0106",
    "format": "P0107",
}


def _from_schema(error: ValidationError, located: Located) -> Iterator[Diagnostic]:
    pointer: Pointer = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, pointer, located)
        return
    if "propertyNames" in error.absolute_schema_path:
        acts: Any = error.validator_value
        yield _unknown_key(str(error.instance), pointer, located, known=acts)
        return
    if error.validator == "required":
        missing = error.message.split("'")[1]
        line, column = located.place(pointer)
        yield Diagnostic(
            line, column, "P0102", ERROR, _pointer(pointer), f"{_named(pointer)}: the key {missing} is missing; add it"
        )
        return
    line, column = located.place(pointer)
    message = f"{_named(pointer)}: {_plainly(error)}"
    yield Diagnostic(line, column, _CODES[str(error.validator)], ERROR, _pointer(pointer), message)


def _unknown_keys(error: ValidationError, pointer: Pointer, located: Located) -> Iterator[Diagnostic]:
    schema: Any = error.schema
    mapping: Any = error.instance
    known = sorted(schema.get("properties", {}))
    for key in mapping:
        if key not in known:
            yield _unknown_key(key, pointer, located, known=known)


def _unknown_key(key: str, pointer: Pointer, located: Located, *, known: Sequence[str]) -> Diagnostic:
    line, column = located.place((*pointer, key), key=True)
    message = f'{_named(pointer)}: unknown key "{key}"; one of {", ".join(known)}'
    return Diagnostic(line, column, "P0101", ERROR, _pointer((*pointer, key)), message)


def _plainly(error: ValidationError) -> str:
    """What is wrong and the next step, in a trainer's words."""
    instance: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    kind, value = str(error.validator), _short(instance)
    match kind:
        case "enum":
            return f"is {value}; one of {', '.join(map(str, wanted))}"
        case "type":
            names = {"string": "text", "integer": "a whole number", "number": "a number", "array": "a list"}
            names |= {"object": "a mapping", "boolean": "true or false"}
            return f"is {value}; write {names.get(str(wanted), wanted)}"
        case "minimum" | "maximum":
            return f"is {value}; the {'least' if kind == 'minimum' else 'most'} is {wanted:g}"
        case "minLength" | "minItems":
            return f"is too short; the least is {wanted}"
        case "maxLength" | "maxItems":
            return f"is too long ({len(instance)}); the most is {wanted}"
        case "format":
            return f"is {value}, which is no day; write it as 2025-06-30"
        case _:
            return f"is {value}; {schema.get('description', 'write it as the schema says')}"


def _short(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else "a list" if isinstance(value, list) else repr(value)
    return "a mapping" if isinstance(value, dict) else text if len(text) <= 60 else f'{text[:57]}…"'


def _named(pointer: Pointer) -> str:
    return ".".join(str(step) for step in pointer) or "the file"


def _pointer(pointer: Pointer) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
