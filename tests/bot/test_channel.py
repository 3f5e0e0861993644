"""The channel over HTTP, with the real graph, a small policy and an action server that does as it is told."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.channel import SECRET_HEADER, AmendsChannel
from tests.nlu.small_model import small_processor

SECRET = "a secret of sixteen or more"
HEADERS = {SECRET_HEADER: SECRET}


class Actions:
    """An action server whose next answer is set by the test."""

    def __init__(self) -> None:
        self.broken = False
        self.calls: list[dict[str, Any]] = []

    async def answer(self, request: web.Request) -> web.Response:
        call = await request.json()
        self.calls.append(call)
        if self.broken:
            return web.Response(status=500)
        latest = call["tracker"]["latest_message"]
        result = {"turn": call["tracker"]["slots"]["state"]["turn"], "text": latest["text"], "scores": latest["scores"]}
        return web.json_response({"events": [], "responses": [{"custom": result}]})


class Client:
    """Posts to the channel."""

    def __init__(self, session: aiohttp.ClientSession, address: str, agent: Agent) -> None:
        self._session = session
        self._address = address
        self.agent = agent
        self.actions = Actions()

    async def post(self, path: str, body: Any, **kwargs: Any) -> tuple[int, Any]:
        kwargs.setdefault("headers", HEADERS)
        content = {"data": body} if isinstance(body, (str, bytes)) else {"json": body}
        async with self._session.post(self._address + path, **content, **kwargs) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> tuple[int, Any]:
        async with self._session.get(self._address + path) as answer:
            return answer.status, await answer.json()

    async def turn(self, number: int, text: str = "I am sorry.", *, sender: str = "s~1") -> tuple[int, Any]:
        metadata = {"session": "s", "turn": number, "reply_id": "r", "channel": "chat", "history": []}
        return await self.post("/turn", {"sender": sender, "text": text, "metadata": metadata})


def an_agent(actions: EndpointConfig) -> Agent:
    """An agent that remembers nothing, around the one loaded model."""
    agent = Agent(action_endpoint=actions)
    processor = copy.copy(small_processor())
    agent.domain = agent.tracker_store.domain = processor.domain
    processor.tracker_store, processor.lock_store = agent.tracker_store, agent.lock_store
    processor.action_endpoint = actions
    agent.processor = processor
    return agent


def served(work: Callable[[Client], Awaitable[None]]) -> None:
    """Runs a test's work against a server of its own."""

    async def run() -> None:
        Sanic.test_mode = True
        actions = Actions()
        actions_app = web.Application()
        actions_app.router.add_post("/webhook", actions.answer)
        runner = web.AppRunner(actions_app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        agent = an_agent(EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
        app = Sanic(f"channel_test_{port}", configure_logging=False)
        app.ctx.agent = agent
        register([AmendsChannel.from_credentials({"secret": SECRET})], app, route="/webhooks/")
        server = await app.create_server(host="127.0.0.1", port=0, return_asyncio_server=True)
        await server.startup()
        listens_at = server.server.sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{listens_at}/webhooks/amends"
        try:
            async with aiohttp.ClientSession() as session:
                client = Client(session, address, agent)
                client.actions = actions
                await work(client)
        finally:
            server.close()
            await runner.cleanup()

    asyncio.run(run())


def test_a_turn_is_answered_with_the_turn_result() -> None:
    async def work(client: Client) -> None:
        status, body = await client.turn(1)
        assert status == 200
        assert body["turn"] == 1
        assert "apologise" in body["scores"]["labels"]
        assert (await client.turn(2))[1]["turn"] == 2

    served(work)


@pytest.mark.parametrize("text", ["/restart", "  /restart I'm sorry. ", "/session_start", '/reply{"a": 1}'])
def test_a_reply_is_never_a_command_and_keeps_its_offsets(text: str) -> None:
    async def work(client: Client) -> None:
        status, body = await client.turn(1, text)
        assert (status, body["turn"], len(body["text"])) == (200, 1, len(text))
        for span in body["scores"]["evidence"]:
            assert text[span["start"] : span["end"]] == span["quote"]
        assert client.actions.calls[0]["tracker"]["latest_message"]["intent"]["name"] is None

    served(work)


def test_a_turn_out_of_order_is_refused_and_changes_nothing() -> None:
    async def work(client: Client) -> None:
        assert (await client.turn(1))[0] == 200
        status, body = await client.turn(3)
        assert (status, body["code"]) == (409, "turn-mismatch")
        assert (await client.turn(2))[0] == 200
        assert len(client.actions.calls) == 2

    served(work)


def test_a_broken_action_server_is_an_error_and_not_silence() -> None:
    async def work(client: Client) -> None:
        client.actions.broken = True
        status, body = await client.turn(1)
        assert (status, body["code"]) == (502, "turn-crashed")
        # Rasa has kept the state of the turn that failed: the same turn again is out of order; a new epoch is not.
        client.actions.broken = False
        assert (await client.turn(1))[1]["code"] == "turn-mismatch"
        assert (await client.turn(1, sender="s~2"))[0] == 200

    served(work)


def test_a_crash_inside_rasa_is_an_error() -> None:
    async def work(client: Client) -> None:
        status, body = await client.turn(1, "crash")
        assert (status, body["code"]) == (502, "turn-crashed")

    served(work)


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: ""}])
@pytest.mark.parametrize("path", ["/turn", "/understand"])
def test_without_the_secret_nothing_is_done(path: str, headers: dict[str, str]) -> None:
    async def work(client: Client) -> None:
        status, body = await client.post(path, {}, headers=headers)
        assert (status, body["code"]) == (401, "wrong-secret")

    served(work)


