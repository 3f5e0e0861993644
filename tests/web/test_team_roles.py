"""The supervisor's desk, route by route: who is let in, and that another team's things are not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from storage.people import Person
from tests.web.conftest import RING
from tests.web.pages import Visitor
from tests.web.supervising import conversation, doubt
from web.pages import team
from web.services import Services

# The session, the doubt and the assignment are Ann's, of the floor team. Per route: what the team's supervisor, another
# team's supervisor, Ann herself, another trainee, a trainer, an admin and nobody are answered.
COLUMNS = ("sue", "sid", "ann", "bob", "tom", "ada", None)
EVERY_SUPERVISOR = (200, 200, 403, 403, 403, 403, 303)
THE_TEAMS = (200, 404, 403, 403, 403, 403, 303)
CHANGES = (303, 404, 403, 403, 403, 403, 303)
DECISION = {"holds": "no", "reason": "Because.", "seen": "0"}
TABLE: dict[tuple[str, str], tuple[dict[str, Any], tuple[int, ...]]] = {
    ("GET", "/team"): ({}, EVERY_SUPERVISOR),
    ("GET", "/team/sessions/{session_id}"): ({}, THE_TEAMS),
    ("POST", "/team/sessions/{session_id}/comments"): ({"text": "Well done."}, CHANGES),
    ("POST", "/team/sessions/{session_id}/sign-off"): ({"seen": "1"}, CHANGES),
    ("POST", "/team/sessions/{session_id}/reopen"): ({"reason": "Too early."}, CHANGES),
    ("GET", "/team/sessions/{session_id}/replies/{number}/labels"): ({}, THE_TEAMS),
    ("GET", "/team/sessions/{session_id}/replies/{number}/labels/{label}"): ({}, THE_TEAMS),
    ("POST", "/team/sessions/{session_id}/replies/{number}/labels/{label}"): (DECISION, CHANGES),
    ("GET", "/team/sessions/{session_id}/verdicts"): ({}, THE_TEAMS),
    ("GET", "/team/sessions/{session_id}/verdicts/{clause}"): ({}, THE_TEAMS),
    ("POST", "/team/sessions/{session_id}/verdicts/{clause}"): (
        {"verdict": "met", "reason": "I was there.", "seen": "0"},
        CHANGES,
    ),
    ("GET", "/team/sessions/{session_id}/doubts/{flag_id}"): ({}, THE_TEAMS),
    ("POST", "/team/sessions/{session_id}/doubts/{flag_id}"): (
        {"decision": "decline", "answer": "No.", "seen": "0"},
        CHANGES,
    ),
    ("GET", "/team/assignments"): ({}, EVERY_SUPERVISOR),
    ("POST", "/team/assignments"): (
        {"persona": RING, "trainee": "{trainee_id}", "mode": "practice"},
        (303, 422, 403, 403, 403, 403, 303),
    ),
    ("POST", "/team/assignments/{assignment_id}/withdraw"): ({}, CHANGES),
    ("GET", "/team/trainees"): ({}, EVERY_SUPERVISOR),
    ("GET", "/team/trainees/{trainee_id}"): ({}, THE_TEAMS),
    ("GET", "/team/exports/{table}.csv"): ({}, EVERY_SUPERVISOR),
}


@pytest.fixture
def places(services: Services, person: Callable[[str], Person]) -> dict[str, object]:
    """What the addresses name: a session with an answered doubt and one that is open, an assignment, Ann."""
    ann, sue = person("ann"), person("sue")
    session_id = conversation(services, ann)
    first = doubt(services, ann, session_id, turn=1, label="apologise")
    services.review.answer_flag(sue, session_id, first, accept=False, answer="It is one.", seen=0)
    services.assignments.assign(sue, RING, trainees=[ann.id], everybody=False, mode="practice", due="", note="")
    return {
        "session_id": session_id,
        "number": 1,
        "label": "empathise",
        "clause": "U311.1.4d",
        "flag_id": first,
        "assignment_id": 1,
        "trainee_id": ann.id,
        "table": "sessions",
    }


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_role_is_answered_as_the_table_says(
    method: str,
    path: str,
    client: TestClient,
    services: Services,
    person: Callable[[str], Person],
    places: dict[str, object],
) -> None:
    fields, statuses = TABLE[method, path]
    if path.endswith("/reopen"):
        services.review.sign_off(person("sue"), str(places["session_id"]), note="", seen=1)
    if method == "POST" and path.endswith("/doubts/{flag_id}"):
        session_id = str(places["session_id"])
        places["flag_id"] = doubt(services, person("ann"), session_id, turn=2, label="hostile")
    address = path.format(**places)
    sent = {field: value.format(**places) for field, value in fields.items()}
    answered = {}
    # The team's supervisor comes last, so that nobody meets what they have changed.
    for name in reversed(COLUMNS):
        client.cookies.clear()
        visitor = Visitor(client, name)
        answer = visitor.get(address) if method == "GET" else visitor.post(address, **sent)
        answered[name] = answer.status_code
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in" if name is None else "/team")
    assert answered == dict(zip(COLUMNS, statuses, strict=True))


def test_the_table_has_every_route_of_the_desk() -> None:
    desk = FastAPI()
    desk.include_router(team.router)
    described = desk.openapi()["paths"]
    assert {(method.upper(), path) for path, operations in described.items() for method in operations} == set(TABLE)


@pytest.mark.parametrize("table", ["sessions", "labels", "verdicts"])
def test_an_export_holds_the_own_team_alone(
    table: str, client: TestClient, services: Services, person: Callable[[str], Person]
) -> None:
    for name in ("ann", "cat"):
        conversation(services, person(name))
    told = Visitor(client, "sue").get(f"/team/exports/{table}.csv").text
    assert ",ann," in told
    assert ",cat," not in told


@pytest.mark.parametrize("address", ["/team", "/team?state=all", "/team/trainees", "/team/assignments?state=all"])
def test_a_list_names_nobody_of_another_team(
    address: str, client: TestClient, services: Services, person: Callable[[str], Person]
) -> None:
    for name, supervisor in (("ann", "sue"), ("cat", "sid")):
        conversation(services, person(name))
        services.assignments.assign(
            person(supervisor), RING, trainees=[], everybody=True, mode="practice", due="", note=""
        )
    page = Visitor(client, "sid").get(address).text
    assert "<bdi>cat</bdi>" in page
    assert "<bdi>ann</bdi>" not in page
    assert ">ann<" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/team/sessions/none",
        "/team/sessions/{session_id}/replies/9/labels/blame",
        "/team/sessions/{session_id}/replies/0/labels",
        "/team/sessions/{session_id}/replies/1/labels/love",
        "/team/sessions/{session_id}/verdicts/X1",
        "/team/sessions/{session_id}/doubts/999",
        "/team/trainees/999",
    ],
)
def test_what_there_is_not_is_not_found(path: str, client: TestClient, places: dict[str, object]) -> None:
    assert Visitor(client, "sue").get(path.format(**places)).status_code == 404
