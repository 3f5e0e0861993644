"""The complaint record that a trainee writes after the conversation: its fields, what is missing, and its marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coaching_rules.session import SessionFacts

if TYPE_CHECKING:
    from coaching_rules.rubric import Rules

FIELD_IDS: Final[tuple[str, ...]] = (
    "when",
    "channel",
    "complainant",
    "issue",
    "type",
    "verdict",
    "options",
    "actions",
    "outcome",
    "follow_up",
)


@dataclass(frozen=True)
class RecordField:
    """One field of the record: ``clauses`` say why it is asked, ``choices`` (where any) what it may hold."""

    id: str
    title: str
    help: str
    required: bool
    choices: tuple[str, ...]
    least_words: int
    clauses: tuple[str, ...]


def marked(session: SessionFacts, rules: Rules) -> dict[str, Any]:
    """What a report says of the record: the fields that are missing, and a mark for each."""
    return {"missing": missing(session.record, rules), "marks": record_marks(session, rules)}


def missing(record: Mapping[str, Any] | None, rules: Rules) -> list[str]:
    """The ids of required fields that are empty, in the order of the form; every one where there is no record."""
    return [field.id for field in rules.record if field.required and not _filled((record or {}).get(field.id))]


def record_marks(session: SessionFacts, rules: Rules) -> list[dict[str, Any]]:
    """One mark per field of a record that was begun: ``complete``, ``thin``, ``wrong`` or ``missing``, and why."""
    if session.record is None:
        return []
    marks = (_mark(field, session.record.get(field.id), session) for field in rules.record)
    return [mark for mark in marks if mark is not None]


def _filled(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, (list, tuple)):
        return any(_filled(item) for item in value)
    return value is not None


def _mark(field: RecordField, value: Any, session: SessionFacts) -> dict[str, Any] | None:
    if not _filled(value):
        if not field.required:
            return None
        return _entry(field, "missing", f"{field.title} is empty. {field.help}")
    written = " ".join(value) if isinstance(value, (list, tuple)) else str(value)
    right = _expected(field, session)
    if right is not None and written.strip().casefold() != right:
        return _entry(field, "wrong", f'{field.title} says "{written.strip()}", but the case says "{right}".')
    if field.choices and written.strip() not in field.choices:
        return _entry(field, "wrong", f"{field.title} must be one of {', '.join(field.choices)}.")
    if len(written.split()) < field.least_words:
        return _entry(field, "thin", f"{field.title} is too short for a reader who was not there. {field.help}")
    return _entry(field, "complete", f"{field.title} is there.")


def _expected(field: RecordField, session: SessionFacts) -> str | None:
    """What the case itself knows of a field. The verdict is settled only once the conversation is over."""
    if field.id == "channel":
        return session.channel
    if field.id == "verdict" and session.ended is not None:
        return session.verdict
    return None


def _entry(field: RecordField, mark: str, why: str) -> dict[str, Any]:
    return {"field": field.id, "mark": mark, "why": why, "clauses": list(field.clauses)}
