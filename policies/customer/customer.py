"""The customer as the assistant, the action server, the web application and rehearsal meet it: open, respond, speak."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coaching_rules.findings import Findings
from policies.customer.acts import Act, Vocabulary, load_vocabulary
from policies.customer.lines import Bank, load_bank
from policies.customer.moves import Turn
from policies.customer.numbers import Numbers, load_numbers
from policies.customer.offers import Verdict, judge, table
from policies.customer.opening import Opening, open_conversation
from policies.customer.persona import Persona
from policies.customer.planning import plan
from policies.customer.reading import Reading, read
from policies.customer.state import CustomerState, Pledge
from policies.customer.transitions import Impression, feel
from policies.customer.words import Spoken, Voice, speak

_PLEDGES = ("own", "follow_up", "overpromise")


@dataclass(frozen=True)
class Response:
    """The state after a reply and the acts of the customer's next message."""

    state: CustomerState
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Customer:
    """The rules, numbers and lines that every persona shares; ``version`` is a hash of the files they came from."""

    numbers: Numbers
    vocabulary: Vocabulary
    bank: Bank
    version: str

    def open(self, persona: Persona, *, seed: int) -> Opening:
        """The state before the first reply, and the first words where the customer opens."""
        return open_conversation(persona, seed=seed)

    def respond(self, state: CustomerState, findings: Findings, persona: Persona, *, seed: int) -> Response:
        """What a reply does to the customer. An ended conversation stays as it is, with nothing more to say."""
        if state.ended is not None:
            return Response(state=state, acts=())
        turn = state.turn + 1
        reading = read(findings, state, persona, self.vocabulary)
        offers = table(state.offers, reading, turn)
        before = self._judge(replace(state, offers=offers, turn=turn), persona)
        felt = feel(
            replace(state, turn=turn),
            reading,
            persona,
            self.numbers,
            impression=Impression(
                fair=before.new and before.view in ("accept", "condition"),
                small=before.new and before.far_below(self.numbers),
            ),
        )
        felt = replace(
            felt,
            offers=offers,
            answered=tuple(dict.fromkeys((*state.answered, *reading.answered, *reading.ahead))),
            questioned=tuple(dict.fromkeys((*state.questioned, *reading.asked))),
            open_questions=tuple(topic for topic in state.open_questions if topic not in reading.answered),
            promises=(*state.promises, *_pledges(reading, turn)),
        )
        state_after, acts = plan(
            Turn(
                state=felt,
                reading=reading,
                verdict=self._judge(felt, persona),
                findings=findings,
                persona=persona,
                numbers=self.numbers,
                vocabulary=self.vocabulary,
                seed=seed,
            )
        )
        return Response(state=state_after, acts=acts)

    def speak(
        self,
        acts: Sequence[Act],
        state: CustomerState,
        persona: Persona,
        *,
        said: Sequence[str],
        seed: int,
    ) -> Spoken:
        """Words for the acts that ``respond`` planned; ``said`` are the ids of all lines used so far."""
        voice = Voice(
            persona=persona,
            mood=self.numbers.mood_of(state.mood.anger),
            turn=state.turn,
            seed=seed,
            bank=self.bank,
            vocabulary=self.vocabulary,
        )
        return speak(acts, voice, said=said)

    def _judge(self, state: CustomerState, persona: Persona) -> Verdict:
        return judge(
            state.offers,
            state.mood,
            persona,
            self.numbers,
            turn=state.turn,
            heard=state.heard_feeling,
            persuaded=state.persuaded,
        )


def load_customer(data: Path) -> Customer:
    """Read ``customer/`` and ``lines/`` below the data folder; raises MisfitError with the place of what is wrong."""
    vocabulary = load_vocabulary(data / "customer" / "acts.yml")
    return Customer(
        numbers=load_numbers(data / "customer" / "transitions.yml"),
        vocabulary=vocabulary,
        bank=load_bank(data / "lines", vocabulary),
        version=customer_version(data),
    )


def customer_version(data: Path) -> str:
    """A hash of every file that decides what the customer does or says."""
    digest = hashlib.sha256()
    for path in sorted([*(data / "customer").glob("*.yml"), *(data / "lines").glob("*.yml")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _pledges(reading: Reading, turn: int) -> tuple[Pledge, ...]:
    return tuple(Pledge(turn=turn, label=label, when=reading.when) for label in _PLEDGES if reading.has(label))
