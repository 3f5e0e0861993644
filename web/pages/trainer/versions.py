"""What was published when, what changed between any two texts, and the way back to an old one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.auth.caller import Trainer
from web.pages.shell import go_to, render
from web.problems import Problem
from web.services import Services, services_of
from web.text_diff import difference
from web.trainer_desk import DRAFT

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


@router.get("/personas/{persona_id}/versions")
def show_versions(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    context = {
        "customer": services.trainer.customer(who, persona_id),
        "versions": services.trainer.versions(who, persona_id),
    }
    return render(request, "trainer/versions.html", context, who=who)


@router.get("/personas/{persona_id}/compare")
def compare(
    request: Request, persona_id: str, who: Trainer, services: Wired, before: str = "", after: str = DRAFT
) -> Response:
    return _compare(request, who, services, persona_id, before=before, after=after)


@router.post("/personas/{persona_id}/roll-back")
def roll_back(
    request: Request,
    persona_id: str,
    who: Trainer,
    services: Wired,
    version: Annotated[str, Form()] = "",
    etag: Annotated[str, Form()] = "",
) -> Response:
    try:
        services.trainer.roll_back(who, persona_id, version=version, etag=etag)
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        return _compare(request, who, services, persona_id, before=DRAFT, after=version, problem=problem)
    return go_to(f"/personas/{persona_id}?done=rolled-back")


def _compare(
    request: Request,
    who: Person,
    services: Services,
    persona_id: str,
    *,
    before: str,
    after: str,
    problem: Problem | None = None,
) -> Response:
    versions = services.trainer.versions(who, persona_id)
    customer = services.trainer.customer(who, persona_id)
    # A retired customer is compared with what was published when it was retired.
    before = before or customer.version or DRAFT
    texts = [services.trainer.text(who, persona_id, version) for version in (before, after)]
    context = {
        "customer": customer,
        "choices": ((DRAFT, "The draft"), *((row.version, f"Version {row.version}") for row in versions)),
        "before": before,
        "after": after,
        "draft": DRAFT,
        "difference": difference(*texts),
        "problem": problem,
    }
    return render(request, "trainer/compare.html", context, who=who, status=problem.kind.status if problem else 200)
