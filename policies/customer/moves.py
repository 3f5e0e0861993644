"""What a customer may do in a turn: react, answer to what was said, judge offers, warn, ask, fill a silence.

Each looks at the turn and gives acts or none; ``planning`` decides which of them make up the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coaching_rules.findings import Findings
from policies.customer.acts import Act, Vocabulary
from policies.customer.chance import chance
from policies.customer.disclosure import volunteers
from policies.customer.numbers import Numbers
from policies.customer.offers import Verdict, in_words
from policies.customer.persona import Persona
from policies.customer.reading import LAST_WORD, Reading, quote_of
from policies.customer.state import CustomerState

_REJECTIONS: Final = {
    "too_little": "reject_too_little",
    "too_late": "reject_too_late",
    "wrong_kind": "reject_wrong_kind",
    "unheard": "reject_unheard",
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

    @property
    def last_word(self) -> bool:
        """Whether the reply brings a settled conversation to its end."""
        return self.reading.has(*LAST_WORD) and not self.reading.faults

    @property
    def taken_back(self) -> bool:
        """Whether the reply refuses what the customer said yes to; a no that was agreed may be said again."""
        put = {offer.kind for offer in self.state.offers}
        agreed = {offer.kind for offer in self.state.agreed}
        refused = {remedy.kind for remedy in self.reading.offers if remedy.stance == "refused"} - put
        return self.state.settled != "fair_no" and bool(refused & agreed if agreed else refused)

    @property
    def yes_sought(self) -> bool:
        """Whether the customer is asked to agree to something, or to choose."""
        return "choice" in self.reading.asked or self.reading.has("confirm")

    @property
    def offered(self) -> bool:
        """Whether this reply puts an offer, a new one or one said again, or asks what the customer makes of them."""
        return self._put or (bool(self.state.offers) and self.yes_sought and not self.unnamed)

    @property
    def unnamed(self) -> bool:
        """Whether a yes is sought to a way out that the customer didn't catch."""
        way_out = self.reading.has("solve", "options", "compromise") or not self.state.offers
        return self.yes_sought and not self._put and way_out and self.reading.has(*self.vocabulary.hearing.way_out)

    @property
    def _put(self) -> bool:
        return any(remedy.stance != "refused" for remedy in self.reading.offers)


def reaction(turn: Turn) -> list[Act]:
    """The worst fault of the reply is answered; a reply said twice is called out."""
    faults = turn.reading.faults
    if not faults:
        return [Act("call_out_repeat")] if turn.reading.repeated else []
    worst = min(faults, key=turn.vocabulary.gravity.index)
    return [Act(f"react_{worst}", quote=quote_of(turn.findings, worst), echo=turn.reading.echo)]


def to_what_was_said(turn: Turn) -> list[Act]:
    """The first of what a person would answer to: wrong detail, empty sympathy, being understood, a greeting."""
    state, reading, numbers = turn.state, turn.reading, turn.numbers
    eased = state.mood_before.anger - state.mood.anger
    grateful = reading.creditable and len(reading.techniques) >= numbers.thanks.techniques
    doubtful = state.mood.trust < numbers.betrayal.trust_from and "follow_up" in reading.techniques
    candidates = (
        (reading.misquoted_day, "correct_paraphrase"),
        (state.soothing >= numbers.wear.hollow_after and reading.has("empathise", "apologise"), "challenge_hollow"),
        (turn.persona.verdict != "justified" and persuaded_aloud(turn) and eased > 0, "concede"),
        (reading.has("paraphrase") and not reading.has("confirm"), "confirm_paraphrase"),
        (
            grateful
            and eased >= numbers.thanks.eased
            and not turn.furious
            and reading.has("empathise", "apologise", "own"),
            "soften",
        ),
        (reading.creditable and reading.answered and not turn.angry, "thank"),
        (doubtful and turn.angry, "doubt_promise"),
        (reading.creditable and reading.has("explain", "follow_up", "own") and not turn.angry, "thank"),
        (reading.has("listen") and turn.angry, "go_on"),
        (reading.has("greet") and state.turn == 1 and not turn.furious, "greet_back"),
    )
    for holds, name in candidates:
        if holds and name not in state.last_acts:
            return [Act(name, when=reading.when)]
    return []


def persuaded_aloud(turn: Turn) -> bool:
    return turn.state.persuaded >= turn.numbers.persuasion.settles_at and not turn.angry


def to_offers(turn: Turn) -> list[Act]:
    """A yes with a condition, or a no with what would do instead; to a way out not caught, what it would be."""
    verdict = turn.verdict
    if turn.unnamed and not turn.furious:
        return [_question(turn, "how_resolved")]
    if verdict.best is None or not turn.offered:
        return []
    if verdict.view is None:
        return [Act("acknowledge")] if turn.yes_sought else []
    offer, kind = in_words(verdict.best, turn.vocabulary.remedies), verdict.best.kind
    if verdict.view in ("condition", "accept"):  # an accept that didn't settle wants something more first
        return [Act("accept_if", offer=offer, kind=kind, when=turn.reading.when)]
    rejection = Act(_REJECTIONS[verdict.view], offer=offer, kind=kind, when=verdict.best.when)
    if verdict.view == "unheard":
        return [rejection]
    return [rejection, Act("counter_offer", offer=offer, kind=kind)]


def warning_of(turn: Turn) -> Act | None:
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


def own_questions(turn: Turn) -> list[Act]:
    """The customer's next own question, or a reminder and the one that was passed over, unless too furious to ask."""
    if turn.furious:
        return []
    state = turn.state
    passed_over = [topic for topic in state.open_questions if topic not in turn.reading.answered]
    for question in turn.persona.questions:
        if question.topic not in state.asked and question.topic not in state.answered:
            if passed_over and chance(turn.seed, state.turn, "ask again").random() < 0.5:
                break
            return [_question(turn, question.topic)]
    just_asked = any(name.startswith("ask_") for name in state.last_acts)
    if passed_over and not just_asked:
        return [Act("press_question", topic=passed_over[0]), _question(turn, passed_over[0])]
    return []


def _question(turn: Turn, topic: str) -> Act:
    return Act(turn.vocabulary.questions[topic].act, topic=topic)


def filler(turn: Turn) -> Act:
    """Nothing called for an answer: what a customer in this mood does of its own accord."""
    state, persona = turn.state, turn.persona
    draw = chance(turn.seed, state.turn, "filler")
    detail = volunteers(state, persona)
    idle = not turn.yes_sought  # nobody begins a new story when asked for a yes
    if detail is not None and idle and (turn.reading.has("listen", "paraphrase", "empathise") or draw.random() < 0.5):
        return Act("add_detail", fact=detail.id)
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
    return Act(draw.choice(fresh or names))
