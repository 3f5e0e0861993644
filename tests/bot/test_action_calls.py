from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.action_calls import lighten_action_calls


@pytest.fixture
def action(monkeypatch):
    for owner, name in (
        (RemoteAction, "_validate_action_result"),
        (RemoteAction, "_action_call_format"),
        (EndpointConfig, "session"),
        (MessageProcessor, "_log_slots"),
    ):
        monkeypatch.setattr(owner, name, owner.__dict__[name])
    lighten_action_calls()
    return RemoteAction("action_customer_turn", EndpointConfig("http://127.0.0.1:1/webhook"))


def test_a_proper_answer_passes(action):
    answer = {"events": [{"event": "slot", "name": "said", "value": ["a"]}], "responses": [{"custom": {"turn": 1}}]}
    assert action._validate_action_result(answer)


@pytest.mark.parametrize(
    "answer",
    [{"events": {}, "responses": []}, {"events": [{"name": "said"}], "responses": []}, {"responses": ["text"]}],
)
def test_whatever_rasa_would_refuse_is_refused(action, answer):
    with pytest.raises(ValidationError):
        action._validate_action_result(answer)


def test_a_call_is_rasas_own_but_for_the_events(monkeypatch, action):
    lightened = action._action_call_format
    monkeypatch.undo()
    tracker = DialogueStateTracker.from_events(
        "a~1", [SlotSet("seed", 7), UserUttered("hello")], slots=[AnySlot("seed", mappings=[{}])]
    )
    ours, theirs = lightened(tracker, Domain.empty()), action._action_call_format(tracker, Domain.empty())
    assert theirs["tracker"].pop("events")
    assert ours["tracker"].pop("events") == []
    assert ours == theirs


def test_calls_share_a_connection_and_survive_one_that_was_closed(action):
    async def peers_of_calls() -> list[tuple[str, int]]:
        peers: list[tuple[str, int]] = []

        async def answer(request: web.Request) -> web.Response:
            peers.append(request.transport.get_extra_info("peername"))
            response = web.json_response({})
            if len(peers) == 2:
                response.force_close()
            return response

        app = web.Application()
        app.router.add_post("/webhook", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        endpoint = EndpointConfig(f"http://127.0.0.1:{runner.addresses[0][1]}/webhook")
        for _ in range(3):
            assert await endpoint.request(json={}) == {}
        await endpoint.kept_session.close()
        await runner.cleanup()
        return peers

    first, second, third = asyncio.run(peers_of_calls())
    assert first == second != third
