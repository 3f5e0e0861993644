"""The team in figures, and each trainee's page."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from storage.review_queue import QueueFilter, QueueState
from web.auth.caller import Supervisor
from web.pages.addresses import Numbered
from web.pages.shell import render
from web.services import Services, services_of

router: Final = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


@router.get("/trainees")
def show_team(request: Request, who: Supervisor, services: Wired) -> Response:
    context = {"trainees": services.team.team(who), "teamless": who.team_id is None}
    return render(request, "team/trainees.html", context, who=who)


@router.get("/trainees/{trainee_id}")
def show_trainee(request: Request, trainee_id: Numbered, who: Supervisor, services: Wired) -> Response:
    trainee = services.team.trainee(who, trainee_id)
    wanted = QueueFilter(state=QueueState.ALL, trainee_id=trainee_id, newest_first=True)
    context = {"trainee": trainee, "queue": services.queue.page(who, wanted, page=1)}
    return render(request, "team/trainee.html", context, who=who)
