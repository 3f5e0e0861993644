"""Passwords: argon2id, checked in the same time whether or not the account exists."""

from __future__ import annotations

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.problems import Problem

SHORTEST: Final = 12
LONGEST: Final = 200
DIFFERENT: Final = 5
"""No other rules of composition: they make passwords harder to remember, not to guess (NIST SP 800-63B)."""

_hasher: Final = PasswordHasher()
"""The library's defaults, which follow RFC 9106's low-memory profile and are raised with its releases."""
_NOBODY: Final = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def password_fits(password: str, password_hash: str | None) -> bool:
    """Whether the password is the account's; for no account (None) False, after the same work."""
    try:
        fits = _hasher.verify(password_hash or _NOBODY, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def check_new_password(new: str, *, name: str) -> None:
    """Raise the Problem unless this may become somebody's password: long, not their name, and storable."""
    if not SHORTEST <= len(new) <= LONGEST:
        raise Problem(
            "password-unfit", f"A password has {SHORTEST} to {LONGEST} characters. Several words are easiest."
        )
    if name.casefold() in new.casefold() and len(name) * 2 > len(new):
        raise Problem("password-unfit", "The password is little more than the name. Choose another.")
    if len(set(new)) < DIFFERENT:
        raise Problem("password-unfit", f"Use at least {DIFFERENT} different characters.")


def hash_is_dated(password_hash: str) -> bool:
    """Whether today's parameters differ from the hash's, so that it should be made anew at this sign-in."""
    return _hasher.check_needs_rehash(password_hash)
