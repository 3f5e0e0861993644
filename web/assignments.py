"""What supervisors ask their team to practise: given, listed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from storage.assignments import (
    Assignment,
    TeamAssignment,
    assignment_counts,
    open_twin,
    sessions_from,
    team_assignment_for_change,
    team_assignments,
)
from storage.audit import Act, append, user_subject
from storage.people import Person, Role, team_trainees
from storage.personas import published_persona, titles_of
from storage.store import Store
from web.auth.roles import require_role
from web.due_days import end_of_day, is_late
from web.problems import Problem
from web.text_rules import checked_words

MAX_NOTE: Final = 1_000
PAGE: Final = 25
STATES: Final = ("open", "overdue", "done", "withdrawn", "all")
MODES: Final = ("practice", "assessment")


@dataclass(frozen=True)
class GivenAssignment:
    """One assignment as the team's supervisors see it; ``done_by`` is the session that settled it."""

    id: int
    trainee: str
    title: str
    mode: str
    note: str
    due_at: datetime | None
    assigned_by: str
    assigned_at: datetime
    state: str
    done_by: str | None


@dataclass(frozen=True)
class AssignmentPage:
    """A page of them; ``page`` counts from 1 to ``pages``."""

    lines: tuple[GivenAssignment, ...]
    counts: Mapping[str, int]
    page: int
    pages: int


class Assignments:
    """Assignments of a supervisor's team. ``clock`` tells what is overdue."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def assign(
        self,
        who: Person,
        persona_id: str,
        *,
        trainees: Collection[int],
        everybody: bool,
        mode: str,
        due: str,
        note: str,
    ) -> int:
        """Give a published customer to trainees of the team; returns to how many.

        ``due`` is a day (2026-03-02) whose end in UTC is the last moment, or "" for none. Who has the same customer in
        the same mode open already, with the same day and note, is left out: a form sent twice gives nothing twice.
        """
        team_id = _team(who)
        now = self._clock()
        words = checked_words(note, what="a note", longest=MAX_NOTE, required=False)
        due_at = end_of_day(due, now=now)
        if mode not in MODES:
            raise Problem("choice-missing", "Choose practice or assessment.")
        with self._store.writing() as db:
            if published_persona(db, persona_id) is None:
                raise Problem("choice-missing", "Choose a customer that is published.")
            people = team_trainees(db, team_id)
            team = {user.id for user in people if user.deactivated_at is None}
            chosen = team if everybody else set(trainees)
            if not chosen:
                raise Problem("choice-missing", "Choose at least one trainee, or the whole team.")
            if chosen & ({user.id for user in people} - team):
                raise Problem("choice-missing", "The account of somebody you chose was deactivated. Choose again.")
            if not chosen <= team:
                raise Problem("choice-missing", "Somebody you chose is not in your team any more. Choose again.")
            given = [
                Assignment(
                    trainee_id=trainee_id,
                    persona_id=persona_id,
                    mode=mode,
                    note=words,
                    due_at=due_at,
                    assigned_by=who.id,
                    assigned_at=now,
                )
                for trainee_id in sorted(chosen)
                if not open_twin(db, trainee_id, persona_id=persona_id, mode=mode, due_at=due_at, note=words)
            ]
            db.add_all(given)
            db.flush()
            for one in given:
                detail = {"assignment": one.id, "persona": persona_id, "mode": mode}
                append(
                    db, at=now, actor_id=who.id, act=Act.ASSIGNED, subject=user_subject(one.trainee_id), detail=detail
                )
            return len(given)

    def trainees(self, who: Person) -> tuple[tuple[int, str], ...]:
        """Whom a customer can be given to, by id: the trainees of the team that can sign in."""
        require_role(who, Role.SUPERVISOR)
        if who.team_id is None:
            return ()
        with self._store.reading() as db:
            team = team_trainees(db, who.team_id)
            return tuple((user.id, user.name) for user in team if user.deactivated_at is None)

    def page(self, who: Person, *, state: str, page: int) -> AssignmentPage:
        """One page of the team's assignments in a state; a page past the end is the last one."""
        require_role(who, Role.SUPERVISOR)
        if who.team_id is None:
            return AssignmentPage(lines=(), counts=dict.fromkeys(STATES, 0), page=1, pages=1)
        now = self._clock()
        with self._store.reading() as db:
            counts = assignment_counts(db, who.team_id, now=now)
            pages = max(1, -(-counts[state] // PAGE))
            page = min(max(page, 1), pages)
            rows = team_assignments(db, who.team_id, state=state, now=now, offset=(page - 1) * PAGE, limit=PAGE)
            titles = titles_of(db, {row.assignment.persona_id for row in rows})
            lines = tuple(_given(row, titles, now=now) for row in rows)
        return AssignmentPage(lines=lines, counts=counts, page=page, pages=pages)

    def withdraw(self, who: Person, assignment_id: int) -> None:
        """Take an assignment back that is not done; what was begun from it stays. Doing it twice changes nothing."""
        team_id = _team(who)
        with self._store.writing() as db:
            found = team_assignment_for_change(db, team_id, assignment_id)
            if found is None:
                raise Problem("assignment-not-found", "There is no such assignment, or it is not of your team.")
            if found.withdrawn_at is not None:
                return
            if any(session.ended is not None for session in sessions_from(db, [found.id]).get(found.id, ())):
                raise Problem("assignment-done", "The trainee has done it, so there is nothing to take back.")
            found.withdrawn_at = self._clock()
            append(
                db,
                at=found.withdrawn_at,
                actor_id=who.id,
                act=Act.ASSIGNMENT_WITHDRAWN,
                subject=user_subject(found.trainee_id),
                detail={"assignment": found.id},
            )


def _team(who: Person) -> int:
    require_role(who, Role.SUPERVISOR)
    if who.team_id is None:
        raise Problem("assignment-not-found", "You have no team yet. Ask your administrator for one.")
    return who.team_id


def _given(row: TeamAssignment, titles: Mapping[str, str], *, now: datetime) -> GivenAssignment:
    one = row.assignment
    if one.withdrawn_at is not None:
        state = "withdrawn"
    elif row.done_by is not None:
        state = "done"
    else:
        state = "overdue" if is_late(one.due_at, now=now) else "open"
    return GivenAssignment(
        id=one.id,
        trainee=one.trainee.name,
        title=titles.get(one.persona_id, one.persona_id),
        mode=one.mode,
        note=one.note,
        due_at=one.due_at,
        assigned_by=one.supervisor.name,
        assigned_at=one.assigned_at,
        state=state,
        done_by=row.done_by,
    )
