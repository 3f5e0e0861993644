"""What was found in one reply: the wire between the assistant, the action server and the web application.

The NLU writes it, the customer and the coach read it, the database keeps it. This file alone knows its JSON shape.
Offsets are code points into the reply exactly as the trainee sent it; ``reply[start:end] == quote`` always holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coaching_rules.techniques import LABELS


@dataclass(frozen=True)
class Span:
    """The words something rests on."""

    start: int
    end: int
    quote: str

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "quote": self.quote}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Span:
        return cls(start=raw["start"], end=raw["end"], quote=raw["quote"])


@dataclass(frozen=True)
class Evidence:
    """The sentence that carries a label, with the label's probability in that sentence (0–1)."""

    label: str
    span: Span
    score: float

    def to_dict(self) -> dict[str, Any]:
        return {"label": self.label, **self.span.to_dict(), "score": self.score}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Evidence:
        return cls(label=raw["label"], span=Span.from_dict(raw), score=raw["score"])


@dataclass(frozen=True)
class Scores:
    """The labels of one reply.

    ``labels`` holds a probability for each of the thirty labels; ``decided`` those that hold; ``abstained`` those too
    close to call. The last two are disjoint and in label order; each decided label has at least one evidence.
    """

    labels: Mapping[str, float]
    decided: tuple[str, ...]
    abstained: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    def evidence_of(self, label: str) -> tuple[Span, ...]:
        return tuple(item.span for item in self.evidence if item.label == label)

    def to_dict(self) -> dict[str, Any]:
        return {
            "labels": {label: self.labels[label] for label in LABELS},
            "decided": list(self.decided),
            "abstained": list(self.abstained),
            "evidence": [item.to_dict() for item in self.evidence],
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Scores:
        return cls(
            labels=dict(raw["labels"]),
            decided=tuple(raw["decided"]),
            abstained=tuple(raw["abstained"]),
            evidence=tuple(Evidence.from_dict(item) for item in raw["evidence"]),
        )


@dataclass(frozen=True)
class Topic:
    """A fact that the reply asks for (``mode="asked"``) or tells the customer about (``mode="told"``)."""

    topic: str
    mode: str
    span: Span
    score: float

    def to_dict(self) -> dict[str, Any]:
        return {"topic": self.topic, "mode": self.mode, **self.span.to_dict(), "score": self.score}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Topic:
        return cls(topic=raw["topic"], mode=raw["mode"], span=Span.from_dict(raw), score=raw["score"])


@dataclass(frozen=True)
class Remedy:
    """Something the reply says the customer would get.

    ``amount`` is in ``currency`` (ISO 4217; None where the reply names none); ``percent`` where it is a share;
    ``when`` is the words of the date or time. ``stance`` is ``offered``, ``conditional`` (an ``if`` the customer must
    fulfil), ``refused`` ("I can't refund") or ``asked`` ("would you like a refund?": an offer put as a question).
    """

    kind: str
    stance: str
    span: Span
    score: float
    amount: float | None = None
    currency: str | None = None
    percent: float | None = None
    when: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "stance": self.stance,
            **self.span.to_dict(),
            "score": self.score,
            "amount": self.amount,
            "currency": self.currency,
            "percent": self.percent,
            "when": self.when,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Remedy:
        return cls(
            kind=raw["kind"],
            stance=raw["stance"],
            span=Span.from_dict(raw),
            score=raw["score"],
            amount=raw.get("amount"),
            currency=raw.get("currency"),
            percent=raw.get("percent"),
            when=raw.get("when"),
        )


@dataclass(frozen=True)
class Commitment:
    """Something that the firm's side says it will do.

    ``who`` is ``self`` (the trainee), ``firm`` (we, nobody named) or ``other`` (a colleague or a third party, whose
    ``name`` is in the reply's words). ``what`` are the words of the act, ``when`` those of a time or trigger,
    ``channel`` how the customer is reached (``phone``, ``email``, ``message``, ``letter``, ``visit``).
    """

    who: str
    name: str | None
    what: Span
    when: str | None
    channel: str | None
    conditional: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "who": self.who,
            "name": self.name,
            **self.what.to_dict(),
            "when": self.when,
            "channel": self.channel,
            "conditional": self.conditional,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Commitment:
        return cls(
            who=raw["who"],
            name=raw["name"],
            what=Span.from_dict(raw),
            when=raw["when"],
            channel=raw["channel"],
            conditional=raw["conditional"],
        )


@dataclass(frozen=True)
class Content:
    """What the reply is about, as far as the customer and the organisation pack need it.

    ``when`` are all expressions of time in the reply. ``language`` is ``en``, ``other`` or ``none`` (nothing to read:
    emoji, numbers). ``sense`` is ``ok``, ``nonsense`` or ``off_topic``. ``repeats_turn`` is the number (from 1) of an
    earlier reply in the history that this one repeats nearly word by word, else None.
    """

    topics: tuple[Topic, ...]
    remedies: tuple[Remedy, ...]
    when: tuple[Span, ...]
    language: str
    sense: str
    repeats_turn: int | None
    commitments: tuple[Commitment, ...] = ()

    def asked(self) -> tuple[str, ...]:
        return tuple(topic.topic for topic in self.topics if topic.mode == "asked")

    def told(self) -> tuple[str, ...]:
        return tuple(topic.topic for topic in self.topics if topic.mode == "told")

    def to_dict(self) -> dict[str, Any]:
        return {
            "topics": [topic.to_dict() for topic in self.topics],
            "remedies": [remedy.to_dict() for remedy in self.remedies],
            "when": [span.to_dict() for span in self.when],
            "language": self.language,
            "sense": self.sense,
            "repeats_turn": self.repeats_turn,
            "commitments": [commitment.to_dict() for commitment in self.commitments],
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Content:
        return cls(
            topics=tuple(Topic.from_dict(item) for item in raw["topics"]),
            remedies=tuple(Remedy.from_dict(item) for item in raw["remedies"]),
            when=tuple(Span.from_dict(item) for item in raw["when"]),
            language=raw["language"],
            sense=raw["sense"],
            repeats_turn=raw["repeats_turn"],
            # Turns kept before commitments were looked for have none.
            commitments=tuple(Commitment.from_dict(item) for item in raw.get("commitments", ())),
        )


@dataclass(frozen=True)
class Findings:
    """Everything the NLU found in one reply."""

    scores: Scores
    content: Content

    def to_dict(self) -> dict[str, Any]:
        return {"scores": self.scores.to_dict(), "content": self.content.to_dict()}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Findings:
        return cls(scores=Scores.from_dict(raw["scores"]), content=Content.from_dict(raw["content"]))
