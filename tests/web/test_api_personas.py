"""Personas over HTTP: checked while they are written, saved with their errors, published when they can be played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policies.customer.validation import parse
from tests.web.conftest import RING, Api
from tests.web.test_api_sessions import code
from web.services import Services

DATA = Path(__file__).resolve().parents[2] / "data"
SOURCE = (DATA / "personas" / f"{RING}.yml").read_bytes()


@pytest.fixture
def trainer(as_: Any) -> Api:
    return as_("tom")


def send(api: Api, method: str, path: str, source: bytes, kind: str = "application/yaml", **headers: str) -> Any:
    return api(method, path, content=source, headers={"content-type": kind, **headers})


def test_the_schema_is_a_json_schema(api: Api) -> None:
    schema = api("GET", "/personas/schema").json()
    assert schema["type"] == "object"
    assert "json-schema.org" in schema["$schema"]


@pytest.mark.parametrize("kind", ["application/yaml", "application/json", "application/yaml; charset=utf-8"])
def test_a_good_persona_has_no_errors_in_either_language(trainer: Api, kind: str) -> None:
    values = parse(SOURCE.decode(), media_type="application/yaml")
    source = json.dumps(values).encode() if "json" in kind else SOURCE
    answer = send(trainer, "POST", "/personas/validate", source, kind)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "diagnostics": []})


BROKEN = {
    "a tab": b"id: x\n\ttitle: y\n",
    "an open bracket": b"id: [",
    "nothing": b"",
    "a list": b"- a\n- b\n",
    "a control character": b"id: a\x00b\n",
    "not UTF-8": b"id: x\ntitle: caf\xe9\n",
    "aliases": b"a: &a [x, x]\nb: [*a, *a]\n",
    "deep": b"[" * 50_000,
    "a twin key": b"id: a\nid: b\n",
    "a tag": b"id: !!python/object/apply:os.system [ls]\n",
    "half a character": b'id: "\\ud800"\n',
}


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("kind", ["application/yaml", "application/json"])
def test_whatever_is_broken_is_a_200_with_a_place_and_a_code(trainer: Api, source: bytes, kind: str) -> None:
    answer = send(trainer, "POST", "/personas/validate", source, kind)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["ok"] is False and body["diagnostics"]
    for diagnostic in body["diagnostics"]:
        assert set(diagnostic) == {"code", "severity", "path", "line", "column", "message"}
        assert diagnostic["line"] >= 1 and diagnostic["column"] >= 1
        assert diagnostic["path"] == "" or diagnostic["path"].startswith("/")


def test_a_byte_that_is_no_utf8_is_told_by_line_and_column(trainer: Api) -> None:
    answer = send(trainer, "POST", "/personas/validate", BROKEN["not UTF-8"])
    (found,) = answer.json()["diagnostics"]
    assert (found["code"], found["line"], found["column"]) == ("P0010", 2, 11)


WRONG = {
    "an unknown key": (b"\nid: ", b"\nspeed: 9\nid: ", "/speed"),
    "a bad date": (b"today: ", b"today: 2026-02-31 #", "/locale/today"),
}


@pytest.mark.parametrize(("before", "after", "path"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_told_by_its_path(trainer: Api, before: bytes, after: bytes, path: str) -> None:
    source = (b"\n" + SOURCE).replace(before, after, 1)
    body = send(trainer, "POST", "/personas/validate", source).json()
    assert path in [diagnostic["path"] for diagnostic in body["diagnostics"]]
    assert body["ok"] is False


def test_a_persona_over_256_kib_is_refused_one_of_exactly_that_is_looked_at(trainer: Api) -> None:
    edge = SOURCE + b"#" * (256 * 1024 - len(SOURCE))
    assert send(trainer, "POST", "/personas/validate", edge).status_code == 200
    for method, path in (("POST", "/personas/validate"), ("PUT", f"/personas/{RING}")):
        assert code(send(trainer, method, path, edge + b"#")) == (413, "too-large")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_another_media_type_is_refused(trainer: Api, kind: str) -> None:
    assert code(send(trainer, "POST", "/personas/validate", b"id: x", kind)) == (415, "unsupported-media-type")


def test_a_draft_is_saved_read_back_and_replaced_by_its_etag(trainer: Api) -> None:
    first = send(trainer, "PUT", "/personas/new-one", b"id: new-one\n")
    assert first.status_code == 201
    read = trainer("GET", "/personas/new-one")
    assert read.headers["etag"] == first.headers["etag"]
    assert (read.json()["draft"]["source"], read.json()["version"]) == ("id: new-one\n", None)
    second = send(trainer, "PUT", "/personas/new-one", b"id: new-one\ntitle: B\n", **{"if-match": read.headers["etag"]})
    assert second.status_code == 200
    assert second.headers["etag"] != read.headers["etag"]
    late = send(trainer, "PUT", "/personas/new-one", b"id: new-one\n", **{"if-match": read.headers["etag"]})
    assert code(late) == (412, "etag-mismatch")
    assert trainer("GET", "/personas/new-one").json()["draft"]["source"].endswith("title: B\n")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"if-match": "*"}, 412), ({"if-match": '"x"'}, 412), ({"if-none-match": "*"}, 201), ({}, 201)],
)
def test_the_preconditions_of_a_draft_that_is_not_there(trainer: Api, headers: dict[str, str], status: int) -> None:
    assert send(trainer, "PUT", "/personas/new-one", b"id: new-one\n", **headers).status_code == status


def test_a_draft_with_errors_is_saved_with_what_is_wrong(trainer: Api) -> None:
    for source in BROKEN.values():
        answer = send(trainer, "PUT", "/personas/new-one", source)
        assert answer.status_code in (200, 201), answer.text
        assert answer.json()["draft"]["ok"] is False
        assert answer.json()["draft"]["diagnostics"]


def test_a_body_with_another_id_than_the_address_is_refused(trainer: Api) -> None:
    assert code(send(trainer, "PUT", "/personas/new-one", SOURCE)) == (422, "persona-id-differs")
    as_json = json.dumps({"id": "other"}).encode()
    assert code(send(trainer, "PUT", "/personas/new-one", as_json, "application/json")) == (422, "persona-id-differs")
    assert code(trainer("GET", "/personas/new-one")) == (404, "persona-not-found")


@pytest.mark.parametrize("persona_id", ["Schema", "schema", "validate", "a b", "é", "x" * 65, "-x", "%00"])
def test_an_id_that_can_be_none_is_refused(trainer: Api, persona_id: str) -> None:
    assert code(send(trainer, "PUT", f"/personas/{persona_id}", b"title: x")) == (422, "persona-id-invalid")


def test_publishing_makes_a_version_that_new_sessions_use_and_running_ones_don_t(trainer: Api, api: Api) -> None:
    running = api("POST", "/sessions", {"persona": RING, "seed": 1}).json()
    changed = SOURCE.replace(b"\ntitle: ", b"\ntitle: Again, ", 1)
    send(trainer, "PUT", f"/personas/{RING}", changed)
    assert api("GET", f"/personas/{RING}").json()["version"] == running["persona_version"]
    published = trainer("POST", f"/personas/{RING}/publish")
    assert published.status_code == 200, published.text
    assert published.json()["title"].startswith("Again, ")
    assert published.json()["version"] != running["persona_version"]
    assert api("GET", f"/personas/{RING}").json()["version"] == published.json()["version"]
    assert api("GET", f"/sessions/{running['session_id']}").json()["persona_version"] == running["persona_version"]
    again = api("POST", "/sessions", {"persona": RING, "seed": 1}).json()
    assert again["persona_version"] == published.json()["version"]


def test_publishing_the_same_content_again_is_the_same_version(trainer: Api) -> None:
    versions = {trainer("POST", f"/personas/{RING}/publish").json()["version"] for _ in range(2)}
    assert len(versions) == 1


def test_a_draft_with_errors_is_not_published_and_stays(trainer: Api, api: Api) -> None:
    before = api("GET", f"/personas/{RING}").json()
    draft = send(trainer, "PUT", f"/personas/{RING}", b"id: " + RING.encode())
    refusal = trainer("POST", f"/personas/{RING}/publish")
    assert code(refusal) == (422, "persona-invalid")
    assert refusal.json()["diagnostics"]
    assert trainer("GET", f"/personas/{RING}").headers["etag"] == draft.headers["etag"]
    assert api("GET", f"/personas/{RING}").json() == before


def test_a_persona_that_can_not_be_played_through_is_not_published(
    trainer: Api, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policies.customer.validation import Diagnostic

    fault = Diagnostic(line=1, column=1, code="P0401", severity="error", path="", message="a dead end")
    monkeypatch.setattr("web.persona_desk.rehearse", lambda *_, **__: [fault])
    before = api("GET", f"/personas/{RING}").json()
    refusal = trainer("POST", f"/personas/{RING}/publish")
    assert code(refusal) == (422, "rehearsal-failed")
    assert refusal.json()["diagnostics"] == [fault.to_dict()]
    assert api("GET", f"/personas/{RING}").json() == before


def test_a_draft_that_was_saved_during_its_rehearsal_is_not_published(
    trainer: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object, **__: object) -> list[object]:
        send(trainer, "PUT", f"/personas/{RING}", SOURCE + b"# later\n")
        return []

    monkeypatch.setattr("web.persona_desk.rehearse", meanwhile)
    assert code(trainer("POST", f"/personas/{RING}/publish")) == (409, "draft-changed")


def test_a_persona_nobody_wrote_can_not_be_published(trainer: Api) -> None:
    assert code(trainer("POST", "/personas/nobody/publish")) == (404, "persona-not-found")


def test_a_shipped_persona_that_a_trainer_took_over_is_left_to_the_trainer(trainer: Api, services: Services) -> None:
    path = next(path for path in services.materials.personas if path.stem == RING)
    assert services.personas.publish_shipped(path) is not None
    send(trainer, "PUT", f"/personas/{RING}", SOURCE + b"# mine\n")
    assert services.personas.publish_shipped(path) is None
    assert trainer("GET", f"/personas/{RING}").json()["draft"]["source"].endswith("# mine\n")
