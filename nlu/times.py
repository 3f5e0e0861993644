"""Expressions of time in a reply: days, dates, clock times, periods and the triggers people name instead."""

from __future__ import annotations

import re
from typing import Final

_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?-i:Mon|Tue|Wed|Thu|Thurs|Fri)(?=[\s,.]|\Z)"
_MONTH: Final = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?<=\d\s)may|may(?=\s\d))"
)
_COUNT: Final = (
    r"(?:\d{1,3}(?:\s?(?:-|–|to|or)\s?\d{1,3})?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|"
    r"thirty|a\s+few|a\s+couple\s+of|half\s+an|the\s+next|the\s+next\s+\w+)"
)
_UNIT: Final = r"(?:minutes?|mins?|hours?|hrs?|(?:working\s+|business\s+)?days?|weeks?|months?|fortnight)"
_CLOCK: Final = (
    r"\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.)(?!\w)|\b\d{1,2}:\d{2}\b"
    r"|(?:\d{1,2}|\w+)\s?o['’]?clock|half\s+(?:past\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"|(?:(?<=by\s)|(?<=at\s)|(?<=before\s)|(?<=until\s)|(?<=till\s))(?:(?:half|quarter)\s+(?:past|to)\s+)?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
    r"(?=\s*(?:[,.;!?)]|\Z)|\s+(?:today|tomorrow|tonight|sharp|latest|at\s+the\s+latest|this|on|whatever|with|or|in\s+the)\b)"
    r"|noon|midday|midnight|lunch\s?time|close of business|end of (?:the\s+)?(?:day|week|month|business)"
)
_ATOM: Final = "|".join(
    [
        rf"(?:{_CLOCK})",
        rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:\s+\d{{4}})?",
        rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?",
        r"the\s+\d{1,2}(?:st|nd|rd|th)",
        r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d{2}-\d{2}",
        rf"(?:this|next|last|coming)\s+(?:{_DAY}|{_MONTH}|week(?:end)?|month|year|morning|afternoon|evening)",
        rf"(?:{_DAY})(?:\s+(?:morning|afternoon|evening|night))?",
        r"the\s+day\s+after\s+tomorrow",
        r"(?:tomorrow|today|yesterday)(?:\s+(?:morning|afternoon|evening|night))?|tonight|straight\s+away|right\s+away",
        r"right\s+now|immediately|in\s+the\s+(?:morning|afternoon|evening)|first\s+thing",
        rf"(?:with)?in\s+{_COUNT}\s+{_UNIT}(?:['’]\s+time)?|{_COUNT}\s+{_UNIT}(?:\s+ago|['’]\s+time)?",
    ]
)
_EXPRESSION = re.compile(
    rf"(?<!\w)(?:(?:by|before|until|till|from|on|at|after|around|about|no\s+later\s+than|between)\s+)?(?:{_ATOM})"
    rf"(?:(?:\s*,\s*|\s+(?:at|by|on|before|and|or|to|the)\s+|\s+)(?:{_ATOM}))*(?!\w)",
    re.IGNORECASE,
)
_TRIGGER = re.compile(
    r"\b(?:as soon as|the (?:moment|minute)|once|when(?=\s+(?:it|they|the \w+) (?:arrives?|is|are|comes?|has|have)\b))"
    r"\s+(?:\w+['’]?\w*\s+){1,5}?\w+(?=[,.;!?]|\s+(?:i|we)(?:['’]ll|\s+will)\b|\Z)",
    re.IGNORECASE,
)


def find_times(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the expressions of time, in order and without overlaps."""
    spans: list[tuple[int, int]] = []
    for pattern in (_EXPRESSION, _TRIGGER):
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end in spans):
                spans.append(match.span())
    return tuple(sorted(spans))
