"""Sums of money and percentages in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SIGNS: Final = {
    "HK$": "HKD", "US$": "USD", "S$": "SGD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "£": "GBP", "€": "EUR", "₹": "INR",
    "₦": "NGN", "¥": "JPY", "RM": "MYR", "Rs": "INR", "zł": "PLN", "$": None,
}  # fmt: skip
_NAMES: Final = {
    "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "usd": "USD", "hkd": "HKD", "sgd": "SGD", "aud": "AUD", "cad": "CAD", "inr": "INR", "rupee": "INR", "rupees": "INR",
    "ngn": "NGN", "naira": "NGN", "ringgit": "MYR", "myr": "MYR", "pln": "PLN", "zł": "PLN", "zloty": "PLN",
    "zlotys": "PLN", "dollar": None, "dollars": None, "bucks": None,
}  # fmt: skip
_UNIT_WORDS: Final = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TEN_WORDS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS: Final = _UNIT_WORDS.split()
_TENS: Final = {name: 10 * (index + 2) for index, name in enumerate(_TEN_WORDS.split())}
_SCALES: Final = {"hundred": 100, "thousand": 1000}
_NUMBER_WORD = "|".join([*_UNITS, *_TENS, *_SCALES])

_DIGITS = r"\d{1,3}(?:[,  ]\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d{1,2}(?!\d))?"
_WORDS = rf"(?:(?:{_NUMBER_WORD})(?:[\s-]+(?:and\s+)?)?)+(?<=[a-z])"
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_NAME = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_SIGNED = re.compile(rf"(?<![A-Za-z])(?P<sign>{_SIGN})\.?\s?(?P<number>{_DIGITS})")
_NAMED = re.compile(rf"(?<![\w.])(?P<number>{_DIGITS}|{_WORDS})\s?-?(?P<name>{_NAME})\b", re.IGNORECASE)
_TRAILING = re.compile(rf"(?<![\w.])(?P<number>{_DIGITS})\s?(?P<sign>[€£₹])(?!\s?\d)")
_PERCENT = re.compile(rf"(?<![\w.])(?P<number>{_DIGITS}|{_WORDS})\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_HALF = re.compile(
    r"\bhalf\s+(?:of\s+)?(?:the|your|its|that)?\s*(?:price|money|cost|fee|sum|amount|order|bill)\b", re.I
)


@dataclass(frozen=True)
class Amount:
    """A sum: ``currency`` is ISO 4217, None where the text leaves it open ("$", "dollars")."""

    start: int
    end: int
    value: float
    currency: str | None


def find_amounts(text: str) -> tuple[Amount, ...]:
    """The sums in a text, in order."""
    return tuple(sorted(_without_overlaps(_amounts(text)), key=lambda amount: amount.start))


def find_percent(text: str) -> float | None:
    """The first share in a text, in percent."""
    match = _PERCENT.search(text)
    if match:
        return _number(match.group("number"))
    return 50.0 if _HALF.search(text) else None


def _amounts(text: str) -> Iterator[Amount]:
    for match in _SIGNED.finditer(text):
        yield Amount(match.start(), match.end(), _number(match.group("number")), _SIGNS[match.group("sign")])
    for match in _TRAILING.finditer(text):
        yield Amount(match.start(), match.end(), _number(match.group("number")), _SIGNS[match.group("sign")])
    for match in _NAMED.finditer(text):
        yield Amount(match.start(), match.end(), _number(match.group("number")), _NAMES[match.group("name").lower()])


def _without_overlaps(amounts: Iterator[Amount]) -> list[Amount]:
    kept: list[Amount] = []
    for amount in amounts:
        if all(amount.end <= other.start or amount.start >= other.end for other in kept):
            kept.append(amount)
    return kept


def _number(text: str) -> float:
    if text[0].isdigit():
        grouped = re.sub(r"[,  ](?=\d{3}(?!\d))", "", text)
        return float(grouped.replace(",", "."))
    total = current = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _UNITS:
            current += _UNITS.index(word)
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
    return float(total + current)
