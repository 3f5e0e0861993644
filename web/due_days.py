"""The day by which an assignment is to be done: a day in UTC, over with its last second."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from web.problems import Problem
from web.written_days import written_day

_LONGEST: Final = timedelta(days=2 * 366)
"""How far ahead a day may lie: what is due later than that is a slip of the finger."""


def end_of_day(written: str, *, now: datetime) -> datetime | None:
    """The last second of a day such as 2026-03-02, None where none was written.

    Raises Problem for what is no day, one that is over and one that is years away.
    """
    if not written.strip():
        return None
    try:
        day = written_day(written.strip())
    except ValueError:
        said = f"“{written[:40]}” is no date. Write it as 2026-03-02, or leave it out."
        raise Problem("choice-missing", said) from None
    if day < now.astimezone(UTC).date():
        raise Problem("choice-missing", "The day it is due has passed. Choose today or a later day.")
    if day > now.astimezone(UTC).date() + _LONGEST:
        raise Problem("choice-missing", "The day it is due is more than two years away. Choose an earlier one.")
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def is_late(due_at: datetime | None, *, now: datetime) -> bool:
    """Whether its day is over; ``storage.assignments`` asks the database the same."""
    return due_at is not None and due_at < now
