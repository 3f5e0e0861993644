"""What the customer does next: one to three acts, planned from the state and the reply.

The order is a person's: whoever is furious lets it out first; everybody else answers what was asked, then says what
they make of the reply and the offers, then puts their own question. ``plan`` never decides words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from policies.customer.acts import Act
from policies.customer.disclosure import answers
from policies.customer.endings import leaves, settles
from policies.customer.moves import (
    Turn,
    filler,
    own_questions,
    persuaded_aloud,
    reaction,
    to_offers,
    to_what_was_said,
    warning_of,
)
from policies.customer.offers import in_words
from policies.customer.state import CustomerState

MOST_ACTS: Final = 3
_ACCEPTS: Final = {
    "resolved": "accept",
    "averted": "accept",
    "escalated": "accept_handover",
    "fair_no": "accept_no",
    "follow_up_agreed": "accept_follow_up",
}


def plan(turn: Turn) -> tuple[CustomerState, tuple[Act, ...]]:
    """The acts of the customer's next message and the state that they leave; ``ended`` is set where it is over."""
    if turn.state.settled is not None and turn.last_word:
        state, acts = _after_agreement(turn)
    elif (ending := leaves(turn.state, turn.reading, turn.persona, turn.numbers)) is not None:
        state, acts = _leave(turn, ending)
    elif turn.state.settled is not None:
        state, acts = _after_agreement(turn)
    else:
        state, acts = _carry_on(turn)
    planned = _distinct(acts)[:MOST_ACTS]
    told = (act.fact for act in planned if act.fact is not None)
    disclosed = tuple(dict.fromkeys((*state.disclosed, *told)))
    return replace(state, disclosed=disclosed, last_acts=tuple(act.name for act in planned)), planned


def _leave(turn: Turn, ending: str) -> tuple[CustomerState, list[Act]]:
    if ending == "went_public":
        last = "go_public"
    elif turn.persona.channel == "phone":
        last = "hang_up"
    elif turn.state.muddles >= turn.numbers.leaving.muddles:
        last = "go_silent"
    else:
        last = "walk_away"
    return replace(turn.state, ended=ending, settled=None), [*reaction(turn), Act(last)]


def _after_agreement(turn: Turn) -> tuple[CustomerState, list[Act]]:
    """The last word of the trainee after a yes: an insult, a no or the offer withdrawn undo it, a question waits."""
    state, reading = turn.state, turn.reading
    if reading.has(*turn.vocabulary.takes_back) or turn.taken_back:
        state = replace(state, settled=None, agreed=())
        return state, [*reaction(turn), Act("withdraw")]
    if reading.faults or reading.unreadable:
        return state, reaction(turn) or [Act(reading.unreadable or "acknowledge")]
    given = _given(turn)
    if given and not reading.has("close"):
        return state, given
    farewell = [Act("confirm")] if reading.has("confirm") else [Act("thank")] if reading.creditable else []
    return replace(state, ended=state.settled), [*farewell, Act("close")]


def _carry_on(turn: Turn) -> tuple[CustomerState, list[Act]]:
    reading = turn.reading
    if reading.unreadable:
        return _unread(turn)
    given = _given(turn)
    reacted = reaction(turn)
    acts = [*reacted, *given] if turn.furious else [*given, *reacted]
    settled = settles(turn.state, reading, turn.verdict, turn.persona, turn.numbers)
    if settled is not None and not reading.faults:
        return _settle(turn, settled, given)
    if not reacted:
        acts += to_what_was_said(turn)
    acts += to_offers(turn)
    state = turn.state
    warning = warning_of(turn)
    if warning:  # never crowded out: who leaves in anger has said so before
        acts = [*acts[: MOST_ACTS - 1], warning]
        state = replace(state, warnings=(*state.warnings, warning.name))
    if len(acts) < MOST_ACTS and not (reacted and len(acts) > 1):
        acts += own_questions(turn)[-(MOST_ACTS - len(acts)) :]
    if not acts or (len(acts) == 1 and acts[0].name in _THIN):
        acts.append(filler(turn))
    own = {kind.act for kind in turn.vocabulary.questions.values()}
    put = [act.topic for act in acts[:MOST_ACTS] if act.name in own and act.topic is not None]
    asked, still_open = (tuple(dict.fromkeys((*topics, *put))) for topics in (state.asked, state.open_questions))
    return replace(state, asked=asked, open_questions=still_open), acts


_THIN: Final[frozenset[str]] = frozenset({"greet_back", "go_on", "confirm_paraphrase", "acknowledge"})
"""Acts that say too little to be a whole message of somebody with a complaint."""


def _unread(turn: Turn) -> tuple[CustomerState, list[Act]]:
    acts = [Act(turn.reading.unreadable or "puzzled")]
    if turn.state.muddles > 1:
        warning = warning_of(turn)
        if warning:
            state = replace(turn.state, warnings=(*turn.state.warnings, warning.name))
            return state, [*acts, warning]
        acts.append(Act("demand"))
    return turn.state, acts


def _settle(turn: Turn, ending: str, given: list[Act]) -> tuple[CustomerState, list[Act]]:
    """Say yes; over at once where the trainee has already summed up and said goodbye."""
    state, verdict = turn.state, turn.verdict
    offer = in_words(verdict.best, turn.vocabulary.remedies) if verdict.best else None
    yes = Act(_ACCEPTS[ending], offer=offer, kind=verdict.best.kind if verdict.best else None, when=turn.reading.when)
    agreed = tuple(replace(item, standing="accepted") for item in state.offers) if ending != "fair_no" else ()
    state = replace(state, settled=ending, agreed=agreed, open_questions=())
    if turn.reading.has("close"):
        return replace(state, ended=ending), [*given[:1], yes, Act("close")]
    conceding = ending == "fair_no" or (turn.persona.verdict == "partly" and persuaded_aloud(turn))
    warm = [Act("concede")] if conceding and "concede" not in state.last_acts else []
    return state, [*given[:1], yes, *warm]


def _given(turn: Turn) -> list[Act]:
    """Answers to what was asked. What the customer makes of offers is told by the yes or no to them, not by a wish."""
    weighed = turn.state.settled is not None or turn.offered or turn.unnamed
    asked = [topic for topic in turn.reading.asked if not (weighed and topic == "choice")]
    if not asked and turn.reading.unclear and "ask_back" not in turn.state.last_acts:
        return [Act("ask_back")]
    return answers(
        asked,
        turn.state,
        turn.persona,
        withholding=turn.furious and turn.state.mood.trust < turn.numbers.withholding.trust,
        spare=2 if not turn.reading.faults else 1,
    )


def _distinct(acts: list[Act]) -> tuple[Act, ...]:
    """Each act once: nobody asks the same twice in one breath."""
    return tuple({(act.name, act.fact, act.topic): act for act in acts}.values())
