"""What a supervisor asks a trainee to practise, and by when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.base import Base
from storage.people import User


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
