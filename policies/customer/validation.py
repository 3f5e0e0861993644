"""Is this persona file right, and if not, where exactly: the one check that the trainer's editor and CI both run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker, validators
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
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_OWN_NAMES: Final = ("id", "kind", "topic")
"""What an entry of a list is known by, the best first."""
_MOST: Final = 100
_LONG: Final = 60
"""Characters of a value that a message repeats."""
_DATES: Final = FormatChecker(formats=())
_WHOLE: Final = Draft202012Validator.TYPE_CHECKER.redefine(
    "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
)
"""JSON Schema takes 38.0 for a whole number; who reads the persona does not."""
_Validator: Final = validators.extend(Draft202012Validator, type_checker=_WHOLE)  # type: ignore[no-untyped-call]
_VALIDATOR: Final = _Validator(SCHEMA, format_checker=_DATES)


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


def validate(
    text: str, *, media_type: str, organisation: Organisation | None, named: str | None = None
) -> list[Diagnostic]:
    """Remarks in the order of the text, the first hundred; empty for a persona that may be published as it stands.

    With no organisation, what refers to its policies, products and authority is not checked. ``named`` is the id under
    which the persona is kept, if it is. What is said of a part beyond the schema waits until the part fits it.
    """
    try:
        located = locate(text, media_type=media_type)
    except UnreadableError as error:
        return [Diagnostic(error.line, error.column, error.code, ERROR, "", error.message)]
    if not isinstance(located.value, dict):
        return [Diagnostic(1, 1, "P0005", ERROR, "", "a persona is a mapping; begin with `id:`")]
    errors = list(_VALIDATOR.iter_errors(located.value))
    found = [
        *_missing_keys(errors, located),
        *(item for error in _told(errors) for item in _from_schema(error, located)),
    ]
    fits = not found
    found += [_placed(remark, located) for remark in remarks(located.value, organisation, broken=_broken(errors))]
    if named is not None and isinstance(located.value.get("id"), str) and located.value["id"] != named:
        message = f"this customer is {named} for good; write {named} here, or copy the customer under the other id"
        found.append(_placed(Remark("P0210", ERROR, ("id",), message), located))
    if fits and organisation is not None and not any(item.severity == ERROR for item in found):
        try:
            compile_persona(located.value, organisation)
        except PersonaTooLargeError as error:
            found.append(Diagnostic(1, 1, "P0008", ERROR, "", str(error)))
    return sorted(found)[:_MOST]


def _broken(errors: Sequence[ValidationError]) -> set[str]:
    """The parts of the document that can't be relied on. A key too many does no harm to the others."""
    parts: set[str] = set()
    for error in errors:
        if error.validator == "additionalProperties":
            continue
        if error.absolute_path:
            parts.add(str(error.absolute_path[0]))
        elif error.validator == "required":
            parts.add(_missing_key(error))
    return parts


def _told(errors: Sequence[ValidationError]) -> Iterator[ValidationError]:
    """Each mistake once: a value of the wrong type is none of the values allowed either, and an empty text is blank."""
    plain = {(tuple(error.absolute_path), error.validator) for error in errors}
    for error in errors:
        worse = {"enum": "type", "pattern": "minLength"}.get(str(error.validator))
        if error.validator != "required" and (tuple(error.absolute_path), worse) not in plain:
            yield error


def _missing_keys(errors: Sequence[ValidationError], located: Located) -> Iterator[Diagnostic]:
    """One remark for all the keys that a mapping lacks, at the key that it stands under."""
    missing: dict[Pointer, list[str]] = {}
    for error in errors:
        if error.validator == "required":
            missing.setdefault(tuple(error.absolute_path), []).append(_missing_key(error))
    for pointer, keys in missing.items():
        line, column = located.place(pointer, key=bool(pointer) and isinstance(pointer[-1], str))
        *others, last = keys
        what = f"the keys {', '.join(others)} and {last} are" if others else f"the key {last} is"
        message = f"{_named(pointer, located)}: {what} missing; add {'them' if others else 'it'}"
        yield Diagnostic(line, column, "P0102", ERROR, _pointer(pointer), message)


