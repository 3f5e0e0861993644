"""Personas over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Path, Request

from storage.people import Role
from web.answers import Json
from web.api import answer_shapes as shapes
from web.api.body import media_type_of, raw_body
from web.api.documentation import refusals
from web.auth.caller import PersonaReader, Trainer
from web.persona_desk import PERSONA_ID
from web.preconditions import Preconditions
from web.problems import Problem
from web.services import Services, services_of

router: Final = APIRouter(prefix="/personas", tags=["personas"], default_response_class=Json)

Wired = Annotated[Services, Depends(services_of)]
PersonaId = Annotated[str, Path(description="A persona's id.")]
_COMMON: Final = ("not-signed-in", "wrong-role", "storage-unavailable")
_BODY: Final = ("too-large", "unsupported-media-type")
_MEDIA_TYPES: Final = ("application/yaml", "application/json")
_ETAG: Final = {"ETag": {"description": "For If-Match.", "schema": {"type": "string"}}}
_DOCUMENT: Final = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"description": "A persona, as GET /personas/schema describes it; also a broken one."}}
            for kind in _MEDIA_TYPES
        },
    }
}


async def persona_source(request: Request) -> tuple[bytes, str]:
    """The body and its media type, unread: also a broken one is looked at."""
    given = media_type_of(request)
    if given not in _MEDIA_TYPES:
        raise Problem("unsupported-media-type", f"Send {' or '.join(_MEDIA_TYPES)}, not {given or 'an unnamed kind'}.")
    return await raw_body(request), given


Source = Annotated[tuple[bytes, str], Depends(persona_source)]


@router.get("", responses={200: {"model": list[shapes.PersonaCard]}, **refusals(*_COMMON)})
def list_personas(who: PersonaReader, services: Wired) -> Json:
    """Every persona that can be practised with."""
    return Json([card.to_dict() for card in services.personas.published(who)])


@router.get("/schema", responses={200: {"model": dict[str, Any]}, **refusals(*_COMMON)})
def persona_schema(who: PersonaReader, services: Wired) -> Json:
    """The JSON Schema of a persona."""
    return Json(services.personas.schema)


@router.post(
    "/validate",
    responses={200: {"model": shapes.Diagnosis}, **refusals(*_COMMON, *_BODY)},
    openapi_extra=_DOCUMENT,
)
def validate_persona(who: Trainer, services: Wired, source: Source) -> Json:
    """What is wrong with a persona, whether or not it can be read at all."""
    body, media_type = source
    diagnostics = services.personas.validate(body, media_type=media_type)
    ok = not any(diagnostic.severity == "error" for diagnostic in diagnostics)
    return Json({"ok": ok, "diagnostics": [diagnostic.to_dict() for diagnostic in diagnostics]})


@router.get(
    "/{persona_id}",
    responses={
        200: {"model": shapes.PersonaCard | shapes.PersonaForTrainer, "headers": _ETAG},
        **refusals(*_COMMON, "persona-not-found"),
    },
)
def read_persona(who: PersonaReader, services: Wired, persona_id: PersonaId) -> Json:
    """A trainer's working copy with its ETag; for others what may be known before the conversation."""
    if who.role == Role.TRAINER:
        draft = services.personas.draft(who, persona_id)
        return Json(draft.to_dict(), headers={"ETag": draft.etag})
    return Json(services.personas.card(who, persona_id).to_dict())


@router.put(
    "/{persona_id}",
    responses={
        200: {"model": shapes.PersonaForTrainer, "headers": _ETAG, "description": "The draft was replaced."},
        201: {"model": shapes.PersonaForTrainer, "headers": _ETAG, "description": "The draft is new."},
        **refusals(*_COMMON, *_BODY, "persona-id-invalid", "persona-id-differs", "etag-mismatch"),
    },
    openapi_extra=_DOCUMENT,
)
def save_draft(
    who: Trainer,
    services: Wired,
    persona_id: Annotated[str, Path(description="A persona's id.", json_schema_extra={"pattern": f"^{PERSONA_ID}$"})],
    source: Source,
    if_match: Annotated[str | None, Header(description="The draft's ETag as you read it.")] = None,
    if_none_match: Annotated[str | None, Header(description="`*`: only where there is no draft.")] = None,
) -> Json:
    """Save a draft, also one with errors."""
    body, media_type = source
    draft = services.personas.save_draft(
        who,
        persona_id,
        body,
        media_type=media_type,
        preconditions=Preconditions(if_match=if_match, if_none_match=if_none_match),
    )
    return Json(draft.to_dict(), status_code=201 if draft.fresh else 200, headers={"ETag": draft.etag})


@router.post(
    "/{persona_id}/publish",
    responses={
        200: {"model": shapes.PublishedPersona},
        **refusals(*_COMMON, "persona-not-found", "persona-invalid", "rehearsal-failed", "draft-changed"),
    },
)
def publish_persona(who: Trainer, services: Wired, persona_id: PersonaId) -> Json:
    """Validate and rehearse the draft, then let new sessions use it."""
    return Json(services.personas.publish(who, persona_id).to_dict())
