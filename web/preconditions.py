"""If-Match and If-None-Match (RFC 9110, 13.1): change a draft only while it is the one that was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from web.problems import Problem


@dataclass(frozen=True)
class Preconditions:
    """The two headers as they came; None where one is absent."""

    if_match: str | None = None
    if_none_match: str | None = None

    def check(self, etag: str | None) -> None:
        """Raise the 412 Problem unless both hold for the present ETag (None: there is nothing yet)."""
        if self.if_match is not None and not _names(self.if_match, etag):
            raise Problem("etag-mismatch", "Somebody saved the draft since you read it. Read it again and merge.")
        if self.if_none_match is not None and _names(self.if_none_match, etag):
            raise Problem("etag-mismatch", "There is a draft of that id already. Read it first.")


UNCONDITIONAL: Final = Preconditions()


def _names(header: str, etag: str | None) -> bool:
    if etag is None:
        return False
    return header.strip() == "*" or etag in [entry.strip() for entry in header.split(",")]
