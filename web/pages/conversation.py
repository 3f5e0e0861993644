"""The conversation page: what was said, the coach's notes beside each reply, and the form for the next one.

Every answer to a reply can be told in two ways: as a page of its own (without JavaScript) or as the part that htmx puts
in place. A failure renders the conversation anew with the text kept: the page is never behind the records.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from storage.people import Person
from web.auth.caller import PageReader, Speaker, Trainee
from web.pages.conversation_parts import Composer, Doubt, blank_composer, conversation_context
from web.pages.look import Change, look_of, remember
from web.pages.shell import go_to, is_htmx, render
from web.problems import Problem
from web.services import Services, services_of
from web.text_rules import from_form
from web.views import SessionView, TurnView

router = APIRouter()

_MOVED_ON = "The conversation went on in another window. Read what came since; your text is still here."
_OWN_WORDS = {
    "assistant-unavailable": "The customer can't answer at the moment. Your reply is kept; try again in a few seconds.",
    "turn-in-progress": "Your last reply has no answer yet. Wait for it, or try again; your new text is still here.",
    "session-ended": "The conversation has ended in the meantime, so this reply was not sent.",
    "reply-id-reused": "This reply was sent before with other words. Read what came of it, then send your text again.",
}
"""What some refusals mean to somebody at the page, where the API's sentence speaks to a program."""


@router.get("/sessions/{session_id}")
def show_conversation(
    request: Request, session_id: str, who: PageReader, services: Annotated[Services, Depends(services_of)]
) -> Response:
    session = services.practice.session(who, session_id)
    context = conversation_context(who, session, services, composer=blank_composer())
    # A reload in the middle of a turn picks the answer up by itself, once.
    return render(request, "conversation.html", {**context, "resume": session.pending is not None}, who=who)


@router.post("/sessions/{session_id}/replies")
def send_reply(
    request: Request,
    session_id: str,
    who: Speaker,
    services: Annotated[Services, Depends(services_of)],
    text: Annotated[str, Form()] = "",
    reply_id: Annotated[str, Form()] = "",
    turn: Annotated[int, Form()] = 0,
) -> Response:
    text = from_form(text)
    composer = Composer(text=text, reply_id=reply_id, problem=None)
    session = services.practice.session(who, session_id)
    if not _is_uuid(reply_id):
        return _conversation_again(request, who, session, services, replace(composer, problem=_MOVED_ON), status=422)
    known = {stored.reply_id for stored in session.turns} | {session.pending.reply_id if session.pending else ""}
    if reply_id not in known and turn != len(session.turns) + 1:
        # Answering words that this window has never shown would be answering blindly.
        return _conversation_again(request, who, session, services, replace(composer, problem=_MOVED_ON), status=409)
    answered = _said(request, who, session_id, services, composer)
    if isinstance(answered, Response):
        return answered
    if not is_htmx(request):
        return go_to(f"/sessions/{session_id}#reply-{answered.turn}")
    session = services.practice.session(who, session_id)
    context = conversation_context(who, session, services, composer=blank_composer())
    if answered.ended is not None or answered.turn != len(session.turns):
        # The end changes the whole page (an assessment opens its notes); so does an answer that came before.
        return _part(request, who, context, status=200)
    return render(request, "_answered.html", {**context, "answered": context["replies"][-1]}, who=who)


@router.post("/sessions/{session_id}/retry")
def retry_reply(
    request: Request, session_id: str, who: Speaker, services: Annotated[Services, Depends(services_of)]
) -> Response:
    """Send the reply that has no answer yet once more, by what the records hold of it."""
    session = services.practice.session(who, session_id)
    if session.pending is None:
        return _conversation_again(request, who, session, services, blank_composer(), status=200)
    kept = Composer(text=session.pending.text, reply_id=session.pending.reply_id, problem=None)
    answered = _said(request, who, session_id, services, kept)
    if isinstance(answered, Response):
        return answered
    if not is_htmx(request):
        return go_to(f"/sessions/{session_id}#reply-{answered.turn}")
    # The waiting reply has to leave its place as well, so the conversation is shown anew.
    session = services.practice.session(who, session_id)
    return _part(request, who, conversation_context(who, session, services, composer=blank_composer()), status=200)


