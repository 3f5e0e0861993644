"""Conversations over HTTP."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Path, Query

from web.answers import Json
from web.api import answer_shapes as shapes
from web.api.body import documented, json_body
from web.api.documentation import refusals
from web.api.requests import NewBranch, NewReply, NewSession, RecordDraft
from web.auth.caller import SessionReader, Trainee
from web.persona_desk import is_persona_id
from web.problems import Problem
from web.services import Services, services_of
from web.text_rules import check_storable

router: Final = APIRouter(prefix="/sessions", tags=["sessions"], default_response_class=Json)

Wired = Annotated[Services, Depends(services_of)]
_COMMON: Final = ("not-signed-in", "wrong-role", "storage-unavailable")
_ONE: Final = (*_COMMON, "session-not-found")
_BODY: Final = ("too-large", "unsupported-media-type", "invalid-body")


def readable_session(
    who: SessionReader, services: Wired, session_id: Annotated[str, Path(description="A session's id.")]
) -> str:
    """The id of a session that the caller may read; raises the 404 Problem before any body is looked at."""
    if not re.fullmatch(r"[0-9a-f-]{36}", session_id):
        raise Problem("session-not-found", "There is no such session, or it is not yours to see.")
    services.practice.check_readable(who, session_id)
    return session_id


Readable = Annotated[str, Depends(readable_session)]


@router.post(
    "",
    status_code=201,
    responses={
        201: {"model": shapes.StartedSession},
        **refusals(*_COMMON, *_BODY, "persona-not-found"),
    },
    openapi_extra=documented(NewSession),
)
def start_session(who: Trainee, services: Wired, body: Annotated[NewSession, json_body(NewSession)]) -> Json:
    """Begin a conversation with a published persona."""
    if not is_persona_id(body.persona):
        raise Problem("persona-not-found", "There is no published persona of that id.")
    started = services.practice.start_session(who, body.persona, mode=body.mode, seed=body.seed)
    return Json(started.started(), status_code=201)


@router.get("", responses={200: {"model": list[shapes.SessionCard]}, **refusals(*_COMMON)})
def list_sessions(who: SessionReader, services: Wired) -> Json:
    """The caller's sessions, or those of the supervisor's team; the latest first."""
    return Json([card.to_dict() for card in services.practice.sessions(who)])


@router.get("/{session_id}", responses={200: {"model": shapes.Session}, **refusals(*_ONE)})
def read_session(who: SessionReader, services: Wired, session_id: Readable) -> Json:
    """One session: its turns, its pending reply, how it ended."""
    return Json(services.practice.session(who, session_id).to_dict())


@router.post(
    "/{session_id}/replies",
    responses={
        200: {"model": shapes.Answer},
        **refusals(
            *_ONE,
            *_BODY,
            "reply-empty",
            "reply-too-long",
            "text-nul",
            "text-surrogate",
            "reply-id-reused",
            "session-ended",
            "turn-in-progress",
            "assistant-unavailable",
        ),
    },
    openapi_extra=documented(NewReply),
)
def reply(who: Trainee, services: Wired, session_id: Readable, body: Annotated[NewReply, json_body(NewReply)]) -> Json:
    """Say something to the customer and hear the answer; the same ``reply_id`` repeats it."""
    turn = services.practice.reply(who, session_id, reply_id=body.reply_id.lower(), text=body.text)
    return Json(turn.answer())


@router.post(
    "/{session_id}/branch",
    status_code=201,
    responses={
        201: {"model": shapes.BranchedSession},
        **refusals(*_ONE, *_BODY, "turn-out-of-range", "assessment-no-branch"),
    },
    openapi_extra=documented(NewBranch),
)
def branch(
    who: Trainee, services: Wired, session_id: Readable, body: Annotated[NewBranch, json_body(NewBranch)]
) -> Json:
    """Begin a new session that shares the turns before ``from_turn``."""
    return Json(services.practice.branch(who, session_id, from_turn=body.from_turn).branched(), status_code=201)


@router.post("/{session_id}/finish", responses={200: {"model": shapes.Finished}, **refusals(*_ONE)})
def finish(who: Trainee, services: Wired, session_id: Readable) -> Json:
    """End the conversation; once it has ended, tells how."""
    return Json({"ended": services.practice.finish(who, session_id)})


@router.put(
    "/{session_id}/record",
    responses={
        200: {"model": shapes.RecordState},
        **refusals(*_ONE, *_BODY, "text-nul", "text-surrogate"),
    },
    openapi_extra=documented(RecordDraft),
)
def save_record(
    who: Trainee, services: Wired, session_id: Readable, body: Annotated[RecordDraft, json_body(RecordDraft)]
) -> Json:
    """Keep the complaint record, finished or not."""
    content: dict[str, Any] = body.model_dump()
    for name, value in content.items():
        for text in (name, *([value] if isinstance(value, str) else value or ())):
            check_storable(text)
    return Json({"missing": list(services.practice.save_record(who, session_id, content))})


@router.get(
    "/{session_id}/report",
    responses={200: {"model": shapes.Report}, **refusals(*_ONE, "invalid-body", "not-finished")},
)
def read_report(
    who: SessionReader,
    services: Wired,
    session_id: Readable,
    version: Annotated[
        Literal["corrected", "original"], Query(description="`original`: as judged before a supervisor's corrections.")
    ] = "corrected",
) -> Json:
    """The verdict per requirement, with evidence; a supervisor's corrections are in it."""
    return Json(services.practice.report(who, session_id, original=version == "original"))
