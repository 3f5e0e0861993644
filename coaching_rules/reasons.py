"""Sentences that tell people why a verdict is what it is, put together from the rules' phrases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from coaching_rules.conversation import Sighting
from coaching_rules.rubric import Words
from coaching_rules.signs import Atom, Sign

_PHRASES_AT_MOST: Final[int] = 3
"""More phrases than this make a sentence nobody finishes."""


def replies(turns: Iterable[int]) -> str:
    """``reply 2``, ``replies 1 and 3``, ``replies 1, 3 and 4``."""
    numbers = sorted(set(turns))
    return f"reply {numbers[0]}" if len(numbers) == 1 else f"replies {listed([str(number) for number in numbers])}"


def listed(items: Sequence[str], last: str = "and") -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def what_was_done(sightings: Sequence[Sighting], words: Words) -> str:
    """``In reply 2 you said sorry and thanked the customer; in replies 1 and 3 you …``; empty without sightings."""
    turns_by_phrase: dict[str, list[int]] = {}
    for sighting in sightings:
        for atom in sighting.sign.atoms:
            turns_by_phrase.setdefault(_did(atom, words), []).append(sighting.turn)
    phrases_by_turns: dict[tuple[int, ...], list[str]] = {}
    for phrase, turns in list(turns_by_phrase.items())[:_PHRASES_AT_MOST]:
        phrases_by_turns.setdefault(tuple(sorted(set(turns))), []).append(phrase)
    return "; ".join(f"in {replies(turns)} you {listed(phrases)}" for turns, phrases in phrases_by_turns.items())


def doing_any(signs: Sequence[Sign], words: Words) -> str:
    """``saying sorry for what happened or thanking the customer``; a sign that only adds to another is left out."""
    plain = [sign for sign in signs if not any(set(other.atoms) < set(sign.atoms) for other in signs)]
    phrases = list(dict.fromkeys(_doing_together(sign, words) for sign in plain))[:_PHRASES_AT_MOST]
    return listed(phrases, "or")


def sentence(*parts: str) -> str:
    """The parts that aren't empty as sentences: capital first, full stop last."""
    written = [part.strip() for part in parts if part.strip()]
    return " ".join(part[0].upper() + part[1:] + ("" if part[-1] in '.?!"' else ".") for part in written)


def _doing_together(sign: Sign, words: Words) -> str:
    return " while ".join(_doing(atom, words) for atom in sign.atoms)


def _did(atom: Atom, words: Words) -> str:
    if atom.kind == "label":
        return words.labels[atom.name].did
    if atom.kind == "finding":
        return words.findings[atom.name]
    return {"asked": "asked ", "told": "told the customer ", "remedy": "offered ", "when": "named a time"}[
        atom.kind
    ] + _object(atom, words)


def _doing(atom: Atom, words: Words) -> str:
    if atom.kind == "label":
        return words.labels[atom.name].doing
    if atom.kind == "finding":
        return f"a reply that {words.findings[atom.name]}"
    return {"asked": "asking ", "told": "telling the customer ", "remedy": "offering ", "when": "naming a time"}[
        atom.kind
    ] + _object(atom, words)


def _object(atom: Atom, words: Words) -> str:
    if atom.kind == "when":
        return ""
    return words.remedies[atom.name] if atom.kind == "remedy" else words.topics[atom.name]
