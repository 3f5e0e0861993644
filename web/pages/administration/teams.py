"""Teams: the groups whose conversations a supervisor may read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.account_desk import LONGEST_NAME
from web.pages.addresses import Numbered
from web.pages.administration.forms import Admin
from web.pages.shell import go_to, render
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


@router.get("/teams")
def list_teams(request: Request, who: Admin, services: Wired) -> Response:
    return _teams(request, who, services)


@router.post("/teams")
def create_team(request: Request, who: Admin, services: Wired, name: Annotated[str, Form()] = "") -> Response:
    try:
        services.accounts.create_team(who, name=name)
    except Problem as problem:
        return _teams(request, who, services, typed=name, problem=problem)
    return go_to("/teams")


@router.get("/teams/{team_id}")
def show_team(request: Request, team_id: Numbered, who: Admin, services: Wired) -> Response:
    return _team(request, who, services, team_id)


@router.post("/teams/{team_id}")
def rename_team(
    request: Request, team_id: Numbered, who: Admin, services: Wired, name: Annotated[str, Form()] = ""
) -> Response:
    try:
        services.accounts.rename_team(who, team_id, name=name)
    except Problem as problem:
        return _team(request, who, services, team_id, typed=name, problem=problem)
    return go_to("/teams")


def _teams(
    request: Request, who: Person, services: Services, *, typed: str = "", problem: Problem | None = None
) -> Response:
    context = {"teams": services.accounts.teams(who), "typed": typed, "problem": problem, "longest": LONGEST_NAME}
    status = problem.kind.status if problem else 200
    return render(request, "administration/teams.html", context, who=who, status=status)


def _team(
    request: Request,
    who: Person,
    services: Services,
    team_id: int,
    *,
    typed: str | None = None,
    problem: Problem | None = None,
) -> Response:
    team = next((team for team in services.accounts.teams(who) if team.id == team_id), None)
    if team is None:
        raise Problem("team-not-found", "There is no team of that number.")
    people = services.accounts.accounts(who, team_id=team_id)
    shown = team.name if typed is None else typed
    context = {"team": team, "people": people, "typed": shown, "problem": problem, "longest": LONGEST_NAME}
    status = problem.kind.status if problem else 200
    return render(request, "administration/team.html", context, who=who, status=status)
