"""Backups: one file with the whole database and a manifest, restored whole or not at all.

SQLite is copied by its own backup interface, so that a running Amends goes on and the copy is of one moment; PostgreSQL
by its own tools. Before anything is written, a file is read to its end and compared with its manifest.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, inspect, make_url

from storage.audit import FIRST_HASH, AuditEntry, last_hash
from storage.faults import storage_faults
from storage.schema import knows, revision_of
from storage.store import PRIVATE, Store

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_CONTENT: Final = "database"
_MANIFEST_LIMIT: Final = 64 * 1024
_CHUNK: Final = 1024 * 1024

_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    NotImplementedError,
    EOFError,
)
"""What reading a damaged archive raises, wherever the damage lies."""


class BackupError(Exception):
    """A backup could not be made or restored. The message has a code, the place and what to do; nothing was changed."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. ``audit_hash`` is the newest entry of the audit log in it."""

    format: int
    kind: str
    revision: str
    amends: str
    made_at: str
    size: int
    sha256: str
    audit_hash: str


@dataclass(frozen=True)
class OpenedBackup:
    """A backup that was read to its end and found whole; ``content`` is its database in a temporary file."""

    manifest: Manifest
    content: Path


def make_backup(store: Store, target: Path, *, made_at: datetime, amends: str) -> Manifest:
    """Write a backup, whole or not at all; raises BackupError (S0205, S0206)."""
    revision = revision_of(store)
    if revision is None:
        raise BackupError("S0205", "There is nothing to back up: the database has no tables yet.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            content = Path(folder) / _CONTENT
            audit_hash = _audit_hash(store)
            _dump(store.engine.url, content)
            manifest = Manifest(
                format=FORMAT,
                kind=store.engine.dialect.name,
                revision=revision,
                amends=amends,
                made_at=made_at.isoformat(),
                size=content.stat().st_size,
                sha256=_sha256(content),
                audit_hash=audit_hash,
            )
            packed = Path(folder) / "packed"
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1))
                archive.write(content, _CONTENT)
            packed.chmod(PRIVATE)
            with packed.open("rb") as written:
                os.fsync(written.fileno())
            packed.replace(target)
    except OSError as error:
        raise BackupError("S0205", f"{target}: {error.strerror}. Choose a place that may be written.") from error
    return manifest


@contextlib.contextmanager
def opened_backup(source: Path, *, folder: Path) -> Iterator[OpenedBackup]:
    """Read a backup to its end; raises BackupError for a damaged file (S0201) and for a newer one (S0202).

    ``folder`` is where its database is laid out for the length of the block.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as place:
        content = Path(place) / _CONTENT
        try:
            with zipfile.ZipFile(source) as archive:
                manifest = _manifest(archive)
                _unpack(archive, content, manifest)
        except _DAMAGED as error:
            raise BackupError("S0201", f"{source} is damaged or no backup of Amends: {error}. Take another.") from error
        except OSError as error:
            raise BackupError("S0201", f"{source}: {error.strerror or error}. Check the path.") from error
        if manifest.format > FORMAT or not knows(manifest.revision):
            raise BackupError(
                "S0202",
                f"{source} is of a newer Amends ({manifest.amends}, tables {manifest.revision}). "
                "Restore it with that version.",
            )
        if manifest.kind == "sqlite":
            _check_sqlite(content, manifest, source)
        yield OpenedBackup(manifest=manifest, content=content)


def write_back(store: Store, backup: OpenedBackup) -> None:
    """Put the backup in place of the database, as one change; raises BackupError (S0203, S0206) or StorageUnavailable.

    Nobody else may be using the database.
    """
    kind = store.engine.dialect.name
    if backup.manifest.kind != kind:
        raise BackupError(
            "S0203",
            f"The backup is of {backup.manifest.kind}, the database is {kind}. Point AMENDS_DATABASE_URL there.",
        )
    url = store.engine.url
    store.close()
    if kind == "sqlite":
        assert url.database is not None, "a database in memory has nothing to restore"  # noqa: S101
        _write_sqlite(backup.content, Path(url.database))
        return
    options = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _postgres_tool("pg_restore", url, *options, str(backup.content))


def _audit_hash(store: Store) -> str:
    if not inspect(store.engine).has_table(AuditEntry.__tablename__):
        return FIRST_HASH  # tables from before there was a log
    with store.reading() as db:
        return last_hash(db)


def _dump(url: URL, target: Path) -> None:
    if url.get_backend_name() != "sqlite":
        _postgres_tool("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    live, copy = _sqlite(Path(str(url.database))), sqlite3.connect(target)
    with storage_faults(), contextlib.closing(live), contextlib.closing(copy):
        live.backup(copy)
        # A file by itself, without the two that write-ahead logging keeps beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def _write_sqlite(content: Path, database: Path) -> None:
    with storage_faults(), contextlib.closing(sqlite3.connect(content)) as copy:
        try:
            with contextlib.closing(_sqlite(database)) as live:
                copy.backup(live)  # in one transaction of the live database
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            _replace_damaged(content, database)


def _replace_damaged(content: Path, database: Path) -> None:
    """What is there can't be read as a database: put it aside, with what belongs to it, and the copy in its place."""
    for ending in ("-wal", "-shm", ""):
        beside = database.with_name(database.name + ending)
        if beside.exists():
            beside.replace(database.with_name(f"{database.name}.damaged{ending}"))
    fresh = database.with_name(database.name + ".restoring")
    shutil.copyfile(content, fresh)
    fresh.chmod(PRIVATE)
    fresh.replace(database)


def _sqlite(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(database, timeout=5)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    info = archive.getinfo(_MANIFEST)
    if info.file_size > _MANIFEST_LIMIT:
        raise ValueError("its manifest is too large")
    told: Mapping[str, Any] = json.loads(archive.read(info))
    manifest = Manifest(**{name: told[name] for name in Manifest.__dataclass_fields__})
    types = {"format": int, "size": int}
    if not all(isinstance(value, types.get(name, str)) for name, value in asdict(manifest).items()):
        raise ValueError("its manifest is not of the right shape")
    return manifest


def _unpack(archive: zipfile.ZipFile, target: Path, manifest: Manifest) -> None:
    size = 0
    with archive.open(_CONTENT) as packed, target.open("wb") as written:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > manifest.size:
                raise ValueError("its content is longer than it says")
            written.write(chunk)
    if size != manifest.size or _sha256(target) != manifest.sha256:
        raise ValueError("its content is not what it says")


def _check_sqlite(content: Path, manifest: Manifest, source: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(content)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.Error, TypeError) as error:
        raise BackupError("S0201", f"{source} is damaged: {error}. Take another.") from error
    if found != "ok" or revision != manifest.revision:
        raise BackupError("S0201", f"{source} is damaged: {found}. Take another.")


def _postgres_tool(tool: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools; the password goes by the environment, where no list of processes shows it."""
    path = shutil.which(tool)
    if path is None:
        raise BackupError(
            "S0206", f"{tool} is not installed. Install PostgreSQL's client tools (apt-get install postgresql-client)."
        )
    plain = make_url(url).set(drivername="postgresql", password=None)
    password = {"PGPASSWORD": str(url.password)} if url.password is not None else {}
    command = [path, f"--dbname={plain.render_as_string(hide_password=False)}", *arguments]
    done = subprocess.run(command, env={**os.environ, **password}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise BackupError("S0206", f"{tool} failed and changed nothing: {last[0]}")


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
