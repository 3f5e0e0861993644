"""What a judge says about one clause before it is named met or not: a score with its words, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coaching_rules.conversation import Quote, Sighting
from coaching_rules.rubric import Scoring


@dataclass(frozen=True)
class Judgement:
    """``score`` is 0–100 and rests on ``evidence``; None says that the conversation doesn't show it either way."""

    score: int | None
    why: str
    evidence: tuple[Quote, ...]


def not_observed(why: str) -> Judgement:
    return Judgement(None, why, ())


def scored(score: int, why: str, evidence: Iterable[Quote]) -> Judgement:
    """Raises ValueError for a score without words: a coach who can't show why must not judge."""
    quotes = tuple(evidence)
    if not quotes:
        raise ValueError(f"score {score} without evidence: {why}")
    return Judgement(score, why, quotes)


def cost(sightings: Sequence[Sighting], scoring: Scoring) -> int:
    """What the sightings take off 100 together; several signs in one reply count once, by the dearest."""
    by_turn: dict[int, int] = {}
    for sighting in sightings:
        dearest = max(scoring.costs[atom] for atom in sighting.sign.atoms)
        by_turn[sighting.turn] = max(by_turn.get(sighting.turn, 0), dearest)
    return sum(by_turn.values())


def quotes_of(sightings: Iterable[Sighting]) -> tuple[Quote, ...]:
    return tuple(quote for sighting in sightings for quote in sighting.quotes())


def cut(quotes: Sequence[Quote], most: int) -> tuple[Quote, ...]:
    """The first quotes without repeats, then in reading order."""
    chosen = tuple(dict.fromkeys(quotes))[:most]
    return tuple(sorted(chosen, key=lambda quote: (quote.turn, quote.span.start, quote.span.end)))
