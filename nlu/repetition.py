"""Whether a reply is, nearly word by word, one that the trainee has already sent."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from nlu.request import Context

NEAR_IDENTITY: Final = 0.9
"""Share of words in the same order from which on two replies are the same one."""
_COMPARED_WORDS: Final = 300
_WORD = re.compile(r"\w+")


def repeated_turn(text: str, context: Context) -> int | None:
    """The number, from 1, of the trainee's latest earlier reply that this one repeats."""
    words = _words(text)
    earlier = [_words(said.text) for said in context.history if said.who == "trainee"]
    for number in range(len(earlier), 0, -1):
        if words and _alike(words, earlier[number - 1]):
            return number
    return None


def _alike(left: list[str], right: list[str]) -> bool:
    shorter, longer = sorted((len(left), len(right)))
    if not shorter or shorter / longer < NEAR_IDENTITY:
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= NEAR_IDENTITY


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("'", "").replace("’", ""))[:_COMPARED_WORDS]
