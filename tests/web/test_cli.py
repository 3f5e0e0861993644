"""The ``amends`` command, on a data folder of its own."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update

from storage.audit import AuditEntry, verify
from storage.people import User, user_named
from storage.store import Store
from tests.web.conftest import Clock
from tests.web.fake_assistant import FakeAssistant
from web import demo
from web.app import create_app
from web.cli import main
from web.services import Services
from web.settings import Settings


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("AMENDS_DATABASE_URL", raising=False)
    return tmp_path


def services_on(data_dir: Path) -> Services:
    services: Services = create_app(
        Settings(data_dir=data_dir), assistant=FakeAssistant(), clock=Clock()
    ).state.services
    return services


def accounts(data_dir: Path) -> dict[str, tuple[str, str]]:
    """Name → (role, password) as the file has them."""
    lines = (data_dir / demo.ACCOUNTS_FILE).read_text().splitlines()[1:]
    return {name: (role, password) for role, name, password in (line.split() for line in lines)}


@pytest.mark.parametrize("role", ["trainee", "supervisor", "trainer", "admin"])
def test_a_token_for_each_role_is_printed_alone_and_works(
    data_dir: Path, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    assert main(["token", "--role", role]) == 0
    printed = capsys.readouterr()
    token = printed.out.strip()
    assert token.startswith("amends_") and "\n" not in token
    assert "demo-accounts.txt" in printed.err
    person = services_on(data_dir).sign_in.person_by_token(token)
    assert person is not None and person.role == role


def test_a_token_can_be_asked_for_by_name(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tokens = []
    for name in ("amal", "bruno"):
        assert main(["token", "--role", "trainee", "--user", name]) == 0
        tokens.append(capsys.readouterr().out.strip())
    services = services_on(data_dir)
    people = [services.sign_in.person_by_token(token) for token in tokens]
    assert [person and person.name for person in people] == ["amal", "bruno"]


def test_a_name_that_has_not_that_role_is_refused_with_those_that_have(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "--role", "trainee", "--user", "saskia"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "W0106 There is no trainee named saskia. Accounts with that role: amal, bruno." in printed.err


def test_the_demo_sign_ins_work_and_are_readable_by_their_owner_alone(data_dir: Path) -> None:
    assert main(["token", "--role", "admin"]) == 0
    services = services_on(data_dir)
    made = accounts(data_dir)
    assert sorted(role for role, _ in made.values()) == ["admin", "supervisor", "trainee", "trainee", "trainer"]
    for name, (role, password) in made.items():
        entry = services.sign_in.sign_in(name, password, address="x")
        assert entry is not None and entry.person.role == role
    assert stat.S_IMODE((data_dir / demo.ACCOUNTS_FILE).stat().st_mode) == 0o600
    trainee = services.sign_in.sign_in("amal", made["amal"][1], address="x")
    assert trainee is not None
    assert {card.id for card in services.personas.published(trainee.person)} == {
        path.stem for path in services.materials.personas
    }


def test_the_demo_data_is_made_once(data_dir: Path) -> None:
    main(["token", "--role", "admin"])
    before = accounts(data_dir)
    main(["token", "--role", "admin"])
    assert accounts(data_dir) == before
    services = services_on(data_dir)
    again = demo.prepare_demo(
        services.store,
        services.personas,
        personas=services.materials.personas,
        data_dir=data_dir,
        clock=services.clock,
    )
    assert again is None


def test_resetting_the_demo_makes_new_sign_ins_and_signs_everybody_out(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["token", "--role", "trainee"])
    token = capsys.readouterr().out.strip()
    before = accounts(data_dir)
    assert main(["demo", "reset"]) == 0
    after = accounts(data_dir)
    printed = capsys.readouterr().out
    assert all(password in printed for _, password in after.values())
    assert str(data_dir / demo.ACCOUNTS_FILE) in printed
    assert not {password for _, password in before.values()} & {password for _, password in after.values()}
    services = services_on(data_dir)
    assert services.sign_in.person_by_token(token) is None
    assert services.sign_in.sign_in("amal", before["amal"][1], address="x") is None
    assert services.sign_in.sign_in("amal", after["amal"][1], address="x") is not None
    with services.store.reading() as db:
        assert db.scalar(select(func.count()).select_from(User)) == len(demo.PEOPLE)


def made_by_ada(services: Services, name: str, role: str, *, in_the_team: bool) -> User:
    """An account that the demonstration's administrator made, then deactivated."""
    with services.store.reading() as db:
        ada = user_named(db, "ada")
        assert ada is not None and ada.team_id is not None
    who = ada.person()
    made, _ = services.accounts.create(who, name=name, role=role, team_id=ada.team_id if in_the_team else None)
    services.accounts.deactivate(who, made.id)
    return user_of(services, name)


