"""Two tries side by side: a session and the one that it branched off from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from storage.people import Person, Role
from web.auth.caller import PageReader
from web.comparison import compare
from web.pages.coach_notes import clause_texts
from web.pages.conversation_parts import AnsweredReply, answered_replies, label_titles
from web.pages.shell import render
from web.problems import Problem
from web.services import Services, services_of
from web.views import SessionView

router = APIRouter()


@router.get("/sessions/{session_id}/compare")
def show_comparison(
    request: Request, session_id: str, who: PageReader, services: Annotated[Services, Depends(services_of)]
) -> Response:
    second = services.practice.session(who, session_id)
    if second.parent is None:
        raise Problem("not-found", "This conversation is not a second try, so there is nothing to compare it with.")
    first = services.practice.session(who, second.parent)
    reports = [services.practice.report(who, session.session_id) for session in (first, second)]
    both = compare(first, second, first_report=reports[0], second_report=reports[1])
    at = len(both.shared)
    replies = [_replies(who, session, services) for session in (first, second)]
    context = {
        "both": both,
        "session": second,
        "shared": replies[0][:at],
        "tries": [
            {"title": title, "session": session, "replies": told[at:], "overall": report["overall"]}
            for title, session, told, report in zip(("First try", "Second try"), (first, second), replies, reports)
        ],
        "clause_texts": clause_texts(services.materials.rules),
        "label_titles": label_titles(services),
        "own": who.role != Role.SUPERVISOR,
    }
    return render(request, "compare.html", context, who=who)


def _replies(who: Person, session: SessionView, services: Services) -> list[AnsweredReply]:
    return answered_replies(session, services.doubts.review(who, session.session_id), services)
