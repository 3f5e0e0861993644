"""Signing in and out, and the way from the front door to each role's own page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from web.auth.caller import COOKIE, Caller
from web.auth.sign_in import SignedIn
from web.pages.shell import HOME, go_to, render
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter()

_WRONG = "That name and password don't go together. Check both and try again; capitals count in the password."


@router.get("/")
def front_door(who: Caller) -> Response:
    return go_to(HOME[who.role].path)


@router.get("/sign-in")
def show_sign_in(request: Request, services: Annotated[Services, Depends(services_of)], next: str = "") -> Response:
    cookie = request.cookies.get(COOKIE)
    who = services.sign_in.person_by_cookie(cookie) if cookie else None
    if who is not None:
        return go_to(HOME[who.role].path)
    return render(request, "sign_in.html", {"name": "", "next": next, "error": None}, who=None)


@router.post("/sign-in")
def sign_in(
    request: Request,
    services: Annotated[Services, Depends(services_of)],
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    name = name.strip()
    try:
        signed_in = services.sign_in.sign_in(
            name, password, address=address_of(request), old_cookie=request.cookies.get(COOKIE)
        )
    except Problem as problem:
        said = problem.detail if problem.kind.status == 429 else f"{problem.kind.title}. {problem.detail}"
        return _again(request, name, next, said, status=problem.kind.status, headers=problem.headers())
    if signed_in is None:
        return _again(request, name, next, _WRONG, status=422, headers={})
    own_first = signed_in.person.must_change_password
    answer = go_to("/password" if own_first else _inside(next) or HOME[signed_in.person.role].path)
    set_cookie(answer, signed_in, services)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, services: Annotated[Services, Depends(services_of)]) -> Response:
    cookie = request.cookies.get(COOKIE)
    if cookie:
        services.sign_in.sign_out(cookie)
    answer = go_to("/sign-in")
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    # The next person at a shared computer must not find this one's unsent drafts.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def address_of(request: Request) -> str:
    """Where a guess at a password comes from."""
    return request.client.host if request.client else "unknown"


def set_cookie(answer: Response, signed_in: SignedIn, services: Services) -> None:
    """Give the browser the proof of who signed in with it."""
    answer.set_cookie(
        COOKIE,
        signed_in.cookie,
        max_age=int(signed_in.lasts.total_seconds()),
        secure=services.settings.cookie_secure,
        httponly=True,
        samesite="lax",
    )


def _again(
    request: Request, name: str, next_path: str, error: str, *, status: int, headers: dict[str, str]
) -> Response:
    context = {"name": name, "next": next_path, "error": error}
    return render(request, "sign_in.html", context, who=None, status=status, headers=headers)


def _inside(path: str) -> str | None:
    """The path, if it stays within Amends: a link can't send somebody elsewhere by way of the sign-in page."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else None