def test_understanding_leaves_no_conversation_behind() -> None:
    async def work(client: Client) -> None:
        body = {"text": " /I am sorry.", "channel": "email", "history": []}
        status, found = await client.post("/understand", body)
        assert status == 200
        assert set(found) == {"scores", "content", "scorer_version"}
        assert list(await client.agent.tracker_store.keys()) == []

    served(work)


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/understand", "{", 400, "no-json"),
        ("/understand", "[]", 400, "no-json"),
        ("/understand", {"channel": "chat", "history": []}, 422, "N0202"),
        ("/understand", {"text": "x", "channel": "fax", "history": []}, 422, "N0204"),
        ("/understand", '{"text": "\\ud800", "channel": "chat", "history": []}', 422, "N0207"),
        ("/understand", {"text": "x" * 20_001, "channel": "chat", "history": []}, 422, "N0206"),
        ("/turn", {"text": "x"}, 422, "bad-turn"),
        ("/turn", {"sender": "", "text": "x", "metadata": {}}, 422, "bad-turn"),
        ("/turn", {"sender": "s~1", "text": "x", "metadata": {"history": []}}, 422, "N0202"),
        ("/turn", {"sender": "s~1", "text": "\x00", "metadata": {"channel": "chat", "history": []}}, 422, "N0207"),
    ],
)
def test_a_bad_request_has_a_code(path: str, body: Any, status: int, code: str) -> None:
    async def work(client: Client) -> None:
        found, answer = await client.post(path, body)
        assert (found, answer["code"]) == (status, code)

    served(work)


def test_health_tells_which_scorer_answers() -> None:
    async def work(client: Client) -> None:
        status, body = await client.get("/health")
        _, understood = await client.post("/understand", {"text": "Hi", "channel": "chat", "history": []})
        assert (status, body) == (200, {"status": "ok", "scorer": understood["scorer_version"]})

    served(work)


def test_health_is_bad_while_no_model_is_loaded() -> None:
    async def work(client: Client) -> None:
        client.agent.processor = None
        status, body = await client.get("/health")
        assert (status, body["code"]) == (503, "not-ready")

    served(work)


@pytest.mark.parametrize("credentials", [None, {}, {"secret": ""}, {"secret": "short"}, {"secret": 3}])
def test_a_missing_or_short_secret_stops_the_start(credentials: Any) -> None:
    with pytest.raises(RasaException, match="AMENDS_CHANNEL_SECRET"):
        AmendsChannel.from_credentials(credentials)
