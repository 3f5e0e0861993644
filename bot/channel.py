"""The way into the assistant: ``/turn`` for a reply in a conversation, ``/understand`` for NLU alone, ``/health``.

Rasa's REST channel answers 200 with an empty list when a turn crashed, strips replies and obeys ``/restart``. This one
answers with the turn result or an error with a code, leaves every offset true and takes no commands.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.stopwatch import laps
from nlu.errors import UnderstandingError
from nlu.graph import message_of, understand
from nlu.request import Context, ReplyRequest, read_request

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Amends-Secret"  # noqa: S105 (the name of the header)
FIRST_WORDS = ReplyRequest(text="Good morning.", context=Context(channel="chat", history=()))
"""What a model reads first, to show that it can."""


class Refusal(Exception):
    """A request that is answered by an error; ``code`` is stable."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code


class AmendsChannel(InputChannel):
    """Rasa's input channel ``amends``, mounted at ``/webhooks/amends``."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._version_of: dict[str, str] = {}

    @classmethod
    def name(cls) -> str:
        return "amends"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AmendsChannel:
        secret = (credentials or {}).get("secret")
        if not isinstance(secret, str) or len(secret) < 16:
            raise RasaException("AMENDS_CHANNEL_SECRET has fewer than 16 characters; set one that web knows too")
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("amends_channel")

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return await _answer(self._health(request))

        @blueprint.post("/understand")
        async def understand_reply(request: Request) -> HTTPResponse:
            return await _answer(self._understand(request))

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await _answer(self._turn(request, on_new_message))

        return blueprint

    async def _health(self, request: Request) -> dict[str, Any]:
        agent = _ready_agent(request)
        if agent.model_id not in self._version_of:
            self._version_of[agent.model_id] = (await understand(agent.processor, FIRST_WORDS)).version
        return {"status": "ok", "scorer": self._version_of[agent.model_id]}

    async def _understand(self, request: Request) -> dict[str, Any]:
        self._check_secret(request)
        reply = read_request(_object(request), text_key="text")
        found = await understand(_ready_agent(request).processor, reply)
        return {"scores": found.scores, "content": found.content, "scorer_version": found.version}

    async def _turn(self, request: Request, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> dict[str, Any]:
        self._check_secret(request)
        body = _object(request)
        agent = _ready_agent(request)
        sender, metadata = body.get("sender"), body.get("metadata")
        if not isinstance(sender, str) or not sender or not isinstance(metadata, dict):
            raise Refusal(422, "bad-turn", "sender must be a string and metadata an object")
        reply = read_request({**metadata, "text": body.get("text")}, text_key="text")
        collected = CollectingOutputChannel()
        message = message_of(
            reply.text,
            output_channel=collected,
            sender_id=sender,
            input_channel=self.name(),
            metadata={**metadata, **reply.context.to_metadata()},
        )
        try:
            with laps() as taken:
                await on_new_message(message)
        except Exception as error:
            logger.exception("A turn crashed.")
            raise Refusal(502, "turn-crashed", f"{type(error).__name__}: {error}") from error
        results = [item["custom"] for item in collected.messages if "custom" in item]
        if len(results) == 1:
            return {**results[0], "took_ms": taken}
        if await _was_refused(agent, sender):
            raise Refusal(409, "turn-mismatch", "the conversation is not at this turn; seed a new epoch")
        raise Refusal(502, "turn-crashed", "the action server did not answer with a turn result; see the log")

    def _check_secret(self, request: Request) -> None:
        sent = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(sent, self._secret):
            raise Refusal(401, "wrong-secret", f"{SECRET_HEADER} is missing or wrong")


async def _answer(work: Awaitable[dict[str, Any]]) -> HTTPResponse:
    try:
        return _json(await work, status=200)
    except Refusal as refusal:
        return _json({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    except UnderstandingError as error:
        return _json({"code": error.code, "detail": error.detail}, status=422)


def _json(body: dict[str, Any], *, status: int) -> HTTPResponse:
    # Sanic's own encoder rounds floats in its own way.
    return response.json(body, status=status, dumps=json.dumps)


def _object(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except InvalidUsage as error:
        raise Refusal(400, "no-json", "the body is no JSON") from error
    if not isinstance(body, dict):
        raise Refusal(400, "no-json", "the body is no JSON object")
    return body


def _ready_agent(request: Request) -> Agent:
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise Refusal(503, "not-ready", "no model is loaded; run make train and start again")
    return agent


async def _was_refused(agent: Agent, sender: str) -> bool:
    """Whether the policy let no action run for the last reply, as it does for a turn out of order."""
    tracker = await agent.tracker_store.retrieve(sender)
    for event in reversed(tracker.events if tracker else ()):
        if isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME:
            return False
        if isinstance(event, UserUttered):
            return True
    return False
