"""The complaint record of a conversation, written by the trainee: a form that can be left and taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from storage.people import Person
from web.auth.caller import Trainee
from web.pages.shell import go_to, render
from web.problems import Problem
from web.services import Services, services_of
from web.text_rules import check_storable, from_form
from web.views import SessionView

router = APIRouter()


async def typed_fields(request: Request) -> dict[str, str]:
    """The texts of a form whose fields are data; files that somebody slips in are left out."""
    return {name: from_form(value) for name, value in (await request.form()).items() if isinstance(value, str)}


@router.get("/sessions/{session_id}/record")
def show_record(
    request: Request, session_id: str, who: Trainee, services: Annotated[Services, Depends(services_of)]
) -> Response:
    session = services.practice.session(who, session_id)
    return _page(request, who, session, services, written=session.record or {})


@router.post("/sessions/{session_id}/record")
def save_record(
    request: Request,
    session_id: str,
    who: Trainee,
    services: Annotated[Services, Depends(services_of)],
    typed: Annotated[dict[str, str], Depends(typed_fields)],
) -> Response:
    fields = services.materials.rules.record
    session = services.practice.session(who, session_id)
    # What a program put into the record by the HTTP API stays: the form only knows the fields of today's rules.
    written = {**(session.record or {}), **{field.id: typed.get(field.id, "") for field in fields}}
    try:
        for text in typed.values():
            check_storable(text)
    except Problem as problem:
        return _page(request, who, session, services, written=written, problem=problem)
    services.practice.save_record(who, session_id, written)
    assessed = session.mode == "assessment" and session.ended is None
    return go_to(f"/sessions/{session_id}" if assessed else f"/sessions/{session_id}/report#record")


def _page(
    request: Request,
    who: Person,
    session: SessionView,
    services: Services,
    *,
    written: Mapping[str, Any],
    problem: Problem | None = None,
) -> Response:
    context = {
        "session": session,
        "fields": services.materials.rules.record,
        "written": written,
        "signed": services.doubts.review(who, session.session_id).sign_off is not None,
        "problem": problem.detail if problem else None,
    }
    return render(request, "record.html", context, who=who, status=problem.kind.status if problem else 200)
