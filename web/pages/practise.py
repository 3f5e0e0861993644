"""The trainee's own page: what they were asked to do, whom to practise with, and the brief before a conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.assigned import AssignedView
from web.auth.caller import Trainee
from web.catalogue import Choice, Wish
from web.pages.addresses import NumberAsked, NumberSent
from web.pages.filters import Filter, offered
from web.pages.look import look_of, remember
from web.pages.shell import go_to, render
from web.pages.tries import numbered
from web.pages.wording import CHANNELS
from web.problems import Problem
from web.services import Services, services_of

router = APIRouter()

_LATEST: Final = 4
"""Conversations on this page; the history has them all."""


@router.get("/practise")
def practise(
    request: Request,
    who: Trainee,
    services: Annotated[Services, Depends(services_of)],
    sector: str = "",
    channel: str = "",
    difficulty: str = "",
    goal: str = "",
) -> Response:
    wish = Wish(sector=sector, channel=channel, difficulty=difficulty, goal=goal)
    sessions = services.practice.sessions(who)
    running = [session for session in sessions if session.ended is None]
    ended = [session for session in sessions if session.ended is not None]
    choice = services.catalogue.choose(who, wish)
    context = {
        "filters": _filters(choice, wish),
        "choice": choice,
        "assigned": services.assigned.list(who),
        "tries": numbered(sessions),
        "sessions": [*running, *ended][:_LATEST],
        "more": len(sessions) > _LATEST,
    }
    return render(request, "practise.html", context, who=who)


@router.get("/practise/{persona_id}")
def show_brief(
    request: Request,
    persona_id: str,
    who: Trainee,
    services: Annotated[Services, Depends(services_of)],
    assignment: NumberAsked = None,
) -> Response:
    context = {
        "entry": services.catalogue.entry(who, persona_id),
        "brief": services.personas.brief(who, persona_id),
        "assigned": _assigned(who, services, assignment, persona_id),
        "retention_days": services.settings.retention_days,
    }
    return render(request, "start.html", context, who=who)


@router.post("/practise/{persona_id}")
def begin(
    request: Request,
    persona_id: str,
    who: Trainee,
    services: Annotated[Services, Depends(services_of)],
    mode: Annotated[str, Form(pattern="^(practice|assessment)$")] = "practice",
    assignment: NumberSent = None,
    calm: Annotated[bool, Form()] = False,
) -> Response:
    session = services.practice.start_session(who, persona_id, mode=mode, assignment_id=assignment)
    answer = go_to(f"/sessions/{session.session_id}")
    remember(request, answer, who, replace(look_of(request, who), calm=calm))
    return answer


def _filters(choice: Choice, wish: Wish) -> tuple[Filter, ...]:
    channels = [(channel, CHANNELS[channel]) for channel in choice.channels]
    difficulties = [(level, level.capitalize()) for level in choice.difficulties]
    return (
        offered("sector", "Sector", "Every sector", choice.sectors, wish.sector),
        offered("channel", "Channel", "Every channel", channels, wish.channel),
        offered("difficulty", "Difficulty", "Every difficulty", difficulties, wish.difficulty),
        offered("goal", "Goal", "Every goal", choice.goals, wish.goal),
    )


def _assigned(who: Person, services: Services, assignment: int | None, persona_id: str) -> AssignedView | None:
    if assignment is None:
        return None
    found = services.assigned.one(who, assignment)
    if found.persona is None or found.persona.id != persona_id:
        raise Problem("assignment-not-found", "You were asked to talk to another customer. Begin from your own page.")
    return found
