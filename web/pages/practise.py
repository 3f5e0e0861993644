"""The trainee's own page: whom to practise with, what was done before, and the brief before a conversation begins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from web.auth.caller import Trainee
from web.pages.shell import go_to, render
from web.services import Services, services_of

router = APIRouter()


@router.get("/practise")
def practise(request: Request, who: Trainee, services: Annotated[Services, Depends(services_of)]) -> Response:
    context = {"personas": services.personas.published(who), "sessions": services.practice.sessions(who)}
    return render(request, "practise.html", context, who=who)


@router.get("/practise/{persona_id}")
def show_brief(
    request: Request, persona_id: str, who: Trainee, services: Annotated[Services, Depends(services_of)]
) -> Response:
    context = {
        "persona": services.personas.card(who, persona_id),
        "brief": services.personas.brief(who, persona_id),
    }
    return render(request, "start.html", context, who=who)


@router.post("/practise/{persona_id}")
def begin(
    persona_id: str,
    who: Trainee,
    services: Annotated[Services, Depends(services_of)],
    mode: Annotated[str, Form(pattern="^(practice|assessment)$")] = "practice",
) -> Response:
    session = services.practice.start_session(who, persona_id, mode=mode)
    return go_to(f"/sessions/{session.session_id}")