@router.post("/sessions/{session_id}/finish")
def finish(session_id: str, who: Speaker, services: Annotated[Services, Depends(services_of)]) -> Response:
    services.practice.finish(who, session_id)
    return go_to(f"/sessions/{session_id}/report")


@router.post("/sessions/{session_id}/flags")
def doubt_label(
    request: Request,
    session_id: str,
    who: Trainee,
    services: Annotated[Services, Depends(services_of)],
    turn: Annotated[int, Form()],
    label: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
) -> Response:
    """Take a doubt about one label of one reply: "This feedback is wrong"."""
    comment = from_form(comment)
    doubt, status = None, 200
    try:
        services.doubts.raise_flag(who, session_id, turn=turn, label=label, comment=comment)
    except Problem as problem:
        if problem.kind.status not in (409, 422):
            raise
        doubt, status = Doubt(turn=turn, label=label, comment=comment, problem=problem.detail), problem.kind.status
    if doubt is None and not is_htmx(request):
        return go_to(f"/sessions/{session_id}#margin-{turn}")
    session = services.practice.session(who, session_id)
    context = conversation_context(who, session, services, composer=blank_composer(), doubt=doubt)
    if not is_htmx(request):
        return render(request, "conversation.html", context, who=who, status=status)
    # A refusal takes its place as well: by itself htmx would put it above the reply form.
    place = {"HX-Retarget": f"#margin-{turn}", "HX-Reswap": "outerHTML"}
    asked = next(answered for answered in context["replies"] if answered.turn.turn == turn)
    return render(request, "_margin.html", {**context, "answered": asked}, who=who, status=status, headers=place)


@router.post("/sessions/{session_id}/look")
def change_look(
    request: Request,
    session_id: str,
    who: PageReader,
    services: Annotated[Services, Depends(services_of)],
    change: Annotated[Change, Form()],
    text: Annotated[str, Form()] = "",
    reply_id: Annotated[str, Form()] = "",
) -> Response:
    """Show the conversation in another way; what was typed in the meantime stays in the form."""
    session = services.practice.session(who, session_id)
    look = look_of(request, who).changed(change)
    composer = replace(blank_composer(), text=from_form(text))
    if _is_uuid(reply_id):
        composer = replace(composer, reply_id=reply_id)
    context = {**conversation_context(who, session, services, composer=composer), "look": look, "changed": change}
    answer: Response
    if is_htmx(request):
        answer = _part(request, who, context, status=200)
    elif composer.text:
        answer = render(request, "conversation.html", context, who=who)
    else:
        answer = go_to(f"/sessions/{session_id}")
    remember(request, answer, who, look)
    return answer


@router.post("/sessions/{session_id}/branch")
def try_again_from(
    session_id: str,
    who: Speaker,
    services: Annotated[Services, Depends(services_of)],
    from_turn: Annotated[int, Form()],
) -> Response:
    branched = services.practice.branch(who, session_id, from_turn=from_turn)
    return go_to(f"/sessions/{branched.session_id}#reply")


def _said(
    request: Request, who: Person, session_id: str, services: Services, composer: Composer
) -> TurnView | Response:
    """The answered turn, or the conversation with what went wrong and the text kept."""
    try:
        return services.practice.reply(who, session_id, reply_id=composer.reply_id, text=composer.text)
    except Problem as problem:
        session = services.practice.session(who, session_id)
        again = replace(composer, problem=_OWN_WORDS.get(problem.code, problem.detail))
        if session.pending is not None and session.pending.reply_id == composer.reply_id:
            again = replace(again, text="")  # the text is in the log now, with a "Try again" of its own
        if problem.code == "reply-id-reused":
            again = replace(again, reply_id=blank_composer().reply_id)
        return _conversation_again(
            request, who, session, services, again, status=problem.kind.status, headers=problem.headers()
        )


def _conversation_again(
    request: Request,
    who: Person,
    session: SessionView,
    services: Services,
    composer: Composer,
    *,
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    context = conversation_context(who, session, services, composer=composer)
    if is_htmx(request):
        return _part(request, who, context, status=status, headers=headers)
    return render(request, "conversation.html", context, who=who, status=status, headers=headers)


def _part(
    request: Request,
    who: Person,
    context: Mapping[str, Any],
    *,
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    place = {"HX-Retarget": "#conversation", "HX-Reswap": "outerHTML"}
    return render(request, "_conversation.html", context, who=who, status=status, headers={**place, **(headers or {})})


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
