"""A team's records row by row, for tables in a spreadsheet; read as a stream, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from storage.judgement import Verdict
from storage.people import User
from storage.personas import PersonaVersion
from storage.practice import PracticeSession
from storage.review import LabelCorrection, SignOff, VerdictCorrection
from storage.turns import Detection, Turn

_CHUNK: Final = 1_000
_FACTS: Final = (PracticeSession.id, User.name, PersonaVersion.persona_id)
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
        )
        .select_from(PracticeSession)
        .outerjoin(SignOff, SignOff.session_id == PracticeSession.id)
        .outerjoin(signer, signer.c.id == SignOff.signed_by)
    )
    return _stream(db, _of_team(query, team_id).order_by(*_ORDER))


def label_rows(db: Session, team_id: int) -> Iterator[tuple[Any, ...]]:
    """Every label of every reply of the ended conversations, with the supervisor's last decision, if any."""
    last = (
        select(func.max(LabelCorrection.id).label("id"))
        .group_by(LabelCorrection.session_id, LabelCorrection.turn, LabelCorrection.label)
        .subquery()
    )
    decided = (
        select(LabelCorrection.session_id, LabelCorrection.turn, LabelCorrection.label, LabelCorrection.holds)
        .join(last, last.c.id == LabelCorrection.id)
        .subquery()
    )
    query = (
        select(*_FACTS, Turn.number, Detection.label, Detection.probability, Detection.standing, decided.c.holds)
        .select_from(Detection)
        .join(Turn, Turn.id == Detection.turn_id)
        .join(PracticeSession, PracticeSession.id == Turn.session_id)
        .outerjoin(
            decided,
            and_(
                decided.c.session_id == Turn.session_id,
                decided.c.turn == Turn.number,
                decided.c.label == Detection.label,
            ),
        )
        .where(PracticeSession.ended.is_not(None))
    )
    return _stream(db, _of_team(query, team_id).order_by(*_ORDER, Turn.number, Detection.id))


def verdict_rows(db: Session, team_id: int) -> Iterator[tuple[Any, ...]]:
    """Every verdict of the ended conversations, and whether a supervisor decided it."""
    decided = select(VerdictCorrection.session_id, VerdictCorrection.clause).distinct().subquery()
    query = (
        select(*_FACTS, Verdict.clause, Verdict.verdict, Verdict.score, decided.c.clause.is_not(None))
        .select_from(Verdict)
        .join(PracticeSession, PracticeSession.id == Verdict.session_id)
        .outerjoin(decided, and_(decided.c.session_id == Verdict.session_id, decided.c.clause == Verdict.clause))
    )
    return _stream(db, _of_team(query, team_id).order_by(*_ORDER, Verdict.id))


def _of_team(query: Select[*tuple[Any, ...]], team_id: int) -> Select[*tuple[Any, ...]]:
    return (
        query.join(User, User.id == PracticeSession.owner_id)
        .join(PersonaVersion, PersonaVersion.id == PracticeSession.persona_version_id)
        .where(User.team_id == team_id, PracticeSession.trial.is_(False))
    )


def _stream(db: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in db.execute(query, execution_options={"yield_per": _CHUNK}):
        yield tuple(row)
