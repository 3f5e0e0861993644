"""What one trainee's ended conversations add up to, over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from storage.judgement import Verdict
from storage.practice import PracticeSession
from storage.review import LabelCorrection
from storage.turns import Detection, Turn


@dataclass(frozen=True)
class FoundLabel:
    """A label that the scorer found in one reply."""

    session_id: str
    turn: int
    label: str


@dataclass(frozen=True)
class JudgedClause:
    """A verdict on one clause in one session, corrections included."""

    clause: str
    verdict: str
    session_id: str
    at: datetime


def ended_sessions(db: Session, owner_id: int) -> list[PracticeSession]:
    """A trainee's ended conversations, the first to end first."""
    query = select(PracticeSession).options(joinedload(PracticeSession.persona)).where(*_ended(owner_id))
    return list(db.scalars(query.order_by(PracticeSession.ended_at, PracticeSession.id)))


def own_replies(db: Session, owner_id: int) -> dict[str, int]:
    """How many replies each ended session has of its own; what a branch shares with its parent counts there alone."""
    query = select(Turn.session_id, func.count()).join(PracticeSession, Turn.session_id == PracticeSession.id)
    rows = db.execute(query.where(*_ended(owner_id), own_turn(Turn.number)).group_by(Turn.session_id))
    return {row[0]: row[1] for row in rows}


def found_labels(db: Session, owner_id: int) -> list[FoundLabel]:
    """Every label that was found in the own replies of a trainee's ended sessions."""
    query = (
        select(Turn.session_id, Turn.number, Detection.label)
        .join(Turn, Detection.turn_id == Turn.id)
        .join(PracticeSession, Turn.session_id == PracticeSession.id)
        .where(*_ended(owner_id), own_turn(Turn.number), Detection.standing == "decided")
    )
    return [FoundLabel(session_id=row[0], turn=row[1], label=row[2]) for row in db.execute(query)]


def corrected_labels(db: Session, owner_id: int) -> list[LabelCorrection]:
    """The corrections that count in a trainee's ended sessions."""
    query = select(LabelCorrection).join(PracticeSession, LabelCorrection.session_id == PracticeSession.id)
    query = query.where(*_ended(owner_id), own_turn(LabelCorrection.turn)).order_by(LabelCorrection.id)
    last = {(made.session_id, made.turn, made.label): made for made in db.scalars(query)}
    return [made for made in last.values() if not made.withdrawn]


def judged_clauses(db: Session, owner_id: int) -> list[JudgedClause]:
    """Every verdict of a trainee's ended sessions but ``not_observed``, the first to end first."""
    query = (
        select(Verdict.clause, Verdict.verdict, Verdict.session_id, PracticeSession.ended_at)
        .join(PracticeSession, Verdict.session_id == PracticeSession.id)
        .where(*_ended(owner_id), Verdict.verdict != "not_observed")
        .order_by(PracticeSession.ended_at, PracticeSession.id, Verdict.id)
    )
    return [
        JudgedClause(clause=row[0], verdict=row[1], session_id=row[2], at=row[3])
        for row in db.execute(query)
        if row[3] is not None
    ]


def own_turn(turn: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a turn is the session's own and not shared with the one that it branched off from."""
    return turn >= func.coalesce(PracticeSession.branched_from, 1)


def counts() -> ColumnElement[bool]:
    """Whether a session counts as practised: it has ended, after a reply of its own."""
    own_replies = exists().where(Turn.session_id == PracticeSession.id, own_turn(Turn.number))
    return and_(PracticeSession.ended.is_not(None), own_replies.correlate(PracticeSession))


def _ended(owner_id: int) -> tuple[ColumnElement[bool], ...]:
    return (PracticeSession.owner_id == owner_id, PracticeSession.ended.is_not(None), PracticeSession.trial.is_(False))
