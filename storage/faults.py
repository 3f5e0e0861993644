"""What can go wrong with the database itself, told apart from our own mistakes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageUnavailable(Exception):
    """The database can't be read or written now: full, read-only, locked, unreachable. Nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_SQLITE_FAULTS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the database is read-only",
    sqlite3.SQLITE_IOERR: "the disk can't be read or written",
    sqlite3.SQLITE_CANTOPEN: "the database file can't be opened",
    sqlite3.SQLITE_BUSY: "the database stayed locked by another process",
    sqlite3.SQLITE_LOCKED: "the database stayed locked by another process",
    sqlite3.SQLITE_PERM: "the database file may not be accessed",
    sqlite3.SQLITE_PROTOCOL: "the database's lock could not be taken",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
}

# Classes of PostgreSQL's SQLSTATE: connection, resources, operator intervention, system; 25006 is "read only".
_POSTGRES_FAULTS: Final = {
    "08": "the database can't be reached",
    "53": "the database is out of disk, memory or connections",
    "57": "the database is being stopped or started",
    "58": "the database's disk can't be read or written",
}


def fault_of(error: BaseException) -> str | None:
    """Why the database could not serve, in words; None where the error is ours (a wrong statement, a broken rule)."""
    if isinstance(error, PoolTimeout):
        return "all connections to the database are in use"
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return None if code is None else _SQLITE_FAULTS.get(code & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state == "25006":
        return "the database is read-only"
    if state is not None:
        return _POSTGRES_FAULTS.get(state[:2])
    if isinstance(error, DBAPIError) and type(cause).__name__ == "OperationalError":
        # psycopg gives no SQLSTATE where no server answered.
        return "the database can't be reached"
    return None


@contextmanager
def storage_faults() -> Iterator[None]:
    """Turn faults of the database into StorageUnavailable; let everything else through."""
    try:
        yield
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
        reason = fault_of(error)
        if reason is None:
            raise
        raise StorageUnavailable(reason) from error
