"""The editor: a customer's text with line numbers, checked at will, saved only over what was read.

The browser keeps a text that is not saved yet (``source-editor.js``), so that a lost sign-in costs nobody their work.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from policies.customer.validation import Diagnostic
from storage.people import Person
from web.auth.caller import Trainer
from web.pages.shell import go_to, is_htmx, render
from web.persona_desk import DraftView
from web.preconditions import Preconditions
from web.problems import Problem
from web.services import Services, services_of
from web.text_diff import difference
from web.text_rules import from_form


class _EditorRoute(APIRoute):
    """Who sends a form after the sign-in ran out signs in and is back in the editor, where the browser has the text."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_sign_in(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                if problem.code != "not-signed-in" or request.method == "GET" or is_htmx(request):
                    raise
                return go_to(f"/sign-in?next={quote(_address(request.path_params['persona_id']))}")

        return handle_or_sign_in


router = APIRouter(route_class=_EditorRoute)

Wired = Annotated[Services, Depends(services_of)]
_ROOM: Final = 3
"""Empty lines below the text, so that there is a place to go on writing."""
_DONE: Final = {
    "saved": "Saved as the draft. Nothing was published by it.",
    "copied": "This is the copy, a draft of its own. Change its title first.",
}


@router.get("/personas/{persona_id}/edit")
def show_editor(request: Request, persona_id: str, who: Trainer, services: Wired, done: str = "") -> Response:
    draft = services.personas.draft(who, persona_id)
    return _editor(request, who, draft, text=draft.source, diagnostics=draft.diagnostics, done=done)


@router.post("/personas/{persona_id}/check")
def check(
    request: Request,
    persona_id: str,
    who: Trainer,
    services: Wired,
    source: Annotated[str, Form()] = "",
    etag: Annotated[str, Form()] = "",
) -> Response:
    """What is wrong with the text as typed; nothing is saved."""
    draft = services.personas.draft(who, persona_id)
    text = from_form(source)
    found = services.personas.validate(_bytes(text), media_type=draft.media_type, persona_id=persona_id)
    if is_htmx(request):
        context = {"diagnostics": found, "lines_at": "", "checked": True}
        return render(request, "trainer/_checks.html", context, who=who)
    return _editor(request, who, draft, text=text, diagnostics=found, etag=etag, checked=True)


@router.post("/personas/{persona_id}/edit")
def save(
    request: Request,
    persona_id: str,
    who: Trainer,
    services: Wired,
    source: Annotated[str, Form()] = "",
    etag: Annotated[str, Form()] = "",
) -> Response:
    draft = services.personas.draft(who, persona_id)
    text = from_form(source)
    try:
        services.personas.save_draft(
            who, persona_id, _bytes(text), media_type=draft.media_type, preconditions=Preconditions(if_match=etag)
        )
    except Problem as problem:
        if problem.code == "etag-mismatch":
            return _conflict(request, who, services.personas.draft(who, persona_id), text=text)
        found = services.personas.validate(_bytes(text), media_type=draft.media_type, persona_id=persona_id)
        return _editor(request, who, draft, text=text, diagnostics=found, etag=etag, problem=problem)
    return go_to(f"{_address(persona_id)}?done=saved")


def _editor(
    request: Request,
    who: Person,
    draft: DraftView,
    *,
    text: str,
    diagnostics: Sequence[Diagnostic],
    etag: str | None = None,
    done: str = "",
    checked: bool = False,
    problem: Problem | None = None,
) -> Response:
    context = {
        "draft": draft,
        "text": text,
        "etag": etag or draft.etag,
        "lines": text.count("\n") + 1 + _ROOM,
        "marked": {item.line: item.severity for item in reversed(diagnostics)},
        "diagnostics": diagnostics,
        "lines_at": "",
        "checked": checked,
        "done": _DONE.get(done),
        "saved": done == "saved",
        "problem": problem,
    }
    return render(request, "trainer/editor.html", context, who=who, status=problem.kind.status if problem else 200)


def _conflict(request: Request, who: Person, theirs: DraftView, *, text: str) -> Response:
    """Both texts and what differs; saving from here is over the draft that is shown here."""
    context = {
        "draft": theirs,
        "own": theirs.saved_by == who.id,
        "text": text,
        "rows": text.count("\n") + 1 + _ROOM,
        "difference": difference(theirs.source, text),
    }
    return render(request, "trainer/conflict.html", context, who=who, status=412)


def _address(persona_id: str) -> str:
    return f"/personas/{persona_id}/edit"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
