"""Every customer with its state, and what can be done with one: try it out, publish, copy, retire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.auth.caller import Trainer
from web.pages.filters import offered
from web.pages.shell import go_to, render
from web.problems import Problem
from web.services import Services, services_of
from web.trainer_desk import State

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]
STATES: Final = {
    State.DRAFT: ("Draft", "tag"),
    State.PUBLISHED: ("Published", "tag tag-good"),
    State.CHANGED: ("Published, draft is newer", "tag tag-open"),
    State.RETIRED: ("Retired", "tag"),
}
"""What each state is called, and the look of its tag."""
_DONE: Final = {
    "published": "Published. New conversations use this version; running ones keep theirs.",
    "retired": "Retired. Trainees can't choose this customer any more; running conversations go on.",
    "brought-back": "Brought back. Trainees can choose this customer again.",
    "imported": "The file is the draft now. Nothing was published by it.",
    "rolled-back": "The old version is the draft now. Nothing was published by it.",
    "copied": "The copy is a draft of its own. Edit it, try it out, then publish it.",
    "deleted": "The draft is deleted.",
}


@router.get("/personas")
def list_customers(request: Request, who: Trainer, services: Wired, state: str = "", done: str = "") -> Response:
    return customer_list(request, who, services, state=state, done=_DONE.get(done))


@router.get("/personas/{persona_id}")
def show_customer(request: Request, persona_id: str, who: Trainer, services: Wired, done: str = "") -> Response:
    return _customer(request, who, services, persona_id, done=_DONE.get(done))


@router.post("/personas/{persona_id}/play")
def play(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    """Talk to the draft as it is, in a conversation that nobody else sees."""
    try:
        version = services.personas.version_to_try(who, persona_id)
    except Problem as problem:
        return _refused(request, who, services, persona_id, problem)
    return go_to(f"/sessions/{services.practice.start_trial(who, version).session_id}")


@router.post("/personas/{persona_id}/publish")
def publish(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    try:
        services.personas.publish(who, persona_id)
    except Problem as problem:
        return _refused(request, who, services, persona_id, problem)
    return go_to(f"/personas/{persona_id}?done=published")


@router.post("/personas/{persona_id}/retire")
def retire(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    try:
        services.trainer.retire(who, persona_id)
    except Problem as problem:
        return _refused(request, who, services, persona_id, problem)
    return go_to(f"/personas/{persona_id}?done=retired")


@router.post("/personas/{persona_id}/bring-back")
def bring_back(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    try:
        services.trainer.bring_back(who, persona_id)
    except Problem as problem:
        return _refused(request, who, services, persona_id, problem)
    return go_to(f"/personas/{persona_id}?done=brought-back")


@router.get("/personas/{persona_id}/copy")
def show_copy(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    return _copy(request, who, services, persona_id, typed=f"{persona_id}-2")


@router.post("/personas/{persona_id}/copy")
def copy(
    request: Request, persona_id: str, who: Trainer, services: Wired, new_id: Annotated[str, Form()] = ""
) -> Response:
    new_id = new_id.strip()
    try:
        services.trainer.copy(who, persona_id, new_id=new_id)
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        return _copy(request, who, services, persona_id, typed=new_id, problem=problem)
    return go_to(f"/personas/{new_id}/edit?done=copied")


@router.get("/personas/{persona_id}/delete")
def ask_to_delete(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    """Nothing is deleted by a single press."""
    return _delete(request, who, services, persona_id)


@router.post("/personas/{persona_id}/delete")
def delete(
    request: Request, persona_id: str, who: Trainer, services: Wired, etag: Annotated[str, Form()] = ""
) -> Response:
    try:
        services.trainer.delete(who, persona_id, etag=etag)
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        return _delete(request, who, services, persona_id, problem=problem)
    return go_to("/personas?done=deleted")


def customer_list(
    request: Request,
    who: Person,
    services: Services,
    *,
    state: str = "",
    done: str | None = None,
    problem: Problem | None = None,
) -> Response:
    """The list, with what was done, or what was wrong with an imported file."""
    rows = services.trainer.customers(who)
    filters = (offered("state", "State", "Every state", ((str(one), STATES[one][0]) for one in State), state),)
    context = {
        "customers": [row for row in rows if state not in list(State) or row.state == state],
        "any": bool(rows),
        "states": STATES,
        "filters": filters,
        "filters_of": "Which customers",
        "path": "/personas",
        "done": done,
        "problem": problem,
    }
    return render(request, "trainer/customers.html", context, who=who, status=problem.kind.status if problem else 200)


def _refused(request: Request, who: Person, services: Services, persona_id: str, problem: Problem) -> Response:
    """The customer's page with what kept it from being done; what isn't there stays a 404."""
    if problem.kind.status == 404:
        raise problem
    return _customer(request, who, services, persona_id, problem=problem)


def _customer(
    request: Request,
    who: Person,
    services: Services,
    persona_id: str,
    *,
    done: str | None = None,
    problem: Problem | None = None,
) -> Response:
    row = services.trainer.customer(who, persona_id)
    found: Sequence[dict[str, Any]] = problem.more.get("diagnostics", ()) if problem else ()
    context = {
        "customer": row,
        "states": STATES,
        "done": done,
        "problem": problem,
        "rehearsed": found if problem and problem.code == "rehearsal-failed" else (),
    }
    return render(request, "trainer/customer.html", context, who=who, status=problem.kind.status if problem else 200)


def _copy(
    request: Request, who: Person, services: Services, persona_id: str, *, typed: str, problem: Problem | None = None
) -> Response:
    context = {"customer": services.trainer.customer(who, persona_id), "typed": typed, "problem": problem}
    return render(request, "trainer/copy.html", context, who=who, status=problem.kind.status if problem else 200)


def _delete(
    request: Request, who: Person, services: Services, persona_id: str, *, problem: Problem | None = None
) -> Response:
    context = {"customer": services.trainer.customer(who, persona_id), "problem": problem}
    return render(request, "trainer/delete.html", context, who=who, status=problem.kind.status if problem else 200)
