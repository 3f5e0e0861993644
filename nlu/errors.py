"""Errors of the understanding: each carries a code, a place and a next step."""

from __future__ import annotations


class UnderstandingError(ValueError):
    """Something the understanding cannot work with; ``code`` is stable and documented."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail
