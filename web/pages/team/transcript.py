"""A conversation under review: transcript, labels, doubts, comments, and the sign-off at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.auth.caller import Supervisor
from web.pages.coach_notes import label_title
from web.pages.report_page import arrange
from web.pages.shell import go_to, render
from web.pages.team.label_lines import reviewed_replies
from web.pages.team.wording import LIMITS
from web.problems import Problem
from web.review_desk import MAX_COMMENT, MAX_REASON
from web.services import Services, services_of
from web.text_rules import from_form

router: Final = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


@router.get("/sessions/{session_id}")
def show_transcript(request: Request, session_id: str, who: Supervisor, services: Wired) -> Response:
    return _page(request, who, session_id, services)


@router.post("/sessions/{session_id}/comments")
def comment(
    request: Request,
    session_id: str,
    who: Supervisor,
    services: Wired,
    text: Annotated[str, Form()] = "",
    turn: Annotated[str, Form()] = "",
) -> Response:
    text = from_form(text)
    number = _reply_number(turn)
    try:
        services.review.comment(who, session_id, turn=number, text=text)
    except Problem as problem:
        place = "whole" if number is None or problem.code == "choice-missing" else number
        return _again(request, who, session_id, services, problem, form=f"comment-{place}", text=text)
    return go_to(f"/team/sessions/{session_id}#{f'reply-{number}' if number else 'comments'}")


@router.post("/sessions/{session_id}/sign-off")
def sign_off(
    request: Request,
    session_id: str,
    who: Supervisor,
    services: Wired,
    note: Annotated[str, Form()] = "",
    seen: Annotated[int, Form()] = -1,
) -> Response:
    note = from_form(note)
    try:
        services.review.sign_off(who, session_id, note=note, seen=seen)
    except Problem as problem:
        return _again(request, who, session_id, services, problem, form="sign-off", text=note)
    return go_to(f"/team?signed={session_id}")


@router.post("/sessions/{session_id}/reopen")
def reopen(
    request: Request, session_id: str, who: Supervisor, services: Wired, reason: Annotated[str, Form()] = ""
) -> Response:
    reason = from_form(reason)
    try:
        services.review.reopen(who, session_id, reason=reason)
    except Problem as problem:
        return _again(request, who, session_id, services, problem, form="reopen", text=reason)
    return go_to(f"/team/sessions/{session_id}#sign-off")


def _reply_number(turn: str) -> int | None:
    """The reply that a comment is about: None for the whole, 0, which no reply has, for what is no number."""
    if not turn:
        return None
    return int(turn) if turn.isdecimal() and len(turn) < 7 else 0


def _again(
    request: Request, who: Person, session_id: str, services: Services, problem: Problem, *, form: str, text: str
) -> Response:
    """The page anew with what went wrong and the text in its form; what is not theirs stays a refusal."""
    if problem.kind.status in (403, 404):
        raise problem
    refused = {"form": form, "text": text, "problem": problem.detail}
    return _page(request, who, session_id, services, refused=refused, status=problem.kind.status)


def _page(
    request: Request,
    who: Person,
    session_id: str,
    services: Services,
    *,
    refused: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    known = services.review.session(who, session_id)
    rules = services.materials.rules
    replies = reviewed_replies(known, rules)
    context: dict[str, Any] = {
        "known": known,
        "session": known.session,
        "review": known.review,
        "replies": replies,
        "report": arrange(known.report, rules) if known.report else None,
        "original": known.original,
        "undecided": [(reply.turn.turn, line) for reply in replies for line in reply.labels if line.holds is None],
        "doubts": [flag for flag in known.review.flags if flag.is_open],
        "titles": {flag.label: label_title(flag.label, rules) for flag in known.review.flags},
        "refused": refused or {"form": "", "text": "", "problem": ""},
        "limits": LIMITS,
        "longest_comment": MAX_COMMENT,
        "longest_reason": MAX_REASON,
    }
    return render(request, "team/transcript.html", context, who=who, status=status)
