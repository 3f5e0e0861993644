"""What a team did and how it came out, counted by the database; corrections are in the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from storage.assignments import Assignment, assignment_states
from storage.judgement import LabelCount, Verdict
from storage.people import User
from storage.practice import PracticeSession
from storage.review import SignOff


@dataclass(frozen=True)
class PractisedRow:
    """What one trainee did. ``done`` counts conversations that ended, ``signed_off`` those of them that were signed."""

    trainee_id: int
    done: int
    running: int
    signed_off: int
    last_practised: datetime | None


@dataclass(frozen=True)
class CountRow:
    """How many of something a trainee has: ``name`` is a label or a clause, ``kind`` a verdict where it is a clause."""

    trainee_id: int
    name: str
    kind: str
    count: int


_ENDED: Final = PracticeSession.ended.is_not(None)


def practised(db: Session, team_id: int) -> dict[int, PractisedRow]:
    """By trainee. Who never began a conversation is not in it."""
    query = (
        select(
            PracticeSession.owner_id,
            _how_many(_ENDED),
            _how_many(~_ENDED),
            func.count(SignOff.session_id),
            func.max(PracticeSession.started_at),
        )
        .join(User, PracticeSession.owner_id == User.id)
        .outerjoin(SignOff, SignOff.session_id == PracticeSession.id)
        .where(User.team_id == team_id, PracticeSession.trial.is_(False))
        .group_by(PracticeSession.owner_id)
    )
    return {row[0]: PractisedRow(*row) for row in db.execute(query)}


def assigned(db: Session, team_id: int, *, now: datetime) -> dict[int, tuple[int, int]]:
    """By trainee, how many assignments are open (late ones among them) and how many of those are late."""
    states = assignment_states(now)
    query = (
        select(Assignment.trainee_id, _how_many(states["open"]), _how_many(states["overdue"]))
        .join(User, Assignment.trainee_id == User.id)
        .where(User.team_id == team_id)
        .group_by(Assignment.trainee_id)
    )
    return {row[0]: (row[1] + row[2], row[2]) for row in db.execute(query)}


def verdict_counts(db: Session, team_id: int, *, trainee_id: int | None = None) -> list[CountRow]:
    """How often each clause came out with each verdict in the ended conversations, by trainee, but for not observed."""
    query = (
        select(PracticeSession.owner_id, Verdict.clause, Verdict.verdict, func.count())
        .join(PracticeSession, PracticeSession.id == Verdict.session_id)
        .where(Verdict.verdict != "not_observed")
        .group_by(PracticeSession.owner_id, Verdict.clause, Verdict.verdict)
    )
    return [CountRow(*row) for row in db.execute(_of_team(query, team_id, trainee_id))]


def label_replies(db: Session, team_id: int, *, trainee_id: int | None = None) -> list[CountRow]:
    """In how many replies each label was found in the ended conversations, by trainee."""
    query = (
        select(PracticeSession.owner_id, LabelCount.label, literal(""), func.sum(LabelCount.replies))
        .join(PracticeSession, PracticeSession.id == LabelCount.session_id)
        .group_by(PracticeSession.owner_id, LabelCount.label)
    )
    return [CountRow(*row) for row in db.execute(_of_team(query, team_id, trainee_id))]


def wanted_and_unseen(
    db: Session, team_id: int, clauses_of: Mapping[str, Sequence[str]], *, trainee_id: int | None = None
) -> list[CountRow]:
    """For each technique, in how many conversations it was missing: found in no reply, and wanted.

    It was wanted where one of its clauses (``clauses_of``, by technique) was not or only partly met.
    """
    parts = [
        _of_team(
            select(PracticeSession.owner_id, literal(label), literal(""), func.count(Verdict.session_id.distinct()))
            .join(PracticeSession, PracticeSession.id == Verdict.session_id)
            .where(
                Verdict.clause.in_(clauses),
                Verdict.verdict.in_(("not_met", "partly")),
                ~exists().where(LabelCount.session_id == Verdict.session_id, LabelCount.label == label),
            )
            .group_by(PracticeSession.owner_id),
            team_id,
            trainee_id,
        )
        for label, clauses in clauses_of.items()
    ]
    return [CountRow(*row) for row in db.execute(union_all(*parts))]


def _of_team(query: Select[int, str, str, int], team_id: int, trainee_id: int | None) -> Select[int, str, str, int]:
    query = query.join(User, PracticeSession.owner_id == User.id)
    query = query.where(User.team_id == team_id, PracticeSession.trial.is_(False))
    return query if trainee_id is None else query.where(User.id == trainee_id)


def _how_many(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)
