"""Every route of the application against every role: what is not in a table here or beside it does not exist.

The HTTP API has its table in test_roles.py, the supervisor's desk in test_team_roles.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from storage.people import Person
from tests.web.conftest import PASSWORD, RING, rid
from tests.web.pages import Visitor
from tests.web.test_roles import TABLE as API
from tests.web.test_team_roles import TABLE as TEAM
from web.auth.tokens import proof_hash
from web.services import Services

NEW: Final = "four plain words here"
# "{session}" is Ann's, of the floor team, "{trial}" Tom's; "{user}" is Cat. A row: what Ann, another trainee of her
# team, the team's supervisor, another team's, a trainer and an admin get. "ok" is anything but being turned away.
COLUMNS = ("ann", "bob", "sue", "sid", "tom", "ada")
ok = "ok"
EVERYBODY = (ok,) * 6
TRAINEES = (ok, ok, 403, 403, 403, 403)
TRAINERS = (403, 403, 403, 403, ok, 403)
ADMINS = (403, 403, 403, 403, 403, ok)
READERS = (ok, 404, ok, 404, 404, 403)
SPEAKERS = (ok, 404, 403, 403, 404, 403)
OWNERS = (ok, 404, 403, 403, 403, 403)
TRIAL_READERS = (404, 404, 404, 404, ok, 403)
TRIAL_SPEAKERS = (404, 404, 403, 403, ok, 403)
REPLY = {"text": "I'm sorry.", "reply_id": rid(7), "turn": 2}
ACCOUNT = {"name": "cat", "role": "trainee", "team": ""}

Row = tuple[dict[str, Any], tuple[object, ...]]
TABLE: dict[tuple[str, str], Row] = {
    ("GET", "/"): ({}, EVERYBODY),
    ("GET", "/password"): ({}, EVERYBODY),
    ("GET", "/trust"): ({}, EVERYBODY),
    ("POST", "/password"): ({"present": PASSWORD, "new": NEW, "again": NEW}, EVERYBODY),
    ("GET", "/practise"): ({}, TRAINEES),
    ("GET", "/practise/{persona_id}"): ({}, TRAINEES),
    ("POST", "/practise/{persona_id}"): ({}, TRAINEES),
    ("GET", "/history"): ({}, TRAINEES),
    ("GET", "/progress"): ({}, TRAINEES),
    ("GET", "/sessions/{session_id}"): ({}, READERS),
    ("POST", "/sessions/{session_id}/replies"): (REPLY, SPEAKERS),
    ("POST", "/sessions/{session_id}/retry"): ({}, SPEAKERS),
    ("POST", "/sessions/{session_id}/finish"): ({}, SPEAKERS),
    ("POST", "/sessions/{session_id}/flags"): ({"turn": 1, "label": "apologise"}, OWNERS),
    ("POST", "/sessions/{session_id}/look"): ({"change": "calm"}, READERS),
    ("POST", "/sessions/{session_id}/branch"): ({"from_turn": 1}, SPEAKERS),
    ("GET", "/sessions/{session_id}/record"): ({}, OWNERS),
    ("POST", "/sessions/{session_id}/record"): ({}, OWNERS),
    ("GET", "/sessions/{session_id}/report"): ({}, READERS),
    ("GET", "/sessions/{session_id}/compare"): ({}, READERS),
    ("GET", "/personas"): ({}, TRAINERS),
    ("POST", "/personas"): ({}, TRAINERS),
    ("GET", "/personas/{persona_id}"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/play"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/publish"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/retire"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/bring-back"): ({}, TRAINERS),
    ("GET", "/personas/{persona_id}/delete"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/delete"): ({"etag": "*"}, TRAINERS),
    ("GET", "/personas/{persona_id}/copy"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/copy"): ({"new_id": "another"}, TRAINERS),
    ("GET", "/personas/{persona_id}/edit"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/check"): ({"source": "id: x"}, TRAINERS),
    ("POST", "/personas/{persona_id}/edit"): ({"source": "title: x", "etag": "*"}, TRAINERS),
    ("GET", "/personas/{persona_id}/file"): ({}, TRAINERS),
    ("GET", "/personas/{persona_id}/replace"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/replace"): ({}, TRAINERS),
    ("GET", "/personas/{persona_id}/versions"): ({}, TRAINERS),
    ("GET", "/personas/{persona_id}/compare"): ({}, TRAINERS),
    ("POST", "/personas/{persona_id}/roll-back"): ({"version": "draft", "etag": "*"}, TRAINERS),
    ("GET", "/accounts"): ({}, ADMINS),
    ("GET", "/accounts/new"): ({}, ADMINS),
    ("POST", "/accounts"): ({"name": "zoe", "role": "admin"}, ADMINS),
    ("GET", "/accounts/{user_id}"): ({}, ADMINS),
    ("POST", "/accounts/{user_id}"): (ACCOUNT, ADMINS),
    ("POST", "/accounts/{user_id}/deactivate"): ({}, ADMINS),
    ("POST", "/accounts/{user_id}/reactivate"): ({}, ADMINS),
    ("POST", "/accounts/{user_id}/password"): ({}, ADMINS),
    ("POST", "/accounts/{user_id}/export"): ({}, ADMINS),
    ("GET", "/accounts/{user_id}/erase"): ({}, ADMINS),
    ("POST", "/accounts/{user_id}/erase"): ({"name": "cat"}, ADMINS),
    ("GET", "/records"): ({}, ADMINS),
    ("GET", "/teams"): ({}, ADMINS),
    ("POST", "/teams"): ({"name": "new"}, ADMINS),
    ("GET", "/teams/{team_id}"): ({}, ADMINS),
    ("POST", "/teams/{team_id}"): ({"name": "new"}, ADMINS),
    ("GET", "/tokens"): ({}, ADMINS),
    ("POST", "/tokens"): ({"owner": "1", "note": "n"}, ADMINS),
    ("POST", "/tokens/{handle}/revoke"): ({}, ADMINS),
    ("GET", "/audit-log"): ({}, ADMINS),
    ("GET", "/audit-log/check"): ({}, ADMINS),
}
TRIALS: dict[tuple[str, str], Row] = {
    (method, path): (fields, {READERS: TRIAL_READERS, SPEAKERS: TRIAL_SPEAKERS}[statuses])
    for (method, path), (fields, statuses) in TABLE.items()
    if statuses in (READERS, SPEAKERS)
}
OPEN = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("GET", "/openapi.json"),
    ("GET", "/healthz"),
}


def every(routes: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path that the application answers to."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from every(route.original_router.routes, prefix + route.include_context.prefix)
        elif getattr(route, "methods", None):
            for method in route.methods - {"HEAD"}:
                yield method, prefix + route.path
        else:
            assert prefix + route.path == "/assets", "files of ours, for everybody"


def test_every_route_stands_in_a_table(app: FastAPI) -> None:
    api = {(method, f"/api/v1{path}") for method, path in API}
    assert set(every(app.routes)) == OPEN | api | set(TEAM) | set(TABLE)


@pytest.fixture
def places(services: Services, person: Callable[[str], Person]) -> dict[str, dict[str, object]]:
    """What the addresses are filled with, for Ann's conversations and for Tom's trials."""
    ann, tom, cat = person("ann"), person("tom"), person("cat")
    session = services.practice.start_session(ann, RING, seed=7).session_id
    trial = services.practice.start_trial(tom, services.personas.version_to_try(tom, RING)).session_id
    filled = {}
    for who, session_id in ((ann, session), (tom, trial)):
        services.practice.reply(who, session_id, reply_id=rid(1), text="I'm sorry.")
        filled[who.name] = {
            "session_id": services.practice.branch(who, session_id, from_turn=2).session_id,
            "persona_id": RING,
            "user_id": cat.id,
            "team_id": cat.team_id,
            "handle": proof_hash("token-cat")[:16],
        }
    return filled


def answered(client: TestClient, name: str | None, method: str, address: str, fields: dict[str, Any]) -> object:
    client.cookies.clear()
    visitor = Visitor(client, name)
    answer = visitor.get(address) if method == "GET" else visitor.post(address, **fields)
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"):
        return 401
    assert answer.status_code < 500, answer.text
    return answer.status_code if answer.status_code in (401, 403, 404) else ok


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_role_gets_what_the_table_says(
    client: TestClient, places: dict[str, dict[str, object]], method: str, path: str
) -> None:
    fields, expected = TABLE[method, path]
    _check(client, method, path.format(**places["ann"]), fields, dict(zip(COLUMNS, expected, strict=True)))


@pytest.mark.parametrize(("method", "path"), TRIALS)
def test_a_trial_is_for_its_trainer_alone(
    client: TestClient, places: dict[str, dict[str, object]], method: str, path: str
) -> None:
    fields, expected = TRIALS[method, path]
    _check(client, method, path.format(**places["tom"]), fields, dict(zip(COLUMNS, expected, strict=True)))


def _check(client: TestClient, method: str, address: str, fields: dict[str, Any], expected: dict[str, object]) -> None:
    """Those who are turned away come first, so that nobody meets what others changed."""
    assert answered(client, None, method, address, fields) == 401
    names = sorted(COLUMNS, key=lambda name: expected[name] == ok)
    assert {name: answered(client, name, method, address, fields) for name in names} == expected


@pytest.mark.parametrize("name", ["ann", "tom", "ada"])
def test_a_deactivated_person_is_nobody_to_every_page(
    client: TestClient, services: Services, person: Callable[[str], Person], name: str
) -> None:
    admin = person("ada") if name != "ada" else None
    visitor = Visitor(client, name)
    if admin is None:
        second, _ = services.accounts.create(person("ada"), name="second", role="admin", team_id=None)
        admin = person(second.name)
    services.accounts.deactivate(admin, person(name).id)
    for method, path in TABLE:
        if method == "GET" and "{" not in path:
            assert visitor.get(path).headers["location"].startswith("/sign-in"), path
