"""Where the customer stands: everything that a turn leaves behind for the next one.

The state is a slot of the assistant, the snapshot stored with every turn and the seed of a branch; this file alone
knows its JSON shape. Feelings are whole points from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coaching_rules.session import Mood


@dataclass(frozen=True)
class Offer:
    """A remedy that the trainee put on the table; ``standing`` is ``tabled`` or ``accepted``.

    ``named`` is whether it was called by its name, so that the customer may call it so.
    """

    kind: str
    turn: int
    standing: str = "tabled"
    amount: float | None = None
    currency: str | None = None
    percent: float | None = None
    when: str | None = None
    named: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "turn": self.turn,
            "standing": self.standing,
            "amount": self.amount,
            "currency": self.currency,
            "percent": self.percent,
            "when": self.when,
            "named": self.named,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Offer:
        return cls(**raw)


@dataclass(frozen=True)
class Pledge:
    """Something the trainee said would happen (``label`` follow_up, own, overpromise …), and when, in their words."""

    turn: int
    label: str
    when: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"turn": self.turn, "label": self.label, "when": self.when}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Pledge:
        return cls(turn=raw["turn"], label=raw["label"], when=raw["when"])


@dataclass(frozen=True)
class CustomerState:
    """One customer after ``turn`` replies of the trainee.

    ``asked`` are the customer's own questions already put, ``open_questions`` those of them without an answer,
    ``answered`` those with one, also before they were put, ``questioned`` the topics the trainee has asked about,
    ``warnings`` the threats already made, ``last_acts`` what the last message did, ``muddles`` how many unreadable
    replies came in a row, ``soothing`` how many acknowledgements came since the last step forward, ``persuaded``
    (0–100) how far a customer who is wrong sees it, ``settled`` the ending that waits for a last word.
    """

    turn: int
    mood: Mood
    mood_before: Mood
    heard_account: bool = False
    heard_feeling: bool = False
    disclosed: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    agreed: tuple[Offer, ...] = ()
    promises: tuple[Pledge, ...] = ()
    insults: int = 0
    asked: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    questioned: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    last_acts: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    persuaded: int = 0
    soothing: int = 0
    muddles: int = 0
    settled: str | None = None
    ended: str | None = None

    @property
    def heard(self) -> bool:
        """Both the account and the feeling have been acknowledged."""
        return self.heard_account and self.heard_feeling

    def to_dict(self) -> dict[str, Any]:
        return {
            "turn": self.turn,
            "mood": self.mood.to_dict(),
            "mood_before": self.mood_before.to_dict(),
            "heard_account": self.heard_account,
            "heard_feeling": self.heard_feeling,
            "disclosed": list(self.disclosed),
            "offers": [offer.to_dict() for offer in self.offers],
            "agreed": [offer.to_dict() for offer in self.agreed],
            "promises": [pledge.to_dict() for pledge in self.promises],
            "insults": self.insults,
            "asked": list(self.asked),
            "open_questions": list(self.open_questions),
            "answered": list(self.answered),
            "questioned": list(self.questioned),
            "warnings": list(self.warnings),
            "last_acts": list(self.last_acts),
            "labels": dict(sorted(self.labels.items())),
            "persuaded": self.persuaded,
            "soothing": self.soothing,
            "muddles": self.muddles,
            "settled": self.settled,
            "ended": self.ended,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> CustomerState:
        return cls(
            turn=raw["turn"],
            mood=Mood.from_dict(raw["mood"]),
            mood_before=Mood.from_dict(raw["mood_before"]),
            heard_account=raw["heard_account"],
            heard_feeling=raw["heard_feeling"],
            disclosed=tuple(raw["disclosed"]),
            offers=tuple(Offer.from_dict(item) for item in raw["offers"]),
            agreed=tuple(Offer.from_dict(item) for item in raw["agreed"]),
            promises=tuple(Pledge.from_dict(item) for item in raw["promises"]),
            insults=raw["insults"],
            asked=tuple(raw["asked"]),
            open_questions=tuple(raw["open_questions"]),
            answered=tuple(raw["answered"]),
            # Snapshots of before it was kept have none.
            questioned=tuple(raw.get("questioned", ())),
            warnings=tuple(raw["warnings"]),
            last_acts=tuple(raw["last_acts"]),
            labels=dict(raw["labels"]),
            persuaded=raw["persuaded"],
            soothing=raw["soothing"],
            muddles=raw["muddles"],
            settled=raw["settled"],
            ended=raw["ended"],
        )
