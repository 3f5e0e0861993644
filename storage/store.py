"""The one door to the database: an engine for SQLite or PostgreSQL, and transactions that read or write."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from storage.faults import storage_faults

_BUSY_TIMEOUT_MS: Final = 5_000
PRIVATE: Final = 0o600
"""The mode of a file with people's records in it."""
_WRITER: Final = "amends_writer"
_HASTY: Final = "amends_hasty"


class Store:
    """Sessions of SQLAlchemy in two kinds. ``url`` is a SQLAlchemy URL; ``postgresql://`` means psycopg 3."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only look at one moment of the database; raises StorageUnavailable."""
        options: dict[str, Any] = {} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
        with storage_faults(), Session(self.engine) as db:
            db.connection(execution_options=options)
            yield db

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Session]:
        """A transaction that is committed at the end or undone as a whole; raises StorageUnavailable.

        On SQLite it holds the one write lock from its first statement (BEGIN IMMEDIATE), so that reading before
        writing is safe; on PostgreSQL lock the rows that matter with FOR UPDATE.

        A durable transaction is on the disk when this returns. One that isn't outlives any crash of a process, and is
        on the disk together with the next durable one; only a loss of power before that undoes it, whole. That is
        enough for what nobody has been answered yet.
        """
        with storage_faults(), Session(self.engine, expire_on_commit=False) as db:
            db.connection(execution_options={_WRITER: True, _HASTY: not durable})
            if not durable and not self._sqlite:
                db.execute(text("SET LOCAL synchronous_commit TO off"))
            yield db
            db.commit()

    def check(self) -> None:
        """Ask the database for an answer; raises StorageUnavailable."""
        with self.reading() as db:
            db.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()

    @property
    def _sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20, pool_timeout=10)
    engine = create_engine(parsed, pool_size=10, max_overflow=40, pool_timeout=10)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by itself, too late and never IMMEDIATE: take that over.
    connection.isolation_level = None
    _make_private(connection)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _make_private(connection: sqlite3.Connection) -> None:
    """Let its owner alone read the database: SQLite makes files that everybody reads, and those beside it like it."""
    for _, _, file in connection.execute("PRAGMA database_list"):
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):  # not there, or somebody else's
                if file:
                    Path(file + ending).chmod(PRIVATE)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    writer = options.get(_WRITER, False)
    if writer:
        connection.exec_driver_sql(f"PRAGMA synchronous = {'NORMAL' if options.get(_HASTY, False) else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
