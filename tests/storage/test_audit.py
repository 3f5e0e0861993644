"""The audit log: every act in its place, and no way to change one unseen."""

from __future__ import annotations

import threading
from datetime import timedelta, timezone

import pytest
from sqlalchemy import delete, select, update

from storage.audit import (
    ABSENT,
    FIRST_HASH,
    NOBODY,
    Act,
    AuditEntry,
    BrokenEntry,
    ErasedPerson,
    append,
    erased_people,
    last_hash,
    made_by_somebody,
    user_subject,
    verify,
)
from storage.people import User
from storage.store import Store
from tests.storage.rows import NOON, person


@pytest.fixture
def logged(store: Store) -> Store:
    """Five entries."""
    with store.writing() as db:
        for number in range(5):
            append(db, at=NOON, actor_id=number, act=Act.SIGNED_IN, subject=f"user:{number}", detail={"n": number})
    return store


def test_an_entry_names_people_by_id_and_carries_the_hash_before_it(store: Store) -> None:
    with store.writing() as db:
        first = append(db, at=NOON, actor_id=None, act=Act.SIGN_IN_FAILED, subject="user:3")
        second = append(db, at=NOON, actor_id=3, act=Act.SIGNED_IN, subject="user:3", detail={"from": "é \ud800"})
    assert (first.number, first.actor, first.previous_hash) == (1, NOBODY, FIRST_HASH)
    assert (second.number, second.actor, second.previous_hash) == (2, "user:3", first.hash)
    with store.reading() as db:
        assert verify(db) is None
        assert last_hash(db) == second.hash


def test_the_time_zone_it_was_written_in_does_not_matter(store: Store) -> None:
    with store.writing() as db:
        elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
        append(db, at=elsewhere, actor_id=1, act=Act.SIGNED_IN, subject="user:1")
    with store.reading() as db:
        assert verify(db) is None


def test_an_empty_log_is_whole(store: Store) -> None:
    with store.reading() as db:
        assert verify(db) is None
        assert last_hash(db) == FIRST_HASH


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOON + timedelta(seconds=1)},
        {"actor": "user:9"},
        {"act": "account-changed"},
        {"subject": "user:9"},
        {"detail": {"n": 9}},
        {"hash": "f" * 64},
    ],
)
def test_a_changed_entry_is_named(logged: Store, change: dict[str, object]) -> None:
    with logged.writing() as db:
        db.execute(update(AuditEntry).where(AuditEntry.number == 3).values(change))
    with logged.reading() as db:
        assert verify(db) == BrokenEntry(3, "it was changed after it was written")


def test_an_entry_replaced_together_with_its_hash_breaks_the_next(logged: Store) -> None:
    with logged.writing() as db:
        db.execute(delete(AuditEntry).where(AuditEntry.number > 2))
        append(db, at=NOON, actor_id=9, act=Act.SIGNED_IN, subject="user:9")
        before = db.get_one(AuditEntry, 2)
        db.add(
            AuditEntry(
                number=4,
                at=NOON,
                actor="user:3",
                act=Act.SIGNED_IN,
                subject="user:3",
                detail={},
                previous_hash=before.hash,
                hash="c" * 64,
            )
        )
    with logged.reading() as db:
        assert verify(db) == BrokenEntry(4, "it does not follow the entry before it")


def test_a_missing_entry_is_named(logged: Store) -> None:
    with logged.writing() as db:
        db.execute(delete(AuditEntry).where(AuditEntry.number == 2))
    with logged.reading() as db:
        assert verify(db) == BrokenEntry(2, "it is missing")


def test_a_missing_entry_can_not_be_hidden_by_renumbering(logged: Store) -> None:
    with logged.writing() as db:
        db.execute(delete(AuditEntry).where(AuditEntry.number == 2))
        for number in (3, 4, 5):
            db.execute(update(AuditEntry).where(AuditEntry.number == number).values(number=number - 1))
    with logged.reading() as db:
        assert verify(db) == BrokenEntry(2, "it does not follow the entry before it")


@pytest.fixture
def erased(store: Store) -> tuple[Store, list[str]]:
    """Ann was erased, then Bob; the hashes after nothing, after Ann and after both."""
    hashes = [FIRST_HASH]
    with store.writing() as db:
        for name in ("ann", "bob"):
            who = person(db, name)
            append(db, at=NOON, actor_id=None, act=Act.ACCOUNT_CHANGED, subject=user_subject(who.id))
            entry = append(db, at=NOON, actor_id=None, act=Act.DATA_ERASED, subject=user_subject(who.id))
            hashes.append(entry.hash)
    return store, hashes


@pytest.mark.parametrize(("after", "names"), [(0, ["ann", "bob"]), (1, ["bob"]), (2, []), (None, ["ann", "bob"])])
def test_who_was_erased_since_an_entry_and_who_ever_where_it_is_not_in_this_log(
    erased: tuple[Store, list[str]], after: int | None, names: list[str]
) -> None:
    store, hashes = erased
    with store.reading() as db:
        people = {user.id: user.name for user in db.scalars(select(User))}
        found = erased_people(db, after="f" * 64 if after is None else hashes[after])
    assert [people[one.id] for one in found] == names
    assert all(one.created_at == NOON for one in found)


def test_whom_a_restore_did_not_find_is_remembered(erased: tuple[Store, list[str]]) -> None:
    store, hashes = erased
    gone = ErasedPerson(id=99, created_at=NOON + timedelta(microseconds=7))
    with store.writing() as db:
        detail = {ABSENT: [gone.to_text()]}
        append(db, at=NOON, actor_id=None, act=Act.RESTORED, subject="database", detail=detail)
    with store.reading() as db:
        assert erased_people(db, after=hashes[2]) == [gone]
        assert gone in erased_people(db, after="f" * 64)
        assert erased_people(db, after=last_hash(db)) == []


def test_an_account_that_amends_made_is_told_from_one_that_a_person_made(store: Store) -> None:
    with store.writing() as db:
        append(db, at=NOON, actor_id=None, act=Act.ACCOUNT_CREATED, subject="user:1")
        append(db, at=NOON, actor_id=1, act=Act.ACCOUNT_CREATED, subject="user:2")
        append(db, at=NOON, actor_id=1, act=Act.ACCOUNT_CHANGED, subject="user:1")
    with store.reading() as db:
        assert [made_by_somebody(db, number) for number in (1, 2, 3)] == [False, True, False]


def test_appending_at_once_makes_one_chain(store: Store) -> None:
    def many(actor_id: int) -> None:
        for _ in range(10):
            with store.writing() as db:
                append(db, at=NOON, actor_id=actor_id, act=Act.SIGNED_IN, subject="user:1")

    threads = [threading.Thread(target=many, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as db:
        assert verify(db) is None
        assert db.query(AuditEntry).count() == 40


def test_what_was_undone_was_not_logged(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing() as db:
        append(db, at=NOON, actor_id=1, act=Act.SIGNED_IN, subject="user:1")
        raise RuntimeError
    with store.reading() as db:
        assert db.query(AuditEntry).count() == 0
