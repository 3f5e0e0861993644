"""Who has an account: the list, a new one, and everything that can be done with one."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person, Role
from web.account_desk import LONGEST_NAME, AccountView
from web.pages.addresses import Numbered
from web.pages.administration.forms import ROLE_WORDS, Admin, chosen_number, chosen_team
from web.pages.filters import Box, offered
from web.pages.shell import go_to, render
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]
_STATES: Final = (("active", "Active"), ("deactivated", "Deactivated"))
_DONE: Final = {
    "changed": "The account was changed.",
    "deactivated": "The account was deactivated. Whoever used it is signed out, and its tokens are gone.",
    "reactivated": "The account is active again, with the password it had.",
}
"""What a page says after it sent itself to be shown anew."""


@router.get("/accounts")
def list_accounts(
    request: Request, who: Admin, services: Wired, name: str = "", role: str = "", team: str = "", state: str = ""
) -> Response:
    teams = services.accounts.teams(who)
    filters = (
        offered("role", "Role", "Every role", ((str(one), str(one).capitalize()) for one in Role), role),
        offered("team", "Team", "Every team", ((str(one.id), one.name) for one in teams), team),
        offered("state", "State", "Any state", _STATES, state),
    )
    accounts = services.accounts.accounts(
        who,
        name=name.strip(),
        role=Role(role) if role in list(Role) else None,
        team_id=chosen_number(team),
        active={"active": True, "deactivated": False}.get(state),
    )
    context = {
        "accounts": accounts,
        "filters": filters,
        "boxes": (Box("name", "Name", "search", name),),
        "filters_of": "Which accounts",
    }
    return render(request, "administration/accounts.html", context, who=who)


@router.get("/accounts/new")
def show_new(request: Request, who: Admin, services: Wired) -> Response:
    typed = {"name": "", "role": str(Role.TRAINEE), "team": ""}
    return _new(request, who, services, typed)


@router.post("/accounts")
def create(
    request: Request,
    who: Admin,
    services: Wired,
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    team: Annotated[str, Form()] = "",
) -> Response:
    try:
        account, password = services.accounts.create(who, name=name, role=role, team_id=chosen_team(team))
    except Problem as problem:
        return _new(request, who, services, {"name": name, "role": role, "team": team}, problem)
    return _one_time(request, who, account, password, made=True)


@router.get("/accounts/{user_id}")
def show(request: Request, user_id: Numbered, who: Admin, services: Wired, done: str = "") -> Response:
    account = services.accounts.account(who, user_id)
    return _account(request, who, services, account, done=_DONE.get(done))


@router.post("/accounts/{user_id}")
def change(
    request: Request,
    user_id: Numbered,
    who: Admin,
    services: Wired,
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    team: Annotated[str, Form()] = "",
) -> Response:
    try:
        services.accounts.change(who, user_id, name=name, role=role, team_id=chosen_team(team))
    except Problem as problem:
        account = services.accounts.account(who, user_id)
        typed = {"name": name, "role": role, "team": team}
        return _account(request, who, services, account, typed=typed, problem=problem)
    return go_to(f"/accounts/{user_id}?done=changed")


@router.post("/accounts/{user_id}/deactivate")
def deactivate(request: Request, user_id: Numbered, who: Admin, services: Wired) -> Response:
    try:
        services.accounts.deactivate(who, user_id)
    except Problem as problem:
        return _account(request, who, services, services.accounts.account(who, user_id), problem=problem)
    return go_to(f"/accounts/{user_id}?done=deactivated")


@router.post("/accounts/{user_id}/reactivate")
def reactivate(user_id: Numbered, who: Admin, services: Wired) -> Response:
    services.accounts.reactivate(who, user_id)
    return go_to(f"/accounts/{user_id}?done=reactivated")


@router.post("/accounts/{user_id}/password")
def reset_password(request: Request, user_id: Numbered, who: Admin, services: Wired) -> Response:
    try:
        account, password = services.accounts.reset_password(who, user_id)
    except Problem as problem:
        return _account(request, who, services, services.accounts.account(who, user_id), problem=problem)
    return _one_time(request, who, account, password, made=False)


def _new(
    request: Request, who: Person, services: Services, typed: dict[str, str], problem: Problem | None = None
) -> Response:
    context = {"typed": typed, "problem": problem, **_choices(who, services)}
    status = problem.kind.status if problem else 200
    return render(request, "administration/new_account.html", context, who=who, status=status)


def _account(
    request: Request,
    who: Person,
    services: Services,
    account: AccountView,
    *,
    typed: dict[str, str] | None = None,
    problem: Problem | None = None,
    done: str | None = None,
) -> Response:
    as_kept = {"name": account.name, "role": str(account.role), "team": str(account.team_id or "")}
    context = {
        "account": account,
        "own": account.id == who.id,
        "typed": typed or as_kept,
        "problem": problem,
        "done": done,
        **_choices(who, services),
    }
    status = problem.kind.status if problem else 200
    return render(request, "administration/account.html", context, who=who, status=status)


def _one_time(request: Request, who: Person, account: AccountView, password: str, *, made: bool) -> Response:
    """Shown in the answer itself and nowhere else: a page that could be called up again would keep the password."""
    context = {"account": account, "password": password, "made": made}
    return render(request, "administration/one_time_password.html", context, who=who)


def _choices(who: Person, services: Services) -> dict[str, Any]:
    return {
        "roles": [(str(role), words) for role, words in ROLE_WORDS.items()],
        "teams": services.accounts.teams(who),
        "longest": LONGEST_NAME,
    }