def user_of(services: Services, name: str) -> User:
    with services.store.reading() as db:
        found = user_named(db, name)
        assert found is not None
        return found


def acts(services: Services) -> list[tuple[str, str]]:
    with services.store.reading() as db:
        assert verify(db) is None
        return [(entry.act, entry.subject) for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.number))]


@pytest.mark.parametrize(
    ("name", "role", "in_the_team"),
    [("amal", "supervisor", False), ("amal", "trainee", False), ("amal", "trainee", True), ("AMAL", "trainee", True)],
)
def test_resetting_the_demo_leaves_a_namesake_alone(
    data_dir: Path, capsys: pytest.CaptureFixture[str], name: str, role: str, in_the_team: bool
) -> None:
    main(["token", "--role", "admin"])
    services = services_on(data_dir)
    with services.store.writing() as db:
        db.execute(update(User).where(User.name == "amal").values(name="Amal A"))
    theirs = made_by_ada(services, name, role, in_the_team=in_the_team)
    before = (acts(services), accounts(data_dir))
    assert main(["demo", "reset"]) == 2
    assert f"amends: W0114 {name}: the demonstration did not make this account" in capsys.readouterr().err
    assert (acts(services), accounts(data_dir)) == before
    after = user_of(services, name)
    assert (after.role, after.password_hash) == (role, theirs.password_hash)
    assert after.deactivated_at is not None


@pytest.mark.parametrize("changed", [{"role": "supervisor"}, {"team_id": None}])
def test_a_demo_account_with_another_role_or_team_is_not_reset(
    data_dir: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, object]
) -> None:
    main(["token", "--role", "admin"])
    services = services_on(data_dir)
    with services.store.writing() as db:
        db.execute(update(User).where(User.name == "bruno").values(**changed))
    assert main(["demo", "reset"]) == 2
    assert "amends: W0114 bruno:" in capsys.readouterr().err


def test_what_the_demo_does_is_logged(data_dir: Path) -> None:
    main(["demo", "reset"])
    services = services_on(data_dir)
    ids = {name: user_of(services, name).id for name, _ in demo.PEOPLE}
    team = user_of(services, "amal").team_id
    made = [("team-created", f"team:{team}"), *(("account-created", f"user:{id}") for id in ids.values())]
    assert acts(services) == made
    with services.store.writing() as db:
        db.execute(update(User).where(User.name == "amal").values(deactivated_at=services.clock()))
        db.execute(delete(User).where(User.name == "tomas"))
    assert main(["demo", "reset"]) == 0
    tomas = user_of(services, "tomas").id
    assert acts(services)[len(made) :] == [
        ("password-reset", f"user:{ids['amal']}"),
        ("account-reactivated", f"user:{ids['amal']}"),
        ("password-reset", f"user:{ids['bruno']}"),
        ("password-reset", f"user:{ids['saskia']}"),
        ("account-created", f"user:{tomas}"),
        ("password-reset", f"user:{ids['ada']}"),
    ]


def test_passwords_that_can_not_be_written_down_are_not_set(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["token", "--role", "admin"])
    before = accounts(data_dir)["amal"][1]
    (data_dir / demo.ACCOUNTS_FILE).unlink()
    (data_dir / demo.ACCOUNTS_FILE).mkdir()
    assert main(["demo", "reset"]) == 2
    assert "amends: W0101" in capsys.readouterr().err
    services = services_on(data_dir)
    assert services.sign_in.sign_in("amal", before, address="x") is not None


def test_the_database_can_be_made_and_brought_up_to_date(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "upgrade"]) == 0
    made = capsys.readouterr().out.rstrip()
    assert re.search(r"revision \d{4}, was empty$", made)
    assert main(["db", "upgrade"]) == 0
    assert capsys.readouterr().out.rstrip() == made.removesuffix(", was empty")


def test_a_database_of_another_version_is_refused_with_a_code(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["db", "upgrade"])
    store = Store(Settings(data_dir=data_dir).database)
    with store.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for command in (["db", "upgrade"], ["token", "--role", "admin"], ["demo", "reset"]):
        assert main(command) == 2
        assert "amends: S0103" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["token"], ["token", "--role", "king"], ["db"], ["demo", "sell"]])
def test_a_command_that_does_not_exist_is_refused_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(arguments)
    assert refusal.value.code == 2
    assert "usage: amends" in capsys.readouterr().err


@pytest.mark.parametrize("seeds", ["0", "-3", "many"])
def test_a_rehearsal_without_a_conversation_is_refused(
    data_dir: Path, seeds: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(["rehearse", "--seeds", seeds])
    assert refusal.value.code == 2
    printed = capsys.readouterr()
    assert "argument --seeds: a whole number, 1 or more" in printed.err
    assert "passed" not in printed.out