def _missing_key(error: ValidationError) -> str:
    return error.message.split("'")[1]


def _placed(remark: Remark, located: Located) -> Diagnostic:
    line, column = located.place(remark.pointer)
    message = f"{_named(remark.pointer, located)}: {remark.message}"
    return Diagnostic(line, column, remark.code, remark.severity, _pointer(remark.pointer), message)


_CODES: Final = {
    "type": "P0103",
    "enum": "P0104",
    "minimum": "P0105",
    "exclusiveMinimum": "P0105",
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
    line, column = located.place(pointer)
    message = f"{_named(pointer, located)}: {_plainly(error)}"
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
    message = f'{_named(pointer, located)}: unknown key "{key}"; one of {", ".join(known)}'
    return Diagnostic(line, column, "P0101", ERROR, _pointer((*pointer, key)), message)


def _plainly(error: ValidationError) -> str:
    """What is wrong and the next step, in a trainer's words."""
    instance: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    kind, value = str(error.validator), _short(instance)
    match kind:
        case "enum":
            return f"is {value}; {_choice(wanted)}"
        case "type":
            return f"is {value}{_remedied(instance, str(wanted), schema)}"
        case "minimum" | "maximum":
            return f"is {value}; the {'least' if kind == 'minimum' else 'most'} is {wanted:g}"
        case "exclusiveMinimum":
            return f"is {value}; write more than {wanted:g}, or leave the key out"
        case "minLength":
            return "is empty; write text"
        case "minItems":
            return f"has {_entries(len(instance))}; the least is {wanted}"
        case "maxItems":
            return f"has {_entries(len(instance))}; the most is {wanted}"
        case "maxLength":
            return f"is too long ({len(instance)} characters); the most is {wanted}"
        case "pattern" if not instance.strip():
            return "is blank; write text"
        case "format":
            return f"is {value}, which is no day; write it as 2025-06-30"
        case _:
            return f"is {value}; {schema.get('description', 'write it as the schema says')}"


_NAMES: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping",
    "boolean": "true or false",
}


def _remedied(value: object, wanted: str, schema: dict[str, Any]) -> str:
    """What to write instead of a value of the wrong type."""
    name = "a day, as 2025-06-30" if "format" in schema else _NAMES.get(wanted, wanted)
    write = _choice(schema["enum"]) if "enum" in schema else f"write {name}"
    if isinstance(value, (bool, int, float)) and wanted == "string" and "format" not in schema:
        quoted = f'"{_short(value)}"'
        if "enum" not in schema or quoted.strip('"') in schema["enum"]:
            return f", no text without quotes; write {quoted}"
    if isinstance(value, str) and wanted in ("integer", "number") and _NUMBER.fullmatch(value):
        return f", text because of its quotes; write {value}"
    return f"; {write}"


def _choice(values: Sequence[str]) -> str:
    return f"one of {', '.join(map(str, values))}"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _short(value: object) -> str:
    """A value as the file has it, cut where it is long."""
    if value is None:
        return "empty"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (bool, float)) else str(value)
    quoted = f'"{text}"' if isinstance(value, str) else text
    return quoted if len(quoted) <= _LONG else f'{quoted[: _LONG - 3]}…"'


def _named(pointer: Pointer, located: Located) -> str:
    """The way to a value in a trainer's words: entries count from 1, with what they call themselves."""
    words, here = "", located.value
    for step in pointer:
        if isinstance(step, int):
            here = here[step]
            own = (
                next((here[key] for key in _OWN_NAMES if isinstance(here.get(key), str)), "")
                if isinstance(here, dict)
                else ""
            )
            words += f" #{step + 1}" + (f" ({own[:_LONG]})" if own else "")
        else:
            here = here.get(step) if isinstance(here, dict) else None
            words += f".{step}" if words else step
    return words or "the file"


def _pointer(pointer: Pointer) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
