"""The complaint record as a form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from storage.people import Person
from tests.web.pages import Visitor, text_of
from web.services import Services


@pytest.fixture
def ann_at_the_page(client: TestClient) -> Visitor:
    return Visitor(client, "ann")


def test_every_field_of_the_rules_is_asked_for_with_its_help(ann_at_the_page: Visitor) -> None:
    told = text_of(ann_at_the_page.get(f"{ann_at_the_page.begin()}/record").text)
    for words in ("Complainant", "Partly justified", "Write what was agreed or decided, and why."):
        assert words in told


def test_an_unfinished_record_is_kept_and_marked_in_the_report(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    answer = ann_at_the_page.post(f"{session}/record", issue="Too <tight>\r\nand scratched", channel="counter")
    assert answer.headers["location"] == f"{session}/report#record"
    form = ann_at_the_page.get(f"{session}/record").text
    assert ">\nToo &lt;tight&gt;\nand scratched</textarea>" in form
    assert '<option value="counter" selected>' in form
    told = text_of(ann_at_the_page.get(f"{session}/report").text)
    assert "Complainant is empty" in told
    assert "Channel is there" in told


def test_a_text_that_cannot_be_stored_comes_back_with_the_reason(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    answer = ann_at_the_page.post(f"{session}/record", issue="a\x00b", outcome="Agreed")
    assert answer.status_code == 422
    assert "NUL" in text_of(answer.text)
    assert ">\nAgreed</textarea>" in answer.text


def test_what_a_program_wrote_into_other_fields_stays(ann_at_the_page: Visitor, client: TestClient) -> None:
    session = ann_at_the_page.begin()
    api = f"/api/v1{session}"
    headers = {"Authorization": "Bearer token-ann"}
    client.put(f"{api}/record", json={"case": "4471"}, headers=headers)
    ann_at_the_page.post(f"{session}/record", issue="Too tight")
    record = client.get(api, headers=headers).json()["record"]
    assert record["case"] == "4471"
    assert record["issue"] == "Too tight"


def test_after_the_sign_off_both_pages_say_that_the_marks_stay(
    ann_at_the_page: Visitor, services: Services, person: Callable[[str], Person]
) -> None:
    session = ann_at_the_page.begin()
    ann_at_the_page.post(f"{session}/finish")
    pages = {f"{session}/record": "the marks in the report stay", f"{session}/report": "the marks here stay"}
    assert not any(words in text_of(ann_at_the_page.get(page).text) for page, words in pages.items())
    services.review.sign_off(person("sue"), session.rpartition("/")[2], note="", seen=0)
    assert all(words in text_of(ann_at_the_page.get(page).text) for page, words in pages.items())
    refused = ann_at_the_page.post(f"{session}/record", issue="a\x00b")
    assert "the marks in the report stay" in text_of(refused.text)


def test_the_record_of_a_running_assessment_leads_back_to_the_conversation(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin("assessment")
    assert ann_at_the_page.post(f"{session}/record", issue="Too tight").headers["location"] == session


def test_a_supervisor_does_not_write_records(ann_at_the_page: Visitor, client: TestClient) -> None:
    session = ann_at_the_page.begin()
    client.cookies.clear()
    assert Visitor(client, "sue").get(f"{session}/record").status_code == 403
