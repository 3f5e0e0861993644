"""What every page shares: templates that escape everything, the head with its navigation, and moves between pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from storage.people import Person, Role
from web.pages import wording
from web.pages.look import look_of

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    path: str
    title: str


PLACES: Final[Mapping[Role, tuple[Place, ...]]] = {
    Role.TRAINEE: (Place("/practise", "Practise"), Place("/history", "History"), Place("/progress", "Progress")),
    Role.SUPERVISOR: (
        Place("/team", "Review"),
        Place("/team/trainees", "Team"),
        Place("/team/assignments", "Assignments"),
    ),
    Role.TRAINER: (Place("/personas", "Customers"),),
    Role.ADMIN: (
        Place("/accounts", "Accounts"),
        Place("/teams", "Teams"),
        Place("/tokens", "Tokens"),
        Place("/audit-log", "Audit log"),
        Place("/records", "Records"),
    ),
}
"""The navigation of each role; the first place is where they land after signing in."""

HOME: Final[Mapping[Role, Place]] = {role: places[0] for role, places in PLACES.items()}


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    who: Person | None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page, or a part of one for htmx, filled in."""
    html = _templates.get_template(template).render(
        {
            "who": who,
            "home": HOME[who.role] if who else None,
            "places": PLACES[who.role] if who else (),
            "path": request.url.path,
            "here": _place_of(request.url.path, PLACES[who.role]) if who else None,
            "look": look_of(request, who),
            **context,
        }
    )
    return HTMLResponse(html, status_code=status, headers=dict(headers or {}))


def _place_of(path: str, places: tuple[Place, ...]) -> Place | None:
    """The entry of the navigation that a page lies below: of two that fit, the longer path."""
    above = [place for place in places if path == place.path or path.startswith(f"{place.path}/")]
    return max(above, key=lambda place: len(place.path), default=None)


def is_htmx(request: Request) -> bool:
    """Whether a script on one of our pages asks, and wants a part of a page."""
    return request.headers.get("hx-request") == "true"


def go_to(path: str) -> RedirectResponse:
    """After a form: show that page with GET, so that reloading it sends nothing twice."""
    return RedirectResponse(path, status_code=303)


def ask_to_sign_in(request: Request) -> Response:
    """To the sign-in page, and from there back to the page that the person sees or asked for."""
    if is_htmx(request):
        seen = _path_in(request.headers.get("hx-current-url", ""))
        return Response(status_code=401, headers={"HX-Redirect": _sign_in_before(seen)})
    # What a form sends can't be sent again from another page, so nothing leads back to where it went.
    return go_to(_sign_in_before(request.url.path if request.method == "GET" else ""))


def _path_in(url: str) -> str:
    """The path of an address; none where it is no address that can be read."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _sign_in_before(path: str) -> str:
    return "/sign-in" if path in ("", "/") else f"/sign-in?next={quote(path)}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["day_and_time"] = _day_and_time
    environment.filters["stamp"] = _stamp
    environment.globals["words"] = wording
    return environment


def _day(moment: datetime) -> str:
    """The day in UTC: what was chosen as a day is the same day for everybody, wherever they read it."""
    utc = _in_utc(moment)
    return f"{utc.day} {utc:%b %Y}"


def _day_and_time(moment: datetime) -> str:
    return f"{_day(moment)}, {_in_utc(moment):%H:%M} UTC"


def _stamp(moment: datetime) -> str:
    """The moment for machines."""
    return _in_utc(moment).isoformat()


def _in_utc(moment: datetime) -> datetime:
    """Stored times without a zone are UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


_templates: Final = _environment()
