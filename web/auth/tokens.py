"""Proofs that a machine carries: API tokens and browser cookies, random and stored as hashes only."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

TOKEN_PREFIX: Final = "amends_"  # noqa: S105 — lets secret scanners recognise a leaked token


def new_token() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_cookie() -> str:
    return secrets.token_urlsafe(32)


def proof_hash(proof: str) -> str:
    """SHA-256: with 256 random bits nothing slower is needed."""
    return hashlib.sha256(proof.encode("utf-8", "surrogatepass")).hexdigest()
