"""A refusal as a page for people: what happened, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import Request
from starlette.responses import Response

from web.auth.caller import COOKIE
from web.pages.shell import ask_to_sign_in, go_to, is_htmx, render
from web.problems import Problem
from web.services import services_of

_OWN_PASSWORD: Final = "/password"  # noqa: S105 — an address
"""Where somebody with a one-time password has to go first."""
_MACHINE_PATHS: Final = ("/api/", "/healthz", "/openapi.json", "/assets/")

_WHAT_TO_DO: Final[Mapping[int, str]] = {
    403: "Go back to your own pages, or sign in with another account.",
    413: "Go back: your browser still has what you typed. Shorten it and send it again.",
    404: "Check the address, or go back to your own pages and start from there.",
    503: "Wait a few seconds and load the page again. Nothing that was stored is lost.",
}


def wants_page(request: Request) -> bool:
    """Whether a person asks, by the address: the HTTP API and the assets have answers of their own."""
    return not request.url.path.startswith(_MACHINE_PATHS)


def problem_page(request: Request, problem: Problem) -> Response:
    """The page for a problem; for somebody who is not signed in, the way to sign in."""
    if problem.kind.status == 401:
        return ask_to_sign_in(request)
    if problem.code == "password-change-needed":
        return (
            Response(status_code=403, headers={"HX-Redirect": _OWN_PASSWORD})
            if is_htmx(request)
            else go_to(_OWN_PASSWORD)
        )
    cookie = request.cookies.get(COOKIE)
    # With the records out of reach nobody can be looked up either, and the page must still come.
    who = services_of(request).sign_in.person_by_cookie(cookie) if cookie and problem.kind.status < 500 else None
    return render(
        request,
        "_problem.html" if is_htmx(request) else "problem.html",
        {"problem": problem, "advice": _WHAT_TO_DO.get(problem.kind.status, "")},
        who=who,
        status=problem.kind.status,
        headers=problem.headers(),
    )
