"""Two tries at one conversation side by side: what they share, what came of each, and which verdicts differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.views import SessionView, TurnView


@dataclass(frozen=True)
class VerdictPair:
    """One clause that the two tries were judged differently on."""

    clause: str
    first: str
    second: str

    @property
    def judged_twice(self) -> bool:
        return "not_observed" not in (self.first, self.second)


@dataclass(frozen=True)
class Comparison:
    """``shared`` are the turns before the second try began; the rest is each try's own."""

    first: SessionView
    second: SessionView
    shared: Sequence[TurnView]
    first_turns: Sequence[TurnView]
    second_turns: Sequence[TurnView]
    differing: tuple[VerdictPair, ...]
    same: int

    @property
    def judged_in_both(self) -> tuple[VerdictPair, ...]:
        return tuple(pair for pair in self.differing if pair.judged_twice)

    @property
    def judged_in_one(self) -> tuple[VerdictPair, ...]:
        """What only one of the tries gave an occasion to judge."""
        return tuple(pair for pair in self.differing if not pair.judged_twice)


def compare(
    first: SessionView,
    second: SessionView,
    *,
    first_report: Mapping[str, Any],
    second_report: Mapping[str, Any],
) -> Comparison:
    """Lay a session (``second``) beside the one that it branched off from. The reports are the HTTP API's."""
    at = (second.branched_from or 1) - 1
    before = {item["clause"]: item["verdict"] for item in first_report["requirements"]}
    after = {item["clause"]: item["verdict"] for item in second_report["requirements"]}
    both = [clause for clause in before if clause in after]
    differing = tuple(
        VerdictPair(clause, before[clause], after[clause]) for clause in both if before[clause] != after[clause]
    )
    return Comparison(
        first=first,
        second=second,
        shared=first.turns[:at],
        first_turns=first.turns[at:],
        second_turns=second.turns[at:],
        differing=differing,
        same=len(both) - len(differing),
    )
