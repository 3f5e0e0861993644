"""How a person wants the pages to look: calm, without figures, or with the coach folded away.

Remembered in the browser, in a cookie of the person's own, so that colleagues at one computer keep their own look.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from fastapi import Request
from starlette.responses import Response

from storage.people import Person
from web.services import services_of

Change = Literal["calm", "figures", "fold-coach", "open-coach"]
_YEAR: Final = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Look:
    """``calm`` shows words instead of figures; ``coach_folded`` keeps the coach's notes closed until opened."""

    calm: bool = False
    coach_folded: bool = False

    def changed(self, change: Change) -> Look:
        if change in ("calm", "figures"):
            return replace(self, calm=change == "calm")
        return replace(self, coach_folded=change == "fold-coach")


def look_of(request: Request, who: Person | None) -> Look:
    """The look that this person chose in this browser; anything odd in the cookie counts for nothing."""
    chosen = request.cookies.get(_cookie(who), "").split(".") if who else []
    return Look(calm="calm" in chosen, coach_folded="folded" in chosen)


def remember(request: Request, response: Response, who: Person, look: Look) -> None:
    """Keep the look for the person's next pages in this browser."""
    chosen = [name for name, on in (("calm", look.calm), ("folded", look.coach_folded)) if on]
    response.set_cookie(
        _cookie(who),
        ".".join(chosen),
        max_age=_YEAR,
        httponly=True,
        samesite="lax",
        secure=services_of(request).settings.cookie_secure,
    )


def _cookie(who: Person) -> str:
    return f"amends_look_{who.id}"
