"""Whether a reply is, nearly word by word, one that the trainee has already sent."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from nlu.request import Context

NEAR_IDENTITY: Final = 0.9
"""Share of words in the same order from which on two replies are the same one."""
ANSWER_WORDS: Final = 5
"""Fewer words ("Yes.", "On Friday, madam.") answer what was asked: they repeat only an answer to the same."""
_ORDERED_WORDS: Final = 300
"""So many are compared in their order; it takes the square of their number."""
_WORD = re.compile(r"\w+")


def repeated_turn(text: str, context: Context) -> int | None:
    """The number, from 1, of the trainee's latest earlier reply that this one repeats."""
    words = _words(text)
    asked: list[str] = []
    earlier: list[tuple[list[str], list[str]]] = []
    for said in context.history:
        if said.who == "trainee":
            earlier.append((asked, _words(said.text)))
            asked = []
        else:
            asked = [*asked, *_words(said.text)]
    for number in range(len(earlier), 0, -1):
        asked_then, words_then = earlier[number - 1]
        if words and _alike(words, words_then) and (len(words) >= ANSWER_WORDS or _same(asked, asked_then)):
            return number
    return None


def _same(asked: list[str], asked_then: list[str]) -> bool:
    return asked == asked_then or _alike(asked, asked_then)


def _alike(left: list[str], right: list[str]) -> bool:
    shorter, longer = sorted((len(left), len(right)))
    if not shorter or shorter / longer < NEAR_IDENTITY:
        return False
    # Which words there are is cheap to compare over the whole length.
    if SequenceMatcher(None, left, right, autojunk=False).quick_ratio() < NEAR_IDENTITY:
        return False
    start = SequenceMatcher(None, left[:_ORDERED_WORDS], right[:_ORDERED_WORDS], autojunk=False)
    return start.ratio() >= NEAR_IDENTITY


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("'", "").replace("’", ""))
