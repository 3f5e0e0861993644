"""What people add to a practice session afterwards: doubts of the trainee, corrections and comments of the supervisor.

The machine's findings stay as they were stored; a correction stands beside them with its reason, and the latest of one
label (or clause) counts. Nothing here is ever changed in place but the answer to a flag.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.base import Base
from storage.people import User


class Flag(Base):
    """A trainee's doubt about one label of one reply, answered by a supervisor."""

    __tablename__ = "flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int]
    label: Mapped[str]
    comment: Mapped[str]
    raised_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    raised_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]


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
