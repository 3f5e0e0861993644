"""What an address and a form may hold: numbers as far as the tables count, and no NUL, which no database text takes."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Form, Path, Query, Request

from web.problems import Problem

_LARGEST: Final = 2**31 - 1

Numbered = Annotated[int, Path(ge=1, le=_LARGEST)]
"""The number of an account, a team, an assignment in the path of an address."""
NumberAsked = Annotated[int | None, Query(ge=1, le=_LARGEST)]
"""The same behind the question mark, or none."""
NumberSent = Annotated[int | None, Form(ge=1, le=_LARGEST)]
"""The same in a form, or none."""


def refuse_nul(request: Request) -> None:
    """A dependency of every page; raises the 404 Problem for an address with a NUL character in it."""
    asked = (text for pair in request.query_params.multi_items() for text in pair)
    if any("\x00" in text for text in (request.url.path, request.scope["path"], *asked)):
        raise Problem("not-found", "There is nothing at this address: it holds a NUL character.")
