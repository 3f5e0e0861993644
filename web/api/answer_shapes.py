"""The shapes of the API's answers, for /openapi.json alone: routes answer with the views' own dictionaries."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Percent = int
Ending = Literal[
    "resolved", "fair_no", "averted", "escalated", "follow_up_agreed", "walked_away", "went_public", "abandoned"
]
Channel = Literal["chat", "phone", "email", "review", "social", "counter"]
Mode = Literal["practice", "assessment"]


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


_ABSENT: Final[Any] = Field(default=None, json_schema_extra=_without_default)
"""For a member that may be absent but, where it is there, is never null."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PersonaCard(_Shape):
    """A persona as it is known before the conversation."""

    id: str
    title: str
    channel: Channel
    difficulty: str
    summary: str
    version: str


class Diagnostic(_Shape):
    """Something wrong, or worth a look, in a persona."""

    code: str
    severity: str
    path: str = Field(description="A JSON pointer.")
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    message: str


class Diagnosis(_Shape):
    """What validation found; ``ok`` unless one diagnostic is an error."""

    ok: bool
    diagnostics: list[Diagnostic]


class Draft(_Shape):
    """A trainer's working copy."""

    source: str
    media_type: str
    etag: str
    saved_at: str
    ok: bool
    diagnostics: list[Diagnostic]


class PersonaForTrainer(_Shape):
    """A persona with its working copy; ``version`` is the published one."""

    id: str
    version: str | None
    draft: Draft


class PublishedPersona(PersonaCard):
    """The version that new sessions use, and the warnings that did not prevent it."""

    diagnostics: list[Diagnostic]


class Message(_Shape):
    """Something that was said."""

    who: Literal["customer", "trainee"]
    text: str


class PolicyCard(_Shape):
    """One policy of the organisation."""

    id: str
    title: str
    text: str


class Brief(_Shape):
    """What the trainee knows before the conversation."""

    role: str
    situation: str
    goal: str
    policies: list[PolicyCard]


class Mood(_Shape):
    """The customer's mood."""

    anger: int = Field(ge=0, le=100)
    trust: int = Field(ge=0, le=100)
    patience: int = Field(ge=0, le=100)


class Quote(_Shape):
    """Words of a reply, by code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str


class LabelEvidence(Quote):
    """The words that carry a label."""

    label: str
    score: float


class Scores(_Shape):
    """The labels of one reply, as in batch scoring."""

    labels: dict[str, float]
    decided: list[str]
    abstained: list[str]
    evidence: list[LabelEvidence]


class Feedback(_Shape):
    """One piece of the coach's feedback."""

    kind: Literal["good", "missing", "harm", "next"]
    text: str
    label: str | None
    clause: str | None
    evidence: list[Quote]


class Answer(_Shape):
    """The customer's answer. ``mood``, ``scores`` and ``feedback`` are absent while an assessment runs."""

    turn: int = Field(ge=1)
    messages: list[Message]
    ended: Ending | None
    mood: Mood = _ABSENT
    scores: Scores = _ABSENT
    feedback: list[Feedback] = _ABSENT


class StoredTurn(Answer):
    """A turn on record."""

    reply_id: str
    reply: str


class Pending(_Shape):
    """A reply without an answer yet; the same ``reply_id`` retries it."""

    reply_id: str
    text: str
    turn: int = Field(ge=1)


class StartedSession(_Shape):
    """A session that has just begun."""

    session_id: str
    persona_version: str
    seed: int
    channel: Channel
    messages: list[Message]
    brief: Brief


class BranchedSession(StartedSession):
    """A session that shares its first turns with another."""

    parent: str | None
    turns: list[StoredTurn]


class Session(BranchedSession):
    """A whole session. ``seed`` is absent while an assessment runs."""

    seed: int = _ABSENT
    trainee: str
    persona: str
    title: str
    mode: Mode
    branched_from: int | None
    pending: Pending | None
    ended: Ending | None
    record: dict[str, Any] | None
    started_at: str
    ended_at: str | None


class SessionCard(_Shape):
    """A session in a list."""

    session_id: str
    trainee: str
    persona: str
    title: str
    channel: Channel
    persona_version: str
    mode: Mode
    turns: int
    ended: Ending | None
    parent: str | None
    started_at: str
    ended_at: str | None


class Finished(_Shape):
    """How the conversation ended."""

    ended: Ending


class RecordState(_Shape):
    """The fields of the complaint record that are still missing."""

    missing: list[str]


class TurnQuote(Quote):
    """Words of a turn."""

    turn: int = Field(ge=1)


class Gate(BaseModel):
    """A fault so serious that it fails the session whatever else was done well."""

    id: str
    passed: bool
    why: str
    evidence: list[TurnQuote]


class Requirement(BaseModel):
    """The verdict on one clause."""

    clause: str
    verdict: Literal["met", "partly", "not_met", "not_observed"]
    score: float | None
    why: str
    evidence: list[TurnQuote]


class TechniqueCount(_Shape):
    """How often a label was found, and in which turns."""

    count: int
    turns: list[int]


class JudgedBy(_Shape):
    """The versions behind a report."""

    scorer: str | None
    rules: str
    persona: str | None


class Report(BaseModel):
    """What the session came to."""

    final: bool
    overall: float | None
    gates: list[Gate]
    requirements: list[Requirement]
    techniques: dict[str, TechniqueCount]
    content: list[dict[str, Any]]
    commitments: list[dict[str, Any]] = []
    model: JudgedBy


class Health(_Shape):
    """Every part answers."""

    status: Literal["ok"]
    database: str
    rasa: str
    actions: str


class Refusal(BaseModel):
    """RFC 9457 problem details; docs/reference/errors.md lists the codes."""

    type: str
    title: str
    status: int
    detail: str
    code: str
