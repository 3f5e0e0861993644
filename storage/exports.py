"""A team's records row by row, for tables in a spreadsheet; read as a stream, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from storage.judgement import Verdict
from storage.people import User
from storage.personas import PersonaVersion
from storage.practice import PracticeSession
from storage.progress import counts, own_turn
from storage.review import LabelCorrection, SignOff, VerdictCorrection
from storage.turns import Detection, Turn

_AT_ONCE: Final = 100
"""Conversations read at a time; some twenty thousand rows of labels, a few megabytes."""
_FACTS: Final = (PracticeSession.id, User.name, PersonaVersion.persona_id)
_BRANCH: Final = (PracticeSession.parent_id, PracticeSession.branched_from)
_ORDER: Final = (PracticeSession.started_at, PracticeSession.id)


def session_rows(db: Session, team_id: int) -> Iterator[tuple[Any, ...]]:
    """Every conversation: who, whom with, how, when, how it ended, its overall score and its sign-off."""
    signer = User.__table__.alias("signer")
    overall = case(
        (PracticeSession.corrected_report.is_not(None), PracticeSession.corrected_report["overall"].as_integer()),
        else_=PracticeSession.final_report["overall"].as_integer(),
    )
    replies = select(func.count()).where(Turn.session_id == PracticeSession.id).scalar_subquery()
    query = (
        select(
            *_FACTS,
            PersonaVersion.title,
            PersonaVersion.version,
            PersonaVersion.channel,
            PracticeSession.mode,
            PracticeSession.started_at,
            PracticeSession.ended_at,
            PracticeSession.ended,
            replies,
            overall,
            PracticeSession.gates_failed,
            PracticeSession.undecided,
            signer.c.name,
            SignOff.signed_at,
            PracticeSession.assignment_id,
            *_BRANCH,
        )
        .select_from(PracticeSession)
        .outerjoin(SignOff, SignOff.session_id == PracticeSession.id)
        .outerjoin(signer, signer.c.id == SignOff.signed_by)
    )
    for ids in _sessions(db, team_id):
        yield from _rows(db, query.where(PracticeSession.id.in_(ids)).order_by(*_ORDER))


def label_rows(db: Session, team_id: int) -> Iterator[tuple[Any, ...]]:
    """Every label of every reply in the conversations that count, with the supervisor's last decision, if any.

    A reply that a second try shares with the first is there once, in the first.
    """
    for ids in _sessions(db, team_id, counted=True):
        last = (
            select(func.max(LabelCorrection.id))
            .where(LabelCorrection.session_id.in_(ids))
            .group_by(LabelCorrection.session_id, LabelCorrection.turn, LabelCorrection.label)
        )
        query = (
            select(
                *_FACTS,
                Turn.number,
                Detection.label,
                Detection.probability,
                Detection.standing,
                LabelCorrection.holds,
                *_BRANCH,
            )
            .select_from(Detection)
            .join(Turn, Turn.id == Detection.turn_id)
            .join(PracticeSession, PracticeSession.id == Turn.session_id)
            .outerjoin(
                LabelCorrection,
                and_(
                    LabelCorrection.session_id == Turn.session_id,
                    LabelCorrection.turn == Turn.number,
                    LabelCorrection.label == Detection.label,
                    LabelCorrection.id.in_(last),
                    LabelCorrection.withdrawn.is_(False),
                ),
            )
            .where(Turn.session_id.in_(ids), own_turn(Turn.number))
            .order_by(*_ORDER, Turn.number, Detection.id)
        )
        yield from _rows(db, query)


def verdict_rows(db: Session, team_id: int) -> Iterator[tuple[Any, ...]]:
    """Every verdict of the conversations that count, and whether a supervisor decided it."""
    latest = (
        select(VerdictCorrection.withdrawn)
        .where(VerdictCorrection.session_id == Verdict.session_id, VerdictCorrection.clause == Verdict.clause)
        .order_by(VerdictCorrection.id.desc())
        .limit(1)
        .correlate(Verdict)
        .scalar_subquery()
    )
    decided = latest.is_(False)
    query = (
        select(*_FACTS, Verdict.clause, Verdict.verdict, Verdict.score, decided, *_BRANCH)
        .select_from(Verdict)
        .join(PracticeSession, PracticeSession.id == Verdict.session_id)
        .order_by(*_ORDER, Verdict.id)
    )
    for ids in _sessions(db, team_id, counted=True):
        yield from _rows(db, query.where(Verdict.session_id.in_(ids)))


def _sessions(db: Session, team_id: int, *, counted: bool = False) -> Iterator[Sequence[str]]:
    """The ids of the team's conversations, the oldest first, so many at a time: no table is sorted as a whole."""
    query = (
        select(PracticeSession.id)
        .join(User, User.id == PracticeSession.owner_id)
        .where(User.team_id == team_id, PracticeSession.trial.is_(False))
        .order_by(*_ORDER)
    )
    ids = db.scalars(query.where(counts()) if counted else query).all()
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _rows(db: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query that reaches conversations, with their trainee and persona joined."""
    query = query.join(User, User.id == PracticeSession.owner_id)
    query = query.join(PersonaVersion, PersonaVersion.id == PracticeSession.persona_version_id)
    return (tuple(row) for row in db.execute(query))
