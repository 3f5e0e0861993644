"""The supervisor's queue: a page of the team's sessions, with what there is to filter by and how much of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from storage.people import Person, Role, team_trainees
from storage.review_queue import (
    QueueFilter,
    QueueRow,
    QueueState,
    practised_personas,
    queue_counts,
    queue_page,
)
from storage.store import Store
from web.auth.roles import require_role
from web.views import SessionCard, session_card

PAGE: Final = 25
"""Sessions on one page of the queue: what can be looked over without losing one's place."""


@dataclass(frozen=True)
class QueueLine:
    """One session in the queue, with what waits in it. ``own``: it is the reader's, and another one judges it."""

    card: SessionCard
    open_flags: int
    gates_failed: int
    undecided: int
    signed_off: bool
    own: bool


@dataclass(frozen=True)
class QueuePage:
    """One page. ``counts`` are by state under the other filters; ``page`` counts from 1 to ``pages``."""

    lines: tuple[QueueLine, ...]
    counts: Mapping[QueueState, int]
    page: int
    pages: int


@dataclass(frozen=True)
class QueueChoices:
    """What can be filtered by: trainees of the team and customers that it talked to, each by id."""

    trainees: tuple[tuple[int, str], ...]
    personas: tuple[tuple[str, str], ...]


class ReviewQueue:
    """The sessions of a supervisor's team."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, who: Person, wanted: QueueFilter, *, page: int) -> QueuePage:
        """One page of the queue; a page past the end is the last one."""
        require_role(who, Role.SUPERVISOR)
        if who.team_id is None:
            return QueuePage(lines=(), counts=dict.fromkeys(QueueState, 0), page=1, pages=1)
        with self._store.reading() as db:
            counts = queue_counts(db, who, wanted)
            pages = max(1, -(-counts[wanted.state] // PAGE))
            page = min(max(page, 1), pages)
            rows = queue_page(db, who, wanted, offset=(page - 1) * PAGE, limit=PAGE)
            return QueuePage(lines=tuple(_line(row, who) for row in rows), counts=counts, page=page, pages=pages)

    def choices(self, who: Person) -> QueueChoices:
        require_role(who, Role.SUPERVISOR)
        if who.team_id is None:
            return QueueChoices(trainees=(), personas=())
        with self._store.reading() as db:
            return QueueChoices(
                trainees=tuple((user.id, user.name) for user in team_trainees(db, who.team_id)),
                personas=tuple(practised_personas(db, who)),
            )


def _line(row: QueueRow, who: Person) -> QueueLine:
    return QueueLine(
        card=session_card(row.session, turns=row.replies),
        open_flags=row.open_flags,
        gates_failed=row.session.gates_failed,
        undecided=row.session.undecided,
        signed_off=row.signed_off,
        own=row.session.owner_id == who.id,
    )
