"""How a conversation is shown: calm or with figures, the coach folded or open; remembered for each person."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from storage.practice import PracticeSession
from tests.web.conftest import RING
from tests.web.pages import HTMX, Visitor, hidden, text_of
from web.services import Services


@pytest.fixture
def ann(client: TestClient) -> Visitor:
    return Visitor(client, "ann")


@pytest.fixture
def session(ann: Visitor) -> str:
    begun = ann.begin()
    ann.reply(begun, "I'm so sorry, you idiot.", turn=1)
    return begun


def figures(page: str) -> bool:
    return "meter-figure" in page or "shift-from" in page or "technique and" in text_of(page)


def test_the_calm_look_has_words_and_no_figures_and_is_remembered(ann: Visitor, session: str) -> None:
    assert figures(ann.get(session).text)
    assert ann.post(f"{session}/look", change="calm").headers["location"] == session
    page = ann.get(session).text
    assert not figures(page)
    assert re.search(r"The customer now: \w+", text_of(page))
    assert "Coach on reply 1" in text_of(page)
    ann.post(f"{session}/look", change="figures")
    assert figures(ann.get(session).text)


def test_the_calm_look_can_be_chosen_with_the_brief(ann: Visitor) -> None:
    session = ann.post(f"/practise/{RING}", mode="practice", calm="true").headers["location"]
    assert not figures(ann.get(session).text)
    assert 'value="true" checked' in ann.get(f"/practise/{RING}").text
    ann.post(f"/practise/{RING}", mode="practice")
    assert figures(ann.get(session).text)


def test_each_person_at_a_computer_has_a_look_of_their_own(client: TestClient, ann: Visitor, session: str) -> None:
    ann.post(f"{session}/look", change="calm")
    assert figures(Visitor(client, "sue").get(session).text)
    assert not figures(Visitor(client, "ann").get(session).text)


def test_the_coach_stays_folded_until_it_is_opened(ann: Visitor, session: str) -> None:
    assert re.search(r'class="notes"[^>]* open>', ann.get(session).text)
    ann.post(f"{session}/look", change="fold-coach")
    assert not re.search(r'class="notes"[^>]* open>', ann.get(session).text)
    answer = ann.reply(session, "I'm sorry.", turn=2, headers=HTMX)
    assert not re.search(r'class="notes"[^>]* open>', answer.text)
    ann.post(f"{session}/look", change="open-coach")
    assert re.search(r'class="notes"[^>]* open>', ann.get(session).text)


def test_a_change_of_look_keeps_the_text_that_was_typed(ann: Visitor, session: str) -> None:
    reply_id = hidden(ann.get(session).text, "reply_id")
    page = ann.post(f"{session}/look", change="calm", text="Half\r\na thought", reply_id=reply_id)
    assert page.status_code == 200
    assert ">\nHalf\na thought</textarea>" in page.text
    assert hidden(page.text, "reply_id") == reply_id
    part = ann.post(f"{session}/look", HTMX, change="fold-coach", text="Half a thought")
    assert "<html" not in part.text
    assert ">\nHalf a thought</textarea>" in part.text
    assert re.search(r'value="open-coach"[^>]* autofocus', part.text)


def test_an_unknown_look_and_an_odd_cookie_change_nothing(ann: Visitor, session: str) -> None:
    assert ann.post(f"{session}/look", change="upside-down").status_code == 422
    for name in list(ann.client.cookies):
        if name.startswith("amends_look"):
            ann.client.cookies.delete(name)
    ann.client.cookies.set("amends_look_1", "{%$..;", domain="amends.test")
    assert figures(ann.get(session).text)


def test_nobody_changes_the_look_of_a_conversation_they_may_not_read(client: TestClient, session: str) -> None:
    assert Visitor(client, "cat").post(f"{session}/look", change="calm").status_code == 404


def test_a_customer_who_may_insult_is_warned_of_beside_the_way_to_stop(
    ann: Visitor, session: str, services: Services
) -> None:
    assert "insult you" not in text_of(ann.get(session).text)
    with services.store.writing() as db:
        version = db.get_one(PracticeSession, session.rpartition("/")[2]).persona
        version.compiled = {**version.compiled, "tags": [*version.compiled["tags"], "abuse"]}
    page = text_of(ann.get(session).text)
    assert "may insult you or swear" in page
    assert "nobody has to put up with abuse" in page
