"""A database from before the supervisor's desk: its ended sessions get the figures that the desk counts by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text

from storage.schema import HERE, _begin_alone, _config, upgrade
from storage.store import Store
from tests.storage.databases import KINDS, postgres_url

REPORT = {
    "gates": [{"id": "hostile", "passed": False}, {"id": "expose", "passed": True}],
    "techniques": {"own": {"count": 2, "turns": [1, 2]}, "blame": {"count": 1, "turns": [2]}, "greet": {"count": 0}},
}
AT = "2026-03-02 12:00:00+00:00"


@pytest.fixture(params=KINDS)
def old(request: pytest.FixtureRequest, tmp_path: Path):
    """A store whose tables are those of revision 0002, with one ended session and one that runs."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'a.db'}")
        yield filled(store)
        store.close()
        return
    with postgres_url() as url:
        store = Store(url)
        yield filled(store)
        store.close()


def filled(store: Store) -> Store:
    with store.engine.connect() as connection:
        _begin_alone(connection)
        command.upgrade(_config(connection, HERE / "migrations"), "0002")
        fill(connection)
        connection.commit()
    return store


def fill(connection: Connection) -> None:
    def insert(table: str, **row: object) -> None:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608 — ours

    insert("users", id=1, name="ann", role="trainee", password_hash="-", created_at=AT, must_change_password=False)
    insert(
        "persona_versions",
        id=1,
        persona_id="ring",
        version="v1",
        organisation_version="o1",
        title="A ring",
        channel="chat",
        difficulty="easy",
        summary="-",
        source=b"-",
        media_type="-",
        compiled="{}",
        published_at=AT,
    )
    plain = {"owner_id": 1, "persona_version_id": 1, "organisation_version": "o1", "mode": "practice", "seed": 1}
    plain |= {"opening": "[]", "state": "{}", "said": "[]", "epoch": 0, "in_step": False, "started_at": AT}
    insert("practice_sessions", id="ended", ended="resolved", final_report=json.dumps(REPORT), **plain)
    insert("practice_sessions", id="runs", **plain)
    for clause, verdict in (("U311.1.4d", "not_met"), ("U311.2.2", "met"), ("U311.2.1", "not_observed")):
        insert(
            "verdicts", session_id="ended", clause=clause, verdict=verdict, why="-", evidence="[]", rules_version="r"
        )


def test_sessions_that_had_ended_are_counted_like_new_ones(old: Store) -> None:
    upgrade(old)
    with old.reading() as db:
        sessions = db.execute(text("SELECT id, gates_failed, undecided FROM practice_sessions ORDER BY id")).all()
        labels = db.execute(text("SELECT label, replies, missing FROM label_counts ORDER BY label")).all()
        tallies = db.execute(text("SELECT standard, met, partly, not_met FROM standard_tallies")).all()
    assert [tuple(row) for row in sessions] == [("ended", 1, 0), ("runs", 0, 0)]
    # "U311.1.4d" asks for recognising the feeling; taking it on was seen.
    assert [tuple(row) for row in labels] == [("blame", 1, False), ("empathise", 0, True), ("own", 2, False)]
    assert [tuple(row) for row in tallies] == [("U311", 1, 0, 1)]
