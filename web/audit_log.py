"""The audit log as an administrator reads it: filtered, with people's present names beside their ids, and checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from storage.accounts import names_of
from storage.audit import NOBODY, Act, AuditEntry, BrokenEntry, entries, last_hash, verify
from storage.people import Person, Role
from storage.store import Store
from web.auth.roles import require_role

PAGE: Final = 50


@dataclass(frozen=True)
class EntryView:
    """An entry; ``actor`` and ``subject`` are as logged, the names beside them as they are today."""

    number: int
    at: datetime
    actor: str
    actor_name: str | None
    act: str
    subject: str
    subject_name: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class EntryPage:
    """Some entries, the latest first; ``before`` leads to the ones before them, None where there are none."""

    entries: tuple[EntryView, ...]
    before: int | None


@dataclass(frozen=True)
class ChainCheck:
    """What came of walking the whole chain."""

    broken: BrokenEntry | None
    last_hash: str


class AuditLog:
    """Reads; writing is done by whoever acts, in the transaction of the act."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self,
        who: Person,
        *,
        acts: Collection[Act] | None = None,
        person_id: int | None = None,
        first_day: date | None = None,
        last_day: date | None = None,
        before: int | None = None,
    ) -> EntryPage:
        """A page of entries; days are UTC's, both included."""
        require_role(who, Role.ADMIN)
        with self._store.reading() as db:
            found = entries(
                db,
                acts=acts,
                person_id=person_id,
                since=_midnight(first_day) if first_day else None,
                until=_midnight(last_day + timedelta(days=1)) if last_day and last_day < date.max else None,
                before=before,
                limit=PAGE + 1,
            )
            names = names_of(db)
            shown = tuple(_view(entry, names) for entry in found[:PAGE])
        return EntryPage(entries=shown, before=shown[-1].number if len(found) > PAGE else None)

    def people(self, who: Person) -> Mapping[int, str]:
        """Everybody the log may name, by id."""
        require_role(who, Role.ADMIN)
        with self._store.reading() as db:
            return names_of(db)

    def check(self, who: Person) -> ChainCheck:
        """Walk the whole chain."""
        require_role(who, Role.ADMIN)
        with self._store.reading() as db:
            return ChainCheck(broken=verify(db), last_hash=last_hash(db))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _view(entry: AuditEntry, names: Mapping[int, str]) -> EntryView:
    return EntryView(
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        actor_name="Not signed in" if entry.actor == NOBODY else _name(entry.actor, names),
        act=entry.act,
        subject=entry.subject,
        subject_name=_name(entry.subject, names),
        detail=entry.detail,
    )


def _name(logged: str, names: Mapping[int, str]) -> str | None:
    person = re.fullmatch(r"user:(\d+)", logged)
    return names.get(int(person[1])) if person else None
