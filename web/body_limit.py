"""A limit on what may be sent with a request, before anything reads it: forms and files as well as the API's bodies."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.answers import problem_answer
from web.pages.problem_page import problem_page, wants_page
from web.problems import Problem

LIMIT: Final = 1024 * 1024
"""Bytes: a customer of 256 KiB, each of its characters encoded as forms do at worst. The API's own limit is lower."""


class _TooLarge(Exception):
    """The body went over the limit while it was read."""


class LimitBody:
    """ASGI middleware. A declared length is refused unread; otherwise the bytes are counted as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > LIMIT:
            await _refuse(scope, receive, send)
            return
        size, over, begun = 0, False, False

        async def counted() -> Message:
            nonlocal size, over
            message = await receive()
            size += len(message.get("body", b""))
            if size > LIMIT:
                over = True
                raise _TooLarge
            return message

        async def unless_over(message: Message) -> None:
            # What the application makes of a body that broke off says nothing about why it did.
            nonlocal begun
            if not over:
                begun = True
                await send(message)

        try:
            await self._app(scope, counted, unless_over)
        except Exception:
            if not over:
                raise
        if over and not begun:
            await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    problem = Problem("too-large", f"What was sent is over {LIMIT // 1024} KiB. Send less at once.")
    request = Request(scope)
    answer = problem_page(request, problem) if wants_page(request) else problem_answer(problem)
    # The rest of the body is not read, so nothing else can come over this connection.
    answer.headers["Connection"] = "close"
    await answer(scope, receive, send)
