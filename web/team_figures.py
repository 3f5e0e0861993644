"""Who of a team practised how much, how it came out, and who needs what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS, TECHNIQUES
from storage.people import Person, Role, User, team_trainees
from storage.store import Store
from storage.team_figures import (
    LabelRow,
    PractisedRow,
    TallyRow,
    assigned,
    label_tallies,
    practised,
    verdict_tallies,
)
from web.auth.roles import require_role
from web.problems import Problem

NEEDS: Final = 3
"""Of each sort, how many needs the overview names: more than a trainee can work on at once helps nobody."""


@dataclass(frozen=True)
class StandardTally:
    """How the requirements of one standard came out, over all ended conversations of a trainee."""

    id: str
    title: str
    met: int
    partly: int
    not_met: int


@dataclass(frozen=True)
class Need:
    """A technique that was missing in so many conversations, or a fault found in so many replies."""

    label: str
    title: str
    count: int


@dataclass(frozen=True)
class TraineeFigures:
    """One trainee in figures. ``missing`` and ``faults`` are the most frequent, the most frequent first."""

    id: int
    name: str
    deactivated: bool
    done: int
    running: int
    signed_off: int
    last_practised: datetime | None
    assignments_open: int
    assignments_overdue: int
    standards: tuple[StandardTally, ...]
    missing: tuple[Need, ...]
    faults: tuple[Need, ...]


class TeamFigures:
    """Figures of a supervisor's team. ``clock`` tells which assignments are late."""

    def __init__(self, store: Store, *, rules: Rules, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock

    def team(self, who: Person) -> tuple[TraineeFigures, ...]:
        """Every trainee by name, with the foremost needs of each."""
        require_role(who, Role.SUPERVISOR)
        return self._figures(who.team_id, trainee_id=None, needs=NEEDS) if who.team_id is not None else ()

    def trainee(self, who: Person, trainee_id: int) -> TraineeFigures:
        """One trainee with all needs; raises the 404 Problem for somebody of another team."""
        require_role(who, Role.SUPERVISOR)
        found = self._figures(who.team_id, trainee_id=trainee_id, needs=None) if who.team_id is not None else ()
        if not found:
            raise Problem("not-found", "There is no such trainee in your team.")
        return found[0]

    def _figures(self, team_id: int, *, trainee_id: int | None, needs: int | None) -> tuple[TraineeFigures, ...]:
        with self._store.reading() as db:
            people = [user for user in team_trainees(db, team_id) if trainee_id in (None, user.id)]
            done = practised(db, team_id)
            given = assigned(db, team_id, now=self._clock())
            verdicts = verdict_tallies(db, team_id, trainee_id=trainee_id)
            labels = label_tallies(db, team_id, trainee_id=trainee_id)
        return tuple(
            self._one(
                user,
                done.get(user.id, PractisedRow(user.id, 0, 0, 0, None)),
                given.get(user.id, (0, 0)),
                standards=self._tallies([row for row in verdicts if row.trainee_id == user.id]),
                labels=[row for row in labels if row.trainee_id == user.id],
                needs=needs,
            )
            for user in people
        )

    def _one(
        self,
        user: User,
        done: PractisedRow,
        given: tuple[int, int],
        *,
        standards: tuple[StandardTally, ...],
        labels: Sequence[LabelRow],
        needs: int | None,
    ) -> TraineeFigures:
        return TraineeFigures(
            id=user.id,
            name=user.name,
            deactivated=user.deactivated_at is not None,
            done=done.done,
            running=done.running,
            signed_off=done.signed_off,
            last_practised=done.last_practised,
            assignments_open=given[0],
            assignments_overdue=given[1],
            standards=standards,
            missing=self._needs({row.label: row.missing for row in labels}, TECHNIQUES, most=needs),
            faults=self._needs({row.label: row.replies for row in labels}, FAULTS, most=needs),
        )

    def _tallies(self, rows: Sequence[TallyRow]) -> tuple[StandardTally, ...]:
        """In the standards' order; one that today's rules don't know any more is left out."""
        by_standard = {row.standard: row for row in rows}
        return tuple(
            StandardTally(id=standard.id, title=standard.title, met=row.met, partly=row.partly, not_met=row.not_met)
            for standard in self._rules.standards
            if (row := by_standard.get(standard.id)) is not None
        )

    def _needs(self, counts: Mapping[str, int], labels: Sequence[str], *, most: int | None) -> tuple[Need, ...]:
        words = self._rules.words.labels
        found = [Need(label, words[label].title, counts[label]) for label in labels if counts.get(label)]
        return tuple(sorted(found, key=lambda need: -need.count)[:most])
