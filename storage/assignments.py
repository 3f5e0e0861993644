"""What a supervisor asks a trainee to practise, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, and_, case, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from storage.base import Base
from storage.people import User
from storage.practice import PracticeSession
from storage.progress import counts


class Assignment(Base):
    """One customer for one trainee. Done when a session that was begun from it has ended after a reply."""

    __tablename__ = "assignments"
    __table_args__ = (CheckConstraint("mode IN ('practice', 'assessment')", name="mode_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trainee_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    persona_id: Mapped[str]
    mode: Mapped[str]
    note: Mapped[str]
    due_at: Mapped[datetime | None]
    assigned_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    trainee: Mapped[User] = relationship(foreign_keys=[trainee_id])
    supervisor: Mapped[User] = relationship(foreign_keys=[assigned_by])


def assignments_for(db: Session, trainee_id: int) -> list[Assignment]:
    """What a trainee was asked to practise and was not withdrawn: by the day it is due, the undated last."""
    query = select(Assignment).options(joinedload(Assignment.supervisor))
    query = query.where(Assignment.trainee_id == trainee_id, Assignment.withdrawn_at.is_(None))
    return list(db.scalars(query.order_by(Assignment.due_at.is_(None), Assignment.due_at, Assignment.id)))


def standing_assignment(db: Session, assignment_id: int, *, trainee_id: int) -> Assignment | None:
    """One assignment of this trainee, unless it was withdrawn."""
    return db.scalar(
        select(Assignment).where(
            Assignment.id == assignment_id, Assignment.trainee_id == trainee_id, Assignment.withdrawn_at.is_(None)
        )
    )


def sessions_from(db: Session, assignment_ids: list[int]) -> dict[int, list[PracticeSession]]:
    """The sessions begun from each assignment, the first first; not those that ended before a reply."""
    worth = or_(PracticeSession.ended.is_(None), counts())
    query = select(PracticeSession).where(PracticeSession.assignment_id.in_(assignment_ids), worth)
    begun: dict[int, list[PracticeSession]] = {}
    for session in db.scalars(query.order_by(PracticeSession.started_at, PracticeSession.id)):
        if session.assignment_id is not None:
            begun.setdefault(session.assignment_id, []).append(session)
    return begun


@dataclass(frozen=True)
class TeamAssignment:
    """One assignment as its team's supervisors see it; ``done_by`` is the first session that settled it."""

    assignment: Assignment
    done_by: str | None


def team_assignments(
    db: Session, team_id: int, *, state: str, now: datetime, offset: int, limit: int
) -> list[TeamAssignment]:
    """A page of what a team was asked to do: what is due first, the undated after it, the latest given first."""
    first_done = (
        select(PracticeSession.id)
        .where(PracticeSession.assignment_id == Assignment.id, counts())
        .order_by(PracticeSession.ended_at, PracticeSession.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Assignment, first_done)
        .join(User, Assignment.trainee_id == User.id)
        .options(contains_eager(Assignment.trainee), joinedload(Assignment.supervisor))
        .where(User.team_id == team_id, assignment_states(now)[state])
        .order_by(Assignment.due_at.is_(None), Assignment.due_at, Assignment.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows: list[Any] = list(db.execute(query))
    return [TeamAssignment(assignment=row[0], done_by=row[1]) for row in rows]


def assignment_counts(db: Session, team_id: int, *, now: datetime) -> dict[str, int]:
    """How many assignments of a team are in each state."""
    states = assignment_states(now)
    sums = [func.coalesce(func.sum(case((holds, 1), else_=0)), 0) for holds in states.values()]
    query = select(*sums).select_from(Assignment).join(User, Assignment.trainee_id == User.id)
    return dict(zip(states, db.execute(query.where(User.team_id == team_id)).one(), strict=True))


def assignment_states(now: datetime) -> Mapping[str, ColumnElement[bool]]:
    """What puts an assignment into each state: open (and not late), overdue, done, withdrawn; and all."""
    done = exists().where(PracticeSession.assignment_id == Assignment.id, counts())
    standing, late = Assignment.withdrawn_at.is_(None), func.coalesce(Assignment.due_at < now, False)
    return {
        "open": and_(standing, ~done, ~late),
        "overdue": and_(standing, ~done, late),
        "done": and_(standing, done),
        "withdrawn": ~standing,
        "all": or_(standing, ~standing),
    }


def open_twin(db: Session, trainee_id: int, *, persona_id: str, mode: str, due_at: datetime | None, note: str) -> bool:
    """Whether a trainee has the very same assignment already, neither done nor withdrawn."""
    done = exists().where(PracticeSession.assignment_id == Assignment.id, counts())
    query = select(Assignment.id).where(
        Assignment.trainee_id == trainee_id,
        Assignment.persona_id == persona_id,
        Assignment.mode == mode,
        Assignment.note == note,
        Assignment.due_at.is_(None) if due_at is None else Assignment.due_at == due_at,
        Assignment.withdrawn_at.is_(None),
        ~done,
    )
    return db.scalar(query.limit(1)) is not None


def team_assignment_for_change(db: Session, team_id: int, assignment_id: int) -> Assignment | None:
    """One assignment to a trainee of a team, locked until the transaction ends."""
    return db.scalar(
        select(Assignment)
        .join(User, Assignment.trainee_id == User.id)
        .where(Assignment.id == assignment_id, User.team_id == team_id)
        .with_for_update(of=Assignment)
    )
