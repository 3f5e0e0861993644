"""A trainee's doubt about a label, and the supervisor's answer."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.auth.caller import Supervisor
from web.pages.coach_notes import notes_on
from web.pages.shell import go_to, render
from web.pages.team.label_lines import line_of
from web.problems import Problem
from web.review_desk import MAX_REASON
from web.services import Services, services_of
from web.text_rules import from_form

router: Final = APIRouter()

Wired = Annotated[Services, Depends(services_of)]
_ACCEPT: Final = {"accept": True, "decline": False}


@router.get("/sessions/{session_id}/doubts/{flag_id}")
def show_doubt(request: Request, session_id: str, flag_id: int, who: Supervisor, services: Wired) -> Response:
    return _page(request, who, session_id, flag_id, services)


@router.post("/sessions/{session_id}/doubts/{flag_id}")
def answer_doubt(
    request: Request,
    session_id: str,
    flag_id: int,
    who: Supervisor,
    services: Wired,
    decision: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
    seen: Annotated[int, Form()] = -1,
) -> Response:
    answer = from_form(answer)
    try:
        turn = services.review.answer_flag(
            who, session_id, flag_id, accept=_ACCEPT.get(decision), answer=answer, seen=seen
        )
    except Problem as problem:
        if problem.kind.status in (403, 404):
            raise
        return _page(
            request,
            who,
            session_id,
            flag_id,
            services,
            decision=decision,
            answer=answer,
            problem=problem.detail,
            status=problem.kind.status,
        )
    return go_to(f"/team/sessions/{session_id}#reply-{turn}")


def _page(
    request: Request,
    who: Person,
    session_id: str,
    flag_id: int,
    services: Services,
    *,
    decision: str = "",
    answer: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    known = services.review.session(who, session_id)
    flag = next((flag for flag in known.review.flags if flag.id == flag_id), None)
    if flag is None:
        raise Problem("not-found", "The trainee has no such doubt about this conversation.")
    turn = known.session.turns[flag.turn - 1]
    rules = services.materials.rules
    holds = not known.doubted(flag)
    context = {
        "known": known,
        "session": known.session,
        "flag": flag,
        "agreed_holds": holds,
        "agreed_already": known.holds(flag.turn, flag.label) is holds,
        "turn": turn,
        "line": line_of(known, turn, flag.label, rules),
        "notes": notes_on(turn, rules, known.review.labels_on(flag.turn)),
        "did": rules.words.labels[flag.label].did,
        "before": known.session.turns[flag.turn - 2].messages if flag.turn > 1 else known.session.messages,
        "decision": decision,
        "answer": answer,
        "problem": problem,
        "longest": MAX_REASON,
    }
    return render(request, "team/doubt.html", context, who=who, status=status)
