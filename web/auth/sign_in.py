"""Signing in and out: passwords to browser sessions, with a brake on guessing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from storage.audit import Act, append, user_subject
from storage.faults import StorageUnavailable
from storage.people import (
    BrowserSession,
    FailedSignIn,
    Person,
    User,
    failed_sign_ins,
    forget_browser,
    forget_browsers_of,
    forget_expired_browsers,
    forgive_sign_in,
    forgive_sign_ins,
    keep_browser,
    open_browser,
    token_owner,
    user_named,
)
from storage.store import Store
from web.auth.passwords import check_new_password, hash_is_dated, hash_password, password_fits
from web.auth.tokens import new_cookie, proof_hash
from web.problems import Problem

BROWSER_LIFE: Final = timedelta(hours=12)
"""A working day: nobody signs in twice a shift, and a forgotten shop computer is signed out by the next."""
BROWSER_IDLE: Final = timedelta(hours=2)
"""Without a request for so long a browser is signed out: longer than a meeting, shorter than a change of shift."""
_KEEP_EVERY: Final = timedelta(minutes=5)
"""How exactly idle time is measured; more exactly would mean a write at every request."""
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


@dataclass(frozen=True)
class _Attempt:
    """A password that is about to be checked; it counts as a failure until it is forgiven."""

    id: int
    user_id: int | None
    password_hash: str | None


class SignIn:
    """Accounts and their proofs. ``clock`` decides what has expired."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def sign_in(self, name: str, password: str, *, address: str, old_cookie: str | None = None) -> SignedIn | None:
        """A fresh browser session, or None for a wrong name or password; raises Problem after too many failures.

        The browser's earlier session, if any, is forgotten: a cookie planted before the sign-in is worth nothing.
        """
        attempt = self._attempt(name, address)
        # The slow part is done outside any transaction.
        if not password_fits(password, attempt.password_hash):
            self._log_failure(attempt)
            return None
        renewed = hash_password(password) if hash_is_dated(attempt.password_hash or "") else None
        with self._store.writing() as db:
            user = user_named(db, name)
            if user is None or user.password_hash != attempt.password_hash:
                return None  # the password was changed in this very moment
            if user.deactivated_at is not None:
                raise Problem("account-deactivated", "Nobody can sign in with it. Ask your administrator.")
            if renewed is not None:
                user.password_hash = renewed
            if old_cookie is not None:
                forget_browser(db, proof_hash(old_cookie))
            signed_in = self._let_in(db, user, attempt)
            append(db, at=self._clock(), actor_id=user.id, act=Act.SIGNED_IN, subject=user_subject(user.id))
            return signed_in

    def change_password(self, who: Person, present: str, new: str, *, address: str) -> SignedIn:
        """Take a new password; every browser of the person is signed out but this one, which gets a fresh cookie.

        Raises the Problems password-wrong (counted as failed sign-ins are), password-unfit and too-many-attempts.
        """
        attempt = self._attempt(who.name, address)
        if not password_fits(present, attempt.password_hash):
            self._log_failure(attempt)
            raise Problem("password-wrong", "That is not the password you signed in with. Capitals count.")
        # Whatever is wrong with the new one, this was no wrong guess. It tells nobody more than the sign-in page does:
        # wrong passwords stay counted, and a right one is no failure there either.
        with self._store.writing() as db:
            forgive_sign_in(db, attempt.id)
        if present == new:
            raise Problem("password-unfit", "The new password is the present one. Choose another.")
        check_new_password(new, name=who.name)
        hashed = hash_password(new)
        with self._store.writing() as db:
            user = db.get_one(User, who.id)
            if user.password_hash != attempt.password_hash:
                raise Problem("password-wrong", "The password was changed in the meantime. Sign in with the new one.")
            user.password_hash, user.must_change_password = hashed, False
            forget_browsers_of(db, user.id)
            signed_in = self._let_in(db, user, attempt)
            append(db, at=self._clock(), actor_id=user.id, act=Act.PASSWORD_CHANGED, subject=user_subject(user.id))
            return signed_in

    def sign_out(self, cookie: str) -> None:
        hashed = proof_hash(cookie)
        with self._store.writing() as db:
            browser = open_browser(db, hashed, now=self._clock())
            forget_browser(db, hashed)
            if browser is not None:
                user_id = browser.user_id
                append(db, at=self._clock(), actor_id=user_id, act=Act.SIGNED_OUT, subject=user_subject(user_id))

    def person_by_cookie(self, cookie: str) -> Person | None:
        """Whose browser this is; being asked keeps it signed in for a while, up to BROWSER_LIFE in all."""
        now, hashed = self._clock(), proof_hash(cookie)
        with self._store.reading() as db:
            browser = open_browser(db, hashed, now=now)
            if browser is None:
                return None
            person = browser.user.person()
            until = _stays_until(browser.created_at, now)
            due = until - browser.expires_at >= _KEEP_EVERY
        if due:
            # Records that can be read but not written are no reason to turn somebody away.
            with contextlib.suppress(StorageUnavailable), self._store.writing() as db:
                keep_browser(db, hashed, until=until)
        return person

    def person_by_token(self, token: str) -> Person | None:
        with self._store.reading() as db:
            return token_owner(db, proof_hash(token))

    def _let_in(self, db: Session, user: User, attempt: _Attempt) -> SignedIn:
        now, cookie = self._clock(), new_cookie()
        forgive_sign_in(db, attempt.id)
        forget_expired_browsers(db, now=now)
        forgive_sign_ins(db, before=now - WINDOW)
        db.add(
            BrowserSession(
                cookie_hash=proof_hash(cookie), user_id=user.id, created_at=now, expires_at=_stays_until(now, now)
            )
        )
        return SignedIn(person=user.person(), cookie=cookie, lasts=BROWSER_LIFE)

    def _log_failure(self, attempt: _Attempt) -> None:
        """Without the name that was typed: it may be a password in the wrong field."""
        subject = "unknown" if attempt.user_id is None else user_subject(attempt.user_id)
        with self._store.writing() as db:
            append(db, at=self._clock(), actor_id=None, act=Act.SIGN_IN_FAILED, subject=subject)

    def _attempt(self, name: str, address: str) -> _Attempt:
        """Count an attempt as failed until it succeeds, so that many at once are counted too; and look the hash up."""
        now = self._clock()
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
            return _Attempt(attempt.id, user.id if user else None, user.password_hash if user else None)


def _stays_until(begun: datetime, now: datetime) -> datetime:
    return min(now + BROWSER_IDLE, begun + BROWSER_LIFE)


def _shown(name: str) -> str:
    """A name as the table of failures can hold it."""
    return "".join(character for character in name[:80] if character.isprintable())
