from __future__ import annotations

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from bot.action_answers import check_answers_by_one_validator


@pytest.fixture
def action(monkeypatch):
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    check_answers_by_one_validator()
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
