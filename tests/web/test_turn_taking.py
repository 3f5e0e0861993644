"""The way of one reply and everything that can happen on it: nothing is lost, nothing counts twice."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from storage.faults import StorageUnavailable
from storage.people import Person
from storage.practice import PendingReply, PracticeSession
from storage.store import Store
from storage.turns import Turn
from tests.web.conftest import RING, Clock, populate, rid
from tests.web.fake_assistant import FakeAssistant, hang
from tests.web.test_practice import refused, transcript
from web import turn_taking
from web.app import create_app
from web.problems import Problem
from web.services import Services
from web.settings import Settings
from web.views import TurnView

FIRST = "I'm sorry, that must be awful."
SECOND = "I'll replace it today."


@pytest.fixture
def session_id(services: Services, ann: Person) -> str:
    return services.practice.start_session(ann, RING, seed=5).session_id


@pytest.fixture
def say(services: Services, ann: Person, session_id: str) -> Callable[..., TurnView]:
    def reply(text: str = FIRST, number: int = 1) -> TurnView:
        return services.practice.reply(ann, session_id, reply_id=rid(number), text=text)

    return reply


@pytest.fixture
def undisturbed(services: Services, ann: Person) -> str:
    """The transcript of FIRST and SECOND where nothing goes wrong."""
    begun = services.practice.start_session(ann, RING, seed=5)
    for number, text in enumerate((FIRST, SECOND), 1):
        services.practice.reply(ann, begun.session_id, reply_id=rid(number), text=text)
    return transcript(services, ann, begun.session_id)


def epochs(assistant: FakeAssistant, session_id: str) -> list[str]:
    return [sender.partition("~")[2] for sender in assistant.seeded if sender.startswith(session_id)]


def test_a_repeated_reply_gets_the_first_answer_and_is_asked_once(
    say: Callable[..., TurnView], assistant: FakeAssistant
) -> None:
    assert say() == say() == say()
    assert len(assistant.asked) == 1


def test_a_repeated_reply_gets_the_first_answer_also_after_the_end(say: Callable[..., TurnView]) -> None:
    first = say("Enough [end walked_away]")
    assert say("Enough [end walked_away]") == first


def test_a_reply_id_with_another_text_is_refused(say: Callable[..., TurnView], assistant: FakeAssistant) -> None:
    say()
    with refused("reply-id-reused"):
        say("Something else.")
    assistant.faults = ["down"]
    with refused("assistant-unavailable"):
        say(SECOND, 2)
    with refused("reply-id-reused"):
        say("Something else.", 2)


def test_after_the_end_nothing_more_can_be_said(say: Callable[..., TurnView]) -> None:
    say("Enough [end went_public]")
    with refused("session-ended"):
        say(SECOND, 2)


def test_turns_that_go_well_share_one_epoch(
    say: Callable[..., TurnView], assistant: FakeAssistant, session_id: str
) -> None:
    say(FIRST, 1)
    say(SECOND, 2)
    assert epochs(assistant, session_id) == ["1"]


FAULTS = ("down", "action server down", "killed in the middle", "half an answer", "wrong evidence", "unknown ending")


@pytest.mark.parametrize("fault", ["seeding fails", *FAULTS])
@pytest.mark.parametrize("turn", [1, 2])
def test_a_failed_turn_is_kept_and_its_retry_counts_once(
    fault: str,
    turn: int,
    services: Services,
    ann: Person,
    say: Callable[..., TurnView],
    assistant: FakeAssistant,
    session_id: str,
    undisturbed: str,
) -> None:
    if turn == 2:
        say(FIRST, 1)
    if fault == "seeding fails" and turn == 2:
        assistant.faults = ["down"]  # the epoch goes stale first, so that the retry has to seed
        with refused("assistant-unavailable"):
            say(SECOND, 2)
    # A crash on an epoch in step is tried once more at once: two failures make it final.
    assistant.faults = [fault] * (1 if fault in ("seeding fails", "down", "killed in the middle") or turn == 1 else 2)
    with refused("assistant-unavailable") as refusal:
        say((FIRST, SECOND)[turn - 1], turn)
    assert refusal.value.retry_after
    view = services.practice.session(ann, session_id)
    assert view.pending is not None
    assert (view.pending.reply_id, view.pending.text) == (rid(turn), (FIRST, SECOND)[turn - 1])
    for number in range(turn, 3):
        say((FIRST, SECOND)[number - 1], number)
    assert transcript(services, ann, session_id) == undisturbed


@pytest.mark.parametrize("fault", ["action server down", "half an answer"])
def test_one_crash_on_an_epoch_in_step_is_made_good_at_once(
    fault: str,
    services: Services,
    ann: Person,
    say: Callable[..., TurnView],
    assistant: FakeAssistant,
    session_id: str,
    undisturbed: str,
) -> None:
    say(FIRST, 1)
    assistant.faults = [fault]
    say(SECOND, 2)
    assert epochs(assistant, session_id) == ["1", "2"]
    assert transcript(services, ann, session_id) == undisturbed


def test_a_lost_tracker_is_made_anew_without_anybody_noticing(
    services: Services,
    ann: Person,
    say: Callable[..., TurnView],
    assistant: FakeAssistant,
    session_id: str,
    undisturbed: str,
) -> None:
    say(FIRST, 1)
    assistant.lose_trackers()
    say(SECOND, 2)
    assert transcript(services, ann, session_id) == undisturbed


def test_a_tracker_that_stands_elsewhere_is_left_behind(
    services: Services,
    ann: Person,
    say: Callable[..., TurnView],
    assistant: FakeAssistant,
    session_id: str,
    undisturbed: str,
) -> None:
    say(FIRST, 1)
    assistant.trackers[f"{session_id}~1"]["state"]["turn"] = 4
    say(SECOND, 2)
    assert transcript(services, ann, session_id) == undisturbed


def test_a_second_reply_is_refused_while_one_is_pending(say: Callable[..., TurnView], assistant: FakeAssistant) -> None:
    assistant.faults = ["down"]
    with refused("assistant-unavailable"):
        say(FIRST, 1)
    with refused("turn-in-progress") as refusal:
        say(SECOND, 2)
    assert refusal.value.retry_after == 1
    say(FIRST, 1)
    assert say(SECOND, 2).turn == 2


def test_a_second_reply_is_refused_while_the_first_is_on_its_way(
    say: Callable[..., TurnView], assistant: FakeAssistant
) -> None:
    arrived, go_on = threading.Event(), threading.Event()
    assistant.faults = [lambda _request: (arrived.set(), go_on.wait(10))]  # type: ignore[list-item, return-value]
    with ThreadPoolExecutor() as pool:
        first = pool.submit(say, FIRST, 1)
        assert arrived.wait(10)
        with refused("turn-in-progress") as refusal:
            say(SECOND, 2)
        go_on.set()
        assert first.result().turn == 1
    assert refusal.value.retry_after and refusal.value.retry_after >= 1


def test_a_repeat_while_the_first_is_on_its_way_waits_for_the_same_answer(
    say: Callable[..., TurnView], assistant: FakeAssistant
) -> None:
    assistant.faults = [hang(0.3)]
    with ThreadPoolExecutor() as pool:
        answers = [answer.result() for answer in [pool.submit(say, FIRST, 1) for _ in range(4)]]
    assert len(assistant.asked) == 1
    assert answers[0] == answers[1] == answers[2] == answers[3]


def test_a_repeat_that_waits_keeps_nobody_else_from_writing(
    services: Services, say: Callable[..., TurnView], assistant: FakeAssistant
) -> None:
    arrived, go_on, written = threading.Event(), threading.Event(), []
    assistant.faults = [lambda _request: (arrived.set(), go_on.wait(10))]  # type: ignore[list-item, return-value]

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        written.extend([statement] * statement.startswith("BEGIN IMMEDIATE"))

    with ThreadPoolExecutor() as pool:
        first = pool.submit(say, FIRST, 1)
        assert arrived.wait(10)
        event.listen(services.store.engine, "before_cursor_execute", note)
        repeat = pool.submit(say, FIRST, 1)
        with pytest.raises(TimeoutError):
            repeat.result(timeout=0.5)
        assert len(written) == 1  # its look whether the reply is anybody's yet
        go_on.set()
        assert repeat.result() == first.result()


def test_a_repeat_that_waited_long_enough_is_told_to_come_back(
    say: Callable[..., TurnView], assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_taking, "PATIENCE", 0.1)
    arrived, go_on = threading.Event(), threading.Event()
    assistant.faults = [lambda _request: (arrived.set(), go_on.wait(10))]  # type: ignore[list-item, return-value]
    with ThreadPoolExecutor() as pool:
        first = pool.submit(say, FIRST, 1)
        assert arrived.wait(10)
        with refused("turn-in-progress"):
            say(FIRST, 1)
        go_on.set()
        assert first.result() == say(FIRST, 1)


def test_a_late_answer_of_an_old_epoch_is_dropped(
    services: Services,
    ann: Person,
    say: Callable[..., TurnView],
    assistant: FakeAssistant,
    session_id: str,
    clock: Clock,
    undisturbed: str,
) -> None:
    arrived, go_on = threading.Event(), threading.Event()
    assistant.faults = [lambda _request: (arrived.set(), go_on.wait(10))]  # type: ignore[list-item, return-value]
    with ThreadPoolExecutor() as pool:
        late = pool.submit(say, FIRST, 1)
        assert arrived.wait(10)
        clock.pass_(minutes=2)  # the claim of the sleeper runs out
        answered = say(FIRST, 1)
        say(SECOND, 2)
        go_on.set()
        assert late.result() == answered
    assert epochs(assistant, session_id) == ["1", "2"]
    assert transcript(services, ann, session_id) == undisturbed


def test_finishing_while_a_reply_is_on_its_way_drops_the_answer_and_keeps_the_text(
    services: Services, ann: Person, say: Callable[..., TurnView], assistant: FakeAssistant, session_id: str
) -> None:
    arrived, go_on = threading.Event(), threading.Event()
    assistant.faults = [lambda _request: (arrived.set(), go_on.wait(10))]  # type: ignore[list-item, return-value]
    with ThreadPoolExecutor() as pool:
        late = pool.submit(say, FIRST, 1)
        assert arrived.wait(10)
        assert services.practice.finish(ann, session_id) == "abandoned"
        go_on.set()
        with refused("session-ended"):
            late.result()
    view = services.practice.session(ann, session_id)
    assert (view.turns, view.pending and view.pending.text) == ((), FIRST)


def test_two_processes_and_many_threads_take_each_reply_once(
    settings: Settings, assistant: FakeAssistant, clock: Clock, services: Services, ann: Person, session_id: str
) -> None:
    other: Services = create_app(settings, assistant=assistant, clock=clock).state.services
    assistant.faults = [hang(0.05)] * 3

    def reply(process: Services, number: int) -> TurnView:
        return process.practice.reply(ann, session_id, reply_id=rid(number), text=f"Reply {number}.")

    for number in (1, 2, 3):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda at, n=number: reply((services, other)[at % 2], n), range(8)))
        assert all(answer == answers[0] for answer in answers)
    assert [request.turn for request in assistant.asked] == [1, 2, 3]
    other.store.close()


def test_of_different_replies_at_once_exactly_one_is_taken(
    services: Services, ann: Person, session_id: str, assistant: FakeAssistant
) -> None:
    assistant.faults = [hang(0.5)]
    gate = threading.Barrier(6)

    def reply(number: int) -> str:
        gate.wait()
        try:
            services.practice.reply(ann, session_id, reply_id=rid(number), text=f"Reply {number}.")
        except Problem as problem:
            return problem.code
        return "taken"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(reply, range(6)))
    assert outcomes == ["taken", *["turn-in-progress"] * 5] or outcomes == ["turn-in-progress"] * 5 + ["taken"]


def test_a_turn_that_can_not_be_stored_is_kept_pending_and_can_be_retried(
    services: Services,
    ann: Person,
    say: Callable[..., TurnView],
    assistant: FakeAssistant,
    session_id: str,
    undisturbed: str,
) -> None:
    say(FIRST, 1)

    def disk_fills(_request: object) -> None:
        # From here on no page can be added, as on a full disk: not even the claim can be let go.
        event.listen(services.store.engine, "begin", fill)

    def fill(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    assistant.faults = [disk_fills]
    with pytest.raises(StorageUnavailable, match="full"):
        say(SECOND, 2)
    event.remove(services.store.engine, "begin", fill)
    services.store.engine.dispose()
    with services.store.reading() as db:
        assert [row.number for row in db.scalars(select(Turn).where(Turn.session_id == session_id))] == [1]
    say(SECOND, 2)
    assert transcript(services, ann, session_id) == undisturbed


def test_storing_that_fails_midway_stores_nothing_of_the_turn(
    services: Services,
    ann: Person,
    say: Callable[..., TurnView],
    session_id: str,
    undisturbed: str,
) -> None:
    say(FIRST, 1)

    def fail_once_written(db: Session, _context: object) -> None:
        if any(isinstance(row, Turn) for row in db.new):
            raise RuntimeError("after the turn and its detections were written")

    event.listen(Session, "after_flush", fail_once_written)
    try:
        with pytest.raises(RuntimeError, match="were written"):
            say(SECOND, 2)
    finally:
        event.remove(Session, "after_flush", fail_once_written)
    view = services.practice.session(ann, session_id)
    assert (len(view.turns), view.pending and view.pending.text) == (1, SECOND)
    say(SECOND, 2)
    assert transcript(services, ann, session_id) == undisturbed


KILLED = """
    import os, sys
    from pathlib import Path
    from storage.people import user_named
    from tests.web.conftest import Clock, rid
    from tests.web.fake_assistant import FakeAssistant
    from web.app import create_app
    from web.settings import Settings
    from web import turn_taking
    assistant = FakeAssistant()
    services = create_app(Settings(data_dir=Path(sys.argv[1])), assistant=assistant, clock=Clock()).state.services
    if sys.argv[3] == "before the answer":
        assistant.faults = [lambda request: os._exit(9)]
    else:
        turn_taking.turn_view = lambda turn, session: None
        commit = services.store.engine.dialect.do_commit
        count = [0]
        def kill_after_commit(connection):
            commit(connection)
            count[0] += 1
            if count[0] == 2:  # the claim, then the turn
                os._exit(9)
        services.store.engine.dialect.do_commit = kill_after_commit
    with services.store.reading() as db:
        ann = user_named(db, "ann").person()
    services.practice.reply(ann, sys.argv[2], reply_id=rid(1), text=sys.argv[4])
