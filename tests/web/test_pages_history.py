"""A trainee's own conversations and progress."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from storage.people import Person
from storage.review import LabelCorrection
from tests.web.conftest import RING, Clock
from tests.web.pages import Visitor, text_of
from web.services import Services


@pytest.fixture
def ann(client: TestClient) -> Visitor:
    return Visitor(client, "ann")


def talk(visitor: Visitor, *replies: str, mode: str = "practice", finish: bool = True) -> str:
    session = visitor.begin(mode)
    for turn, reply in enumerate(replies, start=1):
        assert visitor.reply(session, reply, turn=turn).status_code == 303
    if finish:
        visitor.post(f"{session}/finish")
    return session


def rows(page: str) -> int:
    return page.count('<li class="row">')


def course(page: str, label: str) -> str:
    """What the page of progress says of one label."""
    return text_of(next(item for item in page.split('<li class="course">') if f">{label}</span>" in item))


def test_without_a_conversation_both_pages_say_what_to_do(ann: Visitor) -> None:
    for path in ("/history", "/progress"):
        page = ann.get(path)
        assert page.status_code == 200
        assert 'href="/practise"' in page.text
    assert "You have not talked to anybody yet" in text_of(ann.get("/history").text)
    assert "There is nothing to show yet" in text_of(ann.get("/progress").text)


def test_the_history_is_filtered(ann: Visitor) -> None:
    talk(ann, "I'm so sorry. [end resolved]", finish=False)
    talk(ann, "Hello.", mode="assessment")
    talk(ann, finish=False)
    for query, number in (
        ("", 3),
        ("?state=good", 1),
        ("?state=stopped", 1),
        ("?state=running", 1),
        ("?state=bad", 0),
        ("?mode=assessment", 1),
        (f"?customer={RING}&mode=practice", 2),
        ("?customer=nobody", 0),
        ("?state=nothing", 0),
    ):
        assert rows(ann.get(f"/history{query}").text) == number, query
    assert "None of your conversations fits" in text_of(ann.get("/history?state=bad").text)


def test_a_long_history_comes_in_pages(ann: Visitor, services: Services, person: Callable[[str], Person]) -> None:
    for seed in range(23):
        services.practice.start_session(person("ann"), RING, seed=seed)
    assert rows(ann.get("/history?mode=practice").text) == 20
    second = ann.get("/history?mode=practice&page=2").text
    assert rows(second) == 3
    assert 'href="/history?mode=practice&amp;page=1"' in second
    assert rows(ann.get("/history?page=99").text) == 3
    assert ann.get("/history?page=0").status_code == 422


def test_progress_counts_conversations_and_replies_of_each_technique(ann: Visitor, clock: Clock) -> None:
    talk(ann, "I'm so sorry.", "I'm sorry again.")
    clock.pass_(minutes=5)
    talk(ann, "Hello there.")
    clock.pass_(minutes=5)
    talk(ann, "So sorry, you idiot.")
    talk(ann, finish=False)
    page = ann.get("/progress").text
    assert "From 3 ended conversations" in text_of(page)
    assert course(page, "Say sorry").startswith("Say sorry In 2 of 3 conversations, 3 replies Lately: 2 of the last 3")
    assert course(page, "Hostile words").startswith("Hostile words In 1 of 3 conversations, 1 reply")
    bars = re.search(r"Say sorry.*?<svg.*?</svg>", page, re.DOTALL)
    assert bars
    assert re.findall(r'height="([\d.]+)"/>', bars[0]) == ["30.0", "1.0", "30.0"]
    assert "Not seen yet:" in text_of(page)


def test_what_a_second_try_shares_counts_once(ann: Visitor) -> None:
    first = talk(ann, "I'm so sorry.", "Hello.")
    second = str(ann.post(f"{first}/branch", from_turn=2).headers["location"]).partition("#")[0]
    ann.reply(second, "I hear you.", turn=2)
    ann.post(f"{second}/finish")
    page = ann.get("/progress").text
    assert course(page, "Say sorry").startswith("Say sorry In 1 of 2 conversations, 1 reply")


def test_a_supervisors_corrections_count(
    ann: Visitor, services: Services, person: Callable[[str], Person], clock: Clock
) -> None:
    session = talk(ann, "I'm so sorry.").rpartition("/")[2]
    with services.store.writing() as db:
        for label, holds in (("apologise", False), ("empathise", True)):
            made = LabelCorrection(session_id=session, turn=1, label=label, holds=holds, reason="So.")
            made.made_by, made.made_at = person("sue").id, clock()
            db.add(made)
    page = ann.get("/progress").text
    assert course(page, "Recognise the feeling").startswith("Recognise the feeling In 1 of 1 conversation, 1 reply")
    assert ">Say sorry</span>" not in page


def test_the_last_verdict_on_a_requirement_is_shown_with_its_report(ann: Visitor, clock: Clock) -> None:
    talk(ann, "So sorry, you idiot.", "That's our policy.")
    clock.pass_(minutes=5)
    last = talk(ann, "I'm so sorry, that is awful. I hear you.", "I'll replace it. Is that all right?")
    page = ann.get("/progress").text
    assert f'href="{last}/report"' in page
    assert re.search(r"\d+ judged · \d+ not observed yet", text_of(page))


def test_nobody_sees_another_persons_history_or_progress(client: TestClient) -> None:
    talk(Visitor(client, "ann"), "I'm so sorry.")
    bob = Visitor(client, "bob")
    assert "You have not talked" in text_of(bob.get("/history").text)
    assert "nothing to show yet" in text_of(bob.get("/progress").text)
    for name in ("sue", "tom", "ada"):
        visitor = Visitor(client, name)
        assert visitor.get("/history").status_code == 403
        assert visitor.get("/progress").status_code == 403


def test_tries_with_one_customer_are_told_apart(ann: Visitor, clock: Clock) -> None:
    alone = talk(ann, "Hello.")
    assert "try 1" not in text_of(ann.get("/history").text)
    clock.pass_(minutes=1)
    ann.post(f"{alone}/branch", from_turn=1)
    clock.pass_(minutes=1)
    talk(ann, finish=False)
    for path in ("/history", "/practise"):
        page = ann.get(path).text
        told = text_of(page)
        assert [int(number) for number in re.findall(r"(?:reply|replies) · try (\d)", told)] == [3, 2, 1]
        assert "try 2 · from reply 1 of try 1" in told
        links = re.findall(r">Go on<span class=\"visually-hidden\">([^<]*)", page)
        assert len(links) == len(set(links)) == 2
