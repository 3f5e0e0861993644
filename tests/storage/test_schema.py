"""The version of the tables: made when empty, accepted when current, refused with a next step otherwise."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.schema import HERE, SchemaMismatch, create_or_check, upgrade
from storage.store import Store
from storage.tables import Base
from tests.storage.databases import KINDS, postgres_url

HEAD = max(path.name[:4] for path in (HERE / "migrations" / "versions").glob("[0-9]*.py"))
LATER = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
def upgrade():
    op.add_column("teams", sa.Column("motto", sa.Text(), nullable=True))
    {then}
"""


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        yield Store(f"sqlite:///{tmp_path / 'a.db'}")
        return
    with postgres_url() as url:
        made = Store(url)
        yield made
        made.close()


def later_version(tmp_path: Path, *, then: str = "pass") -> Path:
    """The migrations of an imaginary next version of Amends."""
    folder = tmp_path / "migrations"
    shutil.copytree(HERE / "migrations", folder)
    (folder / "versions" / "9999_motto.py").write_text(LATER.format(head=HEAD, then=then))
    return folder


def revision(store: Store) -> str | None:
    with store.reading() as db:
        return db.scalar(text("SELECT version_num FROM alembic_version"))


def test_an_empty_database_gets_its_tables_and_is_accepted_ever_after(empty: Store) -> None:
    create_or_check(empty)
    create_or_check(empty)
    assert revision(empty) == HEAD


def test_the_migrations_make_exactly_the_tables_of_the_code(empty: Store) -> None:
    create_or_check(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_older_database_is_refused_with_the_command_that_helps(empty: Store, tmp_path: Path) -> None:
    create_or_check(empty)
    with pytest.raises(SchemaMismatch, match=rf"S0101 .*revision {HEAD}.*needs 9999.*amends db upgrade"):
        create_or_check(empty, migrations=later_version(tmp_path))
    assert revision(empty) == HEAD


def test_upgrading_brings_an_older_database_to_date(empty: Store, tmp_path: Path) -> None:
    create_or_check(empty)
    with empty.writing() as db:
        db.execute(text("INSERT INTO teams (name) VALUES ('floor')"))
    migrations = later_version(tmp_path)
    assert upgrade(empty, migrations=migrations) == (HEAD, "9999")
    create_or_check(empty, migrations=migrations)
    with empty.reading() as db:
        assert db.execute(text("SELECT name, motto FROM teams")).all() == [("floor", None)]


def test_an_upgrade_that_fails_midway_changes_nothing(empty: Store, tmp_path: Path) -> None:
    create_or_check(empty)
    with pytest.raises(ZeroDivisionError):
        upgrade(empty, migrations=later_version(tmp_path, then="1 / 0"))
    assert revision(empty) == HEAD
    with empty.engine.connect() as connection:
        assert "motto" not in [column["name"] for column in inspect(connection).get_columns("teams")]


@pytest.mark.parametrize("act", [create_or_check, upgrade])
def test_a_newer_database_is_refused_and_left_alone(empty: Store, tmp_path: Path, act) -> None:
    upgrade(empty, migrations=later_version(tmp_path))
    with pytest.raises(SchemaMismatch, match=r"S0103 .*9999.*newer version"):
        act(empty)
    assert revision(empty) == "9999"


@pytest.mark.parametrize("act", [create_or_check, upgrade])
def test_somebody_elses_database_is_refused_and_left_alone(empty: Store, act) -> None:
    with empty.writing() as db:
        db.execute(text("CREATE TABLE recipes (name TEXT)"))
    with pytest.raises(SchemaMismatch, match=r"S0102 .*AMENDS_DATABASE_URL"):
        act(empty)
    with empty.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["recipes"]


def test_processes_that_start_together_make_the_tables_once(empty: Store) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    failures: list[Exception] = []

    def start() -> None:
        store = Store(url)
        try:
            create_or_check(store)
        except Exception as error:
            failures.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert revision(empty) == HEAD


def test_the_password_of_the_database_stays_out_of_messages() -> None:
    store = Store("postgresql://ana:secret-word@127.0.0.1:1/x")
    assert "secret-word" not in repr(store.engine.url)
