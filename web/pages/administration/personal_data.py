"""What is kept about a person: handed out as a file, erased after their name was typed, kept for how long."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.account_desk import AccountView
from web.pages.addresses import Numbered
from web.pages.administration.forms import Admin
from web.pages.shell import render
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


@router.get("/records")
def show_records(request: Request, who: Admin, services: Wired) -> Response:
    context = {
        "retention": services.personal_data.retention(who),
        "database": services.settings.shown_database.partition(":")[0].partition("+")[0],
    }
    return render(request, "administration/records.html", context, who=who)


@router.post("/accounts/{user_id}/export")
def export(user_id: Numbered, who: Admin, services: Wired) -> Response:
    document = services.personal_data.export(who, user_id)
    headers = {"Content-Disposition": f'attachment; filename="amends-person-{user_id}.json"'}
    return Response(document, media_type="application/json", headers=headers)


@router.get("/accounts/{user_id}/erase")
def show_erase(request: Request, user_id: Numbered, who: Admin, services: Wired) -> Response:
    return _erase(request, who, services.accounts.account(who, user_id))


@router.post("/accounts/{user_id}/erase")
def erase(
    request: Request, user_id: Numbered, who: Admin, services: Wired, name: Annotated[str, Form()] = ""
) -> Response:
    account = services.accounts.account(who, user_id)
    try:
        conversations = services.personal_data.erase(who, user_id, typed_name=name)
    except Problem as problem:
        return _erase(request, who, account, typed=name, problem=problem)
    return render(request, "administration/erased.html", {"conversations": conversations, "number": user_id}, who=who)


def _erase(
    request: Request, who: Person, account: AccountView, *, typed: str = "", problem: Problem | None = None
) -> Response:
    context = {"account": account, "own": account.id == who.id, "typed": typed, "problem": problem}
    status = problem.kind.status if problem else 200
    return render(request, "administration/erase.html", context, who=who, status=status)
