"""Critical gates: faults so serious that nothing else in the conversation makes up for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coaching_rules.conversation import Conversation, Quote
from coaching_rules.judgement import cut, quotes_of
from coaching_rules.reasons import replies, sentence


@dataclass(frozen=True)
class Gate:
    """``passed`` is False with at least one quote."""

    id: str
    passed: bool
    why: str
    evidence: tuple[Quote, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "passed": self.passed,
            "why": self.why,
            "evidence": [quote.to_dict() for quote in self.evidence],
        }


def gates(conversation: Conversation) -> tuple[Gate, ...]:
    """All four gates in their order: failed, or else nothing was found, which is all that is known.

    A label too close to call fails none; the sentence says so.
    """
    results = []
    for rule in conversation.rules.gates:
        failures = conversation.sightings(rule.fails_on, conversation.turns)
        doubtful = conversation.doubtful(rule.fails_on, conversation.turns)
        if failures:
            why = sentence(f"{rule.failed[:-1]} ({replies(failure.turn for failure in failures)})")
        elif not conversation.turns:
            why = "Nothing was said yet."
        elif doubtful:
            why = sentence(f"{replies(doubtful)} was too close to call; a supervisor should look at it")
        else:
            why = rule.passed
        evidence = cut(quotes_of(failures), conversation.rules.scoring.evidence_at_most)
        results.append(Gate(rule.id, not failures, why, evidence))
    return tuple(results)
