"""Errors of the understanding: each carries a code, a place and a next step."""

from __future__ import annotations


class UnderstandingError(ValueError):
    """Something the understanding cannot work with; ``code`` is stable and documented."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type[UnderstandingError], tuple[str, str]]:
        """So that it comes through from another process as it was raised there."""
        return type(self), (self.code, self.detail)
