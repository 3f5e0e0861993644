"""Customers as files: one to download, one to bring in, as a new customer or in place of a draft."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import Response

from web.auth.caller import Trainer
from web.pages.shell import go_to, render
from web.pages.trainer.customers import customer_list
from web.problems import Problem
from web.services import Services, services_of
from web.trainer_desk import DRAFT, LARGEST_FILE

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


async def uploaded(file: UploadFile | None = None) -> tuple[str, bytes]:
    """The name and the beginning of a chosen file: one byte more than may be tells that it is too large."""
    return (file.filename or "", await file.read(LARGEST_FILE + 1)) if file else ("", b"")


Uploaded = Annotated[tuple[str, bytes], Depends(uploaded)]


@router.post("/personas")
def import_new(request: Request, who: Trainer, services: Wired, file: Uploaded) -> Response:
    name, content = file
    try:
        draft = services.trainer.import_new(who, content, filename=name)
    except Problem as problem:
        return customer_list(request, who, services, problem=problem)
    return go_to(f"/personas/{draft.persona_id}?done=imported")


@router.get("/personas/{persona_id}/file")
def export(persona_id: str, who: Trainer, services: Wired, version: str = DRAFT) -> Response:
    found = services.trainer.export(who, persona_id, version=version)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.get("/personas/{persona_id}/replace")
def show_replace(request: Request, persona_id: str, who: Trainer, services: Wired) -> Response:
    context = {"customer": services.trainer.customer(who, persona_id), "problem": None}
    return render(request, "trainer/replace.html", context, who=who)


@router.post("/personas/{persona_id}/replace")
def replace(
    request: Request,
    persona_id: str,
    who: Trainer,
    services: Wired,
    file: Uploaded,
    etag: Annotated[str, Form()] = "",
) -> Response:
    name, content = file
    try:
        services.trainer.import_over(who, persona_id, content, filename=name, etag=etag)
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        context = {"customer": services.trainer.customer(who, persona_id), "problem": problem}
        return render(request, "trainer/replace.html", context, who=who, status=problem.kind.status)
    return go_to(f"/personas/{persona_id}?done=imported")
