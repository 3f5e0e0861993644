"""Signing in and out: passwords to browser sessions, with a brake on guessing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.people import (
    BrowserSession,
    FailedSignIn,
    Person,
    browser_owner,
    failed_sign_ins,
    forget_browser,
    forget_expired_browsers,
    forgive_sign_in,
    forgive_sign_ins,
    token_owner,
    user_named,
)
from storage.store import Store
from web.auth.passwords import hash_is_dated, hash_password, password_fits
from web.auth.tokens import new_cookie, proof_hash
from web.problems import Problem

BROWSER_LIFE: Final = timedelta(hours=12)
"""A working day: nobody signs in twice a shift, and a forgotten shop computer is signed out by the next."""
WINDOW: Final = timedelta(minutes=10)
PER_NAME_AND_ADDRESS: Final = 5
"""Failures in the window before somebody who mistypes has to wait."""
PER_ADDRESS: Final = 30
"""Failures in the window from one address: a training room behind one router, but no list of passwords."""
PER_NAME: Final = 50
"""Failures in the window for one account from anywhere; high, so that a stranger can hardly lock somebody out."""


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, and the value for their browser's cookie, which is shown this once."""

    person: Person
    cookie: str
    lasts: timedelta


class SignIn:
    """Accounts and their proofs. ``clock`` decides what has expired."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def sign_in(self, name: str, password: str, *, address: str, old_cookie: str | None = None) -> SignedIn | None:
        """A fresh browser session, or None for a wrong name or password; raises Problem after too many failures.

        The browser's earlier session, if any, is forgotten: a cookie planted before the sign-in is worth nothing.
        """
        now = self._clock()
        attempt, known_hash = self._attempt(name, address, now=now)
        # The slow part is done outside any transaction.
        if not password_fits(password, known_hash):
            return None
        renewed = hash_password(password) if known_hash and hash_is_dated(known_hash) else None
        cookie = new_cookie()
        with self._store.writing() as db:
            user = user_named(db, name)
            if user is None or user.password_hash != known_hash:
                return None  # the password was changed in this very moment
            if renewed is not None:
                user.password_hash = renewed
            forgive_sign_in(db, attempt)
            if old_cookie is not None:
                forget_browser(db, proof_hash(old_cookie))
            forget_expired_browsers(db, now=now)
            forgive_sign_ins(db, before=now - WINDOW)
            db.add(
                BrowserSession(
                    cookie_hash=proof_hash(cookie), user_id=user.id, created_at=now, expires_at=now + BROWSER_LIFE
                )
            )
            return SignedIn(person=user.person(), cookie=cookie, lasts=BROWSER_LIFE)

    def sign_out(self, cookie: str) -> None:
        with self._store.writing() as db:
            forget_browser(db, proof_hash(cookie))

    def person_by_cookie(self, cookie: str) -> Person | None:
        with self._store.reading() as db:
            return browser_owner(db, proof_hash(cookie), now=self._clock())

    def person_by_token(self, token: str) -> Person | None:
        with self._store.reading() as db:
            return token_owner(db, proof_hash(token))

    def _attempt(self, name: str, address: str, *, now: datetime) -> tuple[int, str | None]:
        """Count an attempt as failed until it succeeds, so that many at once are counted too; and look the hash up."""
        since, shown = now - WINDOW, _shown(name)
        with self._store.writing() as db:
            if (
                failed_sign_ins(db, since=since, name=shown, address=address) >= PER_NAME_AND_ADDRESS
                or failed_sign_ins(db, since=since, address=address) >= PER_ADDRESS
                or failed_sign_ins(db, since=since, name=shown) >= PER_NAME
            ):
                minutes = int(WINDOW.total_seconds() // 60)
                raise Problem(
                    "too-many-attempts",
                    f"Signing in failed too often. Wait {minutes} minutes and try again.",
                    retry_after=int(WINDOW.total_seconds()),
                )
            attempt = FailedSignIn(name=shown, address=address, failed_at=now)
            db.add(attempt)
            db.flush()
            user = user_named(db, name) if name == shown else None
            return attempt.id, user.password_hash if user else None


def _shown(name: str) -> str:
    """A name as the table of failures can hold it."""
    return "".join(character for character in name[:80] if character.isprintable())
