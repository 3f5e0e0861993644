"""The supervisor's page: what the team practised."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from storage.people import Person, Role
from web.auth.caller import caller_with_role
from web.pages.shell import render
from web.services import Services, services_of

router = APIRouter()

Supervisor = Annotated[Person, Depends(caller_with_role(Role.SUPERVISOR))]


@router.get("/team")
def show_team(request: Request, who: Supervisor, services: Annotated[Services, Depends(services_of)]) -> Response:
    return render(request, "team.html", {"sessions": services.practice.sessions(who)}, who=who)
