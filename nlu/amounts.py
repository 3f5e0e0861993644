"""Sums of money and percentages in a sentence, and which of them belongs to a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from nlu.apostrophes import straightened

_SIGNS: Final = {
    "HK$": "HKD", "US$": "USD", "S$": "SGD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "£": "GBP", "€": "EUR", "₹": "INR",
    "₦": "NGN", "¥": "JPY", "RM": "MYR", "Rs": "INR", "zł": "PLN", "$": None,
}  # fmt: skip
_CODES: Final = sorted({code for code in _SIGNS.values() if code})
_NAMES: Final = {
    **{code.lower(): code for code in _CODES},
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "euro": "EUR", "euros": "EUR", "rupee": "INR", "rupees": "INR",
    "naira": "NGN", "ringgit": "MYR", "zł": "PLN", "zloty": "PLN", "zlotys": "PLN",
    "dollar": None, "dollars": None, "bucks": None,
}  # fmt: skip
_DOTTED: Final = ("EUR", "PLN")
"""Where "1.250" is a thousand and more; elsewhere nobody knows."""
_UNIT_WORDS: Final = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TEN_WORDS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS: Final = _UNIT_WORDS.split()
_TENS: Final = {name: 10 * (index + 2) for index, name in enumerate(_TEN_WORDS.split())}
_SCALES: Final = {"hundred": 100, "thousand": 1000}
_NUMBER_WORD = "|".join([*_UNITS, *_TENS, *_SCALES])
_MULTIPLES: Final = {"": 1, "k": 1e3, "thousand": 1e3, "grand": 1e3, "lakh": 1e5, "m": 1e6, "million": 1e6}

_DIGITS = (
    r"(?:[1-9]\d{0,2}(?:\.\d{3}){1,3}(?:,\d{1,2})?"  # 1.250,00
    r"|\d{1,2}(?:,\d{2}){1,3},\d{3}(?:\.\d{1,2})?"  # 1,50,000
    r"|\d{1,3}(?:[, \u00a0\u202f]\d{3}){1,3}(?:[.,]\d{1,2})?"
    r"|\d{1,9}(?:[.,]\d{1,2})?)(?![.,]?\d)"
)
_WORDS = rf"(?:(?:{_NUMBER_WORD})(?:[\s-]+(?:and\s+)?)?){{1,8}}(?<=[a-z])"
_FIGURES = rf"(?P<number>{_DIGITS})(?:(?:(?P<short>[kKmM])|\s?(?P<long>thousand|grand|lakh|million)s?)\b)?"
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_NAME = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_SUMS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![A-Za-z])(?:(?P<sign>{_SIGN})\.?|(?P<name>(?i:{'|'.join(_CODES)})))\s?{_FIGURES}",
        rf"(?<![\w.,]){_FIGURES}\s?(?P<sign>[€£₹])(?!\s?\d)",
        rf"(?i)(?<![\w.,])(?:{_FIGURES}|(?P<words>{_WORDS}))\s?-?(?P<name>{_NAME})\b",
    )
)
_PERCENT = re.compile(rf"(?<![\w.,])(?:(?P<number>{_DIGITS})|(?P<words>{_WORDS}))\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_HALF = re.compile(
    r"\bhalf\s+(?:of\s+)?(?:the\s+|your\s+|its\s+|that\s+)?(?:price|money|cost|fee|sum|amount|order|bill)\b",
    re.IGNORECASE,
)

_BACK: Final = r"refund\w*|reimburs\w*|repay\w*|repaid|(?<!get )(?<!getting )(?<!be )back|returned|credited"
_OWN: Final = {
    "refund": _BACK,
    "partial_refund": _BACK,
    "discount": r"discount\w*|reduc\w*|knock\w*|deduct\w*|off|cheaper|less",
    "voucher": r"vouchers?|gift ?cards?|credit|points|coupons?",
    "goodwill": r"goodwill|gesture|gift|token|off|less",
    "compensation": r"compensat\w*|trouble|inconvenience|loss|damages",
    "waive_fee": r"waiv\w*|fees?|charges?|postage|delivery",
}
"""Verbs and nouns of each remedy that is a sum …"""
MONEY: Final = tuple(_OWN)
_GIVING: Final = r"giv\w*|offer\w*|pay|put|send\w*|transfer\w*|add\w*|tak(?:e|ing)|have|get|do|cover\w*|go"
"""… and those that do for any where none of its own is there."""
_OTHERS: Final = {
    kind: r"vouchers?|gift ?cards?|store credit|coupons?|discount|goodwill|compensation|refund"
    for kind in _OWN
    if kind not in ("goodwill", "compensation")  # these come in any form
}
_BETWEEN: Final = r"(?:[\s-]+(?!(?:and|or|but|so|plus|then|sure|i|we)\b)[\w'’]+)"
_FOLLOWED_BY: Final = {
    words: re.compile(rf"{_BETWEEN}{{0,3}}?[\s-]+(?:{words})\b", re.IGNORECASE)
    for words in (*_OWN.values(), *_OTHERS.values())
}
_SAID: Final = {words: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in (*_OWN.values(), _GIVING)}
_NOT_OFFERED: Final = re.compile(
    r"(?:\b(?:costs?(?! of)|costing|priced?(?! by)|valued|charged|spent|bought|sold|minus|less|than|over|except"
    r"|(?<!be )(?<!we )(?<!i )(?<!we've )(?<!we have )(?<!i've )(?<!i have )paid(?! you)"
    rf"|(?!(?:vouchers?|coupons?|cards?|credit|gift|points|refund|discount|something)\b)[\w'’]+\s+worth){_BETWEEN}{{0,2}}"
    r"|(?:\d|%|\b(?:part|some|half|third|quarter|bit|most|rest|out|per\s?cent)) of(?: (?:the|your|that|its))?)\s*\Z",
    re.IGNORECASE,
)
"""What stands in front of a price, or of the whole of which a part is given."""
_ONE_OF_TWO: Final = re.compile(r"\s*(?:-|–|or|to)\s*(?:[£€$]\s?)?\d[\d.,]*(?!\s?%|[\d.,])")
_OTHER_OF_TWO: Final = re.compile(r"(?:\d\s*(?:-|–|or|to)|\bbetween)\s*\Z", re.IGNORECASE)
_OF_MONEY: Final = re.compile(r"\s+(?:of|off|less|back)\b", re.IGNORECASE)
_APART: Final = re.compile(r"[,;:–—]|\b(?:i|we|and|but|so|because)\b", re.IGNORECASE)
"""What parts two clauses."""


@dataclass(frozen=True)
class Amount:
    """A sum: ``currency`` is ISO 4217, None where the text leaves it open ("$", "dollars")."""

    start: int
    end: int
    value: float
    currency: str | None


@dataclass(frozen=True)
class Share:
    """A part of a price, in percent."""

    start: int
    end: int
    value: float


_Figure = TypeVar("_Figure", Amount, Share)


def find_amounts(text: str) -> tuple[Amount, ...]:
    """The sums in a text, in order."""
    found: list[Amount] = []
    taken = bytearray(len(text))
    for amount in _amounts(text):
        if not any(taken[amount.start : amount.end]):
            taken[amount.start : amount.end] = b"1" * (amount.end - amount.start)
            found.append(amount)
    return tuple(sorted(found, key=lambda amount: amount.start))


def find_shares(text: str) -> tuple[Share, ...]:
    """The percentages in a text, in order; half the price is one."""
    figures = ((match, _value(match.groupdict(), dotted=False)) for match in _PERCENT.finditer(text))
    halves = ((match, 50.0) for match in _HALF.finditer(text))
    shares = [Share(match.start(), match.end(), value) for match, value in (*figures, *halves) if value is not None]
    return tuple(sorted(shares, key=lambda share: share.start))


def amount_of(kind: str, text: str) -> Amount | None:
    """The sum that belongs to a remedy of this sentence; None where none does, or either of two may."""
    near = _belonging(kind, find_amounts(text), text)
    if near is None or _ONE_OF_TWO.match(text, near.end) or _OTHER_OF_TWO.search(text[: near.start]):
        return None
    return near


def percent_of(kind: str, text: str) -> float | None:
    """The share that belongs to a remedy of this sentence; "I'm 100% sure we can refund it" has none."""
    said = [match.span() for match in (*_SAID[_OWN[kind]].finditer(text), *_SAID[_GIVING].finditer(text))]
    shares = [
        share
        for share in find_shares(text)
        if not said
        or _OF_MONEY.match(text, share.end)
        or any(not _APART.search(text, *_gap(span, (share.start, share.end))) for span in said)
    ]
    near = _belonging(kind, shares, text)
    return near.value if near else None


def _belonging(kind: str, found: Sequence[_Figure], text: str) -> _Figure | None:
    """What the remedy's name follows ("a £5 voucher"), else what comes next after its words, else the only one."""
    plain = straightened(text)
    left = [item for item in found if not _NOT_OFFERED.search(plain[: item.start])]
    named = [item for item in left if _FOLLOWED_BY[_OWN[kind]].match(text, item.end)]
    if named:
        return named[0] if len({item.value for item in named}) == 1 else None
    others = _OTHERS.get(kind)
    free = [item for item in left if others is None or not _FOLLOWED_BY[others].match(text, item.end)]
    for words in (_OWN[kind], _GIVING):
        ends = [match.end() for match in _SAID[words].finditer(text)]
        after = [(item.start - end, item) for item in free for end in ends if item.start >= end]
        if after:
            return min(after, key=lambda pair: pair[0])[1]
    return free[0] if len(free) == 1 else None


def _gap(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """The place between two spans."""
    first, second = sorted((one, other))
    return first[1], max(first[1], second[0])


def _amounts(text: str) -> Iterator[Amount]:
    for pattern in _SUMS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            currency = _NAMES[parts["name"].lower()] if parts.get("name") else _SIGNS[parts["sign"]]
            value = _value(parts, dotted=currency in _DOTTED)
            if value is not None:
                yield Amount(match.start(), match.end(), value, currency)


def _value(parts: Mapping[str, str | None], *, dotted: bool) -> float | None:
    """What figures or words come to; None for "1.250" where that may be a little more than one."""
    words, number = parts.get("words"), parts.get("number")
    if words:
        return _in_words(words)
    if number is None or (not dotted and re.fullmatch(r"\d+\.\d{3}", number)):
        return None
    decimals = re.search(r"[.,]\d{1,2}\Z", number)
    whole = re.sub(r"\D", "", number[: decimals.start()] if decimals else number)
    figure = float(f"{whole}.{decimals.group()[1:]}" if decimals else whole)
    return figure * _MULTIPLES[(parts.get("short") or parts.get("long") or "").lower()]


def _in_words(words: str) -> float:
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _UNITS:
            current += _UNITS.index(word)
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
    return float(total + current)
