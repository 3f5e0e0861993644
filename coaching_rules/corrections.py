"""A supervisor's decisions in place of what was found or computed, so that a report can be drawn up with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coaching_rules.findings import Evidence, Scores, Span
from coaching_rules.session import ReportTurn
from coaching_rules.techniques import LABELS


@dataclass(frozen=True)
class LabelDecision:
    """A label holds for a reply, or doesn't; ``quote`` are the words it rests on, where the supervisor chose some."""

    turn: int
    label: str
    holds: bool
    quote: Span | None


@dataclass(frozen=True)
class VerdictDecision:
    """The verdict on one clause (met, partly, not_met, not_observed) and the supervisor's reason for it."""

    clause: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Corrections:
    """All that supervisors decided on a conversation so far, the oldest first."""

    labels: tuple[LabelDecision, ...] = ()
    verdicts: tuple[VerdictDecision, ...] = ()


def corrected_turns(turns: Iterable[ReportTurn], decisions: Sequence[LabelDecision]) -> tuple[ReportTurn, ...]:
    """The turns with the decisions in their scores; of one label and reply the last decision counts."""
    by_turn: dict[int, dict[str, LabelDecision]] = {}
    for decision in decisions:
        by_turn.setdefault(decision.turn, {})[decision.label] = decision
    return tuple(_corrected_turn(turn, by_turn.get(turn.turn, {})) for turn in turns)


def corrected_scores(scores: Scores, reply: str, decisions: Mapping[str, LabelDecision]) -> Scores:
    """The scores of one reply with the decisions, by label. The probabilities stay: they are the scorer's.

    A label that holds rests on the chosen words, else on those that the scorer found, else on the whole reply.
    """
    holding = {label for label, decision in decisions.items() if decision.holds}
    decided = holding | (set(scores.decided) - set(decisions))
    evidence = [item for item in scores.evidence if item.label not in decisions]
    for label in holding:
        chosen = decisions[label].quote
        spans = (chosen,) if chosen else scores.evidence_of(label) or (_whole(reply),)
        evidence.extend(Evidence(label, span, scores.labels[label]) for span in spans)
    return Scores(
        labels=scores.labels,
        decided=tuple(label for label in LABELS if label in decided),
        abstained=tuple(label for label in scores.abstained if label not in decisions),
        evidence=tuple(sorted(evidence, key=lambda item: (LABELS.index(item.label), item.span.start, item.span.end))),
    )


def _corrected_turn(turn: ReportTurn, decisions: Mapping[str, LabelDecision]) -> ReportTurn:
    if not decisions:
        return turn
    scores = corrected_scores(turn.findings.scores, turn.reply, decisions)
    return replace(turn, findings=replace(turn.findings, scores=scores))


def _whole(reply: str) -> Span:
    """All of a reply but the white space around it."""
    start = len(reply) - len(reply.lstrip())
    end = len(reply.rstrip())
    return Span(start, end, reply[start:end])
