from __future__ import annotations

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.action_calls import lighten_action_calls


@pytest.fixture
def action(monkeypatch):
    for name in ("_validate_action_result", "_action_call_format"):
        monkeypatch.setattr(RemoteAction, name, getattr(RemoteAction, name))
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
