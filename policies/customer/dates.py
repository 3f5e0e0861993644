"""Which day the trainee's words for a time mean, as far as the customer must know whether it is too late.

A small reader on purpose: words it doesn't know, or can take in two ways, mean "some day", never a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from math import ceil
from typing import Final

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS: Final[dict[str, float]] = {
    **{word: number for number, word in enumerate((*_ONES, *_TEENS), 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **{
        f"{tens} {word}": 10 * number + rest
        for number, tens in enumerate(_TENS, 2)
        for rest, word in enumerate(_ONES, 1)
    },
    **{"half a": 0.5, "half an": 0.5, "a": 1, "an": 1, "a couple of": 2, "a few": 3},
}
_HOURS_OF_TODAY: Final = 12
"""Nobody says what time it is: up to so many hours are taken for today, more for tomorrow."""
_JUST_GONE_BY: Final = timedelta(days=90)
"""A date of no year that has gone by so lately is taken for that one, not for next year's."""

_WEEKDAY: Final = rf"(?P<name>{'|'.join(_WEEKDAYS)})s?"
_BESIDE: Final = rf"(?:\b{_WEEKDAY},? (?:the )?)?"
_MONTH: Final = rf"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)}|sept)"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,? (?P<year>\d{4}))?\b"
_WORDS: Final = "|".join(sorted((word.replace(" ", "[ -]") for word in _NUMBERS), key=len, reverse=True))
_COUNT: Final = rf"(?<![\w.,])(?P<count>\d{{1,3}}(?:\.\d+)?|{_WORDS})"
_UNIT: Final = r"(?P<unit>minute|min|hour|hr|day|week|fortnight|month)s?"
_PAST: Final = re.compile(
    r"\b(?:ago|yesterday|since|(?<!or )earlier(?! than))\b"
    rf"|\b(?:last|previous) (?:(?:few|couple of|\d+|{_WORDS}) )?"
    rf"(?:{'|'.join(_WEEKDAYS)}|{_MONTH}|hour|day|week|weekend|month|year|morning|afternoon|evening|night)s?\b(?! of\b)"
    rf"|\bpast (?:(?:few|couple of|\d+|{_WORDS}) )?(?:hour|day|week|month|year)s?\b"
)


def lies_ahead(words: str, today: date) -> bool:
    """Whether words for a time may name one still to come: nobody promises "three days ago" or a date gone by."""
    day = day_meant(words, today)
    return not _PAST.search(_plain(words)) and (day is None or day >= today)


def day_meant(words: str, today: date) -> date | None:
    """The day, counted from ``today``; the higher of two counts ("3 to 5 days").

    None where the words tell no day, one of the past in words ("last Friday"), or different ones ("today or Friday").
    """
    text = _plain(words)
    if _PAST.search(text):
        return None
    days: list[date | None] = []
    for pattern, reading in _READINGS:
        days += [reading(found, today) for found in pattern.finditer(text)]
        text = pattern.sub("|", text)  # what was read isn't read in another way too
    return days[0] if len(set(days)) == 1 else None


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def _iso(found: re.Match[str], today: date) -> date | None:
    return _date(int(found["year"]), int(found["month"]), int(found["day"]))


def _named_month(found: re.Match[str], today: date) -> date | None:
    """In the year that is named, else the next such day or one just gone by; a weekday beside it must fit."""
    month = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(found["month"][:3]))
    years = [int(found["year"])] if found["year"] else [today.year - 1, today.year, today.year + 1]
    possible = (_date(year, month, int(found["day"])) for year in years)
    meant = next((day for day in possible if day and (found["year"] or day >= today - _JUST_GONE_BY)), None)
    fits = meant is None or found["name"] in (None, _WEEKDAYS[meant.weekday()])
    return meant if fits else None


def _weekday(found: re.Match[str], today: date) -> date | None:
    ahead = (_WEEKDAYS.index(found["name"]) - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead + (7 if found["next"] or found["week"] else 0))


def _of_next_week(found: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=7 - today.weekday() + _WEEKDAYS.index(found["name"]))


def _span(found: re.Match[str], today: date) -> date | None:
    count = _count(found["count"]) + (0.5 if found["half"] or found["and_half"] else 0)
    unit = found["unit"]
    if found["beyond"]:
        return None
    if unit.startswith(("min", "h")):
        hours = count / 60 if unit.startswith("min") else count
        return today + timedelta(days=0 if hours <= _HOURS_OF_TODAY else ceil(hours / 24))
    if found["working"]:
        return _working_day(today, ceil(count))
    return today + timedelta(days=ceil(count * {"day": 1, "week": 7, "fortnight": 14, "month": 30}[unit]))


def _count(words: str) -> float:
    return float(words) if words[0].isdigit() else _NUMBERS[words.replace("-", " ")]


def _working_day(today: date, count: int) -> date:
    day = today
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _in_days(days: int) -> Callable[[re.Match[str], date], date | None]:
    return lambda found, today: today + timedelta(days=days)


def _some_day(found: re.Match[str], today: date) -> date | None:
    """What can't be read makes the whole unsure: "Friday of the week after"."""
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_READINGS: Final = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", _iso),
        (rf"{_BESIDE}\b{_DAY}(?: of)? {_MONTH}\b{_YEAR}", _named_month),
        (rf"{_BESIDE}\b{_MONTH} {_DAY}\b{_YEAR}", _named_month),
        (rf"\b(?:week|month) after\b|\bafter (?:next|that)\b|\b(?:in|of|next) {_MONTH}\b", _some_day),
        (r"\bday after tomorrow\b", _in_days(2)),
        (r"\btomorrow\b", _in_days(1)),
        (
            r"\b(?:today|tonight|right now|right away|immediately|straight away|this (?:morning|afternoon|evening))\b",
            _in_days(0),
        ),
        (rf"\b{_WEEKDAY},? (?:of )?next week\b", _of_next_week),
        (rf"\bnext week,? (?:on )?{_WEEKDAY}\b", _of_next_week),
        (rf"\b(?P<next>next )?{_WEEKDAY}(?P<week> week)?\b", _weekday),
        (r"\bnext week\b", _in_days(7)),
        (r"\bnext month\b", _in_days(30)),
        (
            rf"(?P<beyond>\b(?:hundred|thousand)(?: and)? )?{_COUNT}(?P<half> and a half)?[ -]?"
            rf"(?P<working>working |business )?{_UNIT}\b(?P<and_half> and a half\b)?",
            _span,
        ),
    )
)
