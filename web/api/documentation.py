"""What /openapi.json says about refusals: the same shape everywhere, under its own media type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.api.answer_shapes import Refusal
from web.problems import KINDS

_SCHEMA: Final = {"$ref": "#/components/schemas/Refusal"}


def refusals(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that can refuse with these codes."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(KINDS[code].status, []).append(code)
    return {status: _refusal(status, names) for status, names in by_status.items()}


def openapi_of(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The application's ``openapi``: FastAPI's own, with the refusals' schema instead of its default 422."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            schemas["Refusal"] = Refusal.model_json_schema()
            for operations in document["paths"].values():
                for operation in operations.values():
                    _drop_default_422(operation["responses"])
            app.openapi_schema = document
        return app.openapi_schema

    return openapi


def _refusal(status: int, codes: list[str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": "; ".join(f"`{code}`: {KINDS[code].title}" for code in codes),
        "content": {"application/problem+json": {"schema": _SCHEMA}},
    }
    if status in (429, 503) or "turn-in-progress" in codes:
        seconds = {"type": "integer", "minimum": 1}
        described["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": seconds}}
    return described


def _drop_default_422(responses: dict[str, Any]) -> None:
    content = responses.get("422", {}).get("content", {})
    if "application/json" in content and "application/problem+json" not in content:
        del responses["422"]
