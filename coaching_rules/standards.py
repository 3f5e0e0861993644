"""The occupational standards as the coach holds them: every clause by its id, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coaching_rules.observation import Observation

KINDS: Final[dict[str, str]] = {
    "D": "shown in the dialogue",
    "K": "knowledge, asked in a quiz or a written answer",
    "R": "shown in the written record",
    "S": "done by or with the supervisor",
    "M": "about the standard itself",
}
"""How a clause can be evidenced; one clause may need several."""


@dataclass(frozen=True)
class Clause:
    """``text`` is our paraphrase; ``observe`` says how turns show it, for each clause with D that is no heading.

    ``alias_of`` names the clause that this one repeats.
    """

    id: str
    kinds: tuple[str, ...]
    heading: bool
    alias_of: str | None
    text: str
    observe: Observation | None


@dataclass(frozen=True)
class Standard:
    """One standard; ``place`` is its position in every list, ``level`` the standard's own."""

    id: str
    place: int
    title: str
    sector: str
    level: int | None
    clauses: tuple[Clause, ...]

    def observed_clauses(self) -> tuple[Clause, ...]:
        """The clauses that a report lists: those judged from dialogue, in the standard's order."""
        return tuple(clause for clause in self.clauses if clause.observe is not None)
