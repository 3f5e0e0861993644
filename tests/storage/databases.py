"""Databases for tests: a SQLite file, and a PostgreSQL database made for the run and dropped after it.

PostgreSQL is looked for at AMENDS_TEST_POSTGRES (default: 127.0.0.1:5432, user root). Where it can't be reached the
tests fail; only AMENDS_TEST_POSTGRES=off skips them, so that nobody believes they ran.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.schema import create_or_check
from storage.store import Store
from storage.tables import Base

KINDS = ("sqlite", "postgresql")
_SERVER = "postgresql+psycopg://root@127.0.0.1:5432/postgres"


@contextmanager
def postgres_url() -> Iterator[str]:
    """The URL of a new, empty database."""
    server = os.environ.get("AMENDS_TEST_POSTGRES", _SERVER)
    if server == "off":
        pytest.skip("AMENDS_TEST_POSTGRES=off")
    name = f"amends_test_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        engine.dispose()


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """A store with its tables made."""
    store = Store(url)
    try:
        create_or_check(store)
        yield store
    finally:
        store.close()


def emptied(store: Store) -> Store:
    """The same store with no row in any table."""
    with store.writing() as db:
        for table in reversed(Base.metadata.sorted_tables):
            db.execute(table.delete())
    return store
