"""What the customer does next: one to three acts, planned from the state and the reply.

The order is a person's: whoever is furious lets it out first; everybody else answers what was asked, then says what they
make of the reply and the offers, then puts their own question. ``plan`` never decides words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from coaching_rules.findings import Findings
from policies.customer.acts import Act, Vocabulary
from policies.customer.chance import chance
from policies.customer.disclosure import answers, volunteers
from policies.customer.endings import leaves, settles
from policies.customer.numbers import Numbers
from policies.customer.offers import Verdict, in_words
from policies.customer.persona import Persona
from policies.customer.reading import Reading, quote_of
from policies.customer.state import CustomerState

MOST_ACTS: Final = 3
_REJECTIONS: Final = {
    "too_little": "reject_too_little",
    "too_late": "reject_too_late",
    "wrong_kind": "reject_wrong_kind",
    "unheard": "reject_unheard",
}
_ACCEPTS: Final = {
    "resolved": "accept",
    "averted": "accept",
    "escalated": "accept_handover",
    "fair_no": "accept_no",
    "follow_up_agreed": "accept_follow_up",
}


@dataclass(frozen=True)
class Turn:
    """Everything that planning one message looks at; ``state`` has the feelings after the reply."""

    state: CustomerState
    reading: Reading
    verdict: Verdict
    findings: Findings
    persona: Persona
    numbers: Numbers
    vocabulary: Vocabulary
    seed: int

    @property
    def furious(self) -> bool:
        return self.numbers.at_least(self.state.mood.anger, "furious")

    @property
    def angry(self) -> bool:
        return self.numbers.at_least(self.state.mood.anger, "angry")

    def with_state(self, **changes: object) -> Turn:
        return replace(self, state=replace(self.state, **changes))  # type: ignore[arg-type]


def plan(turn: Turn) -> tuple[CustomerState, tuple[Act, ...]]:
    """The acts of the customer's next message and the state that they leave; ``ended`` is set where it is over."""
    if (ending := leaves(turn.state, turn.reading, turn.persona, turn.numbers)) is not None:
        state, acts = _leave(turn, ending)
    elif turn.state.settled is not None:
        state, acts = _after_agreement(turn)
    else:
        state, acts = _carry_on(turn)
    acts = _distinct(acts)[:MOST_ACTS]
    return replace(state, last_acts=tuple(act.name for act in acts)), acts


def _leave(turn: Turn, ending: str) -> tuple[CustomerState, list[Act]]:
    last = {"went_public": "go_public"}.get(ending) or (
        "hang_up"
        if turn.persona.channel == "phone"
        else "go_silent"
        if turn.state.muddles >= turn.numbers.leaving.muddles
        else "walk_away"
    )
    return replace(turn.state, ended=ending, settled=None), [*_reaction(turn), Act(last)]


def _after_agreement(turn: Turn) -> tuple[CustomerState, list[Act]]:
    """The last word of the trainee after a yes: a fault can still spoil it, a question keeps it open."""
    state, reading = turn.state, turn.reading
    if reading.faults and (turn.angry or "hostile" in reading.faults or "stonewall" in reading.faults):
        state = replace(state, settled=None, agreed=())
        return state, [*_reaction(turn), Act("withdraw")]
    if reading.faults or reading.unreadable:
        return state, _reaction(turn) or [Act(reading.unreadable or "acknowledge")]
    if reading.asked and not reading.has("close"):
        given, disclosed = _given(turn)
        return replace(state, disclosed=disclosed), given
    farewell = Act("confirm" if reading.has("confirm") else "thank")
    return replace(state, ended=state.settled), [farewell, Act("close")]


