"""Refuses what another site makes a signed-in browser do (CSRF), by the headers that browsers set and pages can't.

A bearer token proves intent by itself: no browser adds it unasked. Everything else that changes something must come
from our own pages: ``Sec-Fetch-Site`` says so in every current browser, ``Origin`` in older ones and over plain HTTP.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.answers import problem_answer
from web.auth.caller import COOKIE
from web.problems import Problem

_SAFE: Final = ("GET", "HEAD", "OPTIONS", "TRACE")


class RefuseCrossSite:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and _from_elsewhere(Headers(scope=scope)):
            refusal = Problem(
                "cross-site",
                "A change must be asked for by a page of Amends itself or with a bearer token. "
                "Open the page here and try again.",
            )
            await problem_answer(refusal)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _from_elsewhere(headers: Headers) -> bool:
    if headers.get("authorization", "").lower().startswith("bearer "):
        return False
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    if origin is not None:
        # An origin is scheme://host and nothing else; whatever is no such thing has no host of ours either.
        return origin.partition("://")[2].lower() != headers.get("host", "").lower()
    return f"{COOKIE}=" in headers.get("cookie", "")
