"""Replies as they might also have been typed, for tuning: slips, lost capitals and marks, a sentence that says nothing.

None of it changes what a reply does, so its labels stay. The checks of ``nlu.evaluation.robustness`` disturb replies in
their own way and with their own sentences.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LETTERS_A_SLIP: Final = 70
FILLERS: Final = (
    "The shop has two floors.",
    "It's raining outside.",
    "This is the second week of the month.",
    "There are five of us here.",
    "We moved here in spring.",
    "It is half past ten now.",
    "The line is a little noisy today.",
    "I have the screen in front of me.",
    "The kettle is on.",
    "Our building is the one with the green door.",
    "It's Monday.",
    "My desk is next to the window.",
    "The clocks went back at the weekend.",
    "the lift is out today btw",
    "We have eleven branches.",
    "It gets dark early now.",
    "There's a school across the road.",
    "I started here in June.",
    "Tomorrow is the sixteenth.",
    "The radio is on in the back.",
    "I am in the office until six.",
    "Head office is in the other building.",
    "The carpet in here is blue.",
    "Lunch was soup.",
    "It is nearly noon.",
    "The till is on the left.",
    "I have a cup of tea beside me.",
    "The street is closed for the market.",
    "There are two phones on this desk.",
    "The bus stops right outside.",
    "Thursday is market day.",
    "this is the new system",
    "We are a team of nine.",
    "The week has gone quickly.",
    "The heating has come on.",
    "It is the third of May.",
    "I work from home on Fridays.",
    "The window faces the station.",
    "There's a plant on the counter.",
    "The printer stands in the corner.",
)
_MARKS: Final = frozenset(".,'’!?;:")
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"

Place = tuple[int, int]


@dataclass(frozen=True)
class Disturbed:
    """A reply as typed otherwise.

    Attributes:
        text: the reply.
        sentences: the places of its sentences, in their order.
        filler: the place in ``sentences`` of the one that was added; None where none was.
    """

    text: str
    sentences: tuple[Place, ...]
    filler: int | None = None


def disturb(text: str, sentences: Sequence[Place], chance: random.Random) -> Disturbed:
    """One disturbance, chosen by ``chance``.

    Slips for half of the replies, lost capitals for a tenth, lost marks and a filler for a fifth each.
    """
    kind = chance.random()
    if kind < 0.5:
        return _typed_anew(sentences, _with_slips(text, chance))
    if kind < 0.6:  # the encoder reads names by their capitals
        return _typed_anew(sentences, [sign.lower() for sign in text])
    if kind < 0.8:
        return _typed_anew(sentences, ["" if sign in _MARKS and chance.random() < 0.8 else sign for sign in text])
    return _with_filler(text, sentences, chance.choice(FILLERS), first=chance.random() < 0.5)


def _with_slips(text: str, chance: random.Random) -> list[str]:
    signs = list(text)
    for _ in range(max(1, len(text) // LETTERS_A_SLIP)):
        place = chance.randrange(len(signs))
        if not signs[place].isalpha():
            continue
        slip = chance.choice(("lost", "swapped", "doubled", "wrong"))
        if slip == "lost":
            signs[place] = ""
        elif slip == "swapped" and place + 1 < len(signs) and signs[place + 1].isalpha():
            signs[place], signs[place + 1] = signs[place + 1], signs[place]
        elif slip == "doubled":
            signs[place] *= 2
        else:
            signs[place] = chance.choice(_ALPHABET)
    return signs


def joined(signs: Sequence[str]) -> tuple[str, list[int]]:
    """A text of which ``signs`` has what now stands for each character, and where each of its places has gone."""
    moved = [0]
    for sign in signs:
        moved.append(moved[-1] + len(sign))
    return "".join(signs), moved


def _typed_anew(sentences: Sequence[Place], signs: Sequence[str]) -> Disturbed:
    text, moved = joined(signs)
    return Disturbed(text=text, sentences=tuple((moved[start], moved[end]) for start, end in sentences))


def _with_filler(text: str, sentences: Sequence[Place], filler: str, *, first: bool) -> Disturbed:
    if first:
        shift = len(filler) + 1
        after = tuple((start + shift, end + shift) for start, end in sentences)
        return Disturbed(text=f"{filler} {text}", sentences=((0, len(filler)), *after), filler=0)
    kept = text.rstrip()
    start = len(kept) + 1
    return Disturbed(
        text=f"{kept} {filler}",
        sentences=(*sentences, (start, start + len(filler))),
        filler=len(sentences),
    )
