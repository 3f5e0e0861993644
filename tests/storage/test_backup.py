"""Backups: everything comes back, and a file that is not whole changes nothing."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

from storage import backup
from storage.audit import Act, append, verify
from storage.backup import BackupError, make_backup, opened_backup, write_back
from storage.people import User
from storage.store import Store
from tests.storage.databases import opened as opened_store
from tests.storage.rows import NOON, person, persona, session, turn


@pytest.fixture
def filled(store: Store) -> Store:
    """Ann, a conversation, and an entry of the log."""
    with store.writing() as db:
        ann = person(db, "ann")
        turn(db, session(db, ann, persona(db)), reply="Sorry \U0001f642")
        append(db, at=NOON, actor_id=ann.id, act=Act.SIGNED_IN, subject="user:1")
    return store


def names(store: Store) -> list[str]:
    with store.reading() as db:
        return list(db.scalars(select(User.name).order_by(User.name)))


def test_what_was_backed_up_comes_back_whole(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "a.backup"
    manifest = make_backup(filled, target, made_at=NOON, amends="1")
    assert target.stat().st_mode & 0o777 == 0o600
    with filled.writing() as db:
        person(db, "bob")
        db.execute(text("UPDATE turns SET reply = 'changed'"))
    with opened_backup(target, folder=tmp_path) as opened:
        assert opened.manifest == manifest
        write_back(filled, opened)
    assert names(filled) == ["ann"]
    with filled.reading() as db:
        assert db.scalar(text("SELECT reply FROM turns")) == "Sorry \U0001f642"
        assert verify(db) is None
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_running_writer_is_not_disturbed(filled: Store, tmp_path: Path) -> None:
    with filled.writing() as db:
        person(db, "bob")
        db.flush()
        make_backup(filled, tmp_path / "a.backup", made_at=NOON, amends="1")
    assert names(filled) == ["ann", "bob"]
    with opened_backup(tmp_path / "a.backup", folder=tmp_path) as opened:
        write_back(filled, opened)
    assert names(filled) == ["ann"], "the backup is of what was committed"


def repacked(source: Path, target: Path, **changes: object) -> Path:
    """The same backup with another manifest."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as new:
        manifest = {**json.loads(archive.read("manifest.json")), **changes}
        new.writestr("manifest.json", json.dumps({key: value for key, value in manifest.items() if value is not None}))
        new.writestr("database", archive.read("database"))
    return target


def cut(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes()[:-200])
    return target


def flipped(source: Path, target: Path) -> Path:
    content = bytearray(source.read_bytes())
    content[len(content) // 2] ^= 0xFF
    target.write_bytes(bytes(content))
    return target


def other(source: Path, target: Path) -> Path:
    target.write_text("no backup at all")
    return target


DAMAGES: dict[str, tuple[str, Callable[[Path, Path], Path]]] = {
    "cut off": ("S0201", cut),
    "a flipped byte": ("S0201", flipped),
    "something else": ("S0201", other),
    "missing": ("S0201", lambda source, target: target),
    "another hash": ("S0201", lambda source, target: repacked(source, target, sha256="0" * 64)),
    "another size": ("S0201", lambda source, target: repacked(source, target, size=1)),
    "no size": ("S0201", lambda source, target: repacked(source, target, size=None)),
    "a size in words": ("S0201", lambda source, target: repacked(source, target, size="big")),
    "a newer format": ("S0202", lambda source, target: repacked(source, target, format=2)),
    "newer tables": ("S0202", lambda source, target: repacked(source, target, revision="9999")),
}


@pytest.mark.parametrize(("code", "damage"), DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_will_not_do_is_refused(
    filled: Store, tmp_path: Path, code: str, damage: Callable[[Path, Path], Path]
) -> None:
    whole = tmp_path / "a.backup"
    make_backup(filled, whole, made_at=NOON, amends="1")
    with pytest.raises(BackupError, match=code), opened_backup(damage(whole, tmp_path / "b"), folder=tmp_path):
        pytest.fail("it was opened")
    assert names(filled) == ["ann"]


def test_a_backup_of_the_other_database_is_refused(filled: Store, tmp_path: Path) -> None:
    make_backup(filled, tmp_path / "a.backup", made_at=NOON, amends="1")
    kind = "postgresql" if filled.engine.dialect.name == "sqlite" else "mysql"
    changed = repacked(tmp_path / "a.backup", tmp_path / "b", kind=kind)
    with opened_backup(changed, folder=tmp_path) as opened, pytest.raises(BackupError, match="S0203"):
        write_back(filled, opened)
    assert names(filled) == ["ann"]


def test_a_place_that_can_not_be_written_is_told(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="S0205"):
        make_backup(filled, tmp_path / "nowhere" / "a.backup", made_at=NOON, amends="1")


def test_a_database_without_tables_has_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="S0205"):
        make_backup(Store(f"sqlite:///{tmp_path / 'new.db'}"), tmp_path / "a.backup", made_at=NOON, amends="1")


def test_a_sqlite_database_whose_content_is_broken_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "x.db"
    with sqlite3.connect(made) as db:
        db.execute("CREATE TABLE alembic_version (version_num TEXT)")
        db.execute("INSERT INTO alembic_version VALUES ('0001')")
    store = Store(f"sqlite:///{made}")
    make_backup(store, tmp_path / "a.backup", made_at=NOON, amends="1")
    with zipfile.ZipFile(tmp_path / "a.backup") as archive:
        content = bytearray(archive.read("database"))
    content[4096:4200] = b"\xff" * 104
    (tmp_path / "database").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "b.backup", "w") as new, zipfile.ZipFile(tmp_path / "a.backup") as archive:
        told = json.loads(archive.read("manifest.json"))
        new.writestr("manifest.json", json.dumps({**told, "sha256": backup._sha256(tmp_path / "database")}))
        new.write(tmp_path / "database", "database")
    with pytest.raises(BackupError, match="S0201"), opened_backup(tmp_path / "b.backup", folder=tmp_path):
        pytest.fail("it was opened")


def test_a_damaged_database_is_put_aside_for_the_backup(tmp_path: Path) -> None:
    place = tmp_path / "amends.db"
    with opened_store(f"sqlite:///{place}") as store:
        with store.writing() as db:
            person(db, "ann")
        make_backup(store, tmp_path / "a.backup", made_at=NOON, amends="1")
    for path in tmp_path.glob("amends.db-*"):
        path.unlink()
    place.write_bytes(b"this is no database, not any more " * 400)
    store = Store(f"sqlite:///{place}")
    with opened_backup(tmp_path / "a.backup", folder=tmp_path) as opened:
        write_back(store, opened)
    assert place.stat().st_mode & 0o777 == 0o600
    assert names(store) == ["ann"]
    assert (tmp_path / "amends.db.damaged").read_bytes().startswith(b"this is no database")
    store.close()


def test_postgresql_without_its_tools_is_told_what_to_install(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if filled.engine.dialect.name == "sqlite":
        make_backup(filled, tmp_path / "a.backup", made_at=NOON, amends="1")  # which needs none
        return
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match=r"S0206 pg_dump is not installed.*postgresql-client"):
        make_backup(filled, tmp_path / "a.backup", made_at=NOON, amends="1")
