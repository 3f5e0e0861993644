"""The rubric: every number, text and mapping by which the coach judges, as loaded from ``data/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coaching_rules.advice import Advice
from coaching_rules.record import RecordField
from coaching_rules.signs import Atom, Sign
from coaching_rules.standards import Clause, Standard


@dataclass(frozen=True)
class LabelWords:
    """A label for people: its title, ``did`` and ``doing`` for sentences, and its clauses, the one to show first."""

    title: str
    did: str
    doing: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Phrases for signs; topics go after "asked" and "told the customer", remedies after "offered"."""

    labels: Mapping[str, LabelWords]
    topics: Mapping[str, str]
    remedies: Mapping[str, str]
    findings: Mapping[str, str]


@dataclass(frozen=True)
class MomentCase:
    """One way in which a reply is at a certain moment; every field that is given must hold.

    ``anger_from`` is the customer's anger before the reply; ``answering`` the acts it answers; ``shows`` signs in it.
    """

    anger_from: int | None
    answering: tuple[str, ...]
    shows: tuple[Sign, ...]


@dataclass(frozen=True)
class MomentRule:
    """A kind of moment: any of its cases; ``absent`` is the sentence for a conversation that never had one."""

    id: str
    cases: tuple[MomentCase, ...]
    absent: str


@dataclass(frozen=True)
class Strand:
    """One part of the overall score: a weight and the clauses whose mean it takes."""

    id: str
    title: str
    weight: float
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Scoring:
    """The numbers behind verdicts and the overall score; reasons and sources stand beside them in the data."""

    met_from: int
    partly_from: int
    least_replies: int
    least_clean_replies: int
    stalemate_replies: int
    out_of_order: int
    trend_low: int
    trend_high: int
    evidence_at_most: int
    quote_at_most: int
    overall_replies: int
    overall_replies_when_ended: int
    overall_strands: int
    costs: Mapping[Atom, int]
    endings: Mapping[str, Mapping[str, int | None]]
    strands: tuple[Strand, ...]


@dataclass(frozen=True)
class GateRule:
    """A critical gate: the signs that fail it, the most the overall score can then be, and its sentences."""

    id: str
    fails_on: tuple[Sign, ...]
    cap: int
    passed: str
    failed: str


@dataclass(frozen=True)
class AuthorityWords:
    """Texts for an offer above the trainee's authority, by who may grant it; ``nobody`` where no level may."""

    by_level: Mapping[str, str]
    nobody: str
    handing_over: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """Everything loaded. ``version`` is a hash of the content of all rule and standard files."""

    version: str
    standards: tuple[Standard, ...]
    words: Words
    moments: Mapping[str, MomentRule]
    scoring: Scoring
    gates: tuple[GateRule, ...]
    advice: Advice
    record: tuple[RecordField, ...]
    authority_words: AuthorityWords

    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for standard in self.standards for clause in standard.clauses)

    def observed_clauses(self) -> tuple[Clause, ...]:
        """Every clause that a report lists, in a stable order."""
        return tuple(clause for standard in self.standards for clause in standard.observed_clauses())

    def clause(self, clause_id: str) -> Clause:
        """Raises KeyError for an id that no standard has."""
        for clause in self.clauses():
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)
