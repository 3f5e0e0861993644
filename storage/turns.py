"""What was said and what was found: a turn is one reply of the trainee with everything that came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base


class Turn(Base):
    """One stored turn. ``number`` counts the trainee's replies from 1.

    ``state`` and ``said`` are the snapshot after it: what seeds the next epoch, a retry or a branch. ``scores`` and
    ``content`` are kept as the assistant answered them; ``detections`` are the same scores one row a label, to be
    counted and searched.
    """

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("session_id", "number"), UniqueConstraint("session_id", "reply_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id"))
    number: Mapped[int]
    reply_id: Mapped[str]
    reply: Mapped[str]
    messages: Mapped[list[Any]]
    mood: Mapped[dict[str, Any]]
    ended: Mapped[str | None]
    state: Mapped[dict[str, Any]]
    said: Mapped[list[Any]]
    acts: Mapped[list[Any]]
    scores: Mapped[dict[str, Any]]
    content: Mapped[dict[str, Any]]
    feedback: Mapped[list[Any]]
    findings: Mapped[list[Any]]
    scorer_version: Mapped[str]
    rules_version: Mapped[str]
    taken_at: Mapped[datetime]
    answered_at: Mapped[datetime]

    detections: Mapped[list[Detection]] = relationship(order_by="Detection.id")


class Detection(Base):
    """One label of one reply; ``standing`` is ``decided``, ``abstained`` (too close to call) or ``absent``."""

    __tablename__ = "detections"
    __table_args__ = (UniqueConstraint("turn_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(index=True)
    probability: Mapped[float]
    standing: Mapped[str]
    evidence: Mapped[list[Any]]


def detections_of(scores: dict[str, Any]) -> list[Detection]:
    """A row for each label of a reply's scores (``Scores.to_dict()``)."""
    decided, abstained = set(scores["decided"]), set(scores["abstained"])
    return [
        Detection(
            label=label,
            probability=probability,
            standing="decided" if label in decided else "abstained" if label in abstained else "absent",
            evidence=[item for item in scores["evidence"] if item["label"] == label],
        )
        for label, probability in scores["labels"].items()
    ]


def turn_with_reply(db: Session, session_id: str, reply_id: str) -> Turn | None:
    return db.scalar(select(Turn).where(Turn.session_id == session_id, Turn.reply_id == reply_id))


def last_turn(db: Session, session_id: str) -> Turn | None:
    return db.scalar(select(Turn).where(Turn.session_id == session_id).order_by(Turn.number.desc()).limit(1))


def turns_so_far(db: Session, session_id: str) -> int:
    """How many replies were answered: the number of the last turn."""
    return db.scalar(select(func.max(Turn.number)).where(Turn.session_id == session_id)) or 0


def turns_of(db: Session, session_id: str) -> list[Turn]:
    return list(db.scalars(select(Turn).where(Turn.session_id == session_id).order_by(Turn.number)))
