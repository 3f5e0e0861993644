"""The customer as the trainer wrote it, compiled: what every turn needs, in one value that fits a slot.

``compile_persona`` turns a validated document and an organisation pack into a ``Persona``; ``Persona.to_dict`` is the
wire (at most 32 KB of JSON, so that a tracker stays small), and this file alone knows its shape.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from coaching_rules.organisation import Organisation
from coaching_rules.session import Mood
from policies.customer.plain import plain

LIMIT_BYTES: Final = 32 * 1024
START_ANGER: Final[Mapping[str, int]] = {"calm": 12, "irritated": 38, "angry": 62, "furious": 85}
"""The anger that a start mood means where the author gives no figure: the middle of its band."""


class PersonaTooLargeError(ValueError):
    """The compiled persona doesn't fit the slot; shorten its lines or the organisation's cards."""


@dataclass(frozen=True)
class Fact:
    """Something that the customer can tell.

    ``value`` is a noun phrase ("the 2nd of June"), ``says`` whole sentences. ``disclosed`` is ``opening`` (said at
    once), ``asked``, ``trust`` (asked, and trust is at least ``trust``) or ``volunteered``. ``truth`` is ``true``,
    ``false`` or ``uncertain``; ``known`` is whether the customer knows it.
    """

    id: str
    topic: str
    value: str
    says: tuple[str, ...]
    disclosed: str
    trust: int
    truth: str
    known: bool


@dataclass(frozen=True)
class Acceptable:
    """A remedy the customer would consider, with its worth to the customer (0–100).

    Below ``least`` (money) or ``least_percent`` the worth falls in proportion; ``needs_date`` asks for a day, and where
    the persona has a deadline it must not lie after it. ``words`` name it after "I would take".
    """

    kind: str
    worth: float
    words: str
    serves_interest: bool
    least: float | None
    least_percent: float | None
    needs_date: bool


@dataclass(frozen=True)
class Question:
    """A question the customer wants answered, with its own ways to put it."""

    topic: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Persona:
    """Everything about one customer; ``version`` is a hash of the content, organisation included."""

    id: str
    title: str
    summary: str
    version: str
    channel: str
    register: str
    currency: str
    today: str
    difficulty: str
    stage: str
    tags: tuple[str, ...]
    name: str
    start: Mood
    trainee_opens: bool
    opening: tuple[str, ...]
    sensitivities: Mapping[str, float]
    facts: tuple[Fact, ...]
    item: str
    problem: str
    want: str
    occasion: str | None
    deadline: str | None
    deadline_date: str | None
    ask_kind: str
    ask_says: tuple[str, ...]
    interest: str
    verdict: str
    path: str
    questions: tuple[Question, ...]
    remedies: tuple[Acceptable, ...]
    accept_at: float
    threats: tuple[str, ...]
    endings: tuple[str, ...]
    lines: Mapping[str, Mapping[str, tuple[str, ...]]]
    brief: Mapping[str, Any]
    organisation: Mapping[str, Any]

    def fact(self, fact_id: str) -> Fact:
        return next(fact for fact in self.facts if fact.id == fact_id)

    def to_dict(self) -> dict[str, Any]:
        wire: dict[str, Any] = plain(self)
        return wire

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Persona:
        listed = ("tags", "opening", "ask_says", "threats", "endings")
        return cls(
            **{
                **dict.fromkeys(("occasion", "deadline", "deadline_date")),
                **raw,
                **{name: tuple(raw[name]) for name in listed},
                "start": Mood.from_dict(raw["start"]),
                "facts": tuple(Fact(**{**fact, "says": tuple(fact["says"])}) for fact in raw["facts"]),
                "questions": tuple(
                    Question(topic=item["topic"], says=tuple(item["says"])) for item in raw["questions"]
                ),
                "remedies": tuple(
                    Acceptable(**{"least": None, "least_percent": None, **item}) for item in raw["remedies"]
                ),
                "lines": {
                    act: {mood: tuple(says) for mood, says in moods.items()} for act, moods in raw["lines"].items()
                },
            }
        )


def compile_persona(document: Mapping[str, Any], organisation: Organisation) -> Persona:
    """A validated document made ready for turns; raises PersonaTooLargeError over 32 KB.

    The document must have passed ``validation.validate`` without errors: nothing is checked twice here.
    """
    complaint, start = document["complaint"], document["start"]
    deadline = complaint.get("deadline", {})
    persona = Persona(
        id=document["id"],
        title=document["title"],
        summary=document["summary"],
        version="",
        channel=document["channel"],
        register=document["register"],
        currency=document["locale"]["currency"],
        today=str(document["locale"]["today"]),
        difficulty=document["difficulty"],
        stage=document.get("stage", "complaint"),
        tags=tuple(document["tags"]),
        name=document["who"]["name"],
        start=Mood(
            anger=start.get("anger", START_ANGER[start["mood"]]), trust=start["trust"], patience=start["patience"]
        ),
        trainee_opens=start["opens"] == "trainee",
        opening=tuple(start["says"]),
        sensitivities={group: float(value) for group, value in document.get("sensitivities", {}).items()},
        facts=tuple(_fact(item) for item in document["facts"]),
        item=complaint["item"],
        problem=complaint["problem"],
        want=complaint["want"],
        occasion=complaint.get("occasion"),
        deadline=deadline.get("words"),
        deadline_date=str(deadline["date"]) if deadline else None,
        ask_kind=complaint["ask"]["remedy"],
        ask_says=tuple(complaint["ask"]["says"]),
        interest=complaint["interest"],
        verdict=complaint["verdict"],
        path=document["resolution"]["path"],
        questions=tuple(Question(topic=item["topic"], says=tuple(item["says"])) for item in document["questions"]),
        remedies=tuple(_acceptable(item, complaint["interest"]) for item in document["remedies"]),
        accept_at=float(document["walk_away"]["worth"]),
        threats=tuple(document["walk_away"]["threats"]),
        endings=tuple(document["endings"]),
        lines={
            act: {mood: tuple(says) for mood, says in moods.items()} for act, moods in document.get("lines", {}).items()
        },
        brief=_brief(document["brief"], organisation),
        organisation=_parts(organisation, document["products"]),
    )
    content = json.dumps(persona.to_dict(), sort_keys=True, ensure_ascii=False)
    persona = replace(persona, version=hashlib.sha256(content.encode()).hexdigest()[:12])
    size = len(json.dumps(persona.to_dict(), ensure_ascii=False).encode())
    if size > LIMIT_BYTES:
        raise PersonaTooLargeError(
            f"{persona.id} takes {size} bytes compiled, at most {LIMIT_BYTES}; shorten its lines"
        )
    return persona


def _fact(item: Mapping[str, Any]) -> Fact:
    return Fact(
        id=item["id"],
        topic=item["topic"],
        value=item["value"],
        says=tuple(item["says"]),
        disclosed=item["disclosed"],
        trust=item.get("trust", 0),
        truth=item["truth"],
        known="customer" in item["known_by"],
    )


def _acceptable(item: Mapping[str, Any], interest: str) -> Acceptable:
    return Acceptable(
        kind=item["kind"],
        worth=float(item["worth"]),
        words=item["words"],
        serves_interest=interest in item["serves"],
        least=item.get("least"),
        least_percent=item.get("least_percent"),
        needs_date=item.get("needs_date", False),
    )


def _brief(brief: Mapping[str, Any], organisation: Organisation) -> dict[str, Any]:
    cards = [organisation.policy(policy).to_dict() for policy in brief["policies"]]
    return {"role": brief["role"], "situation": brief["situation"], "goal": brief["goal"], "policies": cards}


def _parts(organisation: Organisation, products: Sequence[str]) -> dict[str, Any]:
    """What the coach checks replies against, as ``Organisation.from_dict`` reads it; the rest would not fit the slot.

    Policy cards reach the trainee in the brief; of the products only those that this customer speaks of are kept.
    """
    parts: dict[str, Any] = plain(organisation)
    del parts["version"]  # a hash of the whole file; from_dict takes its own
    parts["products"] = [card for card in parts["products"] if card["id"] in products]
    parts["jurisdiction"]["rights"] = []
    return parts | {"policies": [], "response_times": [], "escalation": []}
