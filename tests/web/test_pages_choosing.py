"""Whom to practise with: filters, assignments, and the brief with what it has to say first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from storage.assignments import Assignment
from storage.people import Person
from tests.web.conftest import RING, Clock
from tests.web.fake_assistant import FakeAssistant
from tests.web.pages import Visitor, text_of
from web.app import create_app
from web.services import Services
from web.settings import Settings

DRESS = "late-order-address"


@pytest.fixture
def ann_at_her_page(client: TestClient) -> Visitor:
    return Visitor(client, "ann")


@pytest.fixture
def assign(services: Services, person: Callable[[str], Person], clock: Clock) -> Callable[..., int]:
    """Sue asks somebody to practise; returns the number of the assignment."""

    def asked(name: str = "ann", *, days: int | None = 3, withdrawn: bool = False, **other: str) -> int:
        with services.store.writing() as db:
            made = Assignment(
                trainee_id=person(name).id,
                persona_id=other.get("persona_id", RING),
                mode=other.get("mode", "practice"),
                note=other.get("note", ""),
                due_at=None if days is None else clock() + timedelta(days=days),
                assigned_by=person("sue").id,
                assigned_at=clock(),
                withdrawn_at=clock() if withdrawn else None,
            )
            db.add(made)
            db.flush()
            return made.id

    return asked


def listed(page: str) -> set[str]:
    return set(re.findall(r'<h2 class="card-title"><a href="/practise/([^"?]+)"', page))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {RING, DRESS}),
        ("?sector=jewellery", {RING}),
        ("?channel=chat", {DRESS}),
        ("?difficulty=steady", {RING, DRESS}),
        ("?goal=CFACSC7", {DRESS}),
        ("?goal=111272L3&channel=counter", {RING}),
        ("?sector=jewellery&channel=chat", set()),
        ("?sector=%3Cscript%3E", set()),
    ],
)
def test_filters_choose_customers(ann_at_her_page: Visitor, query: str, found: set[str]) -> None:
    page = ann_at_her_page.get(f"/practise{query}").text
    assert found <= listed(page)
    assert not listed(page) & ({RING, DRESS} - found)
    assert "<script>" not in page.replace("<script type", "")


def test_the_choice_is_counted_kept_and_can_be_taken_back(ann_at_her_page: Visitor) -> None:
    page = ann_at_her_page.get("/practise?sector=jewellery").text
    assert re.search(r"\d+ of \d+ customers", text_of(page))
    assert '<option value="jewellery" selected>' in page
    assert '<a href="/practise">Show all</a>' in page


def test_where_nobody_fits_the_page_says_what_to_do(ann_at_her_page: Visitor) -> None:
    told = text_of(ann_at_her_page.get("/practise?sector=jewellery&channel=chat").text)
    assert "No customer fits all of this at once" in told
    assert "Show all customers" in told


def test_the_brief_says_who_reads_along_and_offers_a_calm_look(ann_at_her_page: Visitor) -> None:
    told = text_of(ann_at_her_page.get(f"/practise/{RING}").text)
    assert "Who reads what you write" in told
    assert "supervisors of your team" in told
    assert "until your administrator has it erased" in told
    assert "Low-anxiety look" in told
    assert "may insult you" not in told


def test_the_brief_says_how_long_it_is_kept(settings: Settings, assistant: FakeAssistant, clock: Clock) -> None:
    app = create_app(settings.model_copy(update={"retention_days": 30}), assistant=assistant, clock=clock)
    with TestClient(app, base_url="http://amends.test") as client:
        assert "kept for 30 days after its end" in text_of(Visitor(client, "ann").get(f"/practise/{RING}").text)


def test_a_furious_or_abusive_customer_is_warned_of(ann_at_her_page: Visitor, client: TestClient) -> None:
    source = client.get(f"/api/v1/personas/{RING}", headers={"Authorization": "Bearer token-tom"}).json()
    changed = source["draft"]["source"].replace("tags: [", "tags: [abuse, ")
    head = {
        "Authorization": "Bearer token-tom",
        "Content-Type": "application/yaml",
        "If-Match": source["draft"]["etag"],
    }
    assert client.put(f"/api/v1/personas/{RING}", content=changed, headers=head).status_code == 200
    assert client.post(f"/api/v1/personas/{RING}/publish", headers=head).status_code == 200
    assert "This customer may insult you or swear" in text_of(ann_at_her_page.get(f"/practise/{RING}").text)
    assert "May insult or swear" in text_of(ann_at_her_page.get("/practise").text)
    assert "sector=abuse" not in ann_at_her_page.get("/practise").text


def test_an_assignment_stands_on_top_until_its_conversation_has_ended(
    ann_at_her_page: Visitor, assign: Callable[..., int]
) -> None:
    number = assign(note="Mind the promises.", mode="assessment")
    told = text_of(ann_at_her_page.get("/practise").text)
    assert re.search(r"asked to practise .* Assessment · due 5 Mar 2026 · from sue .* To do", told)
    assert "Mind the promises." in told
    brief = ann_at_her_page.get(f"/practise/{RING}?assignment={number}").text
    assert 'type="radio"' not in brief
    session = ann_at_her_page.post(f"/practise/{RING}", assignment=number).headers["location"]
    assert "Assessment" in text_of(ann_at_her_page.get(session).text)
    assert "In progress" in text_of(ann_at_her_page.get("/practise").text.partition('class="filters"')[0])
    ann_at_her_page.reply(session, "I'm so sorry.", turn=1)
    ann_at_her_page.post(f"{session}/finish")
    page = ann_at_her_page.get("/practise").text.partition('class="filters"')[0]
    assert "Done" in text_of(page)
    assert f'href="{session}/report"' in page


def test_a_due_day_is_the_day_that_was_chosen_wherever_it_is_read(
    ann_at_her_page: Visitor, services: Services, person: Callable[[str], Person]
) -> None:
    services.assignments.assign(
        person("sue"), RING, trainees=[], everybody=True, mode="practice", due="2026-03-02", note=""
    )
    page = ann_at_her_page.get("/practise").text
    assert "due 2 Mar 2026 · from" in page  # no <local-time>, which a script turns into the next day east of London
    brief = re.search(r"/practise/[^\"]+\?assignment=\d+", page)
    assert brief
    assert "Due 2 Mar 2026, from" in ann_at_her_page.get(brief[0]).text


def test_an_assignment_past_its_day_is_overdue(
    ann_at_her_page: Visitor, assign: Callable[..., int], clock: Clock
) -> None:
    assign(days=1)
    clock.pass_(days=2)
    ann_at_her_page = Visitor(ann_at_her_page.client, "ann")
    assert "Overdue" in text_of(ann_at_her_page.get("/practise").text)


def test_assignments_without_a_day_come_last_and_withdrawn_ones_not_at_all(
    ann_at_her_page: Visitor, assign: Callable[..., int]
) -> None:
    assign(days=None, note="Whenever")
    assign(days=5, note="This week")
    assign(withdrawn=True, note="Never mind")
    told = text_of(ann_at_her_page.get("/practise").text)
    assert told.index("This week") < told.index("Whenever")
    assert "Never mind" not in told


def test_nobody_begins_from_an_assignment_that_is_not_theirs(
    ann_at_her_page: Visitor, assign: Callable[..., int]
) -> None:
    theirs, other, gone = assign("bob"), assign(persona_id=DRESS), assign(withdrawn=True)
    for number in (theirs, other, gone, 999):
        assert ann_at_her_page.get(f"/practise/{RING}?assignment={number}").status_code == 404
        assert ann_at_her_page.post(f"/practise/{RING}", assignment=number).status_code == 404
    assert "Nothing here yet" in text_of(ann_at_her_page.get("/practise").text)
