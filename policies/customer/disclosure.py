"""Which facts the customer gives: only what is asked, some only once trust allows, some of its own accord."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policies.customer.acts import Act
from policies.customer.persona import Fact, Persona
from policies.customer.state import CustomerState

_WISHES: Final[frozenset[str]] = frozenset({"wish", "choice"})


def answers(
    asked: Sequence[str], state: CustomerState, persona: Persona, *, withholding: bool, spare: int
) -> list[Act]:
    """One act a topic, at most ``spare``; ``withholding`` is a customer too furious and mistrustful to tell more."""
    return [_answer(topic, state, persona, withholding=withholding) for topic in asked[:spare]]


def _answer(topic: str, state: CustomerState, persona: Persona, *, withholding: bool) -> Act:
    facts = [fact for fact in persona.facts if fact.topic == topic]
    if not facts:
        return Act("state_wish" if topic in _WISHES else "answer_unknown", topic=topic)
    fresh = [fact for fact in facts if fact.id not in state.disclosed]
    if not fresh:
        return Act("answer_again", topic=topic, fact=facts[0].id)
    known = [fact for fact in fresh if fact.known]
    if not known:
        return Act("answer_unknown", topic=topic)
    told = [fact for fact in known if fact.disclosed != "trust" or state.mood.trust >= fact.trust]
    if not withholding and not told and len(fresh) < len(facts):
        # What is left takes more trust; what was told before can be said again.
        return Act("answer_again", topic=topic, fact=next(fact.id for fact in facts if fact.id in state.disclosed))
    if withholding or not told:
        return Act("answer_withheld", topic=topic)
    return Act("answer", topic=topic, fact=told[0].id)


def volunteers(state: CustomerState, persona: Persona) -> Fact | None:
    """The next fact that this customer brings up unasked."""
    return next(
        (
            fact
            for fact in persona.facts
            if fact.disclosed == "volunteered"
            and fact.known
            and fact.id not in state.disclosed
            and state.mood.trust >= fact.trust
        ),
        None,
    )
