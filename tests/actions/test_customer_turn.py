"""The action against a call as Rasa 3.6 sends it (``action_call.json``: RemoteAction's own output, recorded)."""

from __future__ import annotations

import asyncio
import copy
import json
import time
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions.customer_turn import ActionCustomerTurn
from coaching_rules.content_finding import Finding
from coaching_rules.findings import Findings
from policies.customer import Act, CustomerState

CALL = json.loads((Path(__file__).parent / "action_call.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_action(ActionCustomerTurn())
    return executor


def answer(executor: ActionExecutor, call: dict[str, Any] = CALL) -> dict[str, Any]:
    result = asyncio.run(executor.run(copy.deepcopy(call)))
    assert result is not None
    return result.model_dump()


def with_slots(**slots: Any) -> dict[str, Any]:
    call = copy.deepcopy(CALL)
    call["tracker"]["slots"] |= slots
    return call


def turn_result(executor: ActionExecutor, call: dict[str, Any] = CALL) -> dict[str, Any]:
    [response] = answer(executor, call)["responses"]
    return response["custom"]


def test_one_custom_message_carries_the_whole_turn(executor):
    [response] = answer(executor)["responses"]
    assert response["text"] is None
    assert set(response["custom"]) == {
        "turn",
        "reply_id",
        "messages",
        "mood",
        "ended",
        "state",
        "said",
        "acts",
        "scores",
        "content",
        "feedback",
        "findings",
        "versions",
    }


def test_it_is_plain_json_and_the_shapes_read_back(executor):
    result = json.loads(json.dumps(turn_result(executor)))
    sent = CALL["tracker"]
    assert Findings.from_dict(result) == Findings.from_dict(sent["latest_message"])
    assert CustomerState.from_dict(result["state"]).to_dict() == sent["slots"]["state"]
    assert [Act.from_dict(act).to_dict() for act in result["acts"]] == sent["slots"]["acts"]
    assert [Finding.from_dict(item) for item in result["findings"]] == []
    assert result["reply_id"] == sent["latest_message"]["metadata"]["reply_id"]
    assert (result["turn"], result["ended"]) == (1, None)
    assert result["versions"]["scorer"] == "scorer-0"


def test_the_customer_has_words_and_the_lines_used_are_remembered(executor):
    answered = answer(executor)
    result = answered["responses"][0]["custom"]
    assert all(message["who"] == "customer" and message["text"] for message in result["messages"])
    [event] = answered["events"]
    assert (event["event"], event["name"]) == ("slot", "said")
    assert event["value"] == result["said"]
    assert set(CALL["tracker"]["slots"]["said"]) < set(event["value"])


def test_the_coach_has_feedback_with_evidence_in_the_reply(executor):
    reply = CALL["tracker"]["latest_message"]["text"]
    feedback = turn_result(executor)["feedback"]
    assert feedback
    for item in feedback:
        assert item["kind"] in ("good", "missing", "harm", "next")
        for span in item["evidence"]:
            assert reply[span["start"] : span["end"]] == span["quote"]


def test_an_offer_beyond_authority_is_found_from_the_pack_inside_the_persona(executor):
    call = copy.deepcopy(CALL)
    message = call["tracker"]["latest_message"]
    message["text"] = "I'll pay you £900 in compensation."
    whole = {"start": 0, "end": len(message["text"]), "quote": message["text"], "score": 0.9}
    remedy = {"kind": "compensation", "stance": "offered", "amount": 900.0, "currency": "GBP"}
    message["scores"] |= {"decided": ["solve"], "abstained": [], "evidence": [{"label": "solve", **whole}]}
    message["content"] |= {"topics": [], "remedies": [{**remedy, **whole, "percent": None, "when": None}]}
    assert [finding["id"] for finding in turn_result(executor, call)["findings"]] == ["beyond_authority"]


def test_the_end_travels_with_the_turn(executor):
    state = {**CALL["tracker"]["slots"]["state"], "ended": "walked_away"}
    result = turn_result(executor, with_slots(state=state, acts=[{"act": "walk_away"}]))
    assert result["ended"] == "walked_away"
    assert result["messages"]


def test_the_same_call_gives_the_same_answer_byte_for_byte(executor):
    assert json.dumps(answer(executor)) == json.dumps(answer(executor))


def test_a_turn_takes_less_than_three_milliseconds(executor):
    answer(executor)
    times = []
    for _ in range(20):
        call = copy.deepcopy(CALL)
        begun = time.perf_counter()
        asyncio.run(executor.run(call))
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.003
