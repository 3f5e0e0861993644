"""Assignments: given once, due at the end of a day, done by a conversation, withdrawn, each team its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.people import Person, user_named
from tests.web.conftest import RING, Clock, rid
from web.problems import Problem
from web.services import Services


@pytest.fixture
def sue(person: Callable[[str], Person]) -> Person:
    return person("sue")


def give(services: Services, who: Person, **choice: Any) -> int:
    plain: dict[str, Any] = {"trainees": [], "everybody": True, "mode": "practice", "due": "", "note": ""}
    return services.assignments.assign(who, choice.pop("persona", RING), **{**plain, **choice})


def states(services: Services, who: Person) -> dict[str, int]:
    counts = services.assignments.page(who, state="all", page=1).counts
    return {state: count for state, count in counts.items() if count and state != "all"}


def test_the_whole_team_gets_it_and_nobody_else(services: Services, sue: Person, person: Callable[..., Person]) -> None:
    assert give(services, sue, note="Ask first.", due="2026-03-05") == 2
    lines = services.assignments.page(sue, state="open", page=1).lines
    assert {(line.trainee, line.note) for line in lines} == {("ann", "Ask first."), ("bob", "Ask first.")}
    assert services.assigned.list(person("cat")) == ()
    (own,) = services.assigned.list(person("ann"))
    assert (own.note, own.state) == ("Ask first.", "open")


def test_deactivated_trainees_are_left_out(services: Services, sue: Person) -> None:
    with services.store.writing() as db:
        bob = user_named(db, "bob")
        assert bob is not None
        bob.deactivated_at = services.clock()
    assert give(services, sue) == 1


def test_a_form_sent_twice_gives_nothing_twice(services: Services, sue: Person, ann: Person) -> None:
    assert [give(services, sue), give(services, sue)] == [2, 0]
    assert give(services, sue, everybody=False, trainees=[ann.id], note="Once more.") == 1


def test_it_is_late_after_the_last_second_of_its_day(
    services: Services, sue: Person, ann: Person, clock: Clock
) -> None:
    give(services, sue, due="2026-03-02")
    for late, state in ((timedelta(0), "open"), (timedelta(microseconds=1), "overdue")):
        clock.now = datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC) + late
        lines = services.assignments.page(sue, state="all", page=1).lines
        assert states(services, sue) == {state: 2}
        assert {line.state for line in lines} == {one.state for one in services.assigned.list(ann)} == {state}


def test_it_is_done_when_a_conversation_begun_from_it_has_ended(services: Services, sue: Person, ann: Person) -> None:
    give(services, sue, everybody=False, trainees=[ann.id])
    (own,) = services.assigned.list(ann)
    session = services.practice.start_session(ann, RING, assignment_id=own.id)
    assert states(services, sue) == {"open": 1}
    services.practice.reply(ann, session.session_id, reply_id=rid(1), text="I'm sorry.")
    services.practice.finish(ann, session.session_id)
    assert states(services, sue) == {"done": 1}
    (line,) = services.assignments.page(sue, state="done", page=1).lines
    assert line.done_by == session.session_id


def test_a_conversation_without_a_reply_leaves_it_to_be_done(services: Services, sue: Person, ann: Person) -> None:
    give(services, sue, everybody=False, trainees=[ann.id])
    (own,) = services.assigned.list(ann)
    session = services.practice.start_session(ann, RING, assignment_id=own.id)
    services.practice.finish(ann, session.session_id)
    assert states(services, sue) == {"open": 1}
    (line,) = services.assignments.page(sue, state="open", page=1).lines
    assert line.done_by is None
    (left,) = services.assigned.list(ann)
    assert (left.state, left.session_id) == ("open", None)
    assert give(services, sue, everybody=False, trainees=[ann.id]) == 0, "it is open still"


def test_withdrawn_it_is_gone_for_the_trainee_and_stays_in_the_list(
    services: Services, sue: Person, ann: Person
) -> None:
    give(services, sue, everybody=False, trainees=[ann.id])
    (line,) = services.assignments.page(sue, state="open", page=1).lines
    for _ in range(2):
        services.assignments.withdraw(sue, line.id)
    assert services.assigned.list(ann) == ()
    assert states(services, sue) == {"withdrawn": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"persona": "nobody"},
        {"everybody": False},
        {"mode": "exam"},
        {"due": "tomorrow"},
        {"due": "2026-03-01"},
        {"due": "2026-W50-1"},
        {"due": "20261201"},
        {"due": "9999-12-31"},
        {"note": "x" * 1001},
        {"note": "\x00"},
    ],
)
def test_what_lacks_something_gives_nothing(services: Services, sue: Person, wrong: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refused:
        give(services, sue, **wrong)
    assert refused.value.kind.status == 422
    assert states(services, sue) == {}


def test_nobody_gives_to_another_team_or_takes_from_it(
    services: Services, sue: Person, ann: Person, person: Callable[[str], Person]
) -> None:
    sid = person("sid")
    with pytest.raises(Problem, match="^choice-missing:"):
        give(services, sid, everybody=False, trainees=[ann.id])
    give(services, sue)
    (line, _) = services.assignments.page(sue, state="open", page=1).lines
    with pytest.raises(Problem, match="^assignment-not-found:"):
        services.assignments.withdraw(sid, line.id)
    assert states(services, sid) == {}


def test_a_long_list_comes_in_pages(services: Services, sue: Person) -> None:
    for number in range(14):
        give(services, sue, note=f"Time {number}.")
    pages = [services.assignments.page(sue, state="open", page=page) for page in (1, 2, 99)]
    assert [len(page.lines) for page in pages] == [25, 3, 3]
    assert pages[2].page == pages[2].pages == 2
    assert len({line.id for page in pages[:2] for line in page.lines}) == 28
