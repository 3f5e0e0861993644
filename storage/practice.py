"""Practice sessions and the one reply each of them may have on its way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Select, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base
from storage.people import Person, Role, User
from storage.personas import PersonaVersion
from storage.turns import Turn


class PracticeSession(Base):
    """One conversation with one customer, pinned to the persona version it began with.

    ``state`` and ``said`` are the snapshot before the first reply. ``epoch`` numbers the assistant's trackers of this
    session; ``in_step`` says that the tracker of that epoch holds what the last stored turn left behind, so that the
    next turn needs no seeding. ``final_report`` is the report as it was judged when the session ended;
    ``corrected_report`` is the same with a supervisor's corrections, None while there are none. ``gates_failed`` and
    ``undecided`` (labels too close to call that nobody has settled) count what is left of it for a supervisor.
    """

    __tablename__ = "practice_sessions"
    __table_args__ = (CheckConstraint("mode IN ('practice', 'assessment')", name="mode_known"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    persona_version_id: Mapped[int] = mapped_column(ForeignKey("persona_versions.id"), index=True)
    organisation_version: Mapped[str]
    mode: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    opening: Mapped[list[Any]]
    state: Mapped[dict[str, Any]]
    said: Mapped[list[Any]]
    epoch: Mapped[int] = mapped_column(default=0)
    in_step: Mapped[bool] = mapped_column(default=False)
    ended: Mapped[str | None]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("practice_sessions.id"), index=True)
    branched_from: Mapped[int | None]
    trial: Mapped[bool] = mapped_column(default=False)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    final_report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    corrected_report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    gates_failed: Mapped[int] = mapped_column(default=0)
    undecided: Mapped[int] = mapped_column(default=0)

    owner: Mapped[User] = relationship()
    persona: Mapped[PersonaVersion] = relationship()
    turns: Mapped[list[Turn]] = relationship(order_by=Turn.number)
    pending: Mapped[PendingReply | None] = relationship(back_populates="session", uselist=False)


class PendingReply(Base):
    """A reply that was taken and not yet answered; its text stays until a turn holds it.

    ``claim`` names the process that is at it (None: nobody, a retry may take it), ``claimed_until`` the moment from
    which another one may take over even if that process seems alive.
    """

    __tablename__ = "pending_replies"
    __table_args__ = (UniqueConstraint("session_id", "reply_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id"), primary_key=True)
    reply_id: Mapped[str]
    text: Mapped[str]
    turn: Mapped[int]
    claim: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    taken_at: Mapped[datetime]

    session: Mapped[PracticeSession] = relationship(back_populates="pending")


def visible_sessions(who: Person) -> Select[PracticeSession]:
    """The sessions a person may read: a trainee's own, a supervisor's team's, a trainer's own trials, no others."""
    query = select(PracticeSession).where(PracticeSession.trial == (who.role == Role.TRAINER))
    if who.role in (Role.TRAINEE, Role.TRAINER):
        return query.where(PracticeSession.owner_id == who.id)
    if who.role == Role.SUPERVISOR and who.team_id is not None:
        return query.join(User, PracticeSession.owner_id == User.id).where(User.team_id == who.team_id)
    return query.where(false())


def visible_session(db: Session, who: Person, session_id: str) -> PracticeSession | None:
    """One session, if it exists and the person may read it."""
    return db.scalar(visible_sessions(who).where(PracticeSession.id == session_id))


def may_read(db: Session, who: Person, session_id: str) -> bool:
    """Whether there is such a session that the person may read, without reading it."""
    one = visible_sessions(who).where(PracticeSession.id == session_id)
    return db.scalar(one.with_only_columns(PracticeSession.id)) is not None


def session_for_change(db: Session, who: Person, session_id: str) -> PracticeSession | None:
    """One session, locked until the transaction ends; to be asked for by its owner alone."""
    return db.scalar(
        select(PracticeSession)
        .where(
            PracticeSession.id == session_id,
            PracticeSession.owner_id == who.id,
            PracticeSession.trial == (who.role == Role.TRAINER),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def session_for_review(db: Session, who: Person, session_id: str) -> PracticeSession | None:
    """One session of a supervisor's team, locked until the transaction ends, so that decisions come one by one.

    Never their own, from when they were a trainee: nobody judges themselves.
    """
    return db.scalar(
        visible_sessions(who)
        .where(PracticeSession.id == session_id, PracticeSession.owner_id != who.id)
        .with_for_update(of=PracticeSession)
        .execution_options(populate_existing=True)
    )
