"""Assignments: give a customer to the team, see what is open, late and done, take one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.assignments import MAX_NOTE, STATES
from web.auth.caller import Supervisor
from web.pages.addresses import Numbered
from web.pages.shell import go_to, render
from web.pages.team.wording import ASSIGNMENT_STATES
from web.problems import Problem
from web.services import Services, services_of
from web.text_rules import from_form

router: Final = APIRouter()

Wired = Annotated[Services, Depends(services_of)]
_BLANK: Final[Mapping[str, Any]] = {
    "persona": "",
    "trainees": (),
    "everybody": False,
    "mode": "practice",
    "due": "",
    "note": "",
}


@router.get("/assignments")
def show_assignments(
    request: Request,
    who: Supervisor,
    services: Wired,
    state: str = "open",
    page: str = "1",
    given: str = "",
    persona: str = "",
    trainee: str = "",
) -> Response:
    """``persona`` and ``trainee`` fill the form in beforehand, ``given`` tells how many were just given."""
    form = {**_BLANK, "persona": persona, "trainees": (trainee,)}
    return _page(request, who, services, form=form, state=state, page=page, given=given)


@router.post("/assignments")
def assign(
    request: Request,
    who: Supervisor,
    services: Wired,
    persona: Annotated[str, Form()] = "",
    trainee: Annotated[tuple[str, ...], Form()] = (),
    everybody: Annotated[str, Form()] = "",
    mode: Annotated[str, Form()] = "",
    due: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    note = from_form(note)
    form = {
        "persona": persona,
        "trainees": trainee,
        "everybody": bool(everybody),
        "mode": mode,
        "due": due,
        "note": note,
    }
    try:
        given = services.assignments.assign(
            who,
            persona.replace("\x00", ""),
            trainees=[int(id) for id in trainee if id.isdecimal() and len(id) < 10],
            everybody=bool(everybody),
            mode=mode,
            due=due,
            note=note,
        )
    except Problem as problem:
        if problem.kind.status in (403, 404):
            raise
        return _page(request, who, services, form=form, problem=problem.detail, status=problem.kind.status)
    return go_to(f"/team/assignments?given={given}#list")


@router.post("/assignments/{assignment_id}/withdraw")
def withdraw(request: Request, assignment_id: Numbered, who: Supervisor, services: Wired) -> Response:
    try:
        services.assignments.withdraw(who, assignment_id)
    except Problem as problem:
        if problem.kind.status in (403, 404):
            raise
        return _page(request, who, services, form=_BLANK, problem=problem.detail, status=problem.kind.status)
    return go_to("/team/assignments?state=withdrawn#list")


def _page(
    request: Request,
    who: Person,
    services: Services,
    *,
    form: Mapping[str, Any],
    state: str = "open",
    page: str = "1",
    given: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    state = state if state in STATES else "open"
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    found = services.assignments.page(who, state=state, page=number)
    context = {
        "form": form,
        "problem": problem,
        "given": int(given) if given.isdecimal() and len(given) < 7 else None,
        "personas": services.personas.published(who),
        "trainees": services.assignments.trainees(who),
        "state": state,
        "states": [(name, ASSIGNMENT_STATES.get(name, "All"), found.counts[name]) for name in STATES],
        "state_words": ASSIGNMENT_STATES,
        "assignments": found,
        "longest": MAX_NOTE,
        "today": services.clock().date().isoformat(),
    }
    return render(request, "team/assignments.html", context, who=who, status=status)