"""


@pytest.mark.parametrize("moment", ["before the answer", "between storing and answering"])
def test_a_killed_process_loses_nothing_and_its_reply_can_be_retried_at_once(
    moment: str, settings: Settings, services: Services, ann: Person, session_id: str, clock: Clock, undisturbed: str
) -> None:
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(settings.data_dir), session_id, moment, FIRST]
    root = Path(__file__).resolve().parents[2]
    killed = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert killed.returncode == 9, killed.stderr
    services.store.close()
    assistant = FakeAssistant()
    after: Services = create_app(settings, assistant=assistant, clock=clock).state.services
    stored = moment == "between storing and answering"
    view = after.practice.session(ann, session_id)
    assert (len(view.turns), view.pending is None) == ((1, True) if stored else (0, False))
    for number, text in enumerate((FIRST, SECOND), 1):
        after.practice.reply(ann, session_id, reply_id=rid(number), text=text)
    assert [request.turn for request in assistant.asked if request.session == session_id][-2:] == (
        [2, 2] if stored else [1, 2]
    )
    assert transcript(after, ann, session_id) == undisturbed


def test_a_reply_of_a_process_on_another_machine_can_be_taken_over_when_its_time_is_up(
    services: Services, say: Callable[..., TurnView], session_id: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_taking, "PATIENCE", 0)
    with services.store.writing() as db:
        session = db.get_one(PracticeSession, session_id)
        session.pending = PendingReply(
            reply_id=rid(1),
            text=FIRST,
            turn=1,
            claim="somewhere-else/1",
            claimed_until=clock() + turn_taking.LEASE,
            taken_at=clock(),
        )
    with refused("turn-in-progress"):
        say(FIRST, 1)
    clock.pass_(seconds=turn_taking.LEASE.total_seconds())
    assert say(FIRST, 1).turn == 1


@pytest.fixture
def postgres_services(tmp_path: Path, assistant: FakeAssistant, clock: Clock) -> Iterator[tuple[Services, Services]]:
    """Two web processes on one PostgreSQL database."""
    from tests.storage.databases import postgres_url

    with postgres_url() as url:
        settings = [Settings(data_dir=tmp_path / name, database_url=url) for name in ("one", "two")]
        apps: list[FastAPI] = [create_app(each, assistant=assistant, clock=clock) for each in settings]
        one, two = (made.state.services for made in apps)
        populate(one)
        yield one, two
        for made in (one, two):
            made.store.close()


def test_on_postgresql_the_same_reply_from_everywhere_is_taken_once(
    postgres_services: tuple[Services, Services], assistant: FakeAssistant
) -> None:
    one, _ = postgres_services
    ann = _person(one.store, "ann")
    begun = one.practice.start_session(ann, RING, seed=5)
    assistant.faults = [hang(0.05)] * 3

    def reply(process: Services, number: int) -> TurnView:
        return process.practice.reply(ann, begun.session_id, reply_id=rid(number), text=f"Reply {number}.")

    for number in (1, 2, 3):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda at, n=number: reply(postgres_services[at % 2], n), range(8)))
        assert all(answer == answers[0] for answer in answers)
    assert [request.turn for request in assistant.asked] == [1, 2, 3]


def test_on_postgresql_a_failed_turn_is_kept_and_retried_and_the_transcript_is_the_same(
    postgres_services: tuple[Services, Services], assistant: FakeAssistant, undisturbed: str
) -> None:
    one, two = postgres_services
    ann = _person(one.store, "ann")
    begun = one.practice.start_session(ann, RING, seed=5)
    assistant.faults = ["action server down"]
    with refused("assistant-unavailable"):
        one.practice.reply(ann, begun.session_id, reply_id=rid(1), text=FIRST)
    two.practice.reply(ann, begun.session_id, reply_id=rid(1), text=FIRST)
    one.practice.reply(ann, begun.session_id, reply_id=rid(2), text=SECOND)
    assert transcript(two, ann, begun.session_id) == undisturbed


def _person(store: Store, name: str) -> Person:
    from storage.people import user_named

    with store.reading() as db:
        user = user_named(db, name)
        assert user is not None
        return user.person()
