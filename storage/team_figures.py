"""What a team did and how it came out, counted by the database; corrections are in the counts.

A conversation counts from its first own reply on. What a second try shares with the first counts there alone, as it
does in the trainee's own progress.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from storage.assignments import Assignment, assignment_states
from storage.judgement import LabelCount, StandardTally
from storage.people import User
from storage.practice import PracticeSession
from storage.progress import counts, own_turn
from storage.review import LabelCorrection, SignOff
from storage.turns import Detection, Turn


@dataclass(frozen=True)
class PractisedRow:
    """What one trainee did. ``done`` counts conversations that ended after a reply of their own.

    ``signed_off`` counts those of them that were signed.
    """

    trainee_id: int
    done: int
    running: int
    signed_off: int
    last_practised: datetime | None


@dataclass(frozen=True)
class TallyRow:
    """How many requirements of one standard came out how, over all conversations of a trainee."""

    trainee_id: int
    standard: str
    met: int
    partly: int
    not_met: int


@dataclass(frozen=True)
class LabelRow:
    """In how many replies of a trainee a label was found, and in how many conversations it was missing."""

    trainee_id: int
    label: str
    replies: int
    missing: int


_COUNTS: Final = counts()


def practised(db: Session, team_id: int) -> dict[int, PractisedRow]:
    """By trainee. Who never began a conversation is not in it."""
    query = (
        select(
            PracticeSession.owner_id,
            _how_many(_COUNTS),
            _how_many(PracticeSession.ended.is_(None)),
            _how_many(and_(_COUNTS, SignOff.session_id.is_not(None))),
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


def verdict_tallies(db: Session, team_id: int, *, trainee_id: int | None = None) -> list[TallyRow]:
    """How the requirements of each standard came out in the conversations that count, by trainee."""
    sums = (func.sum(StandardTally.met), func.sum(StandardTally.partly), func.sum(StandardTally.not_met))
    query = (
        select(PracticeSession.owner_id, StandardTally.standard, *sums)
        .join(PracticeSession, PracticeSession.id == StandardTally.session_id)
        .join(User, PracticeSession.owner_id == User.id)
        .where(_COUNTS, _of_team(team_id, trainee_id))
        .group_by(PracticeSession.owner_id, StandardTally.standard)
    )
    return [TallyRow(*row) for row in db.execute(query)]


def label_tallies(db: Session, team_id: int, *, trainee_id: int | None = None) -> list[LabelRow]:
    """How often each label was found, or missing, in the conversations that count, by trainee."""
    shared = _shared_labels(db, team_id, trainee_id)
    query = (
        select(
            PracticeSession.owner_id,
            LabelCount.label,
            func.sum(LabelCount.replies),
            _how_many(LabelCount.missing.is_(True)),
        )
        .join(PracticeSession, PracticeSession.id == LabelCount.session_id)
        .join(User, PracticeSession.owner_id == User.id)
        .where(_COUNTS, _of_team(team_id, trainee_id))
        .group_by(PracticeSession.owner_id, LabelCount.label)
    )
    return [
        LabelRow(owner_id, label, replies - shared.get((owner_id, label), 0), missing)
        for owner_id, label, replies, missing in db.execute(query)
    ]


def _shared_labels(db: Session, team_id: int, trainee_id: int | None) -> dict[tuple[int, str], int]:
    """In how many replies that were not a conversation's own a label was found, by trainee and label."""
    decided = (
        select(case((LabelCorrection.withdrawn, None), else_=LabelCorrection.holds))
        .where(
            LabelCorrection.session_id == Turn.session_id,
            LabelCorrection.turn == Turn.number,
            LabelCorrection.label == Detection.label,
        )
        .order_by(LabelCorrection.id.desc())
        .limit(1)
        .correlate(Turn, Detection)
        .scalar_subquery()
    )
    query = (
        select(PracticeSession.owner_id, Detection.label, func.count())
        .select_from(Detection)
        .join(Turn, Turn.id == Detection.turn_id)
        .join(PracticeSession, PracticeSession.id == Turn.session_id)
        .join(User, PracticeSession.owner_id == User.id)
        .where(
            _COUNTS,
            _of_team(team_id, trainee_id),
            ~own_turn(Turn.number),
            func.coalesce(decided, Detection.standing == "decided"),
        )
        .group_by(PracticeSession.owner_id, Detection.label)
    )
    return {(row[0], row[1]): row[2] for row in db.execute(query)}


def _of_team(team_id: int, trainee_id: int | None) -> ColumnElement[bool]:
    of_team = and_(User.team_id == team_id, PracticeSession.trial.is_(False))
    return of_team if trainee_id is None else and_(of_team, User.id == trainee_id)


def _how_many(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)
