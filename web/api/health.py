"""Whether everything that a turn needs is there."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends

from storage.faults import StorageUnavailable
from web.answers import Json
from web.api import answer_shapes as shapes
from web.api.documentation import refusals
from web.problems import Problem
from web.services import Services, services_of

router: Final = APIRouter(tags=["health"], default_response_class=Json)


@router.get("/healthz", responses={200: {"model": shapes.Health}, **refusals("not-ready")})
def health(services: Annotated[Services, Depends(services_of)]) -> Json:
    """200 when the database, Rasa and the action server answer, else 503 with which don't."""
    try:
        services.store.check()
        database = "ok"
    except StorageUnavailable as error:
        database = error.reason
    parts = {"database": database, **services.assistant.health()}
    silent = [part for part, state in parts.items() if state != "ok"]
    if silent:
        raise Problem(
            "not-ready", f"Not answering: {', '.join(silent)}.", retry_after=5, more={"down": silent, **parts}
        )
    return Json({"status": "ok", **parts})
