"""When the conversation is over, or as good as over.

A customer who has had enough warns first; none is needed after insults (``insults``), unreadable replies in a row
(``muddles``) and a conversation that is too long (``longest``). A good end waits for one last word of the trainee.
"""

from __future__ import annotations

from typing import Final

from policies.customer.numbers import Numbers
from policies.customer.offers import INTERIM, Verdict
from policies.customer.persona import Persona
from policies.customer.reading import Reading
from policies.customer.state import CustomerState

GOOD: Final[frozenset[str]] = frozenset({"resolved", "fair_no", "averted", "escalated", "follow_up_agreed"})
BAD: Final[frozenset[str]] = frozenset({"walked_away", "went_public"})


def leaves(state: CustomerState, reading: Reading, persona: Persona, numbers: Numbers) -> str | None:
    """The bad end that the reply has just caused, if any; ``state`` has the feelings after it."""
    rule, mood = numbers.leaving, state.mood
    furious = numbers.at_least(mood.anger, "furious")
    done_with_it = (
        (mood.trust <= rule.no_trust and furious and bool(reading.faults))
        or mood.patience == 0
        or (mood.patience <= rule.warned_patience and not reading.techniques)
    )
    gone = (
        (done_with_it and bool(state.warnings) and state.turn >= rule.soonest)
        or state.insults >= rule.insults
        or state.muddles >= rule.muddles
        or state.turn >= rule.longest
    )
    if not gone:
        return None
    if "went_public" in persona.endings and (
        "threaten_review" in state.warnings or persona.channel in ("review", "social")
    ):
        return "went_public"
    return "walked_away"


def settles(state: CustomerState, reading: Reading, verdict: Verdict, persona: Persona, numbers: Numbers) -> str | None:
    """The good end that is now within reach, in the order a customer prefers them; None where there is none yet."""
    kinds = (
        ("resolved", verdict.view == "accept" and _material(verdict)),
        ("averted", verdict.view == "accept" and persona.stage == "before"),
        ("escalated", _handed_over(state, reading, persona, numbers)),
        ("fair_no", _sees_the_no(state, reading, persona, numbers)),
        ("follow_up_agreed", _can_wait(state, reading, verdict, persona, numbers)),
    )
    for ending, reached in kinds:
        if ending == "resolved" and persona.stage == "before":
            continue
        if reached and ending in persona.endings:
            return ending
    return None


def _material(verdict: Verdict) -> bool:
    return verdict.best is not None and verdict.best.kind not in INTERIM


def _handed_over(state: CustomerState, reading: Reading, persona: Persona, numbers: Numbers) -> bool:
    """Handed on with a reason: wanted by the customer, or the only way this case can be settled."""
    wanted = persona.path == "report" or "ask_manager" in state.warnings
    calm_enough = not numbers.at_least(state.mood.anger, "furious") or "ask_manager" in state.warnings
    return "escalate" in reading.techniques and wanted and calm_enough and not reading.faults


def _sees_the_no(state: CustomerState, reading: Reading, persona: Persona, numbers: Numbers) -> bool:
    """A no that was explained with respect to somebody who was heard, in a case that deserves one."""
    return (
        persona.verdict != "justified"
        and state.persuaded >= numbers.persuasion.fair_no
        and state.heard
        and not numbers.at_least(state.mood.anger, "angry")
        and (reading.refused or reading.has("assert", "options"))
        and not reading.faults
    )


def _can_wait(state: CustomerState, reading: Reading, verdict: Verdict, persona: Persona, numbers: Numbers) -> bool:
    """A named time, from somebody trusted who has the case in hand, after the customer was heard."""
    rule = numbers.acceptance
    in_hand = reading.has("own", "investigate", "escalate") or bool(
        state.labels.get("own", 0) + state.labels.get("investigate", 0)
    )
    return (
        "follow_up" in reading.techniques
        and reading.when is not None
        and in_hand
        and state.heard
        and state.turn >= rule.follow_up_turn
        and state.mood.trust >= rule.follow_up_trust
        and state.mood.anger <= rule.follow_up_anger
        and verdict.view in (None, "accept", "condition", "too_little")
        and not reading.faults
    )
