"""Tokens: what programs show the HTTP API in place of a password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.account_desk import LONGEST_NOTE
from web.pages.administration.forms import Admin, chosen_number
from web.pages.shell import go_to, render
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


@router.get("/tokens")
def list_tokens(request: Request, who: Admin, services: Wired, owner: str = "") -> Response:
    return _tokens(request, who, services, owner=owner)


@router.post("/tokens")
def make_token(
    request: Request,
    who: Admin,
    services: Wired,
    owner: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    user_id = chosen_number(owner)
    try:
        if user_id is None:
            raise Problem("token-unfit", "Choose whose token it is.")
        token = services.accounts.make_token(who, user_id=user_id, note=note)
    except Problem as problem:
        return _tokens(request, who, services, owner=owner, note=note, problem=problem)
    # In this answer and nowhere else, as a one-time password is.
    return render(request, "administration/new_token.html", {"token": token, "note": note.strip()}, who=who)


@router.post("/tokens/{handle}/revoke")
def revoke_token(handle: str, who: Admin, services: Wired) -> Response:
    services.accounts.revoke_token(who, handle)
    return go_to("/tokens")


def _tokens(
    request: Request,
    who: Person,
    services: Services,
    *,
    owner: str,
    note: str = "",
    problem: Problem | None = None,
) -> Response:
    context = {
        "tokens": services.accounts.tokens(who),
        "accounts": services.accounts.accounts(who, active=True),
        "owner": owner,
        "note": note,
        "problem": problem,
        "longest": LONGEST_NOTE,
    }
    status = problem.kind.status if problem else 200
    return render(request, "administration/tokens.html", context, who=who, status=status)
