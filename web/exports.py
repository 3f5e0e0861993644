"""A team's records as tables: conversations, labels, verdicts. docs/reference/exports.md explains the columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS
from storage.exports import label_rows, session_rows, verdict_rows
from storage.people import Person, Role
from storage.store import Store
from web.auth.roles import require_role
from web.csv_text import Cell, csv_text

SESSIONS: Final = (
    "session",
    "trainee",
    "customer",
    "customer_title",
    "customer_version",
    "channel",
    "mode",
    "started_at",
    "ended_at",
    "ending",
    "replies",
    "overall",
    "critical_points_failed",
    "labels_undecided",
    "signed_off_by",
    "signed_off_at",
    "assignment",
    "parent",
    "branched_from",
)
LABELS: Final = (
    "session",
    "trainee",
    "customer",
    "reply",
    "label",
    "kind",
    "probability",
    "found",
    "decided_by_supervisor",
    "holds",
    "parent",
    "branched_from",
)
VERDICTS: Final = (
    "session",
    "trainee",
    "customer",
    "standard",
    "clause",
    "verdict",
    "score",
    "decided_by_supervisor",
    "parent",
    "branched_from",
)
_FOUND: Final = {"decided": "yes", "absent": "no", "abstained": "too_close"}
_NO_TEAM: Final = -1
"""No team's id: a supervisor without a team gets tables without rows."""


class Exports:
    """Tables of a supervisor's team, as text in pieces. Each is one moment of the records."""

    def __init__(self, store: Store, *, rules: Rules) -> None:
        self._store = store
        self._standards = {clause.id: standard.id for standard in rules.standards for clause in standard.clauses}

    def sessions(self, who: Person) -> Iterator[str]:
        return csv_text(SESSIONS, self._sessions(_team(who)))

    def labels(self, who: Person) -> Iterator[str]:
        return csv_text(LABELS, self._labels(_team(who)))

    def verdicts(self, who: Person) -> Iterator[str]:
        return csv_text(VERDICTS, self._verdicts(_team(who)))

    def _sessions(self, team_id: int) -> Iterator[tuple[Cell, ...]]:
        with self._store.reading() as db:
            yield from session_rows(db, team_id)

    def _labels(self, team_id: int) -> Iterator[tuple[Cell, ...]]:
        with self._store.reading() as db:
            for session, trainee, persona, number, label, probability, standing, decided, *branch in label_rows(
                db, team_id
            ):
                kind = "fault" if label in FAULTS else "technique"
                found = _FOUND[standing]
                holds = found if decided is None else _yes_no(decided)
                by_supervisor = decided is not None
                told = (session, trainee, persona, number, label, kind, probability, found, by_supervisor, holds)
                yield (*told, *branch)

    def _verdicts(self, team_id: int) -> Iterator[tuple[Cell, ...]]:
        with self._store.reading() as db:
            for session, trainee, persona, clause, verdict, score, decided, *branch in verdict_rows(db, team_id):
                standard = self._standards.get(clause, "")
                yield (session, trainee, persona, standard, clause, verdict, score, bool(decided), *branch)


def _team(who: Person) -> int:
    require_role(who, Role.SUPERVISOR)
    return _NO_TEAM if who.team_id is None else who.team_id


def _yes_no(value: Any) -> str:
    return "yes" if value else "no"
