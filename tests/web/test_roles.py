"""Who may do what, row by row: every route of the API against every role."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.web.conftest import RING, Api, rid

DATA = Path(__file__).resolve().parents[2] / "data"
SOURCE = (DATA / "personas" / f"{RING}.yml").read_bytes()
YAML = {"content": SOURCE, "headers": {"content-type": "application/yaml"}}
REPLY = {"json": {"reply_id": rid(1), "text": "I'm sorry."}}

# The session is Ann's, of the floor team. Per route: what Ann, another trainee of the team, a trainee of another team,
# the team's supervisor, another team's supervisor, a trainer, an admin and nobody are answered.
COLUMNS = ("ann", "bob", "cat", "sue", "sid", "tom", "ada", None)
TABLE: dict[tuple[str, str], tuple[dict[str, Any], tuple[int, ...]]] = {
    ("GET", "/healthz"): ({}, (200,) * 8),
    ("GET", "/personas"): ({}, (200, 200, 200, 200, 200, 200, 403, 401)),
    ("GET", "/personas/schema"): ({}, (200, 200, 200, 200, 200, 200, 403, 401)),
    ("GET", "/personas/{persona_id}"): ({}, (200, 200, 200, 200, 200, 200, 403, 401)),
    ("POST", "/personas/validate"): (YAML, (403, 403, 403, 403, 403, 200, 403, 401)),
    ("PUT", "/personas/{persona_id}"): (YAML, (403, 403, 403, 403, 403, 200, 403, 401)),
    ("POST", "/personas/{persona_id}/publish"): ({}, (403, 403, 403, 403, 403, 200, 403, 401)),
    ("POST", "/sessions"): ({"json": {"persona": RING}}, (201, 201, 201, 403, 403, 403, 403, 401)),
    ("GET", "/sessions"): ({}, (200, 200, 200, 200, 200, 403, 403, 401)),
    ("GET", "/sessions/{session_id}"): ({}, (200, 404, 404, 200, 404, 403, 403, 401)),
    ("POST", "/sessions/{session_id}/replies"): (REPLY, (200, 404, 404, 403, 403, 403, 403, 401)),
    ("POST", "/sessions/{session_id}/branch"): ({"json": {"from_turn": 1}}, (201, 404, 404, 403, 403, 403, 403, 401)),
    ("GET", "/sessions/{session_id}/report"): ({}, (200, 404, 404, 200, 404, 403, 403, 401)),
    ("PUT", "/sessions/{session_id}/record"): ({"json": {}}, (200, 404, 404, 403, 403, 403, 403, 401)),
    ("POST", "/sessions/{session_id}/finish"): ({}, (200, 404, 404, 403, 403, 403, 403, 401)),
}
ROWS = [
    (method, path, name, rest, status)
    for (method, path), (rest, statuses) in TABLE.items()
    for name, status in zip(COLUMNS, statuses, strict=True)
]


@pytest.mark.parametrize(("method", "path", "name", "rest", "status"), ROWS)
def test_each_role_is_answered_as_the_table_says(
    method: str,
    path: str,
    name: str | None,
    rest: dict[str, Any],
    status: int,
    api: Api,
    as_: Callable[[str | None], Api],
) -> None:
    filled = path.format(session_id=api.start() if "{session_id}" in path else "", persona_id=RING)
    answer = as_(name)(method, filled, **rest)
    assert answer.status_code == status, answer.text
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_the_table_has_every_route_of_the_api(app: FastAPI) -> None:
    described = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    assert described == set(TABLE)


@pytest.mark.parametrize(("name", "owners"), [("ann", {"ann"}), ("sue", {"ann", "bob"}), ("sid", {"cat"})])
def test_the_list_of_sessions_holds_the_callers_own_or_their_teams(
    as_: Callable[[str | None], Api], name: str, owners: set[str]
) -> None:
    for owner in ("ann", "bob", "cat"):
        as_(owner).start()
    assert {card["trainee"] for card in as_(name)("GET", "/sessions").json()} == owners


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer ", "Bearer", "Basic YW5uOng=", "token-ann", "", "Bearer \u00e9\u00e9"]
)
def test_a_token_that_is_none_is_a_401_that_says_how(client: TestClient, header: str) -> None:
    answer = client.get("/api/v1/sessions", headers={b"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "not-signed-in"


def test_a_trainee_learns_nothing_of_a_persona_that_would_give_it_away(api: Api) -> None:
    card = api("GET", f"/personas/{RING}").json()
    assert set(card) == {"id", "title", "channel", "difficulty", "summary", "version"}
    assert api("GET", "/personas").json()[1] == card
