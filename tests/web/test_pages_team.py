"""The supervisor's pages as somebody without JavaScript uses them: forms, what they keep, and what they say."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from storage.people import Person, user_named
from tests.web.conftest import RING
from tests.web.pages import Visitor, hidden, text_of
from tests.web.supervising import conversation, doubt
from web.services import Services


@pytest.fixture
def sue(client: TestClient) -> Visitor:
    return Visitor(client, "sue")


@pytest.fixture
def session_id(services: Services, ann: Person) -> str:
    return conversation(services, ann, doubtful=[(1, "blame")])


def test_a_fresh_start_says_how_to_get_something_to_review(sue: Visitor) -> None:
    page = sue.get("/team").text
    assert "Nobody has begun a conversation yet" in page
    assert 'href="/team/assignments"' in page


def test_without_a_team_the_pages_say_whom_to_ask(sue: Visitor, services: Services) -> None:
    with services.store.writing() as db:
        user = user_named(db, "sue")
        assert user is not None
        user.team_id = None
    for path in ("/team", "/team/trainees", "/team/assignments"):
        assert "your administrator" in sue.get(path).text


def test_the_queue_shows_what_waits_in_a_session_and_leads_to_it(
    sue: Visitor, services: Services, ann: Person, session_id: str
) -> None:
    doubt(services, ann, session_id, turn=2, label="hostile")
    page = sue.get("/team").text
    told = text_of(page)
    assert "1 doubt of the trainee 1 critical point failed 1 too close to call" in told
    assert "To review 1" in told
    assert f'href="/team/sessions/{session_id}"' in page


def test_pages_of_the_queue_keep_the_filter(sue: Visitor, services: Services, person: Callable[[str], Person]) -> None:
    for _ in range(26):
        conversation(services, person("bob"), ("I'm sorry.",))
    conversation(services, person("ann"), ("I'm sorry.",))
    bob = person("bob").id
    page = sue.get(f"/team?trainee={bob}&mode=practice").text
    assert "Page 1 of 2" in page
    assert "<bdi>ann</bdi>" not in page
    (following,) = re.findall(r'href="([^"]*)" rel="next"', page)
    second = sue.get(html.unescape(following)).text
    assert "Page 2 of 2" in second
    assert second.count('class="row-title"') == 1
    assert f'value="{bob}" selected' in second


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=yesterday", "“yesterday” is no date. Write it as 2026-03-02."),
        ("from=2026-03-03&to=2026-03-01", "The last day is before the first"),
        ("state=none&page=x&trainee=x&mode=x", "To review 1"),
        ("page=999", "To review 1"),
        ("to=9999-12-31&from=0001-01-01", "To review 1"),
        ("persona=%00", "To review 1"),
    ],
)
def test_an_odd_filter_is_told_or_left_out(sue: Visitor, session_id: str, query: str, told: str) -> None:
    answer = sue.get(f"/team?{query}")
    assert answer.status_code == 200
    assert told in text_of(answer.text)


def test_a_day_filters_by_when_a_conversation_ended(sue: Visitor, session_id: str) -> None:
    assert session_id in sue.get("/team?from=2026-03-02&to=2026-03-02").text
    assert session_id not in sue.get("/team?to=2026-03-01").text
    assert session_id not in sue.get("/team?from=2026-03-03").text


def test_the_transcript_tells_how_sure_the_program_was(sue: Visitor, session_id: str) -> None:
    page = sue.get(f"/team/sessions/{session_id}").text
    told = text_of(page)
    assert "Holds probability 90 %" in told
    assert "Too close to call probability 48 %" in told
    assert "Decide: Blaming, reply 1" in told
    assert 'data-labels="hostile"' in page


def test_a_label_is_decided_and_the_page_shows_both(sue: Visitor, session_id: str) -> None:
    form = f"/team/sessions/{session_id}/replies/2/labels/hostile"
    page = sue.get(form).text
    assert "You idiot." in text_of(page)
    answer = sue.post(form, holds="no", reason="It was a joke.", seen=hidden(page, "seen"))
    assert answer.headers["location"] == f"/team/sessions/{session_id}#reply-2"
    after = sue.get(f"/team/sessions/{session_id}").text
    told = text_of(after)
    assert "Doesn't hold, says sue. The program: holds (probability 90 %)" in told
    assert "It was a joke." in told
    assert 'data-labels="hostile"' not in after
    assert "Critical point failed" not in told


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"holds": "no", "reason": ""}, "Write a reason"),
        ({"reason": "It was a joke."}, "Choose whether it holds"),
        ({"holds": "yes", "quote": "0-1", "reason": "It was a joke."}, "Choose one of the reply"),
        ({"holds": "no", "reason": "x" * 2001}, "at most 2000"),
    ],
)
def test_a_refused_decision_comes_back_as_it_was_filled_in(
    sue: Visitor, session_id: str, fields: dict[str, str], told: str
) -> None:
    answer = sue.post(f"/team/sessions/{session_id}/replies/2/labels/hostile", **fields, seen="0")
    assert answer.status_code == 422
    assert told in text_of(answer.text)
    assert f"{fields['reason']}</textarea>" in answer.text
    if "holds" in fields:
        assert re.search(rf'value="{fields["holds"]}" checked', answer.text)


def test_the_second_supervisor_sees_the_first_ones_decision_and_keeps_their_words(
    sue: Visitor, services: Services, person: Callable[[str], Person], session_id: str
) -> None:
    form = f"/team/sessions/{session_id}/replies/2/labels/hostile"
    services.review.correct_label(
        person("sue"), session_id, turn=2, label="hostile", holds=False, quote="", reason="A joke.", seen=0
    )
    answer = sue.post(form, holds="yes", reason="It hurt.", seen="0")
    assert answer.status_code == 409
    told = text_of(answer.text)
    assert "sue decided, because: A joke." in told
    assert "It hurt.</textarea>" in answer.text
    again = sue.post(form, holds="yes", reason="It hurt.", seen=hidden(answer.text, "seen"))
    assert again.status_code == 303


def test_a_verdict_is_settled_and_shown_beside_the_computed_one(sue: Visitor, session_id: str) -> None:
    form = f"/team/sessions/{session_id}/verdicts/U311.1.4d"
    refused = sue.post(form, verdict="not_met", reason="", seen="0")
    assert refused.status_code == 422
    assert 'value="not_met" checked' in refused.text
    answer = sue.post(form, verdict="not_met", reason="Only words.", seen="0")
    listed = sue.get(answer.headers["location"].partition("#")[0]).text
    told = text_of(listed)
    assert "A supervisor decided: Only words. Decided by sue. The program: met." in told
    assert re.search(r"<details class=\"standard card\" open>\s*<summary[^>]*><h2>Settling complaints", listed)
    assert "The program said at the end: met." in text_of(sue.get(form).text)


def test_a_doubt_is_answered_on_its_page(sue: Visitor, services: Services, ann: Person, session_id: str) -> None:
    flag = doubt(services, ann, session_id, turn=2, label="hostile", comment="<b>Not</b> meant so.")
    form = f"/team/sessions/{session_id}/doubts/{flag}"
    assert "&lt;b&gt;Not&lt;/b&gt; meant so." in sue.get(form).text
    refused = sue.post(form, decision="accept", answer="")
    assert refused.status_code == 422
    assert 'value="accept" checked' in refused.text
    assert sue.post(form, decision="accept", answer="You are right.").status_code == 303
    told = text_of(sue.get(f"/team/sessions/{session_id}").text)
    assert "Agreed by sue: You are right." in told
    late = sue.post(form, decision="decline", answer="No, it was.")
    assert late.status_code == 409
    assert "Your text was not sent: No, it was." in text_of(late.text)


def test_comments_stand_at_their_reply_and_on_the_whole(sue: Visitor, session_id: str) -> None:
    path = f"/team/sessions/{session_id}"
    assert sue.post(f"{path}/comments", text="Warm.\r\nGood.", turn="1").headers["location"] == f"{path}#reply-1"
    assert sue.post(f"{path}/comments", text="<i>All in all</i>").headers["location"] == f"{path}#comments"
    page = sue.get(path).text
    assert "Warm.\nGood.</div>" in page
    assert "&lt;i&gt;All in all&lt;/i&gt;" in page
    refused = sue.post(f"{path}/comments", text="x" * 4001, turn="2")
    assert refused.status_code == 422
    assert "x" * 4001 in refused.text
    assert sue.post(f"{path}/comments", text="Hm.", turn="9").status_code == 404


def test_signing_off_closes_the_forms_and_withdrawing_opens_them(
    sue: Visitor, services: Services, session_id: str
) -> None:
    path = f"/team/sessions/{session_id}"
    note = {"note": "Well done.", "seen": hidden(sue.get(path).text, "seen")}
    sue.post(f"{path}/comments", text="One more thing.")
    stale = sue.post(f"{path}/sign-off", **note)
    assert stale.status_code == 409
    assert "Well done.</textarea>" in stale.text
    signed = sue.post(f"{path}/sign-off", note="Well done.", seen=hidden(stale.text, "seen"))
    assert "Signed off. The trainee sees it" in text_of(sue.get(signed.headers["location"]).text)
    page = sue.get(path).text
    assert "Withdraw the sign-off" in page
    assert "/replies/1/labels/blame" not in page
    closed = sue.post(f"{path}/replies/1/labels/blame", holds="no", reason="My long reason.", seen="0")
    assert closed.status_code == 409
    assert "My long reason." in closed.text
    refused = sue.post(f"{path}/reopen", reason="")
    assert refused.status_code == 422
    assert sue.post(f"{path}/reopen", reason="Too early.").status_code == 303
    told = text_of(sue.get(path).text)
    assert "Note with the sign-off: Well done." in told
    assert "Sign-off withdrawn: Too early." in told


def test_sign_off_names_the_doubt_that_waits(sue: Visitor, services: Services, ann: Person, session_id: str) -> None:
    doubt(services, ann, session_id, turn=2, label="hostile")
    answer = sue.post(f"/team/sessions/{session_id}/sign-off", note="Fine.", seen="0")
    assert answer.status_code == 409
    assert "waits for an answer" in text_of(answer.text)
    assert "Fine.</textarea>" in answer.text


def test_a_running_assessment_shows_words_and_no_judgement(sue: Visitor, services: Services, ann: Person) -> None:
    session_id = conversation(services, ann, mode="assessment", end=False)
    page = sue.get(f"/team/sessions/{session_id}").text
    assert "You idiot." in page
    assert "<mark" not in page
    assert "probability" not in page
    assert sue.get(f"/team/sessions/{session_id}/verdicts").status_code == 409
    assert "probability" not in sue.get(f"/team/sessions/{session_id}/replies/2/labels/hostile").text


def test_a_conversation_without_replies_can_be_read_and_signed(sue: Visitor, services: Services, ann: Person) -> None:
    session_id = conversation(services, ann, ())
    path = f"/team/sessions/{session_id}"
    assert "The trainee said nothing." in sue.get(path).text
    assert sue.get(f"{path}/verdicts").status_code == 200
    refused = sue.post(f"{path}/verdicts/U311.1.4d", verdict="met", reason="So.", seen="0")
    assert refused.status_code == 422
    assert sue.post(f"{path}/sign-off", seen="0").status_code == 303


def test_an_assignment_form_that_lacks_something_comes_back_filled_in(sue: Visitor, ann: Person) -> None:
    refused = sue.post(
        "/team/assignments", persona=RING, trainee=str(ann.id), mode="assessment", due="2026-02-01", note="Try this."
    )
    assert refused.status_code == 422
    page = refused.text
    assert "The day it is due has passed" in page
    assert f'value="{RING}" selected' in page
    assert f'name="trainee" value="{ann.id}" checked' in page
    assert 'value="assessment" checked' in page
    assert 'value="2026-02-01"' in page
    assert "Try this.</textarea>" in page


def test_an_assignment_is_given_listed_and_withdrawn(sue: Visitor, ann: Person) -> None:
    given = sue.post("/team/assignments", persona=RING, everybody="yes", mode="practice", due="2026-03-09", note="")
    page = sue.get(given.headers["location"].partition("#")[0]).text
    assert "Given to 2 trainees." in page
    (first, *_) = re.findall(r"/team/assignments/(\d+)/withdraw", page)
    assert sue.post(f"/team/assignments/{first}/withdraw").status_code == 303
    assert "Open 1" in text_of(sue.get("/team/assignments").text)
    again = sue.post("/team/assignments", persona=RING, everybody="yes", mode="practice", due="2026-03-09", note="")
    assert "Given to 1 trainee." in sue.get(again.headers["location"].partition("#")[0]).text


def test_the_team_page_leads_from_a_need_to_an_assignment(
    sue: Visitor, services: Services, ann: Person, session_id: str
) -> None:
    team = text_of(sue.get("/team/trainees").text)
    assert "Hostile words in 1 reply" in team
    page = sue.get(f"/team/trainees/{ann.id}").text
    assert f'href="/team/assignments?trainee={ann.id}"' in page
    assert f'value="{ann.id}" checked' in sue.get(f"/team/assignments?trainee={ann.id}").text
    assert f"/team/sessions/{session_id}" in page
