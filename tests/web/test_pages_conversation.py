"""The conversation page, without JavaScript and in the parts that htmx asks for."""

from __future__ import annotations

import uuid

import pytest
from starlette.testclient import TestClient

from tests.web.fake_assistant import FakeAssistant
from tests.web.pages import HTMX, Visitor, hidden, text_of

SCRIPT = "<script>alert('sorry')</script>"


@pytest.fixture
def ann_at_the_page(client: TestClient) -> Visitor:
    return Visitor(client, "ann")


def test_the_brief_shows_role_goal_policies_and_both_modes(ann_at_the_page: Visitor) -> None:
    told = text_of(ann_at_the_page.get("/practise/ring-before-the-wedding").text)
    for words in ("Your role", "Your goal", "Repairs and resizing", "Practice", "Assessment"):
        assert words in told


def test_a_conversation_begins_with_the_customers_words_and_mood(ann_at_the_page: Visitor) -> None:
    page = ann_at_the_page.get(ann_at_the_page.begin()).text
    assert 'role="log"' in page
    assert "Angry, wary of you" in text_of(page)


def test_a_reply_without_javascript_leads_back_to_the_page_that_holds_it(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    answer = ann_at_the_page.reply(session, "I'm so sorry.", turn=1)
    assert answer.headers["location"] == f"{session}#reply-1"
    page = ann_at_the_page.get(session).text
    assert '<mark class="mark mark-technique" data-labels="apologise">sorry</mark>' in page
    assert "Coach on reply 1" in text_of(page)


def test_a_form_carries_crlf_and_the_records_hold_lf(ann_at_the_page: Visitor, assistant: FakeAssistant) -> None:
    ann_at_the_page.reply(ann_at_the_page.begin(), "One\r\ntwo", turn=1)
    assert assistant.asked[0].text == "One\ntwo"


def test_for_htmx_an_answer_is_the_turn_with_mood_and_form_beside_it(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    answer = ann_at_the_page.reply(session, "I'm so sorry.", turn=1, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="reply-1"' in answer.text
    assert "<html" not in answer.text
    assert answer.text.count("hx-swap-oob") == 4
    assert '<input type="hidden" name="turn" id="reply-turn" value="2"' in answer.text


def test_what_was_typed_is_shown_as_text(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    ann_at_the_page.reply(session, f"  {SCRIPT}\n\n  & more", turn=1)
    page = ann_at_the_page.get(session).text
    assert "<script>alert" not in page
    assert "  &lt;script&gt;alert(&#39;" in page
    assert "&lt;/script&gt;\n\n  &amp; more" in page


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "x" * 4001, "a\x00b"])
def test_a_reply_that_cannot_be_taken_keeps_the_text_and_says_why(ann_at_the_page: Visitor, text: str) -> None:
    session = ann_at_the_page.begin()
    answer = ann_at_the_page.reply(session, text, turn=1)
    assert answer.status_code == 422
    assert 'role="alert"><p>' in answer.text
    if len(text) > 4000:
        assert f">\n{text}</textarea>" in answer.text
    assert text_of(ann_at_the_page.get(session).text).count("reply 1") == 0


def test_the_same_form_sent_twice_is_one_reply(ann_at_the_page: Visitor, assistant: FakeAssistant) -> None:
    session = ann_at_the_page.begin()
    reply_id = hidden(ann_at_the_page.get(session).text, "reply_id")
    for _ in range(2):
        answer = ann_at_the_page.post(f"{session}/replies", text="I'm so sorry.", reply_id=reply_id, turn=1)
        assert answer.headers["location"] == f"{session}#reply-1"
    assert len(assistant.asked) == 1


def test_a_window_that_is_behind_does_not_answer_words_it_never_showed(
    ann_at_the_page: Visitor, assistant: FakeAssistant
) -> None:
    session = ann_at_the_page.begin()
    ann_at_the_page.reply(session, "I'm so sorry.", turn=1)
    answer = ann_at_the_page.post(
        f"{session}/replies", HTMX, text="From the other window", reply_id=str(uuid.uuid4()), turn=1
    )
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#conversation"
    assert "went on in another window" in text_of(answer.text)
    assert ">\nFrom the other window</textarea>" in answer.text
    assert "I&#39;m so " in answer.text
    assert len(assistant.asked) == 1


def test_with_the_assistant_down_the_reply_waits_in_the_log_and_can_be_tried_again(
    ann_at_the_page: Visitor, assistant: FakeAssistant
) -> None:
    session = ann_at_the_page.begin()
    assistant.faults = ["down"]
    answer = ann_at_the_page.reply(session, "I'm so sorry.", turn=1)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    told = text_of(answer.text)
    assert "can't answer at the moment" in told
    assert "Try again" in told
    assert "data-send disabled" in answer.text
    assert ann_at_the_page.post(f"{session}/retry").headers["location"] == f"{session}#reply-1"
    page = ann_at_the_page.get(session).text
    assert 'id="reply-1"' in page
    assert "data-send disabled" not in page


def test_a_reload_with_a_reply_on_its_way_asks_for_the_answer_once(
    ann_at_the_page: Visitor, assistant: FakeAssistant
) -> None:
    session = ann_at_the_page.begin()
    assistant.faults = ["down", "down"]
    ann_at_the_page.reply(session, "I'm so sorry.", turn=1)
    assert 'hx-trigger="load' in ann_at_the_page.get(session).text
    failed_again = ann_at_the_page.post(f"{session}/retry", HTMX)
    assert failed_again.status_code == 503
    assert 'hx-trigger="load' not in failed_again.text
    answered = ann_at_the_page.post(f"{session}/retry", HTMX)
    assert answered.headers["hx-retarget"] == "#conversation"
    assert 'id="reply-1"' in answered.text


def test_a_second_reply_while_one_waits_is_refused_and_its_text_kept(
    ann_at_the_page: Visitor, assistant: FakeAssistant
) -> None:
    session = ann_at_the_page.begin()
    assistant.faults = ["down"]
    ann_at_the_page.reply(session, "I'm so sorry.", turn=1)
    answer = ann_at_the_page.reply(session, "Another thought", turn=1)
    assert answer.status_code == 409
    assert "has no answer yet" in text_of(answer.text)
    assert ">\nAnother thought</textarea>" in answer.text


def test_the_end_opens_the_way_to_the_report_and_closes_the_form(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    answer = ann_at_the_page.reply(session, "I'm so sorry. [end resolved]", turn=1, headers=HTMX)
    assert answer.headers["hx-retarget"] == "#conversation"
    assert f'href="{session}/report"' in answer.text
    assert 'id="reply"' not in answer.text


def test_finishing_leads_to_the_report(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    ann_at_the_page.reply(session, "I'm so sorry.", turn=1)
    assert ann_at_the_page.post(f"{session}/finish").headers["location"] == f"{session}/report"
    assert "Stopped" in text_of(ann_at_the_page.get(f"{session}/report").text)


def test_trying_again_from_a_reply_begins_a_second_conversation_before_it(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin()
    for turn in (1, 2):
        ann_at_the_page.reply(session, f"I'm so sorry, {turn}.", turn=turn)
    branched = ann_at_the_page.post(f"{session}/branch", from_turn=2).headers["location"].partition("#")[0]
    told = text_of(ann_at_the_page.get(branched).text)
    assert "sorry, 1." in told
    assert "sorry, 2." not in told
    assert "Second try from reply 2" in told


def test_an_assessment_shows_no_judgement_until_it_has_ended(ann_at_the_page: Visitor) -> None:
    session = ann_at_the_page.begin("assessment")
    part = ann_at_the_page.reply(session, "I'm so sorry.", turn=1, headers=HTMX).text
    page = ann_at_the_page.get(session).text
    for shown in (part, page):
        assert "<mark" not in shown
        assert "meter" not in shown
        assert "Coach on" not in shown
        assert "Try again from" not in shown
    assert ann_at_the_page.get(f"{session}/report").status_code == 409
    ann_at_the_page.post(f"{session}/finish")
    assert "<mark" in ann_at_the_page.get(session).text


def test_a_supervisor_reads_and_cannot_write(ann_at_the_page: Visitor, client: TestClient) -> None:
    session = ann_at_the_page.begin()
    ann_at_the_page.reply(session, "I'm so sorry.", turn=1)
    client.cookies.clear()
    sue = Visitor(client, "sue")
    assert session in sue.get("/team?state=all").text
    page = sue.get(session)
    assert "Trainee: ann" in text_of(page.text)
    assert "<textarea" not in page.text
    assert "Try again" not in text_of(page.text)
    assert sue.post(f"{session}/replies", text="Hello", turn=2).status_code == 403
    client.cookies.clear()
    sid = Visitor(client, "sid")
    assert session not in sid.get("/team?state=all").text
    assert sid.get(session).status_code == 404


def test_nobody_reads_another_trainees_conversation(ann_at_the_page: Visitor, client: TestClient) -> None:
    session = ann_at_the_page.begin()
    client.cookies.clear()
    bob = Visitor(client, "bob")
    for path in (session, f"{session}/report"):
        assert bob.get(path).status_code == 404
    assert bob.post(f"{session}/finish").status_code == 404
