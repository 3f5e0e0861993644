"""The supervisor's pages as somebody without JavaScript uses them: forms, what they keep, and what they say."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from storage.people import Person, user_named
from tests.web.conftest import RING, Clock, rid
from tests.web.pages import Visitor, hidden, text_of
from tests.web.supervising import change_rules, conversation, doubt
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
    refused = sue.post(form, decision="accept", answer="", seen="0")
    assert refused.status_code == 422
    assert 'value="accept" checked' in refused.text
    agreed = sue.post(form, decision="accept", answer="You are right.", seen=hidden(refused.text, "seen"))
    assert agreed.status_code == 303
    told = text_of(sue.get(f"/team/sessions/{session_id}").text)
    assert "Agreed by sue: You are right." in told
    late = sue.post(form, decision="decline", answer="No, it was.", seen="1")
    assert late.status_code == 409
    told = text_of(late.text)
    assert "Your text was not sent. Copy what you want to keep: No, it was." in told
    assert "send it again" not in told


def test_a_doubt_that_was_settled_meanwhile_says_what_agreeing_does(
    sue: Visitor, services: Services, ann: Person, session_id: str, clock: Clock
) -> None:
    form = f"/team/sessions/{session_id}/doubts/{doubt(services, ann, session_id, turn=2, label='hostile')}"
    assert "“Hostile words” does not hold in this reply from now on" in text_of(sue.get(form).text)
    clock.pass_(minutes=1)
    label = f"/team/sessions/{session_id}/replies/2/labels/hostile"
    assert sue.post(label, holds="no", reason="A joke.", seen="0").status_code == 303
    stale = sue.post(form, decision="accept", answer="You are right.", seen="0")
    assert stale.status_code == 409
    assert "You are right.</textarea>" in stale.text
    told = text_of(stale.text)
    assert "Doesn't hold – sue" in told and "A joke." in told
    assert "“Hostile words” does not hold in this reply already" in told
    answer = sue.post(form, decision="accept", answer="You are right.", seen=hidden(stale.text, "seen"))
    assert answer.status_code == 303
    told = text_of(sue.get(f"/team/sessions/{session_id}").text)
    assert "Doesn't hold, says sue." in told and "Agreed by sue: You are right." in told


def test_a_comment_on_no_reply_is_refused_and_its_words_are_kept(
    sue: Visitor, services: Services, person: Callable[[str], Person], session_id: str
) -> None:
    path = f"/team/sessions/{session_id}"
    for turn in ("1x", " ", "0", "-1", "1.0", "9", "9999999"):
        refused = sue.post(f"{path}/comments", text="Meant for reply 1.", turn=turn)
        assert refused.status_code == 422
        assert "It isn't clear which reply this is about" in text_of(refused.text)
        assert "Meant for reply 1.</textarea>" in refused.text
    assert services.review.session(person("sue"), session_id).review.comments == ()


def test_own_conversations_are_read_and_left_to_somebody_else(
    client: TestClient, services: Services, person: Callable[[str], Person]
) -> None:
    bob = person("bob")
    session_id = conversation(services, bob, doubtful=[(1, "blame")])
    flag = doubt(services, bob, session_id, turn=2, label="hostile")
    services.accounts.change(person("ada"), bob.id, name="bob", role="supervisor", team_id=bob.team_id)
    supervisor, path = Visitor(client, "bob"), f"/team/sessions/{session_id}"
    why = "This is your own conversation, from when you were a trainee. Another supervisor of your team"
    for page in ("", "/verdicts", "/verdicts/U311.1.4d", "/replies/2/labels/hostile", f"/doubts/{flag}"):
        shown = supervisor.get(f"{path}{page}").text
        assert why in text_of(shown)
        assert f'method="post" action="{path}' not in shown
        assert '<form class="card card-roomy' not in shown
        assert "Withdraw the sign-off" not in shown
    refused = supervisor.post(f"{path}/replies/2/labels/hostile", holds="no", reason="A joke.", seen="0")
    assert refused.status_code == 409
    assert "Another supervisor of your team judges it" in text_of(refused.text)
    assert "To review 0" in text_of(supervisor.get("/team").text)
    assert "Your own: another supervisor judges it" in text_of(supervisor.get("/team?state=all").text)
    services.review.answer_flag(person("sue"), session_id, flag, accept=False, answer="It was one.", seen=0)
    services.review.sign_off(person("sue"), session_id, note="", seen=1)
    assert "Withdraw" not in supervisor.get(path).text


def test_the_pages_say_that_the_rules_changed_between_the_end_and_a_correction(
    sue: Visitor, services: Services, session_id: str
) -> None:
    words = "The rules have changed since this conversation was judged."
    pages = (f"/team/sessions/{session_id}/verdicts", f"/sessions/{session_id}/report")
    label = f"/team/sessions/{session_id}/replies/2/labels/hostile"
    assert sue.post(label, holds="no", reason="A joke.", seen="0").status_code == 303
    assert not any(words in text_of(sue.get(page).text) for page in pages)
    version = change_rules(services)
    assert sue.post(label, holds="yes", reason="No joke.", seen="1").status_code == 303
    assert all(words in text_of(sue.get(page).text) for page in pages)
    assert f"corrected by rules {version}" in text_of(sue.get(pages[1]).text)
    assert words not in text_of(sue.get(f"{pages[1]}?version=original").text)


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
    assert page.count("due 9 Mar 2026 · from") == 2  # the day itself, in no reader's zone
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


def test_a_decision_on_a_label_is_withdrawn_by_its_form(sue: Visitor, session_id: str) -> None:
    form = f"/team/sessions/{session_id}/replies/1/labels/blame"
    assert 'value="withdraw"' not in sue.get(form).text
    sue.post(form, holds="yes", reason="It is blame.", seen="0")
    page = sue.get(form).text
    assert "What the program found counts again: too close to call" in text_of(page)
    refused = sue.post(form, holds="withdraw", reason="", seen="1")
    assert refused.status_code == 422
    assert 'value="withdraw" checked' in refused.text
    assert sue.post(form, holds="withdraw", reason="Can't tell.", seen="1").status_code == 303
    told = text_of(sue.get(form).text)
    assert "So far: too close to call" in told
    assert "Withdrawn – sue" in told
    transcript = text_of(sue.get(f"/team/sessions/{session_id}").text)
    assert "sue withdrew the decision: Can't tell." in transcript
    assert "says sue" not in transcript
    assert "corrected this report" not in text_of(sue.get(f"/sessions/{session_id}/report").text)


def test_a_decision_on_a_verdict_is_withdrawn_by_its_form(sue: Visitor, session_id: str) -> None:
    form = f"/team/sessions/{session_id}/verdicts/U311.1.4d"
    assert 'value="withdraw"' not in sue.get(form).text
    sue.post(form, verdict="not_met", reason="Only words.", seen="0")
    assert 'value="withdraw"' in sue.get(form).text
    answer = sue.post(form, verdict="withdraw", reason="More than words.", seen="1")
    assert answer.status_code == 303
    told = text_of(sue.get(form).text)
    assert "So far: met" in told and "Withdrawn – sue" in told
    assert "Decided by sue" not in text_of(sue.get(answer.headers["location"].partition("#")[0]).text)


def test_the_text_of_a_form_that_is_gone_is_shown_once_more(sue: Visitor, session_id: str) -> None:
    path = f"/team/sessions/{session_id}"
    late = sue.post(f"{path}/reopen", reason="My long reason.")
    assert late.status_code == 409
    assert "Copy what you want to keep: My long reason." in text_of(late.text)
    sue.post(f"{path}/sign-off", note="First.", seen="0")
    again = sue.post(f"{path}/sign-off", note="My second note.", seen="0")
    assert again.status_code == 409
    assert "Copy what you want to keep: My second note." in text_of(again.text)


def test_nothing_is_said_to_be_all_read_while_a_doubt_is_open(
    sue: Visitor, services: Services, ann: Person, session_id: str
) -> None:
    sue.post(f"/team/sessions/{session_id}/sign-off", seen="0")
    assert "All read." in text_of(sue.get("/team").text)
    doubt(services, ann, session_id, turn=2, label="hostile")
    told = text_of(sue.get("/team").text)
    assert "All read." not in told
    assert "A conversation has a doubt that nobody has answered: what is doubted" in told


def test_signed_off_is_said_of_what_is_signed_off_alone(sue: Visitor, session_id: str) -> None:
    for odd in ("x", session_id):
        assert "Signed off. The trainee sees it" not in text_of(sue.get(f"/team?signed={odd}").text)


def test_a_deactivated_trainee_is_offered_nowhere(
    sue: Visitor, services: Services, ann: Person, person: Callable[[str], Person]
) -> None:
    services.accounts.deactivate(person("ada"), ann.id)
    assert f'name="trainee" value="{ann.id}"' not in sue.get("/team/assignments").text
    card = sue.get("/team/trainees").text
    assert "Deactivated" in card
    assert f"/team/assignments?trainee={ann.id}" not in card
    refused = sue.post("/team/assignments", persona=RING, trainee=str(ann.id), mode="practice")
    assert "was deactivated" in text_of(refused.text)


def test_an_assignment_that_is_done_is_not_withdrawn(sue: Visitor, services: Services, ann: Person) -> None:
    sue.post("/team/assignments", persona=RING, trainee=str(ann.id), mode="practice")
    (own,) = services.assigned.list(ann)
    session = services.practice.start_session(ann, RING, assignment_id=own.id)
    services.practice.reply(ann, session.session_id, reply_id=rid(1), text="I'm sorry.")
    services.practice.finish(ann, session.session_id)
    refused = sue.post(f"/team/assignments/{own.id}/withdraw")
    assert refused.status_code == 409
    assert "The trainee has done it" in text_of(refused.text)
    assert services.assigned.list(ann)[0].state == "done"


def test_a_running_assessment_says_that_nothing_is_shown_yet(sue: Visitor, services: Services, ann: Person) -> None:
    session_id = conversation(services, ann, mode="assessment", end=False)
    path = f"/team/sessions/{session_id}/replies/2/labels"
    label = text_of(sue.get(f"{path}/hostile").text)
    assert "what was found is shown when it has ended" in label
    assert "So far" not in label and "hold" not in label.partition("You used hostile words.")[2]
    assert "what was found is shown when it has ended" in text_of(sue.get(path).text)
    assert "the trainee reads your comments when it has ended" in text_of(sue.get(f"/team/sessions/{session_id}").text)


def test_a_doubt_in_a_running_conversation_leads_to_no_sign_off(sue: Visitor, services: Services, ann: Person) -> None:
    session_id = conversation(services, ann, end=False)
    flag = doubt(services, ann, session_id, turn=2, label="hostile")
    page = sue.get(f"/team/sessions/{session_id}/doubts/{flag}").text
    assert "wait until the conversation has ended" in text_of(page)
    assert "#sign-off" not in page


def test_a_label_says_what_it_means_of_the_trainee_and_that_its_limits_are_its_own(
    sue: Visitor, session_id: str
) -> None:
    path = f"/team/sessions/{session_id}"
    told = text_of(sue.get(f"{path}/replies/1/labels/listen").text)
    assert "the trainee reads: “You showed that you were listening.”" in told
    assert "Found by the program" not in told
    limits = "Each label has limits of its own"
    assert limits in told
    assert all(limits in text_of(sue.get(page).text) for page in (path, f"{path}/replies/1/labels"))
