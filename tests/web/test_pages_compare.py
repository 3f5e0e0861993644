"""A second try beside the first, and the report's drawing of the mood."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from storage.people import Person
from storage.practice import PracticeSession
from storage.review import VerdictCorrection
from tests.web.pages import Visitor, text_of
from web.pages.mood_chart import HEIGHT, mood_chart
from web.services import Services


@pytest.fixture
def ann(client: TestClient) -> Visitor:
    return Visitor(client, "ann")


@pytest.fixture
def first(ann: Visitor) -> str:
    session = ann.begin()
    ann.reply(session, "I'm so sorry. What happened?", turn=1)
    ann.reply(session, "That's our policy, you idiot.", turn=2)
    return session


@pytest.fixture
def second(ann: Visitor, first: str) -> str:
    session = str(ann.post(f"{first}/branch", from_turn=2).headers["location"]).partition("#")[0]
    ann.reply(session, "I hear you. I'll replace it.", turn=2)
    return session


def test_shared_turns_stand_once_and_then_each_try_has_a_column(ann: Visitor, second: str) -> None:
    page = ann.get(f"{second}/compare").text
    assert text_of(page).count("What happened?") == 1
    left, right = page.partition('aria-labelledby="try-1"')[2].split('aria-labelledby="try-2"')
    assert "idiot" in left and "I hear you" not in text_of(left)
    assert "I hear you" in text_of(right) and "idiot" not in right
    assert re.search(r"Then: \w+.* anger \d+, trust \d+, patience \d+", text_of(left))


def test_what_was_judged_differently_is_listed(ann: Visitor, first: str, second: str) -> None:
    for session in (first, second):
        ann.post(f"{session}/finish")
    told = text_of(ann.get(f"{second}/compare").text)
    table = told.partition("What was judged differently")[2]
    twice, _, once = table.partition("Judged in one of the tries only")
    assert re.search(r"(Not met|Partly met) (Met|Partly met)", twice)
    assert "Not observed" not in twice
    assert "Not observed" in once
    assert re.search(r"\d+ requirements came out alike", once)


def test_report_and_conversation_lead_to_the_comparison(ann: Visitor, first: str, second: str) -> None:
    link = f'href="{second}/compare"'
    for page in (second, f"{second}/report", f"{first}/report", "/practise", "/history"):
        assert link in ann.get(page).text, page
    assert "Second try from reply 2" in text_of(ann.get(f"{first}/report").text)


def test_a_branch_without_a_reply_says_so(ann: Visitor, first: str) -> None:
    session = str(ann.post(f"{first}/branch", from_turn=1).headers["location"]).partition("#")[0]
    assert "No reply here yet. Go on with it" in text_of(ann.get(f"{session}/compare").text)


def test_only_a_second_try_can_be_compared_and_only_by_its_readers(client: TestClient, first: str, second: str) -> None:
    assert Visitor(client, "ann").get(f"{first}/compare").status_code == 404
    assert Visitor(client, "bob").get(f"{second}/compare").status_code == 404
    assert Visitor(client, "sue").get(f"{second}/compare").status_code == 200
    assert Visitor(client, "sid").get(f"{second}/compare").status_code == 404
    assert Visitor(client, "tom").get(f"{second}/compare").status_code == 404
    assert Visitor(client, "ada").get(f"{second}/compare").status_code == 403


def test_the_report_draws_the_mood_and_tells_it_in_a_table(ann: Visitor, first: str) -> None:
    page = ann.get(f"{first}/report").text
    assert page.count("<polyline") == 3
    table = text_of(page.partition('id="mood-over-turns"')[2].partition("</section>")[0])
    assert re.search(r"the start \d+ \d+ \d+ reply 1 \d+ \d+ \d+ reply 2 \d+ \d+ \d+", table)


def test_the_report_goes_through_the_replies_with_what_was_found(ann: Visitor, first: str) -> None:
    page = ann.get(f"{first}/report").text
    told = text_of(page.partition('id="annotated-2"')[2].partition("</details>")[0])
    assert "our policy, you idiot" in told
    assert "Hostile words" in told
    assert f'href="{first}#reply-2"' in page


def test_the_calm_report_has_words_and_its_score_folded_away(ann: Visitor, first: str) -> None:
    ann.reply(first, "I'll replace it. I hear you.", turn=3)
    ann.post(f"{first}/finish")
    ann.post(f"{first}/look", change="calm")
    page = ann.get(f"{first}/report").text
    assert "<polyline" not in page
    assert "overall-bar" not in page
    assert re.search(r"the start \w+, wary of you", text_of(page))


def test_a_running_assessment_has_no_report_and_an_ended_one_has_the_drawing(ann: Visitor) -> None:
    session = ann.begin("assessment")
    ann.reply(session, "I'm so sorry.", turn=1)
    assert ann.get(f"{session}/report").status_code == 409
    ann.post(f"{session}/finish")
    assert "<polyline" in ann.get(f"{session}/report").text


def test_a_corrected_report_names_who_and_keeps_the_original(
    ann: Visitor, first: str, services: Services, person: Callable[[str], Person]
) -> None:
    ann.post(f"{first}/finish")
    clause = _judged_clause(ann.get(f"{first}/report").text, "Not met")
    with services.store.writing() as db:
        session = db.get_one(PracticeSession, first.rpartition("/")[2])
        made = VerdictCorrection(session_id=session.id, clause=clause, verdict="met", reason="I was there.")
        made.made_by, made.made_at = person("sue").id, services.clock()
        db.add(made)
        db.flush()
        services.practice._judge.correct(db, session, made)
    corrected = text_of(ann.get(f"{first}/report").text)
    assert "sue corrected this report" in corrected
    assert "The program judged: not met. sue decided: I was there." in corrected
    original = text_of(ann.get(f"{first}/report?version=original").text)
    assert "before your supervisor corrected it" in original
    assert "I was there." not in original
    assert ann.get(f"{first}/report?version=other").status_code == 422


def _judged_clause(page: str, verdict: str) -> str:
    """The first clause of a report with this verdict."""
    found = re.search(rf'>{verdict}</span>.*?<span class="clause-id">([^<]+)</span>', page, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("turns", [1, 2, 12, 40])
def test_the_drawing_stays_in_its_frame_and_its_names_apart(turns: int) -> None:
    moods = [{"anger": 100 if turn % 2 else 0, "trust": 50, "patience": 50} for turn in range(turns + 1)]
    chart = mood_chart(moods)
    assert chart is not None
    assert all(0 <= y <= HEIGHT for line in chart.lines for _, y in line.dots)
    names = sorted(line.title_y for line in chart.lines)
    assert names[1] - names[0] >= 22 and names[2] - names[1] >= 22
    assert names[0] > 0 and names[2] <= HEIGHT
    assert len(chart.ticks) <= 11


def test_one_mood_alone_is_not_drawn() -> None:
    assert mood_chart([{"anger": 1, "trust": 2, "patience": 3}]) is None
