"""The audit log: who did what to whose data, append-only, each entry carrying the hash of the one before.

A changed, inserted or missing entry breaks the chain, and ``verify`` names the first one that doesn't fit. Only the
newest entries can be cut off unseen: compare the last hash with one that was kept elsewhere, as backups keep it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.people import User

NOBODY: Final = "nobody"
"""The actor where nobody is signed in: the command line, Amends itself, a stranger at the sign-in page."""
FIRST_HASH: Final = "0" * 64
"""What stands for the entry before the first."""
ABSENT: Final = "erased_elsewhere"
"""What a restore's entry calls those who were erased before and are not in the backup: a later one may have them."""
_USER: Final = "user:"
# Any number will do as long as every process of Amends takes the same one, and no other lock does.
_POSTGRES_LOCK: Final = 7_203_115


class Act(StrEnum):
    """Everything that is logged."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_OUT = "signed-out"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 — an act
    PASSWORD_RESET = "password-reset"  # noqa: S105 — an act
    ACCOUNT_CREATED = "account-created"
    ACCOUNT_CHANGED = "account-changed"
    ACCOUNT_DEACTIVATED = "account-deactivated"
    ACCOUNT_REACTIVATED = "account-reactivated"
    TEAM_CREATED = "team-created"
    TEAM_RENAMED = "team-renamed"
    TOKEN_MADE = "token-made"  # noqa: S105 — an act
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 — an act
    LABEL_CORRECTED = "label-corrected"
    VERDICT_CORRECTED = "verdict-corrected"
    FLAG_ANSWERED = "flag-answered"
    SIGNED_OFF = "signed-off"
    SIGN_OFF_WITHDRAWN = "sign-off-withdrawn"
    ASSIGNED = "assigned"
    ASSIGNMENT_WITHDRAWN = "assignment-withdrawn"
    PERSONA_IMPORTED = "persona-imported"
    PERSONA_EXPORTED = "persona-exported"
    PERSONA_PUBLISHED = "persona-published"
    PERSONA_RETIRED = "persona-retired"
    PERSONA_BROUGHT_BACK = "persona-brought-back"
    DATA_EXPORTED = "data-exported"
    DATA_ERASED = "data-erased"
    RETENTION_APPLIED = "retention-applied"
    BACKED_UP = "backed-up"
    RESTORED = "restored"


class AuditEntry(Base):
    """One act.

    ``actor`` and ``subject`` name people by id only (``user:12``): erasing a person's name leaves the chain whole.
    ``hash`` covers ``previous_hash`` and every other column: a changed or missing entry breaks the chain.
    """

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


@dataclass(frozen=True)
class BrokenEntry:
    """The first entry that doesn't fit the chain."""

    number: int
    why: str


@dataclass(frozen=True, order=True)
class ErasedPerson:
    """Somebody who was erased. After a restore the same number may be given to somebody else, at another moment."""

    id: int
    created_at: datetime

    def to_text(self) -> str:
        return f"{user_subject(self.id)} {self.created_at.astimezone(UTC).isoformat()}"

    @classmethod
    def from_text(cls, text: str) -> ErasedPerson:
        subject, _, created_at = text.partition(" ")
        return cls(id=int(subject.removeprefix(_USER)), created_at=datetime.fromisoformat(created_at))


def user_subject(user_id: int) -> str:
    """A person as the log names them."""
    return f"{_USER}{user_id}"


def append(
    db: Session,
    *,
    at: datetime,
    actor_id: int | None,
    act: Act,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Log an act in the transaction that does it, so that both are kept or neither; call it last in there.

    ``subject`` is what it was done to (``user:12``, ``session:…``, ``persona:…``, ``team:3``). ``detail`` holds what
    changed, never a name or words of a person. From here to the end of the transaction nobody else can append:
    SQLite has one writer anyway, PostgreSQL takes a lock.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})"))
    last = db.execute(_hashes().order_by(AuditEntry.number.desc()).limit(1)).first()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=at,
        actor=NOBODY if actor_id is None else user_subject(actor_id),
        act=str(act),
        subject=subject,
        detail=dict(detail or {}),
        previous_hash=last.hash if last else FIRST_HASH,
    )
    entry.hash = _hash_of(entry)
    db.add(entry)
    db.flush()
    return entry


def verify(db: Session) -> BrokenEntry | None:
    """Walk the whole chain; returns the first entry that doesn't fit, or None where all do."""
    previous, expected = FIRST_HASH, 1
    for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=500)):
        if entry.number != expected:
            return BrokenEntry(expected, "it is missing")
        if entry.previous_hash != previous:
            return BrokenEntry(entry.number, "it does not follow the entry before it")
        if entry.hash != _hash_of(entry):
            return BrokenEntry(entry.number, "it was changed after it was written")
        previous, expected = entry.hash, expected + 1
    return None


def entries(
    db: Session,
    *,
    acts: Collection[str] | None = None,
    person_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int,
) -> list[AuditEntry]:
    """The newest entries, latest first: of some acts, of or about one person, since and until (not included) a moment.

    ``before`` is the number of the entry that the earlier ones are wanted of.
    """
    query = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(limit)
    if acts is not None:
        query = query.where(AuditEntry.act.in_(acts))
    if person_id is not None:
        named = user_subject(person_id)
        query = query.where((AuditEntry.actor == named) | (AuditEntry.subject == named))
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    if until is not None:
        query = query.where(AuditEntry.at < until)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return list(db.scalars(query))


def erased_people(db: Session, *, after: str) -> list[ErasedPerson]:
    """Who was erased since the entry with that hash, by id; where this log has no such entry, everybody who ever was.

    A backup's last entry is missing here when an earlier backup was restored in between: the two logs went apart, and
    nobody can tell from this one which of its erasures that backup has.
    """
    known = db.scalar(select(AuditEntry.number).where(AuditEntry.hash == after)) or 0
    erasures = select(AuditEntry.subject).where(AuditEntry.act == Act.DATA_ERASED, AuditEntry.number > known)
    ids = {int(subject.removeprefix(_USER)) for subject in db.scalars(erasures)}
    rows = db.execute(select(User.id, User.created_at).where(User.id.in_(ids)))
    found = {ErasedPerson(id=row[0], created_at=row[1]) for row in rows}
    restores = select(AuditEntry.detail).where(AuditEntry.act == Act.RESTORED, AuditEntry.number > known)
    found |= {ErasedPerson.from_text(text) for detail in db.scalars(restores) for text in detail.get(ABSENT, ())}
    return sorted(found)


def made_by_somebody(db: Session, user_id: int) -> bool:
    """Whether a person made that account, signed in, and not Amends itself."""
    made = select(AuditEntry.number).where(
        AuditEntry.act == Act.ACCOUNT_CREATED, AuditEntry.subject == user_subject(user_id), AuditEntry.actor != NOBODY
    )
    return db.scalar(made.limit(1)) is not None


def last_hash(db: Session) -> str:
    """The hash of the newest entry, to be kept elsewhere."""
    last = db.execute(_hashes().order_by(AuditEntry.number.desc()).limit(1)).first()
    return last.hash if last else FIRST_HASH


def _hashes() -> Select[int, str]:
    return select(AuditEntry.number, AuditEntry.hash)


def _hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of every column but the hash itself, the previous hash included."""
    columns = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    canonical = json.dumps(columns, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
