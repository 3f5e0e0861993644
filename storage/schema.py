"""The version of the database's tables: create them, bring them up to date, refuse to start on any other."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.faults import storage_faults
from storage.store import Store

HERE: Final = Path(__file__).parent
# Any number will do as long as every process of Amends takes the same one.
_POSTGRES_LOCK: Final = 7_203_114


class SchemaMismatch(Exception):
    """The database's tables are not this version's. The message has a code, the place and what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code


def create_or_check(store: Store, *, migrations: Path = HERE / "migrations") -> None:
    """At start-up: create the tables in an empty database, accept current ones, raise SchemaMismatch on others."""
    with storage_faults(), store.engine.connect() as connection:
        _begin_alone(connection)
        if _empty(connection):
            command.upgrade(_config(connection, migrations), "head")
            connection.commit()
        else:
            _check(connection, migrations)


def upgrade(store: Store, *, migrations: Path = HERE / "migrations") -> tuple[str | None, str]:
    """Bring the tables to this version; returns the revisions before and after.

    Raises SchemaMismatch for tables that this version doesn't know. It all happens or nothing does.
    """
    with storage_faults(), store.engine.connect() as connection:
        _begin_alone(connection)
        config = _config(connection, migrations)
        before = _revision(connection)
        if not _empty(connection):
            _check_known(connection, migrations)
        command.upgrade(config, "head")
        connection.commit()
        return before, _head(migrations)


def revision_of(store: Store) -> str | None:
    """The version of the tables that are there; None for an empty database and for tables of somebody else."""
    with storage_faults(), store.engine.connect() as connection:
        return _revision(connection)


def knows(revision: str, *, migrations: Path = HERE / "migrations") -> bool:
    """Whether this version of Amends can bring tables of that revision up to date."""
    return revision in {script.revision for script in _scripts(migrations).walk_revisions()}


def _begin_alone(connection: Connection) -> None:
    """Keep out other processes that start at the same moment, until the transaction ends."""
    connection.execution_options(amends_writer=True)
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})"))


def _check(connection: Connection, migrations: Path) -> None:
    _check_known(connection, migrations)
    found, wanted = _revision(connection), _head(migrations)
    if found != wanted:
        raise SchemaMismatch(
            "S0101",
            f"{_place(connection)}: the tables are of revision {found}, this version of Amends needs {wanted}. "
            "Back the database up, then run: .venv/bin/amends db upgrade",
        )


def _check_known(connection: Connection, migrations: Path) -> None:
    found = _revision(connection)
    if found is None:
        raise SchemaMismatch(
            "S0102",
            f"{_place(connection)}: there are tables, but not Amends' own record of their version. "
            "Point AMENDS_DATABASE_URL (or AMENDS_DATA_DIR) at an empty database or at one of Amends.",
        )
    known = {script.revision for script in _scripts(migrations).walk_revisions()}
    if found not in known:
        raise SchemaMismatch(
            "S0103",
            f"{_place(connection)}: the tables are of revision {found}, which this version of Amends doesn't know: "
            "a newer version wrote them. Install that version, or restore a backup from before it.",
        )


def _empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head(migrations: Path) -> str:
    head = _scripts(migrations).get_current_head()
    assert head is not None, "the migrations are packaged with the code"  # noqa: S101
    return head


def _scripts(migrations: Path) -> ScriptDirectory:
    return ScriptDirectory(str(migrations))


def _config(connection: Connection, migrations: Path) -> Config:
    config = Config(str(HERE / "alembic.ini"))
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    return config


def _place(connection: Connection) -> str:
    return connection.engine.url.render_as_string(hide_password=True)
