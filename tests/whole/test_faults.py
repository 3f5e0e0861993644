"""A process that dies or hangs in the middle of a turn: the reply is kept, and its retry counts once."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import httpx
import pytest

from tests.running import RunningAmends
from tests.whole.processes import hung, parts_of, unread_bytes, until
from tests.whole.talking import REPLIES, RING, Talk, Trainee, assert_please_retry

HEALTH_NAMES = {"assistant": "rasa", "actions": "actions"}
FIRST, SECOND, THIRD = REPLIES[RING][:3]

Told = Callable[[str, int], dict[str, Any]]
Meanwhile = Callable[..., "Future[Any]"]


def port_of(part: str, amends: RunningAmends) -> int:
    return {"assistant": amends.rasa_port, "actions": amends.actions_port}[part]


def assert_pending(talk: Talk, reply_id: str) -> None:
    session = talk.session()
    assert session["pending"] == {"reply_id": reply_id, "text": SECOND, "turn": 2}
    assert len(session["turns"]) == 1


def assert_answered_once(talk: Talk, reply_id: str, undisturbed: Told) -> None:
    """The reply is sent until it is answered, repeated, and the talk goes on as if nothing had happened."""
    answer = talk.send_until_answered(SECOND, reply_id)
    assert talk.send(SECOND, reply_id).content == answer.content
    talk.say_all([THIRD])
    assert talk.session()["pending"] is None
    assert talk.told() == undisturbed(RING, 3)


@pytest.mark.parametrize("part", ["assistant", "actions"])
def test_killed_in_the_middle_of_a_turn_and_started_again(
    rough: RunningAmends, rough_trainee: Trainee, undisturbed: Told, meanwhile: Meanwhile, part: str
) -> None:
    talk, reply_id = rough_trainee.begin(RING), str(uuid.uuid4())
    talk.say(FIRST)
    victim = parts_of(rough.pid)[part]
    with hung(victim):
        answer = meanwhile(talk.send, SECOND, reply_id)
        until(lambda: unread_bytes(port_of(part, rough)))
        os.kill(victim, signal.SIGKILL)
    assert_please_retry(answer.result())
    until(lambda: rough_trainee.down() == [HEALTH_NAMES[part]])
    assert_pending(talk, reply_id)
    assert_answered_once(talk, reply_id, undisturbed)
    until(lambda: rough_trainee.down() == [])
    assert parts_of(rough.pid)[part] != victim
    assert f"{part} stopped (exit -9); starting it again" in rough.told


@pytest.mark.parametrize("part", ["assistant", "actions"])
def test_hung_in_the_middle_of_a_turn_and_its_answer_comes_too_late(
    rough: RunningAmends, rough_trainee: Trainee, undisturbed: Told, part: str
) -> None:
    talk, reply_id = rough_trainee.begin(RING), str(uuid.uuid4())
    talk.say(FIRST)
    with hung(parts_of(rough.pid)[part]):
        assert_please_retry(talk.send(SECOND, reply_id))
        assert rough_trainee.down() == [HEALTH_NAMES[part]]
        assert_pending(talk, reply_id)
    assert_answered_once(talk, reply_id, undisturbed)


def test_web_killed_between_storing_the_reply_and_answering_it(
    rough: RunningAmends, rough_trainee: Trainee, undisturbed: Told, meanwhile: Meanwhile
) -> None:
    talk, reply_id = rough_trainee.begin(RING), str(uuid.uuid4())
    talk.say(FIRST)
    parts = parts_of(rough.pid)
    with hung(parts["assistant"]):
        answer = meanwhile(talk.send, SECOND, reply_id)
        until(lambda: unread_bytes(rough.rasa_port))
        os.kill(parts["web"], signal.SIGKILL)
        with pytest.raises(httpx.TransportError):
            answer.result()
        until(lambda: rough_trainee.down() is not None)
        assert_pending(talk, reply_id)
    assert parts_of(rough.pid)["web"] != parts["web"]
    assert_answered_once(talk, reply_id, undisturbed)
