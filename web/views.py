"""What the service hands out: frozen values for the pages, with the shapes of the HTTP API in ``to_dict``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from policies.customer.persona import START_ANGER
from policies.customer.schema import DIFFICULTIES
from storage.personas import PersonaVersion
from storage.practice import PracticeSession
from storage.turns import Turn

ABUSE_TAGS: Final = ("abuse", "abusive")
"""Tags by which a trainer says that the customer insults or swears."""

Message = Mapping[str, str]
"""``{"who": "customer" or "trainee", "text": …}``."""


@dataclass(frozen=True)
class PersonaCard:
    """A persona as a trainee may know it before the conversation."""

    id: str
    title: str
    channel: str
    difficulty: str
    summary: str
    version: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "channel": self.channel,
            "difficulty": self.difficulty,
            "summary": self.summary,
            "version": self.version,
        }


@dataclass(frozen=True)
class TurnView:
    """One answered reply. ``mood``, ``scores`` and ``feedback`` are None while an assessment runs."""

    turn: int
    reply_id: str
    reply: str
    messages: Sequence[Message]
    ended: str | None
    mood: Mapping[str, int] | None
    scores: Mapping[str, Any] | None
    feedback: Sequence[Mapping[str, Any]] | None

    def answer(self) -> dict[str, Any]:
        """The answer to the reply, as ``POST …/replies`` gives it."""
        judged = {"mood": self.mood, "scores": self.scores, "feedback": self.feedback}
        return {
            "turn": self.turn,
            "messages": list(self.messages),
            "ended": self.ended,
            **{name: value for name, value in judged.items() if value is not None},
        }

    def to_dict(self) -> dict[str, Any]:
        return {"reply_id": self.reply_id, "reply": self.reply, **self.answer()}


@dataclass(frozen=True)
class PendingView:
    """A reply that has no answer yet: sending it again with the same ``reply_id`` retries it."""

    reply_id: str
    text: str
    turn: int

    def to_dict(self) -> dict[str, Any]:
        return {"reply_id": self.reply_id, "text": self.text, "turn": self.turn}


@dataclass(frozen=True)
class SessionCard:
    """A session in a list."""

    session_id: str
    trainee: str
    persona: PersonaCard
    mode: str
    turns: int
    ended: str | None
    parent: str | None
    branched_from: int | None
    started_at: datetime
    ended_at: datetime | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "session_id": self.session_id,
            "trainee": self.trainee,
            "persona": self.persona.id,
            "title": self.persona.title,
            "channel": self.persona.channel,
            "persona_version": self.persona.version,
            "mode": self.mode,
            "turns": self.turns,
            "ended": self.ended,
            "parent": self.parent,
            "started_at": moment(self.started_at),
            "ended_at": moment(self.ended_at),
        }


@dataclass(frozen=True)
class SessionView:
    """A whole session: every turn, and what is still pending. ``messages`` are the customer's first words.

    ``abusive``: the trainee must be told that this customer may insult.
    """

    session_id: str
    trainee: str
    persona: PersonaCard
    mode: str
    seed: int
    messages: Sequence[Message]
    start_mood: Mapping[str, int] | None
    brief: Mapping[str, Any]
    turns: Sequence[TurnView]
    pending: PendingView | None
    ended: str | None
    parent: str | None
    branched_from: int | None
    started_at: datetime
    ended_at: datetime | None
    record: Mapping[str, Any] | None = field(default=None)
    trial: bool = False
    abusive: bool = False

    def started(self) -> dict[str, Any]:
        """The answer to ``POST /sessions``."""
        return {
            "session_id": self.session_id,
            "persona_version": self.persona.version,
            "seed": self.seed,
            "channel": self.persona.channel,
            "messages": list(self.messages),
            "brief": dict(self.brief),
        }

    def branched(self) -> dict[str, Any]:
        """The answer to ``POST …/branch``."""
        return {**self.started(), "parent": self.parent, "turns": [turn.to_dict() for turn in self.turns]}

    def to_dict(self) -> dict[str, Any]:
        """The session to read. While an assessment runs without its seed: with it one could practise the very same."""
        begun = self.branched()
        if not _open_book(self):
            del begun["seed"]
        return {
            **begun,
            "trainee": self.trainee,
            "persona": self.persona.id,
            "title": self.persona.title,
            "mode": self.mode,
            "branched_from": self.branched_from,
            "pending": self.pending.to_dict() if self.pending else None,
            "ended": self.ended,
            "record": self.record,
            "started_at": moment(self.started_at),
            "ended_at": moment(self.ended_at),
        }


def moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _open_book(session: PracticeSession | SessionView) -> bool:
    return session.mode == "practice" or session.ended is not None


def persona_card(version: PersonaVersion) -> PersonaCard:
    return PersonaCard(
        id=version.persona_id,
        title=version.title,
        channel=version.channel,
        difficulty=version.difficulty,
        summary=version.summary,
        version=version.version,
    )


def begins_furious(version: PersonaVersion) -> bool:
    """Whether the customer is beside themselves from the first word on."""
    anger: int = version.compiled["start"]["anger"]
    return anger >= START_ANGER["furious"]


def may_be_abusive(version: PersonaVersion) -> bool:
    """Whether a trainee must be warned: the trainer says so, or the customer is as angry or as hard as can be."""
    tagged = any(tag in ABUSE_TAGS for tag in version.compiled["tags"])
    return tagged or version.difficulty == DIFFICULTIES[-1] or begins_furious(version)


def turn_view(turn: Turn, session: PracticeSession) -> TurnView:
    """One turn as its reader may see it now: judgements of an assessment stay hidden until it has ended."""
    open_book = _open_book(session)
    return TurnView(
        turn=turn.number,
        reply_id=turn.reply_id,
        reply=turn.reply,
        messages=turn.messages,
        ended=turn.ended,
        mood=turn.mood if open_book else None,
        scores=turn.scores if open_book else None,
        feedback=turn.feedback if open_book else None,
    )


def session_view(
    session: PracticeSession, turns: Sequence[Turn], *, record: Mapping[str, Any] | None = None
) -> SessionView:
    pending = session.pending
    return SessionView(
        session_id=session.id,
        trainee=session.owner.name,
        persona=persona_card(session.persona),
        mode=session.mode,
        seed=session.seed,
        messages=session.opening,
        start_mood=session.state["mood"] if _open_book(session) else None,
        brief=session.persona.compiled["brief"],
        turns=tuple(turn_view(turn, session) for turn in turns),
        pending=PendingView(reply_id=pending.reply_id, text=pending.text, turn=pending.turn) if pending else None,
        ended=session.ended,
        parent=session.parent_id,
        branched_from=session.branched_from,
        started_at=session.started_at,
        ended_at=session.ended_at,
        record=record,
        trial=session.trial,
        abusive=may_be_abusive(session.persona),
    )


def session_card(session: PracticeSession, *, turns: int) -> SessionCard:
    return SessionCard(
        session_id=session.id,
        trainee=session.owner.name,
        persona=persona_card(session.persona),
        mode=session.mode,
        turns=turns,
        ended=session.ended,
        parent=session.parent_id,
        branched_from=session.branched_from,
        started_at=session.started_at,
        ended_at=session.ended_at,
    )
