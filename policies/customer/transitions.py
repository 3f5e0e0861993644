"""How a reply moves the customer: pure rules over the numbers of ``data/customer/transitions.yml``.

The promises that tests hold: a good act never raises anger, a fault never lowers it, all feelings stay within 0–100,
and the same inputs give the same outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor

from coaching_rules.session import Mood
from coaching_rules.techniques import LABELS
from policies.customer.numbers import Numbers
from policies.customer.persona import Persona
from policies.customer.reading import Reading
from policies.customer.state import CustomerState

_STEPS_FORWARD = frozenset(
    {"investigate", "explain", "solve", "options", "compromise", "own", "escalate", "follow_up", "record", "confirm"}
)
_DISRESPECT = frozenset({"argue", "blame", "hostile", "dismiss"})


@dataclass(frozen=True)
class Impression:
    """What the offers of the reply felt like, as far as feelings go."""

    fair: bool = False
    small: bool = False


def feel(
    state: CustomerState, reading: Reading, persona: Persona, numbers: Numbers, *, impression: Impression
) -> CustomerState:
    """The state with feelings, counts and acknowledgements after the reply; offers and acts are not its business."""
    change = _Change()
    _good(change, state, reading, persona, numbers)
    _harm(change, state, reading, persona, numbers)
    _content(change, state, reading, persona, numbers, impression=impression)
    heard_account = state.heard_account or reading.has(*numbers.heard.account_by)
    heard_feeling = state.heard_feeling or reading.has(*numbers.heard.feeling_by)
    if not _DISRESPECT.isdisjoint(reading.faults):
        heard_feeling = False  # an insult undoes the acknowledgement that came before it
    return replace(
        state,
        mood=Mood(
            anger=_points(state.mood.anger, change.anger),
            trust=_points(state.mood.trust, change.trust),
            patience=_points(state.mood.patience, change.patience),
        ),
        mood_before=state.mood,
        heard_account=heard_account,
        heard_feeling=heard_feeling,
        persuaded=_persuaded(state, reading, persona, numbers, heard=heard_account and heard_feeling),
        soothing=_soothing(state, reading),
        muddles=state.muddles + 1 if reading.unreadable else 0,
        insults=state.insults + ("hostile" in reading.faults),
        labels=_counted(state.labels, reading),
    )


@dataclass
class _Change:
    """Points gathered for one reply."""

    anger: float = 0.0
    trust: float = 0.0
    patience: float = 0.0

    def add(self, *, anger: float = 0.0, trust: float = 0.0, patience: float = 0.0) -> None:
        self.anger += anger
        self.trust += trust
        self.patience += patience


def _good(change: _Change, state: CustomerState, reading: Reading, persona: Persona, numbers: Numbers) -> None:
    scale = numbers.difficulties[persona.difficulty].good
    if reading.faults:
        scale *= numbers.mixed.good_beside_fault
    if reading.repeated:
        scale *= numbers.wear.repeated_reply
    good = _Change()
    for label in reading.techniques:
        effect = numbers.effects[label]
        weight = scale * persona.sensitivities.get(effect.group, 1.0)
        weight *= _wear(state.labels.get(label, 0), numbers) * _order(effect.group, state, reading, numbers)
        if effect.group == "empathy" and state.soothing >= numbers.wear.hollow_after:
            weight *= numbers.wear.hollow
        good.add(anger=effect.anger * weight, trust=effect.trust * weight, patience=effect.patience * weight)
    limit = numbers.saturation
    change.add(
        anger=_saturated(good.anger, limit.anger),
        trust=_saturated(good.trust, limit.trust),
        patience=_saturated(good.patience, limit.patience),
    )


def _saturated(points: float, limit: float) -> float:
    """Nearly the points themselves while they are few, never as much as the limit however many."""
    return points * limit / (limit + abs(points))


def _wear(count: int, numbers: Numbers) -> float:
    """What is left of a formula that was used ``count`` times before."""
    if count >= numbers.wear.none_after:
        return 0.0
    return float(max(numbers.wear.floor, numbers.wear.factor**count))


def _order(group: str, state: CustomerState, reading: Reading, numbers: Numbers) -> float:
    """Empathy before solution: while anger is high a solution counts in full only after the feeling was met."""
    order = numbers.order
    if not numbers.at_least(state.mood.anger, order.from_band):
        return 1.0
    if group == "empathy":
        return order.hot_empathy
    if group not in order.groups or state.heard_feeling:
        return order.heard
    return order.same_reply if reading.has(*order.opened_by) else order.unheard


def _harm(change: _Change, state: CustomerState, reading: Reading, persona: Persona, numbers: Numbers) -> None:
    scale = numbers.difficulties[persona.difficulty].harm
    betrayed = state.mood.trust >= numbers.betrayal.trust_from
    for label in reading.faults:
        effect = numbers.effects[label]
        weight = scale * persona.sensitivities.get(effect.group, 1.0)
        change.add(
            anger=effect.anger * weight * (numbers.betrayal.anger if betrayed else 1.0),
            trust=effect.trust * weight * (numbers.betrayal.trust if betrayed else 1.0),
            patience=effect.patience * weight,
        )


def _content(
    change: _Change,
    state: CustomerState,
    reading: Reading,
    persona: Persona,
    numbers: Numbers,
    *,
    impression: Impression,
) -> None:
    """Time passing, sense, repetition, answers and offers; none of it makes a good reply raise anger."""
    cooling, loss = numbers.cooling, numbers.difficulties[persona.difficulty].patience
    change.add(patience=cooling.turn * loss)
    if not reading.techniques and numbers.at_least(state.mood.anger, "angry"):
        change.add(anger=cooling.simmer)
    if reading.unreadable:
        change.add(patience=cooling.nonsense * loss)
    elif reading.empty:
        change.add(patience=cooling.empty * loss)
    if reading.repeated:
        change.add(patience=cooling.repeated * loss, trust=cooling.repeated)
    if set(state.open_questions) - set(reading.answered):
        change.add(patience=cooling.unanswered * loss)
    if reading.answered:
        change.add(**cooling.answered)
    if impression.fair:
        change.add(**cooling.fair_offer)
    if impression.small:
        change.add(patience=cooling.low_offer * loss)


def _persuaded(state: CustomerState, reading: Reading, persona: Persona, numbers: Numbers, *, heard: bool) -> int:
    rule = numbers.persuasion
    if persona.verdict == "justified" or reading.repeated:
        return state.persuaded
    points = {
        "explain": rule.explain,
        "investigate": rule.investigate,
        "assert": rule.assert_,
        "options": rule.options,
        "compromise": rule.compromise,
    }
    gain = sum(
        points[label] * _wear(state.labels.get(label, 0), numbers) for label in reading.techniques if label in points
    )
    if any(fact.topic in reading.told for fact in persona.facts if fact.truth == "false"):
        gain += rule.told_refuting
    gain *= rule.partly if persona.verdict == "partly" else rule.unjustified
    gain *= 1.0 if heard else rule.unheard
    if reading.faults:
        gain *= rule.beside_fault
    return _points(state.persuaded, gain)


def _soothing(state: CustomerState, reading: Reading) -> int:
    if not _STEPS_FORWARD.isdisjoint(reading.techniques):
        return 0
    return state.soothing + (1 if reading.has("empathise", "apologise") else 0)


def _counted(counts: Mapping[str, int], reading: Reading) -> dict[str, int]:
    return {
        label: counts.get(label, 0) + (label in reading.found)
        for label in LABELS
        if label in counts or label in reading.found
    }


def _points(before: int, change: float) -> int:
    # Rounded to six places first: sums of binary fractions must not tip a half point one way or the other.
    return max(0, min(100, before + floor(round(change, 6) + 0.5)))
