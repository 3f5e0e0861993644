"""Every way of saying no: RFC 9457 problem details with a code that stays the same.

The catalogue is data; docs/reference/errors.md explains each code and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Kind:
    """One sort of problem: its HTTP status and the sentence that is the same every time."""

    status: int
    title: str


KINDS: Final[Mapping[str, Kind]] = {
    "not-signed-in": Kind(401, "Sign in first"),
    "wrong-role": Kind(403, "Your role may not do this"),
    "account-deactivated": Kind(403, "This account is deactivated"),
    "password-change-needed": Kind(403, "Choose a password of your own first"),
    "cross-site": Kind(403, "The request came from another site"),
    "not-found": Kind(404, "There is no such thing here"),
    "session-not-found": Kind(404, "You have no such session"),
    "assignment-not-found": Kind(404, "You have no such assignment"),
    "account-not-found": Kind(404, "There is no such account"),
    "team-not-found": Kind(404, "There is no such team"),
    "token-not-found": Kind(404, "There is no such token"),
    "persona-not-found": Kind(404, "There is no such persona"),
    "method-not-allowed": Kind(405, "This can't be done to this address"),
    "session-ended": Kind(409, "The conversation has ended"),
    "turn-in-progress": Kind(409, "An earlier reply is still waiting for its answer"),
    "reply-id-reused": Kind(409, "This reply_id was used for another text"),
    "assignment-done": Kind(409, "The assignment is done"),
    "not-finished": Kind(409, "The assessment has not ended yet"),
    "assessment-no-branch": Kind(409, "An assessment can't be branched"),
    "still-running": Kind(409, "The conversation is still running"),
    "signed-off": Kind(409, "The conversation is signed off"),
    "flag-open": Kind(409, "You doubted this already"),
    "own-session": Kind(409, "This is your own conversation"),
    "doubts-open": Kind(409, "The trainee waits for an answer"),
    "review-moved-on": Kind(409, "Somebody was here before you"),
    "draft-changed": Kind(409, "The draft changed in the meantime"),
    "not-published": Kind(409, "The customer is not in that state"),
    "own-account": Kind(409, "This can't be done to your own account"),
    "account-erased": Kind(409, "The account was erased"),
    "etag-mismatch": Kind(412, "The draft is not the one you read"),
    "too-large": Kind(413, "The body is too large"),
    "unsupported-media-type": Kind(415, "The body is of a kind that can't be read here"),
    "invalid-body": Kind(422, "What was sent is not what this address takes"),
    "reply-empty": Kind(422, "The reply is empty"),
    "reply-too-long": Kind(422, "The reply is too long"),
    "text-nul": Kind(422, "The text holds a NUL character"),
    "text-surrogate": Kind(422, "The text holds half a character"),
    "turn-out-of-range": Kind(422, "There is no such turn to branch from"),
    "words-missing": Kind(422, "Something has to be written here"),
    "words-too-long": Kind(422, "This is too long"),
    "choice-missing": Kind(422, "Something has to be chosen"),
    "nothing-said": Kind(422, "Nothing was said in this conversation"),
    "persona-unreadable": Kind(422, "The file can't be read"),
    "persona-id-invalid": Kind(422, "This can't be a persona's id"),
    "persona-id-differs": Kind(422, "The body's id is not the address's"),
    "persona-invalid": Kind(422, "The persona has errors"),
    "rehearsal-failed": Kind(422, "The persona failed its rehearsal"),
    "account-unfit": Kind(422, "The account can't be kept like this"),
    "token-unfit": Kind(422, "The token can't be made like this"),
    "team-unfit": Kind(422, "The team can't be called this"),
    "note-unfit": Kind(422, "The note won't do"),
    "not-confirmed": Kind(422, "It was not confirmed"),
    "password-wrong": Kind(422, "The present password is wrong"),
    "password-unfit": Kind(422, "This can't be the new password"),
    "too-many-attempts": Kind(429, "Too many attempts to sign in"),
    "internal-error": Kind(500, "Something went wrong on our side"),
    "not-ready": Kind(503, "A part of Amends does not answer"),
    "assistant-unavailable": Kind(503, "The customer can't answer now"),
    "storage-unavailable": Kind(503, "The records can't be read or written now"),
}


class Problem(Exception):
    """A refusal with its code. ``detail`` says what happened this time and what to do next.

    ``retry_after`` is in whole seconds; ``more`` are members of its own, such as diagnostics.
    """

    def __init__(
        self, code: str, detail: str, *, retry_after: int | None = None, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.kind = KINDS[code]
        self.detail = detail
        self.retry_after = retry_after
        self.more = dict(more or {})

    def to_dict(self) -> dict[str, Any]:
        return {
            "type": f"urn:amends:problem:{self.code}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "code": self.code,
            **self.more,
        }

    def headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        if self.kind.status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="amends"'
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return headers
