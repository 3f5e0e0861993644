"""Which scorer and which rules have judged replies here, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class ComponentVersion(Base):
    """A version of a part that judges (``scorer`` or ``rules``), with the moment of its first stored turn."""

    __tablename__ = "component_versions"

    part: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    first_used_at: Mapped[datetime]


def note_version(db: Session, part: str, version: str, *, now: datetime) -> None:
    """Remember a version the first time it is used; several processes may do so at once."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"part": part, "version": version, "first_used_at": now}
    db.execute(insert(ComponentVersion).values(row).on_conflict_do_nothing())
