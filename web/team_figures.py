"""Who of a team practised how much, how it came out, and who needs what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS, TECHNIQUES
from storage.people import Person, Role, User, team_trainees
from storage.store import Store
from storage.team_figures import (
    CountRow,
    PractisedRow,
    assigned,
    label_replies,
    practised,
    verdict_counts,
    wanted_and_unseen,
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
        clauses_of = {label: self._rules.words.labels[label].clauses for label in TECHNIQUES}
        with self._store.reading() as db:
            people = [user for user in team_trainees(db, team_id) if trainee_id in (None, user.id)]
            done = practised(db, team_id)
            given = assigned(db, team_id, now=self._clock())
            verdicts = verdict_counts(db, team_id, trainee_id=trainee_id)
            found = label_replies(db, team_id, trainee_id=trainee_id)
            unseen = wanted_and_unseen(db, team_id, clauses_of, trainee_id=trainee_id)
        return tuple(
            self._one(
                user,
                done.get(user.id, PractisedRow(user.id, 0, 0, 0, None)),
                given.get(user.id, (0, 0)),
                standards=self._tallies(row for row in verdicts if row.trainee_id == user.id),
                missing=self._needs((row for row in unseen if row.trainee_id == user.id), TECHNIQUES, most=needs),
                faults=self._needs((row for row in found if row.trainee_id == user.id), FAULTS, most=needs),
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
        missing: tuple[Need, ...],
        faults: tuple[Need, ...],
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
            missing=missing,
            faults=faults,
        )

    def _tallies(self, rows: Iterable[CountRow]) -> tuple[StandardTally, ...]:
        standard_of = {clause.id: standard.id for standard in self._rules.standards for clause in standard.clauses}
        counted: Counter[tuple[str, str]] = Counter()
        for row in rows:
            if row.name in standard_of:
                counted[standard_of[row.name], row.kind] += row.count
        tallies = (
            StandardTally(
                id=standard.id,
                title=standard.title,
                met=counted[standard.id, "met"],
                partly=counted[standard.id, "partly"],
                not_met=counted[standard.id, "not_met"],
            )
            for standard in self._rules.standards
        )
        return tuple(tally for tally in tallies if tally.met or tally.partly or tally.not_met)

    def _needs(self, rows: Iterable[CountRow], labels: Sequence[str], *, most: int | None) -> tuple[Need, ...]:
        words = self._rules.words.labels
        found = [Need(row.name, words[row.name].title, row.count) for row in rows if row.name in labels]
        return tuple(sorted(found, key=lambda need: (-need.count, labels.index(need.label)))[:most])
