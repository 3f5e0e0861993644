"""Slight disturbances of a reply that no reader would mind: typing slips and lost capitals. Always the same ones."""

from __future__ import annotations

import random
import re
from typing import Final

_LETTERS_A_SLIP: Final = 60
_INSIDE_A_WORD: Final = re.compile(r"(?<=[a-z])[a-z]{2}(?=[a-z])")


def with_slips(text: str, *, seed: str) -> str:
    """One slip every sixty characters, at least one: two letters inside a word change places, or one is lost."""
    chance = random.Random(seed)  # noqa: S311 — repeatable, not secret
    places = [match.start() for match in _INSIDE_A_WORD.finditer(text) if text[match.start()] != text[match.end() - 1]]
    chosen = chance.sample(places, k=min(len(places), max(1, len(text) // _LETTERS_A_SLIP)))
    for place in sorted(chosen, reverse=True):
        slip = chance.choice((text[place + 1] + text[place], text[place]))
        text = text[:place] + slip + text[place + 2 :]
    return text


def without_capitals(text: str) -> str:
    """As typed by somebody in a hurry; the other way round would be shouting, and that is a fault."""
    return text.lower()


def with_curly_apostrophes(text: str) -> str:
    """Straight apostrophes made curly, as phones do."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)
