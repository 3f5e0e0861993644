"""A trainee's own progress: each technique over their conversations, and the last verdict on each requirement.

Nobody is compared with anybody: it reads one person's sessions only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coaching_rules.techniques import LABELS
from storage.people import Person, Role
from storage.practice import PracticeSession
from storage.progress import (
    JudgedClause,
    corrected_labels,
    ended_sessions,
    found_labels,
    judged_clauses,
    own_replies,
)
from storage.store import Store
from web.auth.roles import require_role


@dataclass(frozen=True)
class Point:
    """One conversation: in how many of its replies a label was found."""

    session_id: str
    title: str
    at: datetime
    found: int
    replies: int


@dataclass(frozen=True)
class LabelCourse:
    """One label over all conversations with a reply, the oldest first."""

    label: str
    points: tuple[Point, ...]

    @property
    def sessions(self) -> int:
        """In how many conversations it was found."""
        return sum(point.found > 0 for point in self.points)

    @property
    def replies(self) -> int:
        return sum(point.found for point in self.points)


@dataclass(frozen=True)
class ProgressView:
    """``conversations`` counts those that ended after at least one reply; ``last_verdicts`` are by clause."""

    conversations: int
    courses: tuple[LabelCourse, ...]
    last_verdicts: dict[str, JudgedClause]


class Progress:
    """What a trainee's conversations add up to. A supervisor's corrections count; shared turns count once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, who: Person) -> ProgressView:
        require_role(who, Role.TRAINEE)
        with self._store.reading() as db:
            replies = own_replies(db, who.id)
            sessions = [session for session in ended_sessions(db, who.id) if replies.get(session.id)]
            holding = {(one.session_id, one.turn, one.label) for one in found_labels(db, who.id)}
            for made in corrected_labels(db, who.id):
                change = holding.add if made.holds else holding.discard
                change((made.session_id, made.turn, made.label))
            found = Counter((session_id, label) for session_id, _, label in holding)
            return ProgressView(
                conversations=len(sessions),
                courses=tuple(LabelCourse(label, _points(sessions, label, found, replies)) for label in LABELS),
                last_verdicts={judged.clause: judged for judged in judged_clauses(db, who.id)},
            )


def _points(
    sessions: Sequence[PracticeSession], label: str, found: Counter[tuple[str, str]], replies: dict[str, int]
) -> tuple[Point, ...]:
    return tuple(
        Point(
            session_id=session.id,
            title=session.persona.title,
            at=session.ended_at or session.started_at,
            found=found[session.id, label],
            replies=replies[session.id],
        )
        for session in sessions
    )
