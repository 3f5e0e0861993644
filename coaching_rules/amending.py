"""A supervisor's correction worked into a report that was kept, without judging the rest of it anew.

Rules change while reports are kept. So today's rules judge the conversation without the latest correction and with it,
and only what differs goes into the report. Sums follow what then stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coaching_rules.conversation import Conversation, Quote
from coaching_rules.corrections import Corrections, corrected_turns
from coaching_rules.judgement import Judgement
from coaching_rules.observation import Combined
from coaching_rules.report import overall, report
from coaching_rules.rubric import Rules
from coaching_rules.standards import Clause
from coaching_rules.verdicts import summed

Report = Mapping[str, Any]
Pieces = dict[str, Mapping[str, Any]]
"""The gates of a report, or its requirements, by their ids."""


@dataclass(frozen=True)
class _Drafts:
    """One conversation in five reports, of which the rules of the day drew up the last three.

    ``judged`` was kept at the end; ``standing`` has counted so far. ``untouched`` has no corrections, ``without`` all
    but the latest, ``latest`` all.
    """

    judged: Report
    standing: Report
    untouched: Report
    without: Report
    latest: Report


def amended(
    judged: Report, standing: Report, conversation: Conversation, *, before: Corrections, after: Corrections
) -> dict[str, Any]:
    """The report that counts from now on, where ``after`` has one correction more or less than ``before``.

    What the correction changes is as the conversation's rules judge it, and the report names their version; what no
    correction changes any more is as in ``judged``; everything else stays as in ``standing``.
    """
    drafts = _Drafts(
        judged=judged,
        standing=standing,
        untouched=_drawn_up(conversation, Corrections()),
        without=_drawn_up(conversation, before),
        latest=_drawn_up(conversation, after),
    )
    gates, requirements = _taken_over(drafts, "gates"), _taken_over(drafts, "requirements")
    decided = {decision.clause for decision in after.verdicts}
    for clause in conversation.rules.observed_clauses():
        if isinstance(clause.observe, Combined) and clause.id not in decided:
            _sum_up(clause, clause.observe, requirements, drafts, conversation.rules)
    return {
        **standing,
        "overall": _overall(gates, requirements, drafts, conversation),
        "gates": list(gates.values()),
        "requirements": list(requirements.values()),
        "techniques": drafts.latest["techniques"],
        "model": {**standing["model"], "rules": conversation.rules.version},
    }


def _drawn_up(conversation: Conversation, corrections: Corrections) -> Report:
    turns = corrected_turns(conversation.turns, corrections.labels)
    return report(turns, conversation.session, conversation.rules, decisions=corrections.verdicts)


def _pieces(draft: Report, part: str) -> Pieces:
    key = {"gates": "id", "requirements": "clause"}[part]
    return {item[key]: item for item in draft[part]}


def _taken_over(drafts: _Drafts, part: str) -> Pieces:
    """Each gate or requirement by itself. One that the kept report lacks comes in where the correction changes it."""
    standing, latest = _pieces(drafts.standing, part), _pieces(drafts.latest, part)
    judged, untouched = _pieces(drafts.judged, part), _pieces(drafts.untouched, part)
    without = _pieces(drafts.without, part)
    pieces: Pieces = {}
    for name in dict.fromkeys([*latest, *standing]):
        piece = latest.get(name)
        if piece == without.get(name):
            piece = standing.get(name)
        elif piece == untouched.get(name):
            piece = judged.get(name)
        if piece is not None:
            pieces[name] = piece
    return pieces


def _sum_up(clause: Clause, rule: Combined, requirements: Pieces, drafts: _Drafts, rules: Rules) -> None:
    """Put a sum of clauses in accord with its parts; where a draft has the same parts, it is that draft's."""

    def parts(pieces: Pieces) -> Pieces:
        return {part: pieces[part] for part in rule.of if part in pieces}

    now = parts(requirements)
    for draft in (drafts.standing, drafts.judged, drafts.latest):
        pieces = _pieces(draft, "requirements")
        if parts(pieces) == now:
            if clause.id in pieces:
                requirements[clause.id] = pieces[clause.id]
            return
    requirements[clause.id] = summed(clause, {part: _judgement(item) for part, item in now.items()}, rules).to_dict()


def _judgement(item: Mapping[str, Any]) -> Judgement:
    return Judgement(item["score"], item["why"], tuple(Quote.from_dict(quote) for quote in item["evidence"]))


def _overall(gates: Pieces, requirements: Pieces, drafts: _Drafts, conversation: Conversation) -> int | None:
    """The overall score of what stands; where a draft has the same scores and failed gates, it is that draft's."""
    strands = conversation.rules.scoring.strands
    counting = [clause for strand in strands for clause in strand.clauses]

    def basis(gates: Pieces, requirements: Pieces) -> tuple[dict[str, int | None], set[str]]:
        scores = {clause: requirements[clause]["score"] for clause in counting if clause in requirements}
        return scores, {name for name, gate in gates.items() if not gate["passed"]}

    now = basis(gates, requirements)
    for draft in (drafts.standing, drafts.judged, drafts.latest):
        if basis(_pieces(draft, "gates"), _pieces(draft, "requirements")) == now:
            score: int | None = draft["overall"]
            return score
    return overall(*now, conversation)
