"""The only randomness: a generator for one purpose in one turn, so that equal replies continue equally.

A branch, a retry or another process must draw the same: nothing may depend on how often chance was asked before.
"""

from __future__ import annotations

import hashlib
import random


def chance(seed: int, turn: int, purpose: str) -> random.Random:
    """A generator that depends on these three alone; ``turn`` 0 is the opening."""
    digest = hashlib.sha256(f"{seed}\x1f{turn}\x1f{purpose}".encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 (play, not secrecy)
