"""Conversations over HTTP: shapes, refusals and their order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from coaching_rules.techniques import LABELS
from tests.web.conftest import RING, Api, rid
from tests.web.fake_assistant import FakeAssistant
from web.services import Services


def code(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    return answer.status_code, body["code"]


def test_a_started_session_has_the_contracts_shape(api: Api) -> None:
    answer = api("POST", "/sessions", {"persona": RING, "mode": "practice", "seed": 7})
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"session_id", "persona_version", "seed", "channel", "messages", "brief"}
    assert set(body["messages"][0]) == {"who", "text"}
    assert set(body["brief"]) == {"role", "situation", "goal", "policies"}
    assert all(set(card) == {"id", "title", "text"} for card in body["brief"]["policies"])
    assert body["seed"] == 7


def test_an_answered_reply_has_the_contracts_shape(api: Api) -> None:
    answer = api.reply(api.start(), "I'm sorry, that must be awful.", rid(1))
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"turn", "messages", "mood", "ended", "scores", "feedback"}
    assert set(body["mood"]) == {"anger", "trust", "patience"}
    assert list(body["scores"]) == ["labels", "decided", "abstained", "evidence"]
    assert list(body["scores"]["labels"]) == list(LABELS)
    assert (body["turn"], body["ended"]) == (1, None)


def test_an_open_assessment_answers_without_any_judgement(api: Api) -> None:
    answer = api.reply(api.start(mode="assessment"), "I'm sorry.", rid(1))
    assert set(answer.json()) == {"turn", "messages", "ended"}


def test_a_running_assessment_does_not_say_by_which_seed_one_could_practise_it(
    api: Api, as_: Callable[[str | None], Api]
) -> None:
    begun = api("POST", "/sessions", {"persona": RING, "mode": "assessment"}).json()
    path = f"/sessions/{begun['session_id']}"
    for reader in (api, as_("sue")):
        assert "seed" not in reader("GET", path).json()
    api("POST", f"{path}/finish")
    assert api("GET", path).json()["seed"] == begun["seed"]


def test_a_session_shows_its_turns_and_its_pending_reply(api: Api, assistant: FakeAssistant) -> None:
    session_id = api.start()
    api.reply(session_id, "I'm sorry.", rid(1))
    assistant.faults = ["down"]
    assert code(api.reply(session_id, "Again.", rid(2))) == (503, "assistant-unavailable")
    body = api("GET", f"/sessions/{session_id}").json()
    assert [(turn["turn"], turn["reply"], turn["reply_id"]) for turn in body["turns"]] == [(1, "I'm sorry.", rid(1))]
    assert body["pending"] == {"reply_id": rid(2), "text": "Again.", "turn": 2}
    assert body["ended"] is None
    assert [card["session_id"] for card in api("GET", "/sessions").json()] == [session_id]


def test_a_branch_answers_like_a_start_with_its_parent_and_turns(api: Api) -> None:
    session_id = api.start()
    api.reply(session_id, "I'm sorry.", rid(1))
    answer = api("POST", f"/sessions/{session_id}/branch", {"from_turn": 2})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["parent"], [turn["turn"] for turn in body["turns"]]) == (session_id, [1])
    assert {"session_id", "persona_version", "seed", "channel", "messages", "brief"} < set(body)


def test_finishing_twice_answers_the_same(api: Api) -> None:
    session_id = api.start()
    for _ in range(2):
        answer = api("POST", f"/sessions/{session_id}/finish")
        assert (answer.status_code, answer.json()) == (200, {"ended": "abandoned"})


def test_a_record_draft_answers_what_is_missing(api: Api) -> None:
    session_id = api.start()
    answer = api("PUT", f"/sessions/{session_id}/record", {"issue": "The ring came back too small.", "options": ["a"]})
    assert answer.status_code == 200
    assert "complainant" in answer.json()["missing"] and "issue" not in answer.json()["missing"]


def test_a_report_has_the_contracts_shape(api: Api) -> None:
    session_id = api.start()
    api.reply(session_id, "I'm sorry, that must be awful.", rid(1))
    body = api("GET", f"/sessions/{session_id}/report").json()
    contract = {"final", "overall", "gates", "requirements", "techniques", "content", "model"}
    assert contract <= set(body)
    assert body["final"] is False
    assert set(body["model"]) == {"scorer", "rules", "persona"}
    assert {"clause", "verdict", "score", "why", "evidence"} <= set(body["requirements"][0])
    assert body["techniques"]["apologise"] == {"count": 1, "turns": [1]}


def test_a_reply_id_is_the_same_in_either_case(api: Api) -> None:
    session_id, reply_id = api.start(), "ABCDEF00-0000-4000-8000-000000000001"
    first = api.reply(session_id, "I'm sorry.", reply_id)
    assert api.reply(session_id, "I'm sorry.", reply_id.lower()).json() == first.json()


KEPT = (
    "/restart",
    "  \n /restart",
    "👩🏽‍🚀💥",
    "Es tut mir leid, das hätte nicht passieren dürfen.",
    "<b>sorry</b><script>alert(1)</script>",
    "'; DROP TABLE turns; --",
    "مرحبا، أنا آسف",
    "‏שלום‏ (abc)",
    "a\r\nb\rc\n",
    "é vs é",
    "x" * 4_000,
    "𝒳" * 4_000,
    "tab\tand\x07bell",
)


@pytest.mark.parametrize("text", KEPT, ids=range(len(KEPT)))
def test_a_reply_is_taken_and_stored_exactly_as_it_came(api: Api, text: str, assistant: FakeAssistant) -> None:
    session_id = api.start()
    assert api.reply(session_id, text, rid(1)).status_code == 200
    assert api("GET", f"/sessions/{session_id}").json()["turns"][0]["reply"] == text
    assert assistant.asked[0].text == text


REFUSED = {
    "empty": ('""', "reply-empty"),
    "blanks": ('" \\t\\r\\n\\u00a0\\u3000\\u2028"', "reply-empty"),
    "format characters": ('"\\u200b\\u200d\\u202e\\ufeff\\u00ad"', "reply-empty"),
    "a character too many": (json.dumps("x" * 4_001), "reply-too-long"),
    "NUL": ('"a\\u0000b"', "text-nul"),
    "high half": ('"a\\ud83d"', "text-surrogate"),
    "low half": ('"\\ude00 b"', "text-surrogate"),
    "halves the wrong way round": ('"\\ude00\\ud83d"', "text-surrogate"),
    "a number": ("7", "invalid-body"),
    "null": ("null", "invalid-body"),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_text_that_can_not_be_a_reply_is_refused_and_nothing_is_stored(api: Api, text: str, expected: str) -> None:
    session_id = api.start()
    raw = f'{{"reply_id": "{rid(1)}", "text": {text}}}'
    answer = api("POST", f"/sessions/{session_id}/replies", content=raw, headers={"content-type": "application/json"})
    assert code(answer) == (422, expected)
    body = api("GET", f"/sessions/{session_id}").json()
    assert (body["turns"], body["pending"]) == ([], None)


def test_a_pair_of_escapes_is_one_whole_character(api: Api) -> None:
    session_id = api.start()
    raw = f'{{"reply_id": "{rid(1)}", "text": "\\ud83d\\ude00"}}'
    assert api("POST", f"/sessions/{session_id}/replies", content=raw).status_code == 200
    assert api("GET", f"/sessions/{session_id}").json()["turns"][0]["reply"] == "😀"


BAD_BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "NaN": b'{"persona": NaN}',
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "not UTF-8": b'{"persona": "\xff"}',
    "a number with too many digits": b'{"persona": "x", "seed": ' + b"9" * 5_000 + b"}",
    "unknown key": b'{"persona": "x", "speed": 1}',
    "unknown half key": b'{"persona": "x", "\\ud800": 1}',
    "missing key": b'{"mode": "practice"}',
    "wrong mode": b'{"persona": "x", "mode": "exam"}',
    "seed as text": b'{"persona": "x", "seed": "7"}',
    "seed as truth": b'{"persona": "x", "seed": true}',
    "seed too large": b'{"persona": "x", "seed": 9223372036854775808}',
    "seed without end": b'{"persona": "x", "seed": 1e400}',
}


@pytest.mark.parametrize("raw", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_that_is_not_the_contracts_is_refused(api: Api, raw: bytes) -> None:
    assert code(api("POST", "/sessions", content=raw)) == (422, "invalid-body")


@pytest.mark.parametrize("seed", [0, -(2**63), 2**63 - 1, 7.0])
def test_every_64_bit_number_is_a_seed(api: Api, seed: float) -> None:
    session_id = api.start(seed=seed)
    assert api("GET", f"/sessions/{session_id}").json()["seed"] == int(seed)


def test_a_body_over_the_limit_is_refused_however_it_is_sent(api: Api) -> None:
    raw = b'{"persona": "' + b"x" * 256 * 1024 + b'"}'
    assert code(api("POST", "/sessions", content=raw)) == (413, "too-large")
    assert code(api("POST", "/sessions", content=iter([raw[:99], raw[99:]]))) == (413, "too-large")


def test_a_body_of_another_kind_is_refused(api: Api) -> None:
    answer = api("POST", "/sessions", content=b"persona=x", headers={"content-type": "text/plain"})
    assert code(answer) == (415, "unsupported-media-type")


UNKNOWN = ("00000000-0000-4000-8000-000000000000", "x", "%00", "..%2f..%2fetc", "é", "A" * 36, "' OR 1=1 --")


@pytest.mark.parametrize("session_id", UNKNOWN)
def test_a_session_that_does_not_exist_is_not_found_whatever_the_body(api: Api, session_id: str) -> None:
    assert api("GET", f"/sessions/{session_id}").status_code == 404
    assert api("POST", f"/sessions/{session_id}/replies", content=b"{").status_code == 404


def test_the_order_of_refusals_is_the_contracts(
    as_: Callable[[str | None], Api], api: Api, assistant: FakeAssistant
) -> None:
    session_id = api.start()
    path = f"/sessions/{session_id}/replies"
    broken: dict[str, Any] = {"content": b"{"}
    assert code(as_(None)("POST", path, **broken)) == (401, "not-signed-in")
    assert code(as_("sue")("POST", path, **broken)) == (403, "wrong-role")
    assert code(as_("bob")("POST", path, **broken)) == (404, "session-not-found")
    assert code(api("POST", path, **broken)) == (422, "invalid-body")
    first = api.reply(session_id, "Enough [end walked_away]", rid(1))
    assert code(api.reply(session_id, "", rid(1))) == (422, "reply-empty")
    assert api.reply(session_id, "Enough [end walked_away]", rid(1)).json() == first.json()
    assert code(api.reply(session_id, "Other", rid(1))) == (409, "reply-id-reused")
    assert code(api.reply(session_id, "Other", rid(2))) == (409, "session-ended")


def test_after_the_end_everything_else_stays_open(api: Api) -> None:
    session_id = api.start()
    api.reply(session_id, "Enough [end walked_away]", rid(1))
    for method, tail, body in (
        ("GET", "", None),
        ("GET", "/report", None),
        ("POST", "/branch", {"from_turn": 1}),
        ("POST", "/finish", None),
        ("PUT", "/record", {"issue": "x"}),
    ):
        assert api(method, f"/sessions/{session_id}{tail}", body).status_code in (200, 201)


def test_an_unknown_persona_is_not_found(api: Api) -> None:
    for persona in ("nobody", "", "../x", "x\x00y", "schema"):
        assert code(api("POST", "/sessions", {"persona": persona})) == (404, "persona-not-found")


@pytest.mark.parametrize("from_turn", [0, -1, 2, 1.5, "1", None, True, 10**30])
def test_a_branch_from_nowhere_is_refused(api: Api, from_turn: Any) -> None:
    answer = api("POST", f"/sessions/{api.start()}/branch", {"from_turn": from_turn})
    assert code(answer)[0] == 422


def test_an_assessment_refuses_what_it_must(api: Api) -> None:
    session_id = api.start(mode="assessment")
    assert code(api("POST", f"/sessions/{session_id}/branch", {"from_turn": 1})) == (409, "assessment-no-branch")
    assert code(api("POST", f"/sessions/{session_id}/branch", {"from_turn": 9})) == (422, "turn-out-of-range")
    assert code(api("GET", f"/sessions/{session_id}/report")) == (409, "not-finished")


RECORDS: tuple[tuple[Any, str], ...] = (
    ({"issue": "a\x00"}, "text-nul"),
    ({"issue": ["a", "b\x00"]}, "text-nul"),
    ({"issue\x00": "a"}, "text-nul"),
    ({"issue": {"deep": 1}}, "invalid-body"),
    ({"issue": 7}, "invalid-body"),
    ([], "invalid-body"),
)


@pytest.mark.parametrize(("record", "expected"), RECORDS)
def test_a_record_that_can_not_be_kept_is_refused(api: Api, record: Any, expected: str) -> None:
    session_id = api.start()
    assert code(api("PUT", f"/sessions/{session_id}/record", content=json.dumps(record))) == (422, expected)
    assert api("GET", f"/sessions/{session_id}").json()["record"] is None


def test_half_a_character_in_a_record_is_refused(api: Api) -> None:
    raw = b'{"issue": "\\ud800"}'
    assert code(api("PUT", f"/sessions/{api.start()}/record", content=raw)) == (422, "text-surrogate")


def test_an_assistant_that_is_down_is_a_503_that_says_when_to_retry(api: Api, assistant: FakeAssistant) -> None:
    session_id = api.start()
    assistant.faults = ["down"]
    refusal = api.reply(session_id, "I'm sorry.", rid(1))
    assert code(refusal) == (503, "assistant-unavailable")
    assert int(refusal.headers["retry-after"]) >= 1
    pending = api.reply(session_id, "Other.", rid(2))
    assert code(pending) == (409, "turn-in-progress")
    assert int(pending.headers["retry-after"]) >= 1
    assert api.reply(session_id, "I'm sorry.", rid(1)).status_code == 200


def test_a_full_disk_is_a_503_and_reading_goes_on(api: Api, services: Services) -> None:
    session_id = api.start()

    @event.listens_for(services.store.engine, "begin")
    def fill(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    answer = api("PUT", f"/sessions/{session_id}/record", {"issue": "x" * 200_000})
    assert code(answer) == (503, "storage-unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert api("GET", f"/sessions/{session_id}").json()["record"] is None


def test_a_read_only_disk_is_a_503_and_reading_goes_on(api: Api, services: Services) -> None:
    session_id = api.start()

    @event.listens_for(services.store.engine, "begin")
    def protect(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA query_only = 1")

    assert code(api.reply(session_id, "I'm sorry.", rid(1))) == (503, "storage-unavailable")
    assert api("GET", f"/sessions/{session_id}").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/healthz"])
def test_health_tells_which_part_is_down(client: TestClient, assistant: FakeAssistant, path: str) -> None:
    well = client.get(path)
    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assistant.parts = {"rasa": "ok", "actions": "no answer"}
    ill = client.get(path)
    assert code(ill) == (503, "not-ready")
    assert ill.json()["down"] == ["actions"]


def test_health_tells_when_the_database_is_down(client: TestClient, services: Services) -> None:
    @event.listens_for(services.store.engine, "do_connect")
    def refuse(*_: object) -> None:
        import sqlite3

        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error

    services.store.engine.dispose()
    assert client.get("/healthz").json()["down"] == ["database"]


def test_an_address_that_does_not_exist_and_a_method_that_is_not_for_it_are_problems_too(api: Api) -> None:
    assert code(api("GET", "/nothing")) == (404, "not-found")
    refusal = api("DELETE", f"/sessions/{rid(1)}")
    assert code(refusal) == (405, "method-not-allowed")
    assert refusal.headers["allow"] == "GET"
    assert set(api("DELETE", "/sessions").headers["allow"].split(", ")) == {"GET", "POST"}


def test_a_mistake_of_ours_is_a_500_that_tells_nothing_of_its_inside(
    api: Api, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret path /somewhere")

    monkeypatch.setattr(type(services.practice), "sessions", fail)
    answer = api("GET", "/sessions")
    assert code(answer) == (500, "internal-error")
    assert "secret" not in answer.text
