"""The report page of one session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from storage.people import Role
from web.auth.caller import SessionReader
from web.pages.report_page import arrange
from web.pages.shell import render
from web.services import Services, services_of

router = APIRouter()


@router.get("/sessions/{session_id}/report")
def show_report(
    request: Request, session_id: str, who: SessionReader, services: Annotated[Services, Depends(services_of)]
) -> Response:
    session = services.practice.session(who, session_id)
    page = arrange(services.practice.report(who, session_id), services.materials.rules)
    return render(
        request, "report.html", {"session": session, "report": page, "own": who.role == Role.TRAINEE}, who=who
    )
