"""Everybody's own password: changed at will, and before anything else after a reset."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from storage.people import user_named
from tests.web.conftest import PASSWORD
from tests.web.pages import HTMX, Visitor, text_of
from web.services import Services

NEW = "four plain words here"


@pytest.fixture
def reset(services: Services) -> None:
    """Ann's password was reset."""
    with services.store.writing() as db:
        user = user_named(db, "ann")
        assert user is not None
        user.must_change_password = True


@pytest.mark.parametrize("name", ["ann", "sue", "tom", "ada"])
def test_everybody_may_change_their_own(client: TestClient, name: str) -> None:
    visitor = Visitor(client, name)
    answer = visitor.post("/password", present=PASSWORD, new=NEW, again=NEW)
    assert answer.headers["location"] == "/password?changed=yes"
    assert "was changed" in text_of(visitor.get("/password?changed=yes").text)
    visitor.post("/sign-out")
    assert visitor.post("/sign-in", name=name, password=PASSWORD).status_code == 422
    assert visitor.post("/sign-in", name=name, password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"present": "wrong", "new": NEW, "again": NEW}, "not the password you signed in with"),
        ({"present": PASSWORD, "new": NEW, "again": NEW + "!"}, "repetition differ"),
        ({"present": PASSWORD, "new": "short", "again": "short"}, "12 to 200 characters"),
        ({}, "not the password you signed in with"),
    ],
)
def test_a_refusal_says_what_to_do_and_repeats_no_password(
    client: TestClient, fields: dict[str, str], says: str
) -> None:
    answer = Visitor(client, "ann").post("/password", **fields)
    assert answer.status_code == 422
    assert says in text_of(answer.text)
    assert NEW not in answer.text and PASSWORD not in answer.text


@pytest.mark.usefixtures("reset")
def test_after_a_reset_nothing_else_is_answered_until_it_is_changed(client: TestClient) -> None:
    visitor = Visitor(client, "ann")
    assert visitor.get("/practise").headers["location"] == "/password"
    assert visitor.get("/").headers["location"] == "/password"
    assert visitor.post("/sessions/x/replies", HTMX).headers["hx-redirect"] == "/password"
    api = client.get("/api/v1/sessions")
    assert (api.status_code, api.json()["code"]) == (403, "password-change-needed")
    assert "one-time password" in text_of(visitor.get("/password").text)
    assert visitor.post("/password", present=PASSWORD, new=NEW, again=NEW).headers["location"] == "/practise"
    assert visitor.get("/practise").status_code == 200


@pytest.mark.usefixtures("reset")
def test_after_a_reset_signing_in_leads_to_the_new_password(client: TestClient) -> None:
    answer = Visitor(client, None).post("/sign-in", name="ann", password=PASSWORD, next="/practise")
    assert answer.headers["location"] == "/password"


@pytest.mark.usefixtures("reset")
def test_after_a_reset_one_can_sign_out(client: TestClient) -> None:
    assert Visitor(client, "ann").post("/sign-out").headers["location"] == "/sign-in"


def test_the_page_is_for_people_who_signed_in(client: TestClient) -> None:
    assert Visitor(client, None).get("/password").headers["location"] == "/sign-in?next=/password"
