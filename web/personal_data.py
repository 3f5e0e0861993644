"""What is kept about people: handed out, erased, and let go of when the retention period is over."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from storage.accounts import account_for_change, admins_for_change
from storage.audit import Act, append, user_subject
from storage.people import Person, Role, User, user_named
from storage.personal_data import collected, delete_sessions, erase, sessions_untouched_since
from storage.store import Store
from web.auth.roles import require_role
from web.problems import Problem

FORMAT: Final = 1
"""Version of the exported document."""


@dataclass(frozen=True)
class Retention:
    """The period, if one is set, and how many conversations are past it now."""

    days: int | None
    due: int


class PersonalData:
    """For administrators (``who``) and for the command line (``who`` is None). Every act is logged."""

    def __init__(self, store: Store, *, retention_days: int | None, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._days = retention_days
        self._clock = clock

    def export(self, who: Person | None, user_id: int) -> bytes:
        """All that is kept about a person as a JSON document; what proves who they are is left out."""
        _check(who)
        with self._store.writing() as db:
            user = _found(db.get(User, user_id))
            document = {
                "format": FORMAT,
                "made_at": self._clock().isoformat(),
                "person": user_subject(user.id),
                "tables": collected(db, user),
            }
            append(
                db,
                at=self._clock(),
                actor_id=who.id if who else None,
                act=Act.DATA_EXPORTED,
                subject=user_subject(user.id),
            )
        return json.dumps(document, ensure_ascii=True, indent=1).encode("ascii")

    def erase(self, who: Person | None, user_id: int, *, typed_name: str) -> int:
        """Take a person out of the records for good, once their name was typed; returns how many conversations went."""
        _check(who)
        with self._store.writing() as db:
            if who is not None and who.id not in admins_for_change(db):
                raise Problem("wrong-role", "You are no administrator any more.")
            user = _found(account_for_change(db, user_id))
            if user.erased_at is not None:
                raise Problem("account-erased", "Nothing is left to erase.")
            if who is not None and user.id == who.id:
                raise Problem("own-account", "Ask another administrator to erase you.")
            if typed_name.strip() != user.name:
                raise Problem("not-confirmed", "Type the name exactly as it is shown. Nothing was erased.")
            return self._erase(db, user, actor_id=who.id if who else None)

    def id_of(self, name: str) -> int | None:
        """For the command line: whose name that is."""
        with self._store.reading() as db:
            user = user_named(db, name)
            return user.id if user else None

    def retention(self, who: Person) -> Retention:
        require_role(who, Role.ADMIN)
        if self._days is None:
            return Retention(days=None, due=0)
        with self._store.reading() as db:
            return Retention(days=self._days, due=len(sessions_untouched_since(db, self._limit(self._days))))

    def apply_retention(self, *, days: int | None = None) -> int:
        """Delete conversations untouched for so many days (default: as set, which may be never); returns how many.

        Nothing is logged where nothing was due, so that starting often does not fill the log.
        """
        days = days or self._days
        if days is None:
            return 0
        with self._store.writing() as db:
            due = sessions_untouched_since(db, self._limit(days))
            if due:
                delete_sessions(db, due)
                detail = {"days": days, "conversations": len(due)}
                append(
                    db,
                    at=self._clock(),
                    actor_id=None,
                    act=Act.RETENTION_APPLIED,
                    subject="conversations",
                    detail=detail,
                )
            return len(due)

    def _erase(self, db: Session, user: User, *, actor_id: int | None) -> int:
        conversations = erase(db, user, now=self._clock())
        append(
            db,
            at=self._clock(),
            actor_id=actor_id,
            act=Act.DATA_ERASED,
            subject=user_subject(user.id),
            detail={"conversations": conversations},
        )
        return conversations

    def _limit(self, days: int) -> datetime:
        return self._clock() - timedelta(days=days)


def _check(who: Person | None) -> None:
    if who is not None:
        require_role(who, Role.ADMIN)


def _found(user: User | None) -> User:
    if user is None:
        raise Problem("account-not-found", "There is no account of that number.")
    return user
