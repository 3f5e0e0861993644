"""Rehearsal: scripted trainees play a persona through on many seeds before it may be published.

Nothing here knows how the customer works inside; it plays, and looks at what a trainee would see.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from coaching_rules.organisation import Organisation
from coaching_rules.techniques import GATES
from policies.customer.customer import Customer
from policies.customer.diagnostics import Diagnostic
from policies.customer.endings import BAD, GOOD
from policies.customer.persona import Persona
from policies.customer.trainees import TRAINEES, Trainee

SEEDS: Final = range(6)
_GOOD_BY: Final = 14
"""Replies within which the excellent trainee must have settled it."""


@dataclass(frozen=True)
class Talk:
    """One rehearsal: every message of the customer's, the acts of every turn, and how it ended (None: it didn't)."""

    trainee: str
    seed: int
    messages: tuple[str, ...]
    acts: tuple[tuple[str, ...], ...]
    moods: tuple[tuple[int, int, int], ...]
    ended: str | None

    @property
    def turns(self) -> int:
        return len(self.acts)


def rehearse(
    persona: Persona,
    customer: Customer,
    *,
    seeds: Iterable[int] = SEEDS,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> list[Diagnostic]:
    """What went wrong; empty where the persona may be published.

    After ``seconds`` no further seed is begun; the first is always played with every trainee.
    """
    begun = clock()
    found: list[Diagnostic] = []
    for number, seed in enumerate(seeds):
        if number and seconds is not None and clock() - begun > seconds:
            break
        for name in TRAINEES:
            found += faults(play(persona, customer, trainee=name, seed=seed), persona)
    if not _generosity_is_limited(persona):
        found.append(
            _remark("P0407", "the over-generous trainee trips no limit: the organisation's authority has none")
        )
    return list(dict.fromkeys(found))


def play(persona: Persona, customer: Customer, *, trainee: str, seed: int) -> Talk:
    """One conversation to its end, or to one reply more than the longest a customer stays."""
    replies: Trainee = TRAINEES[trainee]
    opening = customer.open(persona, seed=seed)
    state, said = opening.state, opening.said
    messages = [message.text for message in opening.messages]
    acts: list[tuple[str, ...]] = []
    moods: list[tuple[int, int, int]] = []
    while state.ended is None and state.turn <= customer.numbers.leaving.longest:
        response = customer.respond(state, replies(state.turn + 1, persona), persona, seed=seed)
        spoken = customer.speak(response.acts, response.state, persona, said=said, seed=seed)
        state, said = response.state, spoken.said
        messages += [message.text for message in spoken.messages]
        acts.append(tuple(act.name for act in response.acts))
        moods.append((state.mood.anger, state.mood.trust, state.mood.patience))
    return Talk(
        trainee=trainee, seed=seed, messages=tuple(messages), acts=tuple(acts), moods=tuple(moods), ended=state.ended
    )


def faults(talk: Talk, persona: Persona) -> Iterator[Diagnostic]:
    """What a trainee would stumble over in this talk."""
    where = f"{talk.trainee} trainee, seed {talk.seed}"
    if talk.ended is None:
        yield _remark("P0403", f"{where}: no ending after {talk.turns} replies; check remedies and walk_away")
    if talk.ended is not None and talk.ended not in persona.endings:
        yield _remark("P0402", f"{where}: ended {talk.ended}, which isn't among its endings; allow it there")
    if talk.trainee == "excellent" and (talk.ended not in GOOD or talk.turns > _GOOD_BY):
        yield _remark(
            "P0401",
            f"{where}: {talk.ended} after {talk.turns} replies; make the remedies worth more, or walk_away.worth less",
        )
    if talk.trainee in _MUST_LOSE and talk.ended not in BAD:
        yield _remark("P0402", f"{where}: ended {talk.ended}; a customer must not put up with this")
    yield from _words(talk, where)


_MUST_LOSE: Final = frozenset({"poor", "silent", "nonsense", "hostile", "policy-parrot"})


def _words(talk: Talk, where: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for message in talk.messages:
        if not message.strip():
            yield _remark("P0406", f"{where}: an empty message; write lines for these acts")
        if message in seen:
            yield _remark("P0404", f'{where}: said twice: "{message}"; write it in two ways')
        if "{" in message or "}" in message:
            yield _remark("P0405", f'{where}: a slot is left unfilled: "{message}"; fill or delete it')
        seen.add(message)
    if len(talk.messages) < talk.turns:
        yield _remark("P0406", f"{where}: a reply without any answer; write lines for these acts")


def _generosity_is_limited(persona: Persona) -> bool:
    """Whether the over-generous trainee trips a gate and goes beyond what a trainee may grant."""
    reply = TRAINEES["over-generous"](1, persona)
    organisation = Organisation.from_dict(persona.organisation)
    gated = not set(GATES).isdisjoint(reply.scores.decided)
    return gated and not all(organisation.may_grant("trainee", remedy) for remedy in reply.content.remedies)


def _remark(code: str, message: str) -> Diagnostic:
    return Diagnostic(line=1, column=1, code=code, severity="error", path="", message=message)
