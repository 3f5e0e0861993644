"""The report on a session, as the contract has it: a pure function of the stored turns.

The same turns, session and rules give the same report, whenever and wherever it is drawn up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from coaching_rules.conversation import Conversation, Quote
from coaching_rules.corrections import VerdictDecision
from coaching_rules.gates import gates
from coaching_rules.record import marked
from coaching_rules.rubric import Rules
from coaching_rules.session import ReportTurn, SessionFacts
from coaching_rules.techniques import LABELS
from coaching_rules.verdicts import verdicts


def report(
    turns: Sequence[ReportTurn],
    session: SessionFacts,
    rules: Rules,
    *,
    decisions: Sequence[VerdictDecision] = (),
) -> dict[str, Any]:
    """The contract's report, ready for JSON; turns may come in any order and are told by their numbers.

    ``decisions`` are a supervisor's verdicts in place of computed ones; of one clause the last counts.
    """
    in_order = tuple(sorted(turns, key=lambda turn: turn.turn))
    conversation = Conversation(in_order, session, rules)
    gate_results = gates(conversation)
    judged = verdicts(conversation, decisions)
    return {
        "final": conversation.final,
        "overall": overall(
            {verdict.clause: verdict.score for verdict in judged},
            [gate.id for gate in gate_results if not gate.passed],
            conversation,
        ),
        "gates": [gate.to_dict() for gate in gate_results],
        "requirements": [verdict.to_dict() for verdict in judged],
        "techniques": _techniques(in_order),
        "content": _content(in_order),
        "commitments": _commitments(in_order),
        "record": marked(session, rules),
        "model": {"scorer": session.scorer_version, "rules": rules.version, "persona": session.persona_version},
    }


def overall(scores: Mapping[str, int | None], failed: Collection[str], conversation: Conversation) -> int | None:
    """0–100: the weighted mean of the strands that showed, at most the cap of a failed gate; None on too little.

    ``scores`` are by clause, ``failed`` the ids of the failed gates.
    """
    scoring = conversation.rules.scoring
    ended = conversation.session.ended not in (None, "abandoned")
    least = scoring.overall_replies_when_ended if ended else scoring.overall_replies
    strands = []
    for strand in scoring.strands:
        observed = [score for clause in strand.clauses if (score := scores.get(clause)) is not None]
        if observed:
            strands.append((strand.weight, sum(observed) / len(observed)))
    if len(conversation.turns) < least or len(strands) < scoring.overall_strands:
        return None
    mean = sum(weight * score for weight, score in strands) / sum(weight for weight, _ in strands)
    return round(min([mean, *(gate.cap for gate in conversation.rules.gates if gate.id in failed)]))


def _techniques(turns: Sequence[ReportTurn]) -> dict[str, dict[str, Any]]:
    """For each of the thirty labels, in their order, in how many replies it was found and in which."""
    counted = {label: [turn.turn for turn in turns if label in turn.findings.scores.decided] for label in LABELS}
    return {label: {"count": len(numbers), "turns": numbers} for label, numbers in counted.items()}


def _content(turns: Sequence[ReportTurn]) -> list[dict[str, Any]]:
    return [
        {
            "id": finding.id,
            "turn": turn.turn,
            "text": finding.text,
            "evidence": [Quote(turn.turn, span).to_dict() for span in finding.evidence],
        }
        for turn in turns
        for finding in turn.content_findings
    ]


def _commitments(turns: Sequence[ReportTurn]) -> list[dict[str, Any]]:
    """What was said that the firm's side will do, in the order in which it was said."""
    return [
        {"turn": turn.turn, **commitment.to_dict()}
        for turn in turns
        for commitment in turn.findings.content.commitments
    ]