def _carry_on(turn: Turn) -> tuple[CustomerState, list[Act]]:
    reading = turn.reading
    if reading.unreadable:
        return _unread(turn)
    given, disclosed = _given(turn)
    turn = turn.with_state(disclosed=disclosed)
    reaction = _reaction(turn)
    acts = [*reaction, *given] if turn.furious else [*given, *reaction]
    settled = settles(turn.state, reading, turn.verdict, turn.persona, turn.numbers)
    if settled is not None and not reading.faults:
        return _settle(turn, settled, given)
    if not reaction:
        acts += _to_what_was_said(turn)
    acts += _to_offers(turn)
    state = turn.state
    warning = _warning(turn)
    if warning:  # never crowded out: nobody leaves without having said so
        acts = [*acts[: MOST_ACTS - 1], warning]
        state = replace(state, warnings=(*state.warnings, warning.name))
    if len(acts) < MOST_ACTS and not (reaction and len(acts) > 1):
        question = _own_question(turn)
        if question:
            acts.append(question)
            topic = question.topic or ""
            state = replace(
                state,
                asked=tuple(dict.fromkeys((*state.asked, topic))),
                open_questions=tuple(dict.fromkeys((*state.open_questions, topic))),
            )
    if not acts or (len(acts) == 1 and acts[0].name in _THIN):
        filler, disclosed = _filler(turn)
        acts.append(filler)
        state = replace(state, disclosed=disclosed)
    return state, acts


_THIN: Final[frozenset[str]] = frozenset({"greet_back", "go_on", "confirm_paraphrase"})
"""Acts that say too little to be a whole message of somebody with a complaint."""


def _unread(turn: Turn) -> tuple[CustomerState, list[Act]]:
    acts = [Act(turn.reading.unreadable or "puzzled")]
    if turn.state.muddles > 1:
        warning = _warning(turn)
        if warning:
            state = replace(turn.state, warnings=(*turn.state.warnings, warning.name))
            return state, [*acts, warning]
        acts.append(Act("demand"))
    return turn.state, acts


def _settle(turn: Turn, ending: str, given: list[Act]) -> tuple[CustomerState, list[Act]]:
    """Say yes; over at once where the trainee has already summed up and said goodbye."""
    state, verdict = turn.state, turn.verdict
    offer = in_words(verdict.best, turn.vocabulary.remedies) if verdict.best else None
    yes = Act(_ACCEPTS[ending], offer=offer, when=turn.reading.when)
    agreed = tuple(replace(item, standing="accepted") for item in state.offers) if ending != "fair_no" else ()
    state = replace(state, settled=ending, agreed=agreed, open_questions=())
    if turn.reading.has("close"):
        return replace(state, ended=ending), [*given[:1], yes, Act("close")]
    conceding = ending == "fair_no" or (turn.persona.verdict == "partly" and _persuaded_aloud(turn))
    warm = [Act("concede")] if conceding and "concede" not in state.last_acts else []
    return state, [*given[:1], yes, *warm]


def _given(turn: Turn) -> tuple[list[Act], tuple[str, ...]]:
    return answers(
        turn.reading.asked,
        turn.state,
        turn.persona,
        withholding=turn.furious and turn.state.mood.trust < turn.numbers.bands["irritated"],
        spare=2 if not turn.reading.faults else 1,
    )


def _reaction(turn: Turn) -> list[Act]:
    """The worst fault of the reply is answered; a reply said twice is called out."""
    faults = turn.reading.faults
    if not faults:
        return [Act("call_out_repeat")] if turn.reading.repeated else []
    worst = min(faults, key=turn.vocabulary.gravity.index)
    return [Act(f"react_{worst}", quote=quote_of(turn.findings, worst), echo=turn.reading.echo)]


def _to_what_was_said(turn: Turn) -> list[Act]:
    """The first of what a person would answer to: wrong detail, empty sympathy, being understood, a greeting."""
    state, reading, numbers = turn.state, turn.reading, turn.numbers
    eased = state.mood_before.anger - state.mood.anger
    doubtful = state.mood.trust < numbers.betrayal.trust_from and "follow_up" in reading.techniques
    candidates = (
        (reading.misquoted_day, "correct_paraphrase"),
        (state.soothing >= numbers.wear.hollow_after and reading.has("empathise", "apologise"), "challenge_hollow"),
        (turn.persona.verdict != "justified" and _persuaded_aloud(turn) and eased > 0, "concede"),
        (reading.has("paraphrase"), "confirm_paraphrase"),
        (eased >= 6 and not turn.furious and reading.has("empathise", "apologise", "own"), "soften"),
        (reading.answered and not turn.angry, "thank"),
        (doubtful and turn.angry, "doubt_promise"),
        (reading.has("explain", "follow_up", "own") and not turn.angry, "thank"),
        (reading.has("listen") and turn.angry, "go_on"),
        (reading.has("greet") and state.turn == 1 and not turn.furious, "greet_back"),
    )
    for holds, name in candidates:
        if holds and name not in state.last_acts:
            return [Act(name, when=reading.when)]
    return []


