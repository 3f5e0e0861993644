"""The commands of whoever looks after a copy: each on a data folder of its own, with the real clock."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

from storage.audit import AuditEntry, verify
from storage.people import Person, User, user_named
from storage.practice import PracticeSession
from storage.schema import HERE, _config
from storage.store import Store
from tests.web.conftest import Clock
from tests.web.fake_assistant import FakeAssistant
from web.app import create_app
from web.cli import main
from web.services import Services
from web.settings import Settings

RING = "ring-before-the-wedding"


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """With the demonstration's accounts and a conversation of Amal's, of March 2026."""
    folder = tmp_path / "data"
    monkeypatch.setenv("AMENDS_DATA_DIR", str(folder))
    for name in ("AMENDS_DATABASE_URL", "AMENDS_RETENTION_DAYS"):
        monkeypatch.delenv(name, raising=False)
    assert main(["token", "--role", "admin"]) == 0
    services = running(folder)
    with services.store.reading() as db:
        amal = user_named(db, "amal")
        assert amal is not None
    services.practice.start_session(amal.person(), RING)
    stopped(services)
    capsys.readouterr()
    return folder


def running(folder: Path) -> Services:
    services: Services = create_app(Settings(data_dir=folder), assistant=FakeAssistant(), clock=Clock()).state.services
    return services


def stopped(services: Services) -> None:
    services.store.close()
    services.practice._turns._mark.close()


def acts(folder: Path) -> list[str]:
    store = Store(Settings(data_dir=folder).database)
    with store.reading() as db:
        assert verify(db) is None
        found = list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.number)))
    store.close()
    return found


def sessions(folder: Path) -> int:
    store = Store(Settings(data_dir=folder).database)
    with store.reading() as db:
        found = len(db.scalars(select(PracticeSession.id)).all())
    store.close()
    return found


def test_a_backup_is_made_while_amends_runs_and_restored_when_it_stopped(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services = running(data_dir)
    assert main(["backup", str(tmp_path / "a.backup")]) == 0
    assert main(["restore", str(tmp_path / "a.backup")]) == 2
    assert "S0204 Amends is running" in capsys.readouterr().err
    stopped(services)
    assert main(["retention", "--days", "1"]) == 0
    assert sessions(data_dir) == 0
    assert main(["restore", str(tmp_path / "a.backup")]) == 0
    told = capsys.readouterr().out
    assert sessions(data_dir) == 1
    kept = next(data_dir.glob("before-restore-*.backup"))
    assert str(kept) in told
    assert acts(data_dir)[-1] == "restored"
    assert main(["restore", str(kept)]) == 0
    assert sessions(data_dir) == 0


def test_who_was_erased_since_the_backup_is_erased_again_and_everybody_signed_out(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    password = next(
        line.split()[2] for line in (data_dir / "demo-accounts.txt").read_text().splitlines() if " bruno " in line
    )
    services = running(data_dir)
    entry = services.sign_in.sign_in("bruno", password, address="x")
    assert entry is not None
    main(["backup", str(tmp_path / "a.backup")])
    stopped(services)
    assert main(["erase", "amal", "--confirm", "amal"]) == 0
    assert main(["restore", str(tmp_path / "a.backup")]) == 0
    assert "Erased again, because it was done after that backup: 1" in capsys.readouterr().out
    services = running(data_dir)
    with services.store.reading() as db:
        assert user_named(db, "amal") is None
    assert services.sign_in.person_by_cookie(entry.cookie) is None
    assert services.sign_in.sign_in("bruno", password, address="x") is not None
    stopped(services)
    assert sessions(data_dir) == 0


def administered(folder: Path, *, day: int) -> tuple[Services, Person]:
    """Amends on a day of March, and its administrator."""
    clock = Clock(datetime(2026, 3, day, 12, 0, tzinfo=UTC))
    services: Services = create_app(Settings(data_dir=folder), assistant=FakeAssistant(), clock=clock).state.services
    with services.store.reading() as db:
        ada = user_named(db, "ada")
        assert ada is not None
    return services, ada.person()


def account_made(folder: Path, name: str, *, day: int) -> None:
    services, ada = administered(folder, day=day)
    services.accounts.create(ada, name=name, role="trainee", team_id=None)
    stopped(services)


def people(folder: Path) -> set[str]:
    services = running(folder)
    with services.store.reading() as db:
        found = set(db.scalars(select(User.name).where(User.erased_at.is_(None))))
    stopped(services)
    return found


def test_an_erasure_outlives_backups_of_two_histories(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second backup after a first one was restored: its log and the present one have gone apart."""
    main(["backup", str(tmp_path / "first")])
    account_made(data_dir, "zoe", day=3)
    main(["backup", str(tmp_path / "second")])
    assert main(["erase", "zoe", "--confirm", "zoe"]) == 0
    main(["restore", str(tmp_path / "first")])
    assert "zoe" not in people(data_dir), "she was not in that backup; that she was erased must not be forgotten"
    account_made(data_dir, "yan", day=4)  # who gets the number that was hers
    assert main(["erase", "yan", "--confirm", "yan"]) == 0
    assert main(["erase", "amal", "--confirm", "amal"]) == 0
    capsys.readouterr()
    assert main(["restore", str(tmp_path / "second")]) == 0
    assert "Erased again, because it was done after that backup: 2" in capsys.readouterr().out
    assert people(data_dir) & {"amal", "bruno", "zoe"} == {"bruno"}
    assert acts(data_dir)[-3:] == ["data-erased", "data-erased", "restored"]


