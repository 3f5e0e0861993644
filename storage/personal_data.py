"""Everything that is kept about one person: to be handed out, to be erased, to be let go of when its time is up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Column, ColumnElement, Table, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from storage.accounts import erased_name
from storage.assignments import Assignment
from storage.audit import AuditEntry, user_subject
from storage.base import UtcDateTime
from storage.people import FailedSignIn, Team, User, forget_proofs_of
from storage.practice import PendingReply, PracticeSession
from storage.tables import Base
from storage.turns import Turn

_PROOFS: Final = frozenset({"password_hash", "cookie_hash", "token_hash"})
_PRODUCT: Final = frozenset({"source", "compiled"})
"""What a customer consists of: it belongs to the organisation, whoever wrote it."""
_WRITTEN_BY: Final = {"flags": ("raised_by", "comment")}
"""By table, who wrote a row and which words: it names other people as well, whose words they are not."""
_AT_ONCE: Final = 200
_Id = TypeVar("_Id", str, int)


def collected(db: Session, user: User) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, by table: their own, those of their conversations, and what the log says of them.

    It goes by the tables' references, so a new table is included as soon as it refers to a person or a conversation.
    """
    sessions = select(PracticeSession.id).where(PracticeSession.owner_id == user.id)
    turns = select(Turn.id).where(Turn.session_id.in_(sessions))
    theirs: dict[str, Any] = {"users.id": [user.id], "practice_sessions.id": sessions, "turns.id": turns}
    named = user_subject(user.id)
    also: dict[str, ColumnElement[bool]] = {
        User.__tablename__: User.id == user.id,
        Team.__tablename__: Team.id == user.team_id,
        FailedSignIn.__tablename__: FailedSignIn.name == user.name,
        AuditEntry.__tablename__: or_(AuditEntry.actor == named, AuditEntry.subject == named),
    }
    found = {}
    for table in Base.metadata.sorted_tables:
        conditions: list[ColumnElement[bool]] = [
            column.in_(theirs[key.target_fullname])
            for column in table.columns
            for key in column.foreign_keys
            if key.target_fullname in theirs
        ]
        if table.name in also:
            conditions.append(also[table.name])
        rows = _rows(db, table, or_(*conditions)) if conditions else []
        if table.name in _WRITTEN_BY:
            writer, words = _WRITTEN_BY[table.name]
            for row in rows:
                if row[writer] != user.id:
                    del row[words]
        if rows:
            found[table.name] = rows
    return found


def erase(db: Session, user: User, *, now: datetime) -> int:
    """Take a person out of the records; returns how many conversations went.

    Their conversations go whole, figures included, and so does what they were asked to practise. The account stays
    without its name, for the log and for what they wrote about others.
    """
    sessions = db.scalars(select(PracticeSession.id).where(PracticeSession.owner_id == user.id)).all()
    delete_sessions(db, sessions)
    db.execute(delete(Assignment).where(Assignment.trainee_id == user.id))
    db.execute(delete(FailedSignIn).where(FailedSignIn.name == user.name))
    forget_proofs_of(db, user.id)
    user.name, user.password_hash, user.team = erased_name(db, user.id), "", None
    user.must_change_password = False
    user.erased_at = now
    user.deactivated_at = user.deactivated_at or now
    db.flush()
    return len(sessions)


def sessions_untouched_since(db: Session, moment: datetime) -> list[str]:
    """Conversations in which nothing has happened since then: nothing said, written, decided or signed.

    It goes by the tables' references, so that a new table counts as soon as it refers to a conversation.
    """
    sessions = Base.metadata.tables[PracticeSession.__tablename__]
    later = [or_(*(at >= moment for at in _moments(sessions)))]
    for table in Base.metadata.sorted_tables:
        at = _moments(table)
        if table is not sessions and at:
            later += [
                exists().where(column == sessions.c.id, or_(*(one >= moment for one in at)))
                for column in table.columns
                if column.references(sessions.c.id)
            ]
    return list(db.scalars(select(sessions.c.id).where(~func.coalesce(or_(*later), False))))


def delete_sessions(db: Session, ids: Sequence[str]) -> None:
    """Delete conversations with all that hangs on them; later tries that branched off one of them stay.

    An assignment that was done goes with the last conversation that was begun from it: it would look as if it was never
    done. One that was not is still to be done, and stays.
    """
    done: set[int] = set()
    for some in _portions(ids):
        begun_from = select(PracticeSession.assignment_id).where(
            PracticeSession.id.in_(some), PracticeSession.ended.is_not(None)
        )
        done |= {number for number in db.scalars(begun_from) if number is not None}
        db.execute(update(PracticeSession).where(PracticeSession.parent_id.in_(some)).values(parent_id=None))
        db.execute(delete(PendingReply).where(PendingReply.session_id.in_(some)))
        db.execute(delete(Turn).where(Turn.session_id.in_(some)))
        db.execute(delete(PracticeSession).where(PracticeSession.id.in_(some)))
    still = select(PracticeSession.assignment_id).where(PracticeSession.assignment_id.is_not(None))
    for numbers in _portions(sorted(done)):
        db.execute(delete(Assignment).where(Assignment.id.in_(numbers), Assignment.id.not_in(still)))


def _moments(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, UtcDateTime)]


def _portions(ids: Sequence[_Id]) -> Iterator[Sequence[_Id]]:
    """So many at a time as a statement may well name."""
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _rows(db: Session, table: Table, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = [column for column in table.columns if column.name not in _PROOFS | _PRODUCT]
    keys: Sequence[Any] = list(table.primary_key.columns)
    rows = db.execute(select(*columns).where(where).order_by(*keys)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
