"""The customers that trainers write: one working draft each, and every version that was ever published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base


class PersonaDraft(Base):
    """A trainer's working copy, also one with errors; hence bytes, exactly as they came.

    ``etag`` is a hash of the bytes and their media type. ``published_id`` is the version that new sessions use, None
    while nothing was published; ``retired_id`` is where it was kept when the persona was retired.
    """

    __tablename__ = "persona_drafts"

    persona_id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[bytes]
    media_type: Mapped[str]
    etag: Mapped[str]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]
    published_id: Mapped[int | None] = mapped_column(ForeignKey("persona_versions.id"))

    retired_id: Mapped[int | None] = mapped_column(ForeignKey("persona_versions.id"))

    published: Mapped[PersonaVersion | None] = relationship(foreign_keys=[published_id])
    retired: Mapped[PersonaVersion | None] = relationship(foreign_keys=[retired_id])


class PersonaVersion(Base):
    """A published persona; neither what it plays nor its text is changed afterwards.

    ``version`` is a hash of what was compiled, and of the text too where the same had been published with another text.
    ``published_at`` and ``published_by`` are of the last time it was published.

    Its large columns are read when they are asked for. ``compiled`` is what the customer plays from, the trainee's
    brief included. A ``trial`` one was only tried out by its trainer and never published.
    """

    __tablename__ = "persona_versions"
    __table_args__ = (UniqueConstraint("persona_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    organisation_version: Mapped[str]
    title: Mapped[str]
    channel: Mapped[str]
    difficulty: Mapped[str]
    summary: Mapped[str]
    source: Mapped[bytes] = mapped_column(deferred=True)
    media_type: Mapped[str]
    compiled: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime]
    trial: Mapped[bool] = mapped_column(default=False)


def published_personas(db: Session) -> list[PersonaVersion]:
    """The versions that new sessions use, by persona id."""
    return list(
        db.scalars(
            select(PersonaVersion)
            .join(PersonaDraft, PersonaDraft.published_id == PersonaVersion.id)
            .order_by(PersonaVersion.persona_id)
        )
    )


def published_persona(db: Session, persona_id: str) -> PersonaVersion | None:
    return db.scalar(
        select(PersonaVersion)
        .join(PersonaDraft, PersonaDraft.published_id == PersonaVersion.id)
        .where(PersonaDraft.persona_id == persona_id)
    )


def titles_of(db: Session, persona_ids: Collection[str]) -> dict[str, str]:
    """The title of each persona's latest published version, also of one that is published no more."""
    latest = (
        select(func.max(PersonaVersion.id))
        .where(PersonaVersion.persona_id.in_(persona_ids), PersonaVersion.trial.is_(False))
        .group_by(PersonaVersion.persona_id)
    )
    rows = db.execute(select(PersonaVersion.persona_id, PersonaVersion.title).where(PersonaVersion.id.in_(latest)))
    return {row[0]: row[1] for row in rows}


def drafts(db: Session) -> list[PersonaDraft]:
    return list(db.scalars(select(PersonaDraft).order_by(PersonaDraft.persona_id)))


def draft_for_change(db: Session, persona_id: str) -> PersonaDraft | None:
    """The draft, locked until the transaction ends."""
    return db.scalar(select(PersonaDraft).where(PersonaDraft.persona_id == persona_id).with_for_update())


def versions_of(db: Session, persona_id: str) -> list[PersonaVersion]:
    """Every version that was ever published, the one published last first."""
    query = select(PersonaVersion).where(PersonaVersion.persona_id == persona_id, PersonaVersion.trial.is_(False))
    return list(db.scalars(query.order_by(PersonaVersion.published_at.desc(), PersonaVersion.id.desc())))


def version_of(db: Session, persona_id: str, version: str) -> PersonaVersion | None:
    return db.scalar(
        select(PersonaVersion).where(PersonaVersion.persona_id == persona_id, PersonaVersion.version == version)
    )
