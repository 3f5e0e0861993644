"""Transactions: whole or not at all, one writer at a time, faults told from mistakes."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from storage.faults import StorageUnavailable, fault_of
from storage.people import Team
from storage.store import Store
from tests.storage.databases import opened


def test_a_write_is_committed_at_its_end(store: Store) -> None:
    with store.writing() as db:
        db.add(Team(name="floor"))
    with store.reading() as db:
        assert db.scalars(select(Team.name)).all() == ["floor"]


def test_a_write_that_fails_midway_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing() as db:
        db.add(Team(name="floor"))
        db.flush()
        raise RuntimeError("midway")
    with store.reading() as db:
        assert db.scalars(select(Team.name)).all() == []


def test_a_broken_rule_is_our_mistake_and_no_fault_of_the_database(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as db:
        db.add_all([Team(name="floor"), Team(name="floor")])


def test_a_wrong_statement_is_our_mistake_and_no_fault_of_the_database(store: Store) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), store.reading() as db:
        db.execute(text("SELECT * FROM no_such_table"))


def test_only_a_write_that_is_not_durable_does_not_wait_for_the_disk(store: Store) -> None:
    asked, waits = (
        ("PRAGMA synchronous", 2) if store.engine.dialect.name == "sqlite" else ("SHOW synchronous_commit", "on")
    )
    seen = []
    for name, durable in (("a", True), ("b", False), ("c", True)):
        with store.writing(durable=durable) as db:
            db.add(Team(name=name))
            seen.append(db.scalar(text(asked)) == waits)
    assert seen == [True, False, True]
    with store.reading() as db:
        assert db.scalars(select(Team.name).order_by(Team.name)).all() == ["a", "b", "c"]


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as db:
        db.execute(text("INSERT INTO complaint_records VALUES ('nobody', '{}', '2026-01-01 00:00:00')"))


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    with store.reading() as db:
        before = db.scalars(select(Team.name)).all()
        with store.writing() as other:
            other.add(Team(name="late"))
        assert db.scalars(select(Team.name)).all() == before == []


def test_two_writers_that_read_first_do_not_lose_an_update(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with opened(url) as one, opened(url) as two:
        with one.writing() as db:
            db.add(Team(id=1, name="0"))

        def add_one(store: Store) -> None:
            for _ in range(10):
                with store.writing() as db:
                    team = db.get_one(Team, 1)
                    number = int(team.name)
                    time.sleep(0.001)
                    team.name = str(number + 1)

        threads = [threading.Thread(target=add_one, args=(store,)) for store in (one, two, one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with one.reading() as db:
            assert db.get_one(Team, 1).name == "40"


def test_sqlite_runs_in_wal_with_every_safety_on(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'a.db'}") as store, store.reading() as db:
        pragmas = {name: db.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "synchronous")}
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


def test_a_full_disk_is_a_clear_error_and_loses_nothing(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'a.db'}") as store:
        with store.writing() as db:
            db.add(Team(name="before"))

        @event.listens_for(store.engine, "begin")
        def full(connection: object) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

        with pytest.raises(StorageUnavailable, match="the disk is full"), store.writing() as db:
            db.add(Team(name="x" * 100_000))
        with store.reading() as db:
            assert db.scalars(select(Team.name)).all() == ["before"]


def test_a_read_only_disk_is_a_clear_error(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'a.db'}"):
        pass
    read_only = Store(f"sqlite:///file:{tmp_path / 'a.db'}?mode=ro&uri=true")
    with pytest.raises(StorageUnavailable, match="read-only"), read_only.writing() as db:
        db.add(Team(name="late"))


def test_a_database_that_is_somewhere_else_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="can't be opened"):
        Store(f"sqlite:///{tmp_path / 'no' / 'folder' / 'a.db'}").check()


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("these are my holiday pictures " * 100)
    with pytest.raises(StorageUnavailable, match="not a database"):
        Store(f"sqlite:///{tmp_path / 'a.db'}").check()


def test_a_postgresql_server_that_does_not_answer_is_a_clear_error() -> None:
    with pytest.raises(StorageUnavailable, match="can't be reached"):
        Store("postgresql://nobody@127.0.0.1:1/nothing").check()


def test_a_read_only_postgresql_is_a_clear_error(postgres: Store) -> None:
    with pytest.raises(StorageUnavailable, match="read-only"), postgres.writing() as db:
        db.execute(text("SET TRANSACTION READ ONLY"))
        db.add(Team(name="late"))


def test_an_ordinary_mistake_is_no_fault_of_the_database() -> None:
    assert fault_of(ValueError("ours")) is None


def test_a_sqlite_file_is_its_owners_alone_also_one_from_before(tmp_path: Path) -> None:
    file = tmp_path / "amends.db"
    store = Store(f"sqlite:///{file}")
    with store.writing() as db:
        db.execute(text("CREATE TABLE words (word TEXT)"))
        assert {path.name for path in tmp_path.iterdir()} == {"amends.db", "amends.db-wal", "amends.db-shm"}
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    store.close()
    file.chmod(0o644)
    store.check()
    assert file.stat().st_mode & 0o777 == 0o600
