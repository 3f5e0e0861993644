"""The pages of trainers and administrators, and the report."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from tests.web.conftest import RING
from tests.web.pages import Visitor, text_of


def test_a_trainer_sees_source_version_and_checks(client: TestClient) -> None:
    tom = Visitor(client, "tom")
    assert f"/personas/{RING}" in tom.get("/personas").text
    told = text_of(tom.get(f"/personas/{RING}").text)
    assert "Published" in told and "Version" in told
    assert f"id: {RING}" in told


def test_a_draft_with_errors_shows_where_they_are(client: TestClient) -> None:
    client.put(
        "/api/v1/personas/broken",
        content=b"id: broken\ntitle: [",
        headers={"Authorization": "Bearer token-tom", "Content-Type": "application/yaml"},
    )
    tom = Visitor(client, "tom")
    assert re.search(r"broken.* error", text_of(tom.get("/personas").text))
    assert re.search(r"Line \d+, column \d+", text_of(tom.get("/personas/broken").text))


def test_an_administrator_sees_who_has_an_account(client: TestClient) -> None:
    told = text_of(Visitor(client, "ada").get("/accounts").text)
    assert "ann trainee floor" in told
    assert "tom trainer –" in told
    assert "argon2" not in told


def test_the_report_names_gates_requirements_and_where_the_words_stand(client: TestClient) -> None:
    ann = Visitor(client, "ann")
    session = ann.begin()
    ann.reply(session, "I'm so sorry, you idiot.", turn=1)
    ann.reply(session, "I hear you. I'll replace it.", turn=2)
    page = ann.get(f"{session}/report").text
    told = text_of(page)
    assert "Hostile words: failed" in told
    assert "Not observed" in told
    assert f'href="{session}#reply-1"' in page
    assert "not evidence for a qualification" in told
    assert "still running" in told
    assert "This is how things stand now" in told


def test_the_report_lists_what_the_customer_was_promised(client: TestClient) -> None:
    ann = Visitor(client, "ann")
    session = ann.begin()
    ann.reply(session, "I'm so sorry.", turn=1)
    assert "What the customer was promised" not in ann.get(f"{session}/report").text
    ann.reply(session, "I'll ring you on Friday.", turn=2)
    page = ann.get(f"{session}/report").text
    assert "The trainee ring you on Friday on Friday by phone 2" in text_of(page)
    assert f'<a href="{session}#reply-2">2</a>' in page
