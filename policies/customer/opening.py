"""How the customer arrives: the state before the first reply, and the first words where the customer opens."""

from __future__ import annotations

from dataclasses import dataclass

from policies.customer.chance import chance
from policies.customer.lines import line
from policies.customer.persona import Persona
from policies.customer.state import CustomerState
from policies.customer.words import Message


@dataclass(frozen=True)
class Opening:
    """``messages`` is empty where the trainee opens."""

    state: CustomerState
    messages: tuple[Message, ...]
    said: tuple[str, ...]


def open_conversation(persona: Persona, *, seed: int) -> Opening:
    """Turn 0. Facts that the persona discloses in its opening count as told, unless the trainee opens."""
    state = CustomerState(turn=0, mood=persona.start, mood_before=persona.start)
    if persona.trainee_opens:
        return Opening(state=state, messages=(), said=())
    words = line(chance(seed, 0, "opening").choice(persona.opening))
    told = tuple(fact.id for fact in persona.facts if fact.disclosed == "opening")
    return Opening(
        state=CustomerState(turn=0, mood=persona.start, mood_before=persona.start, disclosed=told, last_acts=("open",)),
        messages=(Message(words.text),),
        said=(words.id,),
    )
