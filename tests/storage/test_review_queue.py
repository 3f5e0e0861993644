"""The queue on both databases: states, filters, order, pages, and that other teams' sessions are never in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.people import Person, Role, Team
from storage.practice import PracticeSession
from storage.review import Flag, SignOff
from storage.review_queue import (
    QueueFilter,
    QueueState,
    practised_personas,
    queue_counts,
    queue_page,
)
from storage.store import Store
from tests.storage.rows import NOON, persona, session, turn
from tests.storage.rows import person as add_person

STATES = {
    QueueState.TO_REVIEW: {"plain", "flagged", "gates", "undecided"},
    QueueState.FLAGGED: {"flagged", "signed"},
    QueueState.GATES: {"gates"},
    QueueState.UNDECIDED: {"undecided"},
    QueueState.SIGNED_OFF: {"signed"},
    QueueState.RUNNING: {"running"},
    QueueState.ALL: {"plain", "flagged", "gates", "undecided", "signed", "running"},
}


@pytest.fixture
def sue(store: Store) -> Person:
    """A supervisor whose team has a session in every state; another team has one as well."""
    with store.writing() as db:
        floor, office = Team(name="floor"), Team(name="office")
        sue = add_person(db, "sue", Role.SUPERVISOR, team=floor)
        ann, bob = add_person(db, "ann", team=floor), add_person(db, "bob", team=floor)
        cat = add_person(db, "cat", team=office)
        ring, dress = persona(db), persona(db, "dress")

        def add(name: str, owner: Person = ann, *, ended: bool = True, hours: int = 0) -> PracticeSession:
            made = session(db, owner, dress if name == "gates" else ring, id=name)
            made.started_at = NOON + timedelta(hours=hours)
            if ended:
                made.ended, made.ended_at = "resolved", NOON + timedelta(hours=hours, minutes=5)
            return made

        for hours, name in enumerate(("plain", "flagged", "undecided"), start=1):
            add(name, hours=hours)
        add("undecided-not-mine", cat).undecided = 1
        add("gates", bob, hours=4).gates_failed = 1
        add("signed", bob, hours=5).gates_failed = 2
        add("running", ended=False, hours=6).mode = "assessment"
        db.get_one(PracticeSession, "undecided").undecided = 3
        turn(db, db.get_one(PracticeSession, "plain"))
        for name, answered in (("flagged", None), ("signed", None), ("plain", NOON)):
            db.add(
                Flag(
                    session_id=name,
                    turn=1,
                    label="own",
                    comment="?",
                    raised_by=ann.id,
                    raised_at=NOON,
                    answered_at=answered,
                )
            )
        db.add(SignOff(session_id="signed", note="", signed_by=sue.id, signed_at=NOON))
    return sue


@pytest.mark.parametrize("state", [QueueState.TO_REVIEW, QueueState.GATES, QueueState.UNDECIDED, QueueState.FLAGGED])
def test_their_own_sessions_of_old_wait_for_somebody_else(store: Store, sue: Person, state: QueueState) -> None:
    with store.writing() as db:
        bob = db.get_one(PracticeSession, "gates").owner
        bob.role = Role.SUPERVISOR
        own = db.get_one(PracticeSession, "gates")
        own.undecided = 1
        db.add(Flag(session_id="gates", turn=1, label="own", comment="?", raised_by=bob.id, raised_at=NOON))
        who = bob.person()
    assert "gates" in ids(store, sue, QueueFilter(state=state))
    assert "gates" not in ids(store, who, QueueFilter(state=state))
    assert "gates" in ids(store, who, QueueFilter(state=QueueState.ALL))
    with store.reading() as db:
        counted = [queue_counts(db, reader, QueueFilter())[state] for reader in (sue, who)]
    assert counted[0] - counted[1] == (2 if state == QueueState.FLAGGED else 1)


def ids(store: Store, who: Person, wanted: QueueFilter, *, offset: int = 0, limit: int = 50) -> list[str]:
    with store.reading() as db:
        return [row.session.id for row in queue_page(db, who, wanted, offset=offset, limit=limit)]


@pytest.mark.parametrize("state", QueueState)
def test_each_state_has_its_sessions_and_their_number(store: Store, sue: Person, state: QueueState) -> None:
    assert set(ids(store, sue, QueueFilter(state=state))) == STATES[state]
    with store.reading() as db:
        assert queue_counts(db, sue, QueueFilter())[state] == len(STATES[state])


def test_the_oldest_comes_first_unless_asked_otherwise(store: Store, sue: Person) -> None:
    oldest = ["plain", "flagged", "undecided", "gates", "signed", "running"]
    assert ids(store, sue, QueueFilter(state=QueueState.ALL)) == oldest
    assert ids(store, sue, QueueFilter(state=QueueState.ALL, newest_first=True)) == oldest[::-1]


def test_pages_follow_each_other_without_gap_or_repeat(store: Store, sue: Person) -> None:
    everything = QueueFilter(state=QueueState.ALL)
    pages = [ids(store, sue, everything, offset=offset, limit=4) for offset in (0, 4)]
    assert [len(page) for page in pages] == [4, 2]
    assert pages[0] + pages[1] == ids(store, sue, everything)


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"persona_id": "dress"}, {"gates"}),
        ({"mode": "assessment"}, {"running"}),
        ({"since": NOON + timedelta(hours=5)}, {"signed", "running"}),
        ({"until": NOON + timedelta(hours=2)}, {"plain"}),
        ({"since": NOON + timedelta(hours=9)}, set()),
    ],
)
def test_filters_narrow_the_list_and_the_counts(
    store: Store, sue: Person, narrowed: dict[str, object], found: set[str]
) -> None:
    wanted = QueueFilter(state=QueueState.ALL, **narrowed)
    assert set(ids(store, sue, wanted)) == found
    with store.reading() as db:
        counts = queue_counts(db, sue, wanted)
    assert {state: counts[state] for state in QueueState} == {state: len(found & STATES[state]) for state in QueueState}


def test_a_trainee_of_another_team_filters_everything_out(store: Store, sue: Person) -> None:
    with store.reading() as db:
        other = db.get_one(PracticeSession, "undecided-not-mine").owner_id
    assert ids(store, sue, QueueFilter(state=QueueState.ALL, trainee_id=other)) == []


def test_a_row_tells_replies_doubts_and_sign_off(store: Store, sue: Person) -> None:
    with store.reading() as db:
        rows = queue_page(db, sue, QueueFilter(state=QueueState.ALL), offset=0, limit=50)
        told = {row.session.id: (row.replies, row.open_flags, row.signed_off) for row in rows}
        assert {row.session.owner.name for row in rows} == {"ann", "bob"}
    assert told["plain"] == (1, 0, False)
    assert told["flagged"] == (0, 1, False)
    assert told["signed"] == (0, 1, True)


def test_the_customers_to_filter_by_are_those_of_the_team(store: Store, sue: Person) -> None:
    with store.reading() as db:
        assert practised_personas(db, sue) == [("dress", "A ring"), ("ring", "A ring")]
