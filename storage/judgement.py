"""What a session came to: a verdict per clause, and the complaint record that the trainee filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Verdict(Base):
    """The judgement of one clause of a standard in one ended session, by one version of the rules."""

    __tablename__ = "verdicts"
    __table_args__ = (UniqueConstraint("session_id", "clause"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"))
    clause: Mapped[str] = mapped_column(index=True)
    verdict: Mapped[str]
    score: Mapped[float | None]
    why: Mapped[str]
    evidence: Mapped[list[Any]]
    rules_version: Mapped[str]


class LabelCount(Base):
    """In how many replies of an ended session a label was found, corrections included.

    A technique that was ``missing`` has a row as well, with no replies; any other label that was not found has none.
    """

    __tablename__ = "label_counts"

    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    replies: Mapped[int]
    missing: Mapped[bool] = mapped_column(default=False)


class StandardTally(Base):
    """How many requirements of a standard came out how in an ended session, corrections included."""

    __tablename__ = "standard_tallies"

    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    met: Mapped[int]
    partly: Mapped[int]
    not_met: Mapped[int]


class ComplaintRecord(Base):
    """The record of the complaint as the trainee left it; drafts are allowed, so any part may be missing."""

    __tablename__ = "complaint_records"

    session_id: Mapped[str] = mapped_column(ForeignKey("practice_sessions.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


def replace_verdicts(
    db: Session, session_id: str, requirements: Iterable[Mapping[str, Any]], *, rules_version: str
) -> None:
    """Write the verdicts of a report's ``requirements`` in place of earlier ones.

    One that stays as it was keeps the version of the rules that judged it; ``rules_version`` is that of the others.
    """
    kept = {row.clause: row for row in db.scalars(select(Verdict).where(Verdict.session_id == session_id))}
    for item in requirements:
        row = kept.pop(item["clause"], None) or Verdict(session_id=session_id, clause=item["clause"])
        judged = {name: item[name] for name in ("verdict", "score", "why", "evidence")}
        if any(getattr(row, name) != value for name, value in judged.items()):
            for name, value in judged.items():
                setattr(row, name, value)
            row.rules_version = rules_version
            db.add(row)
    for row in kept.values():
        db.delete(row)


def replace_tallies(
    db: Session,
    session_id: str,
    *,
    found: Mapping[str, int],
    missing: Iterable[str],
    standards: Mapping[str, Mapping[str, int]],
) -> None:
    """Write what a session adds to its team's figures in place of what it added before.

    ``found`` is in how many replies each label was found; ``standards`` has a number by verdict for each standard.
    """
    db.execute(delete(LabelCount).where(LabelCount.session_id == session_id))
    db.execute(delete(StandardTally).where(StandardTally.session_id == session_id))
    db.add_all(LabelCount(session_id=session_id, label=label, replies=count) for label, count in found.items() if count)
    db.add_all(LabelCount(session_id=session_id, label=label, replies=0, missing=True) for label in missing)
    db.add_all(
        StandardTally(session_id=session_id, standard=standard, **tally) for standard, tally in standards.items()
    )


def record_of(db: Session, session_id: str) -> ComplaintRecord | None:
    return db.scalar(select(ComplaintRecord).where(ComplaintRecord.session_id == session_id))