def test_who_has_the_number_of_somebody_erased_in_another_history_stays(data_dir: Path, tmp_path: Path) -> None:
    main(["backup", str(tmp_path / "first")])
    account_made(data_dir, "zoe", day=3)
    main(["backup", str(tmp_path / "second")])
    main(["restore", str(tmp_path / "first")])
    account_made(data_dir, "yan", day=4)
    assert main(["erase", "yan", "--confirm", "yan"]) == 0
    assert main(["restore", str(tmp_path / "second")]) == 0
    assert "zoe" in people(data_dir)


def test_a_backup_of_older_tables_is_brought_up_to_date(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    store = Store(Settings(data_dir=old).database)
    with store.engine.connect() as connection:
        connection.execution_options(amends_writer=True)
        command.upgrade(_config(connection, HERE / "migrations"), "0001")
        connection.execute(
            text(
                "INSERT INTO users (name, role, password_hash, created_at) "
                "VALUES ('old', 'admin', '-', '2026-01-01 00:00:00')"
            )
        )
        connection.commit()
    store.close()
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv("AMENDS_DATA_DIR", str(old))
        assert main(["backup", str(tmp_path / "old.backup")]) == 0
    assert main(["restore", str(tmp_path / "old.backup")]) == 0
    services = running(data_dir)
    with services.store.reading() as db:
        assert user_named(db, "old") is not None
    stopped(services)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut"])
def test_a_damaged_backup_changes_nothing(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "bad").write_bytes(content)
    before = acts(data_dir)
    assert main(["restore", str(tmp_path / "bad")]) == 2
    assert "amends: S0201" in capsys.readouterr().err
    assert (acts(data_dir), sessions(data_dir)) == (before, 1)


def test_retention_needs_a_period_and_is_logged_when_it_did_something(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["retention"]) == 2
    assert "W0111" in capsys.readouterr().err
    assert main(["retention", "--days", "36500"]) == 0
    assert acts(data_dir).count("retention-applied") == 0
    monkeypatch.setenv("AMENDS_RETENTION_DAYS", "30")
    assert main(["retention"]) == 0
    assert "for 30 days: 1" in capsys.readouterr().out
    assert acts(data_dir).count("retention-applied") == 1


def test_retention_is_applied_at_the_start(data_dir: Path) -> None:
    clock = Clock()
    settings = Settings(data_dir=data_dir, retention_days=30)
    for days, left in ((29, 1), (2, 0)):
        clock.pass_(days=days)
        services: Services = create_app(settings, assistant=FakeAssistant(), clock=clock).state.services
        stopped(services)
        assert sessions(data_dir) == left


def test_a_persons_data_are_written_for_their_owner_alone_and_over_nothing(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "amal.json"
    assert main(["export", "amal", str(target)]) == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert json.loads(target.read_text())["tables"]["users"][0]["name"] == "amal"
    assert main(["export", "amal", str(target)]) == 2
    assert "W0112" in capsys.readouterr().err
    assert main(["export", "Amal", str(tmp_path / "x.json")]) == 2
    assert "W0106" in capsys.readouterr().err
    assert acts(data_dir)[-1] == "data-exported"


@pytest.mark.parametrize("arguments", [[], ["--confirm", "bruno"], ["--confirm", "AMAL"]])
def test_an_erasure_is_not_done_without_the_name(
    data_dir: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["erase", "amal", *arguments]) == 2
    assert "W0113" in capsys.readouterr().err
    assert sessions(data_dir) == 1


def test_the_chain_is_checked_from_the_command_line(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit"]) == 0
    assert "whole" in capsys.readouterr().out
    store = Store(Settings(data_dir=data_dir).database)
    with store.writing() as db:
        db.execute(text("UPDATE audit_entries SET act = 'signed-in' WHERE number = 1"))
    assert main(["audit"]) == 1
    assert "broken at entry 1" in capsys.readouterr().out


def test_a_deactivated_account_gets_no_token(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(Settings(data_dir=data_dir).database)
    with store.writing() as db:
        db.scalars(select(User).where(User.name == "tomas")).one().deactivated_at = Clock().now
    store.close()
    assert main(["token", "--role", "trainer"]) == 2
    assert "W0106" in capsys.readouterr().err
