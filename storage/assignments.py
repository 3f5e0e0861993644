"""What a supervisor asks a trainee to practise, and by when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from storage.base import Base
from storage.people import User
from storage.practice import PracticeSession


class Assignment(Base):
    """One customer for one trainee. Done when a session that was begun from it has ended."""

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
    """The sessions begun from each assignment, the first first."""
    query = select(PracticeSession).where(PracticeSession.assignment_id.in_(assignment_ids))
    begun: dict[int, list[PracticeSession]] = {}
    for session in db.scalars(query.order_by(PracticeSession.started_at, PracticeSession.id)):
        if session.assignment_id is not None:
            begun.setdefault(session.assignment_id, []).append(session)
    return begun
