"""Numbers that no table holds and NUL characters, in every address and form of every page, on PostgreSQL as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from storage.people import user_named
from tests.storage.databases import postgres_url
from tests.web.conftest import RING, Clock, populate
from tests.web.fake_assistant import FakeAssistant
from tests.web.pages import Visitor, text_of
from tests.web.supervising import conversation
from web.app import create_app
from web.settings import Settings

PAST_EVERY_TABLE = ("2147483648", "99999999999999999999")
ROLES = ("ann", "sue", "tom", "ada")
LEFT_OUT = {"/sign-out", "/password", "/sign-in"}
"""Pages that would sign the visitor out or be closed to them after some wrong passwords."""


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[FastAPI]:
    with postgres_url() as url:
        app = create_app(
            Settings(data_dir=tmp_path / "data", database_url=url), assistant=FakeAssistant(), clock=Clock()
        )
        populate(app.state.services)
        yield app
        app.state.services.store.close()


def pages(routes: Any, prefix: str = "") -> Iterator[tuple[str, str, APIRoute]]:
    """Every method and path of a page, with its route."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield from ((method, prefix + route.path, route) for method in route.methods)
        elif hasattr(route, "original_router"):
            yield from pages(route.original_router.routes, prefix + route.include_context.prefix)


def names(needs: Dependant, where: str) -> set[str]:
    """What a route reads from its path, its query or its form, by itself or by what it depends on."""
    own = {field.alias for field in getattr(needs, f"{where}_params")}
    return own.union(*(names(one, where) for one in needs.dependencies))


def test_nothing_that_is_typed_into_an_address_or_a_form_is_a_fault(on_postgresql: FastAPI) -> None:
    services = on_postgresql.state.services
    with services.store.reading() as db:
        found = user_named(db, "ann")
        assert found is not None
    session_id = conversation(services, found.person())
    places = {"persona_id": RING, "session_id": session_id, "table": "labels", "label": "own"}
    visitors = [Visitor(TestClient(on_postgresql, "http://amends.test", False), name) for name in ROLES]
    tried = 0
    for method, path, route in pages(on_postgresql.routes):
        if path in LEFT_OUT or path.startswith("/api/"):
            continue
        in_path, in_query, in_form = (names(route.dependant, where) for where in ("path", "query", "body"))
        good = {name: places.get(name, "1") for name in in_path}
        form = {name: "calm" if name == "change" else "practice" if name == "mode" else "1" for name in in_form}
        cases = [(path.format(**{**good, name: odd}), form) for name in in_path for odd in ("%00", *PAST_EVERY_TABLE)]
        cases += [
            (f"{path.format(**good)}?{name}={odd}", form) for name in in_query for odd in ("%00", *PAST_EVERY_TABLE)
        ]
        cases += [(path.format(**good), {**form, name: odd}) for name in in_form for odd in ("\x00", *PAST_EVERY_TABLE)]
        for address, fields in cases:
            for visitor in visitors:
                answer = visitor.get(address) if method == "GET" else visitor.post(address, **fields)
                assert answer.status_code < 500, (method, address, fields)
                tried += 1
                if answer.status_code != 403:
                    break
    assert tried > 200


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ann", "/practise/%00"),
        ("ann", f"/practise/{RING}?assignment=%00"),
        ("ann", "/sessions/%00"),
        ("ann", "/sessions/a%00b/report"),
        ("sue", "/team/sessions/%00"),
        ("sue", "/team?persona=%00"),
        ("sue", "/team?%00=1"),
        ("tom", "/personas/%00"),
        ("tom", f"/personas/{RING}/compare?before=%00"),
        ("ada", "/accounts?name=%00"),
        (None, "/sign-in?next=%00"),
    ],
)
def test_there_is_nothing_at_an_address_with_a_nul(client: TestClient, name: str | None, address: str) -> None:
    answer = Visitor(client, name).get(address)
    assert (answer.status_code, "nothing at this address" in text_of(answer.text)) == (404, True)


@pytest.mark.parametrize("number", [*PAST_EVERY_TABLE, "0", "-1", "-99999999999999999999"])
def test_a_number_that_no_table_holds_is_refused(client: TestClient, number: str) -> None:
    sue, ann = Visitor(client, "sue"), Visitor(TestClient(client.app, "http://amends.test", False), "ann")
    told = [
        sue.get(f"/team/trainees/{number}"),
        sue.post(f"/team/assignments/{number}/withdraw"),
        ann.get(f"/practise/{RING}?assignment={number}"),
        ann.post(f"/practise/{RING}", assignment=number),
    ]
    assert [answer.status_code for answer in told] == [404, 404, 422, 422]
    assert all("nothing at this address" in text_of(answer.text) for answer in told[:2])
    assert all("Input should be" in text_of(answer.text) for answer in told[2:])
