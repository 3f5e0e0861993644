"""A verdict on each clause that dialogue can show, from the turns of one conversation.

A verdict carries its score, a sentence for people, and the words it rests on; without words there is no score, only
``not_observed``. A label that was too close to call is taken neither for shown nor for missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from coaching_rules.conversation import Conversation, Quote, Sighting
from coaching_rules.corrections import VerdictDecision
from coaching_rules.judgement import Judgement, cut, not_observed, scored
from coaching_rules.judging_conduct import avoided, changed_approach, trend
from coaching_rules.judging_techniques import ordered, shown
from coaching_rules.observation import (
    Avoided,
    Combined,
    Elsewhere,
    Observation,
    Ordered,
    Outcome,
    Shown,
    Stalemate,
    Trend,
)
from coaching_rules.reasons import sentence, what_was_done
from coaching_rules.rubric import Rules, Scoring
from coaching_rules.standards import Clause

ENDING_WORDS: Final[dict[str, str]] = {
    "resolved": "The customer left with the matter settled",
    "fair_no": "The customer accepted a no that was explained fairly",
    "averted": "It never came to a complaint",
    "escalated": "The customer accepted that somebody else takes over",
    "follow_up_agreed": "The customer agreed to wait for the promised contact",
    "walked_away": "The customer left with the matter open",
    "went_public": "The customer took the matter to the public",
    "abandoned": "The conversation was stopped before it came to an end",
}


@dataclass(frozen=True)
class Verdict:
    """``verdict`` is met, partly, not_met or not_observed; ``score`` 0–100, None exactly where not observed."""

    clause: str
    verdict: str
    score: int | None
    why: str
    evidence: tuple[Quote, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "clause": self.clause,
            "verdict": self.verdict,
            "score": self.score,
            "why": self.why,
            "evidence": [quote.to_dict() for quote in self.evidence],
        }


def verdicts(conversation: Conversation, decisions: Sequence[VerdictDecision] = ()) -> tuple[Verdict, ...]:
    """One verdict per observed clause, in the standards' order; what a supervisor decided counts in sums as well."""
    clauses = conversation.rules.observed_clauses()
    decided = {decision.clause: decision for decision in decisions}
    judged = {clause.id: _judge(clause.observe, conversation) for clause in clauses if clause.observe is not None}
    for clause in clauses:
        if clause.id in decided and not isinstance(clause.observe, Combined):
            judged[clause.id] = _settled(decided[clause.id], judged[clause.id], conversation)
    for clause in clauses:
        if isinstance(clause.observe, Combined):
            computed = _combined(clause.observe, judged, conversation.rules)
            decision = decided.get(clause.id)
            judged[clause.id] = _settled(decision, computed, conversation) if decision else computed
    return tuple(_verdict(clause, judged[clause.id], conversation.rules) for clause in clauses)


def summed(clause: Clause, parts: Mapping[str, Judgement], rules: Rules) -> Verdict:
    """The verdict on a clause that is the sum of others, from those parts of it that are given."""
    if not isinstance(clause.observe, Combined):
        raise ValueError(f"{clause.id} is no sum of other clauses")
    judged = {part: parts.get(part, not_observed("It was not judged.")) for part in clause.observe.of}
    return _verdict(clause, _combined(clause.observe, judged, rules), rules)


def _judge(rule: Observation, conversation: Conversation) -> Judgement:
    if isinstance(rule, Elsewhere):
        return not_observed(rule.why)
    if not conversation.turns:
        return not_observed("Nothing was said yet.")
    if isinstance(rule, Shown):
        return shown(rule, conversation)
    if isinstance(rule, Avoided):
        return avoided(rule, conversation)
    if isinstance(rule, Ordered):
        return ordered(rule, conversation)
    if isinstance(rule, Outcome):
        return _outcome(rule, conversation)
    if isinstance(rule, Trend):
        return trend(rule, conversation)
    if isinstance(rule, Stalemate):
        return changed_approach(rule, conversation)
    return not_observed(rule.why)


def _outcome(rule: Outcome, conversation: Conversation) -> Judgement:
    ended = conversation.session.ended
    if ended is None:
        return not_observed("This shows at the end, and the conversation is still open.")
    lack = conversation.lack(rule.needs)
    score = conversation.rules.scoring.endings[rule.endings][ended]
    if lack is not None or score is None:
        return not_observed(lack or sentence(ENDING_WORDS[ended]))
    last = conversation.turns[-2:]
    sightings: Sequence[Sighting] = conversation.sightings(rule.rests_on, last) if score else ()
    quotes = tuple(quote for sighting in sightings for quote in sighting.quotes())
    done = what_was_done(sightings, conversation.rules.words)
    return scored(
        score, sentence(ENDING_WORDS[ended], done), quotes or (conversation.opening_words(conversation.turns[-1]),)
    )


def _combined(rule: Combined, judged: Mapping[str, Judgement], rules: Rules) -> Judgement:
    parts = [(clause_id, judged[clause_id]) for clause_id in rule.of]
    seen = [(clause_id, part) for clause_id, part in parts if part.score is not None]
    if len(seen) < rule.least:
        return not_observed(
            f"This is the sum of other clauses; {len(seen)} of them showed so far and {rule.least} are needed."
        )
    score = round(sum(part.score for _, part in seen if part.score is not None) / len(seen))
    weakest, weak = min(seen, key=lambda pair: pair[1].score or 0)
    quotes = tuple(quote for _, part in seen for quote in part.evidence[:1])
    mean = f"The mean of the {len(seen)} of {len(parts)} parts that showed"
    lowest = f'Weakest: "{rules.clause(weakest).text}"' if (weak.score or 0) < score else ""
    return scored(score, sentence(mean, lowest), quotes)


def _settled(decision: VerdictDecision, computed: Judgement, conversation: Conversation) -> Judgement:
    """A supervisor's verdict: the computed score where it fits the verdict, else the plainest score that does."""
    why = sentence(f"A supervisor decided: {decision.reason}")
    if decision.verdict == "not_observed" or not conversation.turns:
        return not_observed(why)
    scoring = conversation.rules.scoring
    plain = {"met": 100, "partly": (scoring.partly_from + scoring.met_from) // 2, "not_met": 0}[decision.verdict]
    score = computed.score
    if score is None or _named(score, scoring) != decision.verdict:
        score = plain
    return scored(score, why, computed.evidence or [conversation.opening_words(turn) for turn in conversation.turns])


def _named(score: int, scoring: Scoring) -> str:
    if score >= scoring.met_from:
        return "met"
    return "partly" if score >= scoring.partly_from else "not_met"


def _verdict(clause: Clause, judgement: Judgement, rules: Rules) -> Verdict:
    verdict = "not_observed" if judgement.score is None else _named(judgement.score, rules.scoring)
    evidence = cut(judgement.evidence, rules.scoring.evidence_at_most)
    return Verdict(clause.id, verdict, judgement.score, judgement.why, evidence)
