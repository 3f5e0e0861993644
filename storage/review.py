"""What people add to a practice session afterwards: doubts of the trainee, corrections and comments of the supervisor.

The machine's findings stay as they were stored; a correction stands beside them with its reason, and the latest of one
label (or clause) counts. Taking one back is a correction too: ``withdrawn``, with what it takes back, so that what was
found or computed counts again. Nothing here is ever changed in place but the answer to a flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from storage.base import Base
from storage.people import User


class Flag(Base):
    """A trainee's doubt about one label of one reply, answered by a supervisor.

    ``accepted`` says whether the supervisor agreed; None while there is no answer. What it doubts is what held when it
    was raised, by the corrections made until then.
    """

    __tablename__ = "flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int]
    label: Mapped[str]
    comment: Mapped[str]
    raised_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    raised_at: Mapped[datetime]
    answer: Mapped[str | None]
    accepted: Mapped[bool | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]

    answerer: Mapped[User | None] = relationship(foreign_keys=[answered_by])


class LabelCorrection(Base):
    """A supervisor's decision that a label holds for a reply, or doesn't; the quotation is what it rests on."""

    __tablename__ = "label_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int]
    label: Mapped[str]
    holds: Mapped[bool]
    quote_start: Mapped[int | None]
    quote_end: Mapped[int | None]
    reason: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]

    author: Mapped[User] = relationship()


class VerdictCorrection(Base):
    """A supervisor's verdict on one clause in place of the computed one."""

    __tablename__ = "verdict_corrections"
    __table_args__ = (CheckConstraint("verdict IN ('met', 'partly', 'not_met', 'not_observed')", name="verdict_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), index=True)
    clause: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]

    author: Mapped[User] = relationship()


class Comment(Base):
    """A supervisor's words to the trainee, on one reply or (``turn`` None) on the whole conversation."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int | None]
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]

    author: Mapped[User] = relationship()


class SignOff(Base):
    """A supervisor has read a finished conversation and stands by its report as corrected."""

    __tablename__ = "sign_offs"

    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), primary_key=True)
    note: Mapped[str]
    signed_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[datetime]

    author: Mapped[User] = relationship()


def flags_of(db: Session, session_id: str) -> list[Flag]:
    """The doubts about a session, the oldest first."""
    query = select(Flag).options(joinedload(Flag.answerer)).where(Flag.session_id == session_id)
    return list(db.scalars(query.order_by(Flag.id)))


def open_flag(db: Session, session_id: str, *, turn: int, label: str) -> Flag | None:
    """The doubt about one label of one reply that nobody has answered yet."""
    return db.scalar(
        select(Flag).where(
            Flag.session_id == session_id, Flag.turn == turn, Flag.label == label, Flag.answered_at.is_(None)
        )
    )


def label_corrections_of(db: Session, session_id: str) -> list[LabelCorrection]:
    """The corrections of labels, the oldest first; of one label and reply the last one counts."""
    query = select(LabelCorrection).options(joinedload(LabelCorrection.author))
    return list(db.scalars(query.where(LabelCorrection.session_id == session_id).order_by(LabelCorrection.id)))


def verdict_corrections_of(db: Session, session_id: str) -> list[VerdictCorrection]:
    """The corrections of verdicts, the oldest first; of one clause the last one counts."""
    query = select(VerdictCorrection).options(joinedload(VerdictCorrection.author))
    return list(db.scalars(query.where(VerdictCorrection.session_id == session_id).order_by(VerdictCorrection.id)))


def labels_in_force(corrections: Sequence[LabelCorrection]) -> list[LabelCorrection]:
    """Of all corrections of labels, the oldest first, those that count: the last of each label, unless withdrawn."""
    last = {(made.turn, made.label): made for made in corrections}
    return [made for made in last.values() if not made.withdrawn]


def verdicts_in_force(corrections: Sequence[VerdictCorrection]) -> list[VerdictCorrection]:
    """Of all corrections of verdicts, the oldest first, those that count: the last of each clause, unless withdrawn."""
    last = {made.clause: made for made in corrections}
    return [made for made in last.values() if not made.withdrawn]


def comments_of(db: Session, session_id: str) -> list[Comment]:
    """The comments on a session, the oldest first."""
    query = select(Comment).options(joinedload(Comment.author)).where(Comment.session_id == session_id)
    return list(db.scalars(query.order_by(Comment.id)))


def sign_off_of(db: Session, session_id: str) -> SignOff | None:
    query = select(SignOff).options(joinedload(SignOff.author)).where(SignOff.session_id == session_id)
    return db.scalar(query)
