"""Backups of a whole Amends: made while it runs, restored while it doesn't, with erasures done again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.audit import ABSENT, Act, ErasedPerson, append, erased_people, user_subject
from storage.backup import BackupError, Manifest, make_backup, opened_backup, write_back
from storage.faults import StorageUnavailable
from storage.people import BrowserSession, User
from storage.personal_data import erase
from storage.schema import revision_of, upgrade
from storage.store import Store
from web.liveness import anybody_runs
from web.secret_files import private_folder
from web.settings import Settings

_SUBJECT: Final = "database"


@dataclass(frozen=True)
class Restored:
    """What came of it. ``kept`` is a backup of what was there before, None where nothing was that could be read."""

    manifest: Manifest
    kept: Path | None
    erased_again: int


def back_up(settings: Settings, target: Path, *, clock: Callable[[], datetime]) -> Manifest:
    """Write a backup; raises BackupError or StorageUnavailable."""
    store = Store(settings.database)
    try:
        return _back_up(store, target, clock=clock)
    finally:
        store.close()


def restore(settings: Settings, source: Path, *, clock: Callable[[], datetime]) -> Restored:
    """Put a backup in place of the database; raises BackupError or StorageUnavailable.

    Everybody is signed out, tables of an older version are brought up to date, and people who were erased here since
    the backup was made are erased again.
    """
    private_folder(settings.data_dir)
    if anybody_runs(settings.data_dir / "processes"):
        raise BackupError("S0204", "Amends is running on this data folder. Stop it, then restore.")
    store = Store(settings.database)
    try:
        with opened_backup(source, folder=settings.data_dir) as backup:
            erased, kept = _before(store, settings.data_dir, backup.manifest, clock=clock)
            write_back(store, backup)
        upgrade(store)
        return Restored(backup.manifest, kept, _after(store, backup.manifest, erased, clock=clock))
    finally:
        store.close()


def _back_up(store: Store, target: Path, *, clock: Callable[[], datetime]) -> Manifest:
    manifest = make_backup(store, target, made_at=clock(), amends=version("amends"))
    # An older database, backed up before it is brought up to date, may have no log yet.
    with contextlib.suppress(SQLAlchemyError), store.writing() as db:
        detail = {"sha256": manifest.sha256, "size": manifest.size}
        append(db, at=clock(), actor_id=None, act=Act.BACKED_UP, subject=_SUBJECT, detail=detail)
    return manifest


def _before(
    store: Store, data_dir: Path, manifest: Manifest, *, clock: Callable[[], datetime]
) -> tuple[list[ErasedPerson], Path | None]:
    """Who was erased here since the backup, and a backup of what is there now, as far as it can still be read."""
    try:
        if revision_of(store) is None:
            return [], None
        with store.reading() as db:
            erased = erased_people(db, after=manifest.audit_hash)
        kept = data_dir / f"before-restore-{clock():%Y%m%d-%H%M%S}.backup"
        _back_up(store, kept, clock=clock)
    except (SQLAlchemyError, StorageUnavailable):
        return [], None  # what is there is damaged, which is what a backup is for
    return erased, kept


def _after(store: Store, manifest: Manifest, erased: list[ErasedPerson], *, clock: Callable[[], datetime]) -> int:
    with store.writing() as db:
        db.execute(delete(BrowserSession))
        here = {person: user for person in erased if (user := _account_of(db, person))}
        again = [user for user in here.values() if user.erased_at is None]
        for user in again:
            erase(db, user, now=clock())
        for user in again:
            subject = user_subject(user.id)
            append(db, at=clock(), actor_id=None, act=Act.DATA_ERASED, subject=subject, detail={"again": True})
        detail: dict[str, Any] = {"made_at": manifest.made_at, "sha256": manifest.sha256}
        if absent := [person.to_text() for person in erased if person not in here]:
            detail[ABSENT] = absent
        append(db, at=clock(), actor_id=None, act=Act.RESTORED, subject=_SUBJECT, detail=detail)
    return len(again)


def _account_of(db: Session, person: ErasedPerson) -> User | None:
    """Their account in this database, which may have given their number to somebody else."""
    user = db.get(User, person.id)
    return user if user is not None and user.created_at == person.created_at else None
