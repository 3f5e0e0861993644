"""The trainer's pages: every customer with its state, and one customer's source with what is wrong with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from web.auth.caller import Trainer
from web.pages.shell import render
from web.services import Services, services_of

router = APIRouter()


@router.get("/personas")
def list_personas(request: Request, who: Trainer, services: Annotated[Services, Depends(services_of)]) -> Response:
    cards = {card.id: card for card in services.personas.published(who)}
    return render(request, "personas.html", {"drafts": services.personas.drafts(who), "cards": cards}, who=who)


@router.get("/personas/{persona_id}")
def show_persona(
    request: Request, persona_id: str, who: Trainer, services: Annotated[Services, Depends(services_of)]
) -> Response:
    cards = {card.id: card for card in services.personas.published(who)}
    context = {"draft": services.personas.draft(who, persona_id), "card": cards.get(persona_id)}
    return render(request, "persona.html", context, who=who)
