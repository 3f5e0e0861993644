"""Expressions of time in a reply: days, dates, clock times, periods and the triggers people name instead."""

from __future__ import annotations

import re
from typing import Final

_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?-i:Mon|Tue|Wed|Thu|Thurs|Fri)(?=[\s,.]|\Z)"
_MONTH: Final = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?<=\d\s)may|may(?=\s\d))"
)
_ONES: Final = "one|two|three|four|five|six|seven|eight|nine"
_HOUR: Final = rf"(?:{_ONES}|ten|eleven|twelve)"
_BELOW_A_HUNDRED: Final = (
    rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:{_ONES}))?"
    rf"|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|{_ONES})"
)
_NUMERAL: Final = (
    rf"(?:\d{{1,3}}(?:[.,]\d{{1,3}})?|(?:(?:an?|{_ONES})\s)?hundred(?:\s(?:and\s)?{_BELOW_A_HUNDRED})?"
    rf"|{_BELOW_A_HUNDRED})"
)
"""In figures or words, as a whole: "twenty-one" is no "one"."""
_COUNT: Final = (
    rf"(?:{_NUMERAL}(?:\s?(?:-|–|to|or)\s?{_NUMERAL})?(?:\s+and\s+a\s+half)?"
    r"|an?|a\s+few|a\s+couple\s+of|half\s+an|the\s+next|the\s+next\s+\w+)"
)
_UNIT: Final = r"(?:minutes?|mins?|hours?|hrs?|(?:working\s+|business\s+)?days?|weeks?|months?|fortnight)"
_CLOCK: Final = (
    r"\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.)(?!\w)|\b\d{1,2}:\d{2}\b"
    rf"|(?:\d{{1,2}}|\w+)\s?o['’]?clock|half\s+(?:past\s+)?{_HOUR}"
    r"|(?:(?<=\bby\s)|(?<=\bat\s)|(?<=\bbefore\s)|(?<=\buntil\s)|(?<=\btill\s))(?:(?:half|quarter)\s+(?:past|to)\s+)?"
    rf"(?:{_HOUR}|(?:[01]?\d|2[0-4])(?:\.[0-5]\d)?)"
    r"(?=\s*(?:[,.;!?)]|\Z)|\s+[-–—]\s|\s+(?:today|tomorrow|tonight|sharp|latest|at\s+the\s+latest|this|on|whatever|with|or|in\s+the"
    r"|about|after|as|because|before|but|for|from|he|i|if|once|please|she|so|that|then|they|unless|until|we|when|while|you"
    rf"|(?:and|to)(?!\s+(?:a\s+half|{_HOUR}|\d)))\b)"
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
    rf"(?<!\w)(?:(?:by|before|until|till|since|from|on|at|after|around|about|no\s+later\s+than|between)\s+)?(?:{_ATOM})"
    rf"(?:(?:\s*,\s*|\s+(?:at|by|on|before|and|or|to|the)\s+|\s+)(?:{_ATOM}))*(?!\w)",
    re.IGNORECASE,
)
_TRIGGER = re.compile(
    r"\b(?:as soon as|the (?:moment|minute)|once|when(?=\s+(?:it|they|the \w+) (?:arrives?|is|are|comes?|has|have)\b))"
    r"\s+(?:\w+(?:['’]\w*)?\s+){1,5}?\w+(?=[,.;!?]|\s+(?:i|we)(?:['’]ll|\s+will)\b|\Z)",
    re.IGNORECASE,
)
_PAST: Final = re.compile(
    rf"\b(?:(?:yesterday|ago|since)\b|last\s+(?:{_DAY}|{_MONTH}|week|month|year|morning|afternoon|evening))",
    re.IGNORECASE,
)


def find_times(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the expressions of time, in order and without overlaps."""
    spans = [match.span() for match in _EXPRESSION.finditer(text)]
    triggers = [
        match.span()
        for match in _TRIGGER.finditer(text)
        if all(match.end() <= start or match.start() >= end for start, end in spans)
    ]
    return tuple(sorted((*spans, *triggers)))


def is_ahead(words: str) -> bool:
    """Whether an expression of time may lie ahead; a day alone ("on Friday") may."""
    return _PAST.search(words) is None
