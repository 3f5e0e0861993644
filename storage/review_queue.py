"""The sessions of a team as a supervisor works through them: filtered, counted and paged by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from storage.people import Person, User
from storage.personas import PersonaVersion
from storage.practice import PracticeSession, visible_sessions
from storage.review import Flag, SignOff
from storage.turns import Turn


class QueueState(StrEnum):
    """What a session wants from a supervisor. A session can be in several of them.

    Their own, from when they were a trainee, wants nothing from them: it is signed off, running or neither.
    """

    TO_REVIEW = "to-review"
    FLAGGED = "flagged"
    GATES = "gates"
    UNDECIDED = "undecided"
    SIGNED_OFF = "signed-off"
    RUNNING = "running"
    ALL = "all"


@dataclass(frozen=True)
class QueueFilter:
    """Which sessions; None and "" mean any. ``since`` and ``until`` bound when a session ended, or began if it runs."""

    state: QueueState = QueueState.TO_REVIEW
    trainee_id: int | None = None
    persona_id: str | None = None
    mode: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    newest_first: bool = False


@dataclass(frozen=True)
class QueueRow:
    """One session with what a row of the queue tells of it."""

    session: PracticeSession
    replies: int
    open_flags: int
    signed_off: bool


_MOMENT: Final = func.coalesce(PracticeSession.ended_at, PracticeSession.started_at)
_ENDED: Final = PracticeSession.ended.is_not(None)
_SIGNED: Final = exists().where(SignOff.session_id == PracticeSession.id)
_OPEN_FLAG: Final = exists().where(Flag.session_id == PracticeSession.id, Flag.answered_at.is_(None))


def _states(who: Person) -> Mapping[QueueState, ColumnElement[bool]]:
    others = PracticeSession.owner_id != who.id
    to_review = and_(_ENDED, ~_SIGNED, others)
    return {
        QueueState.TO_REVIEW: to_review,
        QueueState.FLAGGED: and_(_OPEN_FLAG, others),
        QueueState.GATES: and_(to_review, PracticeSession.gates_failed > 0),
        QueueState.UNDECIDED: and_(to_review, PracticeSession.undecided > 0),
        QueueState.SIGNED_OFF: _SIGNED,
        QueueState.RUNNING: ~_ENDED,
        QueueState.ALL: or_(_ENDED, ~_ENDED),
    }


def queue_page(db: Session, who: Person, wanted: QueueFilter, *, offset: int, limit: int) -> list[QueueRow]:
    """One page of the queue, the oldest first unless the filter says otherwise."""
    order = (_MOMENT.desc(), PracticeSession.id.desc()) if wanted.newest_first else (_MOMENT, PracticeSession.id)
    replies = select(func.count()).where(Turn.session_id == PracticeSession.id).scalar_subquery()
    flags = (
        select(func.count()).where(Flag.session_id == PracticeSession.id, Flag.answered_at.is_(None)).scalar_subquery()
    )
    query = (
        _narrowed(who, wanted)
        .where(_states(who)[wanted.state])
        .options(contains_eager(PracticeSession.owner), contains_eager(PracticeSession.persona))
        .add_columns(replies, flags, _SIGNED)
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    rows: list[Any] = list(db.execute(query))
    return [QueueRow(session=row[0], replies=row[1], open_flags=row[2], signed_off=bool(row[3])) for row in rows]


def queue_counts(db: Session, who: Person, wanted: QueueFilter) -> dict[QueueState, int]:
    """How many sessions each state has under the other filters."""
    states = _states(who)
    sums = [func.coalesce(func.sum(case((holds, 1), else_=0)), 0) for holds in states.values()]
    counted = db.execute(_narrowed(who, wanted).with_only_columns(*sums)).one()
    return dict(zip(states, counted, strict=True))


def practised_personas(db: Session, who: Person) -> list[tuple[str, str]]:
    """The customers that the team has sessions with: id and the title of the latest version, by title."""
    latest = (
        visible_sessions(who)
        .with_only_columns(func.max(PracticeSession.persona_version_id))
        .join(PersonaVersion, PracticeSession.persona_version_id == PersonaVersion.id)
        .group_by(PersonaVersion.persona_id)
    )
    query = select(PersonaVersion.persona_id, PersonaVersion.title).where(PersonaVersion.id.in_(latest))
    return [(row[0], row[1]) for row in db.execute(query.order_by(PersonaVersion.title, PersonaVersion.persona_id))]


def _narrowed(who: Person, wanted: QueueFilter) -> Select[PracticeSession]:
    """The team's sessions under every filter but the state, with their owner and persona joined."""
    query = visible_sessions(who).join(PersonaVersion, PracticeSession.persona_version_id == PersonaVersion.id)
    if wanted.trainee_id is not None:
        query = query.where(User.id == wanted.trainee_id)
    if wanted.persona_id is not None:
        query = query.where(PersonaVersion.persona_id == wanted.persona_id)
    if wanted.mode is not None:
        query = query.where(PracticeSession.mode == wanted.mode)
    if wanted.since is not None:
        query = query.where(wanted.since <= _MOMENT)
    if wanted.until is not None:
        query = query.where(wanted.until > _MOMENT)
    return query
