"""The report page of one session: as it counts, or as it was first judged before a supervisor's corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from storage.people import Role
from web.auth.caller import PageReader
from web.pages.conversation_parts import answered_replies, label_titles, mood_words
from web.pages.mood_chart import mood_chart
from web.pages.report_page import arrange
from web.pages.shell import render
from web.review_view import Review
from web.services import Services, services_of
from web.views import SessionView

router = APIRouter()


@dataclass(frozen=True)
class ChangedVerdict:
    """A verdict that is not the program's: what that was, and who decided why, where it was decided by itself.

    A verdict also changes where a label that it rests on was corrected.
    """

    before: str
    made_by: str | None
    reason: str | None


@router.get("/sessions/{session_id}/report")
def show_report(
    request: Request,
    session_id: str,
    who: PageReader,
    services: Annotated[Services, Depends(services_of)],
    version: Literal["corrected", "original"] = "corrected",
) -> Response:
    session = services.practice.session(who, session_id)
    original = version == "original"
    told = services.practice.report(who, session_id, original=original)
    added = services.doubts.review(who, session_id)
    judged = services.practice.report(who, session_id, original=True)
    context = {
        "session": session,
        "report": arrange(told, services.materials.rules),
        "own": who.role != Role.SUPERVISOR,
        "review": added,
        "original": original,
        "judged_by": judged["model"]["rules"],
        "corrected": added.correctors() if session.ended is not None else (),
        "changed_verdicts": {} if original else _changed(judged, told, added),
        "replies": answered_replies(session, Review() if original else added, services),
        "label_titles": label_titles(services),
        "start_mood": session.start_mood,
        "start_words": mood_words(session.start_mood, services),
        "chart": mood_chart(_moods(session)),
        "tries": services.practice.tries_after(who, session_id),
    }
    return render(request, "report.html", context, who=who)


def _moods(session: SessionView) -> list[Mapping[str, int]]:
    """The moods from the start on; empty where they may not be shown."""
    return [mood for mood in (session.start_mood, *(turn.mood for turn in session.turns)) if mood is not None]


def _changed(judged: Mapping[str, Any], told: Mapping[str, Any], added: Review) -> dict[str, ChangedVerdict]:
    before = {item["clause"]: item["verdict"] for item in judged["requirements"]}
    decided = added.verdicts()
    changed = {}
    for item in told["requirements"]:
        made = decided.get(item["clause"])
        if before.get(item["clause"], item["verdict"]) != item["verdict"]:
            changed[item["clause"]] = ChangedVerdict(
                before=before[item["clause"]],
                made_by=made.made_by if made else None,
                reason=made.reason if made else None,
            )
    return changed
