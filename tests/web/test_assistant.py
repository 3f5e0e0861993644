"""The wire to Rasa, spoken with a small server that answers as Rasa can: well, wrongly, or not at all."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from web.assistant import (
    AssistantCrashed,
    AssistantDown,
    AssistantError,
    AssistantMismatch,
    RasaAssistant,
    Snapshot,
    TurnRequest,
)

REQUEST = TurnRequest(
    sender="s~1",
    text=" /restart 😀",
    session="s",
    turn=1,
    reply_id="r",
    channel="chat",
    history=[{"who": "customer", "text": "Well?"}],
)
GOOD = {"turn": 1, "reply_id": "r", "messages": []}


class Rasa:
    """``answer`` is (status, body) for every request; ``seen`` what arrived."""

    def __init__(self) -> None:
        self.answer: tuple[int, bytes] = (200, json.dumps(GOOD).encode())
        self.delay = 0.0
        self.seen: list[tuple[str, str, dict[str, str], Any]] = []
        rasa = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length", 0)))
                sent = {name.lower(): value for name, value in self.headers.items()}
                rasa.seen.append((self.command, self.path, sent, json.loads(raw) if raw else None))
                time.sleep(rasa.delay)
                status, body = rasa.answer
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = handle_any  # noqa: N815 — the library's names

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    made = Rasa()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def wire(rasa: Rasa) -> Iterator[RasaAssistant]:
    made = RasaAssistant(
        rasa=rasa.address, actions=rasa.address, channel_secret="secret", rasa_token="token", timeout=0.3
    )
    yield made
    made.close()


def test_a_turn_is_posted_to_our_channel_with_its_secret_and_metadata(rasa: Rasa, wire: RasaAssistant) -> None:
    assert wire.turn(REQUEST) == GOOD
    method, path, headers, body = rasa.seen[0]
    assert (method, path, headers["x-amends-secret"]) == ("POST", "/webhooks/amends/turn", "secret")
    assert body == {
        "sender": "s~1",
        "text": " /restart 😀",
        "metadata": {
            "session": "s",
            "turn": 1,
            "reply_id": "r",
            "channel": "chat",
            "history": [{"who": "customer", "text": "Well?"}],
        },
    }


def test_an_epoch_is_seeded_with_the_five_slots_between_start_and_listening(rasa: Rasa, wire: RasaAssistant) -> None:
    wire.seed("s~1", Snapshot(persona={"id": "p"}, seed=7, state={"turn": 0}, said=("l1",)))
    method, path, _, events = rasa.seen[0]
    assert (method, path) == ("PUT", "/conversations/s~1/tracker/events?token=token&include_events=NONE")
    assert [event["event"] for event in events] == ["action", "session_started", *["slot"] * 5, "action"]
    assert (events[0]["name"], events[-1]["name"]) == ("action_session_start", "action_listen")
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    assert slots == {"persona": {"id": "p"}, "seed": 7, "state": {"turn": 0}, "said": ["l1"], "acts": []}


ANSWERS: tuple[tuple[int, bytes, type[AssistantError]], ...] = (
    (200, b"[]", AssistantCrashed),
    (200, b"", AssistantCrashed),
    (200, b"<html>", AssistantCrashed),
    (200, json.dumps({**GOOD, "turn": 2}).encode(), AssistantMismatch),
    (200, json.dumps({**GOOD, "reply_id": "old"}).encode(), AssistantMismatch),
    (409, b'{"code": "turn-mismatch", "detail": "d"}', AssistantMismatch),
    (502, b'{"code": "turn-mismatch", "detail": "d"}', AssistantMismatch),
    (502, b'{"code": "turn-crashed", "detail": "d"}', AssistantCrashed),
    (502, b"[]", AssistantCrashed),
    (500, b"oops", AssistantCrashed),
    (401, b'{"code": "wrong-secret"}', AssistantCrashed),
)


@pytest.mark.parametrize(("status", "body", "error"), ANSWERS)
def test_whatever_is_no_turn_result_is_an_error(
    rasa: Rasa, wire: RasaAssistant, status: int, body: bytes, error: type[AssistantError]
) -> None:
    rasa.answer = (status, body)
    with pytest.raises(error):
        wire.turn(REQUEST)


def test_a_hung_assistant_is_given_up_after_the_time_out(rasa: Rasa, wire: RasaAssistant) -> None:
    rasa.delay = 2.0
    begun = time.monotonic()
    with pytest.raises(AssistantDown, match="ReadTimeout"):
        wire.turn(REQUEST)
    assert time.monotonic() - begun < 1.5


def test_an_assistant_that_is_not_there_is_down() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        wire = RasaAssistant(rasa=nobody, actions=nobody, channel_secret="s", rasa_token="t", timeout=0.3)
        with pytest.raises(AssistantDown):
            wire.turn(REQUEST)
        with pytest.raises(AssistantDown):
            wire.seed("s~1", Snapshot(persona={}, seed=1, state={}, said=()))
        assert all("no answer" in state for state in wire.health().values())


def test_seeding_that_is_refused_is_an_error(rasa: Rasa, wire: RasaAssistant) -> None:
    rasa.answer = (401, b"{}")
    with pytest.raises(AssistantCrashed, match="401"):
        wire.seed("s~1", Snapshot(persona={}, seed=1, state={}, said=()))


def test_a_text_can_be_understood_without_a_conversation(rasa: Rasa, wire: RasaAssistant) -> None:
    rasa.answer = (200, b'{"scores": {}, "content": {}}')
    assert wire.understand("Sorry.", channel="email", history=[]) == {"scores": {}, "content": {}}
    assert rasa.seen[0][1] == "/webhooks/amends/understand"
    assert rasa.seen[0][3] == {"text": "Sorry.", "channel": "email", "history": []}


def test_health_asks_both_processes(rasa: Rasa, wire: RasaAssistant) -> None:
    assert wire.health() == {"rasa": "ok", "actions": "ok"}
    assert {path for _, path, _, _ in rasa.seen} == {"/webhooks/amends/health", "/health"}
    rasa.answer = (503, b"")
    assert wire.health() == {"rasa": "answers 503", "actions": "answers 503"}


def test_the_scorer_that_runs_is_told_where_it_can_be_learnt(rasa: Rasa, wire: RasaAssistant) -> None:
    for answer, version in (
        ((200, b'{"status": "ok", "scorer": "abc"}'), "abc"),
        ((200, b'{"status": "ok"}'), None),
        ((200, b"[]"), None),
        ((200, b"ready"), None),
        ((503, b'{"scorer": "abc"}'), None),
    ):
        rasa.answer = answer
        assert wire.scorer() == version


def test_a_proxy_of_the_environment_is_never_asked(rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    wire = RasaAssistant(rasa=rasa.address, actions=rasa.address, channel_secret="s", rasa_token="t")
    assert wire.turn(REQUEST) == GOOD
