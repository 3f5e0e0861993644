"""What a trainee was asked to practise: the list on their page, and what a session begun from it has to keep to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from storage.assignments import Assignment, assignments_for, sessions_from, standing_assignment
from storage.people import Person, Role
from storage.personas import published_personas
from storage.practice import PracticeSession
from storage.store import Store
from web.auth.roles import require_role
from web.due_days import is_late
from web.problems import Problem
from web.views import PersonaCard, persona_card

State = Literal["open", "running", "overdue", "done"]


@dataclass(frozen=True)
class AssignedView:
    """One assignment as its trainee sees it.

    ``persona`` is None where the customer is not published any more; ``session_id`` is the conversation to go on with
    or, where it is done, to read.
    """

    id: int
    persona: PersonaCard | None
    mode: str
    note: str
    assigned_by: str
    due_at: datetime | None
    state: State
    session_id: str | None


class Assigned:
    """Assignments as a trainee has them. ``clock`` tells what is overdue."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def list(self, who: Person) -> tuple[AssignedView, ...]:
        """What this trainee was asked to do: what is left first, by the day it is due."""
        require_role(who, Role.TRAINEE)
        with self._store.reading() as db:
            found = assignments_for(db, who.id)
            begun = sessions_from(db, [assignment.id for assignment in found])
            cards = {version.persona_id: persona_card(version) for version in published_personas(db)}
            views = [self._view(one, begun.get(one.id, []), cards.get(one.persona_id)) for one in found]
        return tuple(sorted(views, key=lambda view: view.state == "done"))

    def one(self, who: Person, assignment_id: int) -> AssignedView:
        """One assignment of this trainee; raises the 404 Problem."""
        found = next((view for view in self.list(who) if view.id == assignment_id), None)
        if found is None:
            raise _unknown()
        return found

    def _view(
        self, assignment: Assignment, begun: Sequence[PracticeSession], persona: PersonaCard | None
    ) -> AssignedView:
        ended = [session for session in begun if session.ended is not None]
        latest = ended[-1] if ended else begun[-1] if begun else None
        late = is_late(assignment.due_at, now=self._clock())
        return AssignedView(
            id=assignment.id,
            persona=persona,
            mode=assignment.mode,
            note=assignment.note,
            assigned_by=assignment.supervisor.name,
            due_at=assignment.due_at,
            state="done" if ended else "overdue" if late else "running" if begun else "open",
            session_id=latest.id if latest else None,
        )


def assignment_to_begin(db: Session, who: Person, assignment_id: int, *, persona_id: str) -> Assignment:
    """The assignment that a new session with this customer is begun from; raises the 404 Problem."""
    found = standing_assignment(db, assignment_id, trainee_id=who.id)
    if found is None or found.persona_id != persona_id:
        raise _unknown()
    return found


def _unknown() -> Problem:
    return Problem(
        "assignment-not-found", "There is no such assignment of yours, or it was withdrawn. Choose from your own page."
    )