def _persuaded_aloud(turn: Turn) -> bool:
    return turn.state.persuaded >= turn.numbers.persuasion.settles_at and not turn.angry


def _to_offers(turn: Turn) -> list[Act]:
    verdict = turn.verdict
    if verdict.view is None or verdict.best is None or not verdict.fresh:
        return []
    offer = in_words(verdict.best, turn.vocabulary.remedies)
    if verdict.view in ("condition", "accept"):  # an accept that didn't settle wants something more first
        return [Act("accept_if", offer=offer, when=turn.reading.when)]
    rejection = Act(_REJECTIONS[verdict.view], offer=offer, when=verdict.best.when)
    if verdict.view == "unheard":
        return [rejection]
    return [rejection, Act("counter_offer", offer=offer)]


def _warning(turn: Turn) -> Act | None:
    """The next step of the ladder: somebody who can decide, then the persona's own threats, each once."""
    state, rule = turn.state, turn.numbers.leaving
    mood = state.mood
    hot = bool(turn.reading.faults) or not turn.reading.techniques
    wants_manager = hot and (
        mood.patience <= rule.manager_patience or (mood.anger >= rule.manager_anger and bool(turn.reading.faults))
    )
    if wants_manager and "ask_manager" not in state.warnings:
        return Act("ask_manager")
    if mood.patience <= rule.threat_patience or (hot and mood.anger >= rule.threat_anger):
        for threat in turn.persona.threats:
            name = f"threaten_{threat}"
            if name not in state.warnings:
                return Act(name)
        if not state.warnings:
            return Act("ask_manager")
    return None


def _own_question(turn: Turn) -> Act | None:
    """The customer's next own question, or the one that was passed over, unless too furious to ask."""
    if turn.furious:
        return None
    state = turn.state
    passed_over = [topic for topic in state.open_questions if topic not in turn.reading.answered]
    for question in turn.persona.questions:
        if question.topic not in state.asked and question.topic not in (*state.answered, *turn.reading.told):
            if passed_over and chance(turn.seed, state.turn, "ask again").random() < 0.5:
                break
            return Act(turn.vocabulary.questions[question.topic].act, topic=question.topic)
    just_asked = any(name.startswith("ask_") for name in state.last_acts)
    if passed_over and not just_asked and "press_question" not in state.last_acts:
        return Act("press_question", topic=passed_over[0])
    return None


def _filler(turn: Turn) -> tuple[Act, tuple[str, ...]]:
    """Nothing called for an answer: what a customer in this mood does of its own accord."""
    state, persona = turn.state, turn.persona
    draw = chance(turn.seed, state.turn, "filler")
    detail = volunteers(state, persona)
    if detail is not None and (turn.reading.has("listen", "paraphrase", "empathise") or draw.random() < 0.5):
        return Act("add_detail", fact=detail.id), (*state.disclosed, detail.id)
    if turn.furious:
        names = ["vent", "demand", "vent"]
    elif turn.angry:
        names = ["vent", "demand", "impatient"]
    elif state.heard:
        names = ["state_wish", "side_story", "demand"]
    else:
        names = ["demand", "vent", "state_wish"]
    if turn.reading.empty:
        names = ["impatient", *names]
    fresh = [name for name in names if name not in state.last_acts]
    return Act(draw.choice(fresh or names)), state.disclosed


def _distinct(acts: list[Act]) -> tuple[Act, ...]:
    """Each act once: nobody asks the same twice in one breath."""
    return tuple({(act.name, act.fact, act.topic): act for act in acts}.values())
