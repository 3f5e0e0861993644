"""Doubts of trainees about what was found, and what supervisors add, at the reply they belong to."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from storage.people import Person
from storage.review import Comment, Flag, LabelCorrection, SignOff
from tests.web.conftest import Clock
from tests.web.pages import HTMX, Visitor, text_of
from web.services import Services

SCRIPT = "<script>alert('no')</script>"


@pytest.fixture
def ann(client: TestClient) -> Visitor:
    return Visitor(client, "ann")


@pytest.fixture
def session(ann: Visitor) -> str:
    """A conversation with one reply, in which an apology was found."""
    begun = ann.begin()
    ann.reply(begun, "I'm so sorry.", turn=1)
    return begun


@pytest.fixture
def sue_adds(services: Services, person: Callable[[str], Person], clock: Clock) -> Callable[..., None]:
    def add(kind: type, session: str, **fields: object) -> None:
        sue = person("sue").id
        stamps = {
            LabelCorrection: {"made_by": sue, "made_at": clock()},
            Comment: {"written_by": sue, "written_at": clock()},
            SignOff: {"signed_by": sue, "signed_at": clock()},
        }[kind]
        with services.store.writing() as db:
            db.add(kind(session_id=session.rpartition("/")[2], **stamps, **fields))

    return add


def at_reply(page: str, turn: int) -> str:
    """What the margin of one reply says."""
    return text_of(page.partition(f'id="margin-{turn}"')[2].partition("</section>")[0])


def test_a_found_label_can_be_doubted_and_the_doubt_stays(ann: Visitor, session: str) -> None:
    answer = ann.post(f"{session}/flags", turn=1, label="apologise", comment="That was sarcasm.")
    assert answer.headers["location"] == f"{session}#margin-1"
    told = at_reply(ann.get(session).text, 1)
    assert "You doubt: Say sorry Waits for your supervisor That was sarcasm." in told


def test_a_label_that_was_not_found_can_be_claimed(ann: Visitor, session: str) -> None:
    ann.post(f"{session}/flags", turn=1, label="empathise")
    assert "You doubt: Recognise the feeling" in at_reply(ann.get(session).text, 1)


def test_one_doubt_about_a_label_of_a_reply_at_a_time(ann: Visitor, session: str, services: Services) -> None:
    ann.post(f"{session}/flags", turn=1, label="apologise", comment="First")
    page = ann.get(session).text
    assert '<option value="apologise">' not in page
    again = ann.post(f"{session}/flags", turn=1, label="apologise", comment="Second, never lost")
    assert again.status_code == 409
    assert "You doubted this already" in text_of(again.text)
    assert ">\nSecond, never lost</textarea>" in again.text
    with services.store.reading() as db:
        assert db.query(Flag).count() == 1
    assert ann.post(f"{session}/flags", turn=1, label="own").status_code == 303


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"turn": 1, "label": "", "comment": "x"}, 422, "Choose what is wrong"),
        ({"turn": 1, "label": "telepathy", "comment": "x"}, 422, "Choose what is wrong"),
        ({"turn": 1, "label": "own", "comment": "x" * 1001}, 422, "1001 characters"),
        ({"turn": 1, "label": "own", "comment": "a\x00b"}, 422, "NUL"),
    ],
)
def test_a_refused_doubt_is_shown_again_with_its_words(
    ann: Visitor, session: str, fields: dict[str, object], status: int, words: str
) -> None:
    answer = ann.post(f"{session}/flags", **fields)
    assert answer.status_code == status
    assert words in at_reply(answer.text, 1)
    assert '<details class="doubt" open>' in answer.text
    assert f">\n{fields['comment']}</textarea>" in answer.text


def test_there_is_no_doubt_about_a_reply_that_was_never_given(ann: Visitor, session: str) -> None:
    for turn in (0, 2, -1):
        assert ann.post(f"{session}/flags", turn=turn, label="own").status_code == 404


def test_for_htmx_only_the_margin_of_the_reply_comes_back(ann: Visitor, session: str) -> None:
    answer = ann.post(f"{session}/flags", HTMX, turn=1, label="apologise")
    assert answer.text.count("<section") == 0
    assert 'id="margin-1"' in answer.text
    again = ann.post(f"{session}/flags", HTMX, turn=1, label="apologise")
    assert again.status_code == 409
    assert again.headers["hx-retarget"] == "#margin-1"
    assert "autofocus" in again.text


def test_others_cannot_doubt_for_the_trainee(client: TestClient, ann: Visitor, session: str) -> None:
    assert Visitor(client, "bob").post(f"{session}/flags", turn=1, label="own").status_code == 404
    sue = Visitor(client, "sue")
    assert sue.post(f"{session}/flags", turn=1, label="own").status_code == 403
    assert "This feedback is wrong" not in sue.get(session).text


def test_in_a_running_assessment_there_is_nothing_to_doubt(ann: Visitor) -> None:
    session = ann.begin("assessment")
    ann.reply(session, "I'm so sorry.", turn=1)
    assert "This feedback is wrong" not in ann.get(session).text
    refused = ann.post(f"{session}/flags", turn=1, label="apologise")
    assert refused.status_code == 409
    assert "Recognise" not in at_reply(refused.text, 1)
    ann.post(f"{session}/finish")
    assert ann.post(f"{session}/flags", turn=1, label="apologise").status_code == 303


def test_the_answer_stands_beside_the_doubt_and_a_new_one_may_follow(
    ann: Visitor, session: str, services: Services, person: Callable[[str], Person], clock: Clock
) -> None:
    ann.post(f"{session}/flags", turn=1, label="apologise", comment="Why?")
    with services.store.writing() as db:
        flag = db.query(Flag).one()
        flag.answer, flag.accepted = f"It is one. {SCRIPT}", False
        flag.answered_by, flag.answered_at = person("sue").id, clock()
    page = ann.get(session).text
    assert "Not changed Why? sue answered 2 Mar 2026, 12:00 UTC: It is one." in at_reply(page, 1)
    assert "<script>alert" not in page
    assert ann.post(f"{session}/flags", turn=1, label="apologise", comment="Still").status_code == 303
    assert at_reply(ann.get(session).text, 1).count("You doubt: Say sorry") == 2


def test_corrections_and_comments_stand_at_their_reply(
    ann: Visitor, session: str, sue_adds: Callable[..., None]
) -> None:
    sue_adds(Comment, session, turn=1, text="Say what you are sorry for.")
    sue_adds(Comment, session, turn=None, text="A good start.")
    sue_adds(LabelCorrection, session, turn=1, label="apologise", holds=True, reason="Earlier")
    sue_adds(LabelCorrection, session, turn=1, label="apologise", holds=False, reason="Not meant.")
    sue_adds(LabelCorrection, session, turn=1, label="own", holds=True, quote_start=0, quote_end=3, reason="It is I.")
    page = ann.get(session).text
    told = at_reply(page, 1)
    assert "Say what you are sorry for." in told
    assert "sue corrected: Say sorry does not hold here Not meant." in told
    assert "Earlier" not in told
    assert '<s class="chip chip-overruled">Say sorry</s>' in page
    assert re.search(r"Take it on yourself added", told)
    assert '<mark class="mark mark-technique" data-labels="own">I&#39;m</mark> so sorry.' in page
    assert "A good start." not in told
    assert "From your supervisor sue 2 Mar 2026, 12:00 UTC A good start." in text_of(page)


def test_a_sign_off_is_shown_with_its_note(ann: Visitor, session: str, sue_adds: Callable[..., None]) -> None:
    sue_adds(SignOff, session, note="Well done.")
    assert "Signed off by sue 2 Mar 2026, 12:00 UTC Well done." in text_of(ann.get(session).text)


def test_in_the_middle_of_an_assessment_no_comment_reaches_the_trainee(
    ann: Visitor, services: Services, sue_adds: Callable[..., None], person: Callable[[str], Person]
) -> None:
    session = ann.begin("assessment")
    ann.reply(session, "I'm so sorry.", turn=1)
    for turn in (1, None):
        sue_adds(Comment, session, turn=turn, text="Ask her more.")
    assert "Ask her more." not in ann.get(session).text
    assert len(services.review.session(person("sue"), session.rpartition("/")[2]).review.comments) == 2
    ann.post(f"{session}/finish")
    assert ann.get(session).text.count("Ask her more.") == 2
