"""Everybody's own password: changed here at will, and before anything else after a reset."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.auth.caller import SignedInPerson
from web.auth.passwords import LONGEST, SHORTEST
from web.pages.shell import HOME, go_to, render
from web.pages.sign_in import address_of, set_cookie
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter()

_DIFFERENT = "The new password and its repetition differ. Type both again."


@router.get("/password")
def show_password(request: Request, who: SignedInPerson, changed: str = "") -> Response:
    return _page(request, who, changed=changed == "yes")


@router.post("/password")
def change_password(
    request: Request,
    who: SignedInPerson,
    services: Annotated[Services, Depends(services_of)],
    present: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    if new != again:
        return _page(request, who, problem=_DIFFERENT, status=422)
    try:
        signed_in = services.sign_in.change_password(who, present, new, address=address_of(request))
    except Problem as problem:
        return _page(request, who, problem=problem.detail, status=problem.kind.status, headers=problem.headers())
    answer = go_to(HOME[who.role].path if who.must_change_password else "/password?changed=yes")
    set_cookie(answer, signed_in, services)
    return answer


def _page(
    request: Request,
    who: Person,
    *,
    problem: str | None = None,
    changed: bool = False,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    context = {"problem": problem, "changed": changed, "shortest": SHORTEST, "longest": LONGEST}
    return render(request, "password.html", context, who=who, status=status, headers=headers)
