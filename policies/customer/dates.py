"""Which day the trainee's words for a time mean, as far as the customer must know whether it is too late.

A small reader on purpose: words it doesn't know mean "some day", never a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
} | {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
_COUNT: Final = r"(?P<count>\d{1,3}|a couple of|a few|" + "|".join(_NUMBERS) + ")"


def day_meant(words: str, today: date) -> date | None:
    """The day, counted from ``today``; the later end of a span ("3 to 5 days"). None where the words tell no day."""
    text = " ".join(words.lower().split())
    for pattern, reading in _READINGS:
        found = pattern.search(text)
        if found:
            return reading(found, today)
    return None


def _iso(found: re.Match[str], today: date) -> date | None:
    return _date(int(found["year"]), int(found["month"]), int(found["day"]))


def _named_month(found: re.Match[str], today: date) -> date | None:
    month = _MONTHS.index(found["month"][:3]) + 1
    day = _date(today.year, month, int(found["day"]))
    return _date(today.year + 1, month, int(found["day"])) if day and day < today else day


def _weekday(found: re.Match[str], today: date) -> date | None:
    ahead = (_WEEKDAYS.index(found["name"]) - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead + (7 if found["next"] else 0))


def _span(found: re.Match[str], today: date) -> date | None:
    count = int(found["count"]) if found["count"].isdigit() else _NUMBERS[found["count"]]
    unit = found["unit"]
    if unit.startswith(("minute", "hour")):
        return today + timedelta(days=1 if unit.startswith("hour") and count > 12 else 0)
    if found["working"]:
        return _working_day(today, count)
    return today + timedelta(days=count * (7 if unit.startswith("week") else 30 if unit.startswith("month") else 1))


def _working_day(today: date, count: int) -> date:
    day = today
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _in_days(days: int) -> Callable[[re.Match[str], date], date | None]:
    return lambda found, today: today + timedelta(days=days)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*"
_READINGS: Final = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", _iso),
        (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b", _named_month),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b", _named_month),
        (r"\bday after tomorrow\b", _in_days(2)),
        (r"\btomorrow\b", _in_days(1)),
        (
            r"\b(?:today|tonight|right now|right away|immediately|straight away|this (?:morning|afternoon|evening))\b",
            _in_days(0),
        ),
        (r"\b(?P<next>next )?(?P<name>" + "|".join(_WEEKDAYS) + r")s?\b", _weekday),
        (r"\bnext week\b", _in_days(7)),
        (r"\bnext month\b", _in_days(30)),
        (rf"\b{_COUNT} ?(?P<working>working |business )?(?P<unit>minutes?|hours?|days?|weeks?|months?)\b", _span),
    )
)
