"""Request bodies, read after the caller is known: nobody learns from a 422 what a 401 would have kept from them."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from web.problems import Problem

LIMIT: Final = 256 * 1024
"""Bytes of any body of the API; a persona of some hundred lines has a tenth of it."""
DEEPEST: Final = 64
"""Levels of lists and objects in a body; what the contract describes has five."""

_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_MARKS: Final = re.compile(r"[\[\]{}]")

Model = TypeVar("Model", bound=BaseModel)


def json_body(model: type[Model]) -> Any:
    """A dependency for the body as that model; list it after those that decide who may ask.

    Raises the Problems too-large, unsupported-media-type and invalid-body.
    """

    async def read(request: Request) -> Model:
        given = media_type_of(request)
        if given not in ("", "application/json"):
            raise Problem("unsupported-media-type", f"Send application/json; this is {given}.")
        try:
            # Python mode of pydantic: it must see half surrogate pairs, which its own JSON reader turns away unnamed.
            return model.model_validate(parse_json(await raw_body(request)))
        except ValidationError as error:
            raise _invalid(error) from error

    reader: Callable[[Request], Awaitable[Model]] = read
    return Depends(reader)


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """The ``openapi_extra`` that describes a body read by ``json_body``."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


def parse_json(raw: bytes) -> Any:
    """Plain values; raises the invalid-body Problem for what RFC 8259 does not know, such as NaN."""
    try:
        text = raw.decode("utf-8")
        _refuse_depth(text)
        return json.loads(text, parse_constant=_no_constant)
    except ValueError as error:
        raise Problem("invalid-body", f"The body is not JSON: {str(error).partition(chr(10))[0]}") from error


async def raw_body(request: Request) -> bytes:
    """The whole body; raises the too-large Problem as soon as it is over the limit, however it is sent."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LIMIT:
            raise Problem("too-large", f"The body is over {LIMIT // 1024} KiB.")
        chunks.append(chunk)
    return b"".join(chunks)


def media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _invalid(error: ValidationError) -> Problem:
    errors = [
        {"path": "".join(f"/{_escaped(str(part))}" for part in item["loc"]), "message": item["msg"]}
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    first = errors[0]
    return Problem("invalid-body", f"{first['path'] or 'The body'}: {first['message']}", more={"errors": errors})


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _refuse_depth(text: str) -> None:
    # Counted beforehand: the parser would find out by exhausting the stack of the thread, finalizers and all.
    depth = 0
    for mark in _MARKS.findall(_STRINGS.sub("", text)):
        depth += 1 if mark in "[{" else -1
        if depth > DEEPEST:
            raise ValueError(f"it is nested more than {DEEPEST} deep")
