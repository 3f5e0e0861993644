"""What keeps the application from starting: said with a code and a next step, before anything is half done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from storage.store import Store
from tests.web.conftest import Clock
from tests.web.fake_assistant import DATA, FakeAssistant
from web.app import create_app, from_environment
from web.security_headers import POLICY
from web.settings import Settings
from web.start_up import StartUpError


def start(**settings: object) -> FastAPI:
    return create_app(Settings(**settings), assistant=FakeAssistant(), clock=Clock())  # type: ignore[arg-type]


def database(folder: Path, *statements: str) -> Store:
    store = Store(f"sqlite:///{folder / 'amends.db'}")
    with store.writing() as db:
        for statement in statements:
            db.execute(text(statement))
    store.close()
    return store


def test_an_empty_folder_is_enough(tmp_path: Path) -> None:
    assert start(data_dir=tmp_path / "new" / "var").state.services.sign_in.person_by_token("x") is None


def test_the_data_folder_and_the_database_are_their_owners_alone(tmp_path: Path) -> None:
    made, earlier, shared = tmp_path / "new" / "var", tmp_path / "earlier", tmp_path / "shared"
    for folder, mode in ((earlier, 0o755), (shared, 0o1777)):
        folder.mkdir()
        folder.chmod(mode)
    for folder, mode in ((made, 0o700), (earlier, 0o700), (shared, 0o1777)):
        start(data_dir=folder)
        assert folder.stat().st_mode & 0o7777 == mode
        assert (folder / "amends.db").stat().st_mode & 0o777 == 0o600


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    start(data_dir=tmp_path)
    store = database(tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StartUpError, match="S0103 .*9999"):
        start(data_dir=tmp_path)
    with store.reading() as db:
        assert db.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    assert not (tmp_path / "secrets").exists()


def test_a_database_without_a_version_is_refused(tmp_path: Path) -> None:
    database(tmp_path, "CREATE TABLE turns (id INTEGER)")
    with pytest.raises(StartUpError, match="S0102"):
        start(data_dir=tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "amends.db").write_text("notes " * 1000)
    with pytest.raises(StartUpError, match="S0104 .*not a database"):
        start(data_dir=tmp_path)


def test_a_database_server_that_is_down_is_refused_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StartUpError, match="S0104 .*can't be reached") as refusal:
        start(data_dir=tmp_path, database_url="postgresql://ana:hidden@127.0.0.1:1/x")
    assert "hidden" not in str(refusal.value)


def test_a_data_folder_that_can_not_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartUpError, match="W0101 .*AMENDS_DATA_DIR"):
        start(data_dir=tmp_path / "file" / "var")


def test_a_data_folder_in_which_nothing_can_be_made_is_refused(tmp_path: Path) -> None:
    start(data_dir=tmp_path)
    shutil.rmtree(tmp_path / "processes")
    (tmp_path / "processes").write_text("")
    with pytest.raises(StartUpError, match="W0101 .*AMENDS_DATA_DIR"):
        start(data_dir=tmp_path)


def test_content_without_an_organisation_or_with_two_is_refused(tmp_path: Path) -> None:
    content = tmp_path / "data"
    shutil.copytree(DATA, content, ignore=shutil.ignore_patterns("*.jsonl"))
    pack = next((content / "organisation").glob("*.yml"))
    shutil.copy(pack, pack.with_name("second.yml"))
    with pytest.raises(StartUpError, match="W0103 .*2 organisation packs"):
        start(data_dir=tmp_path / "var", content_dir=content)
    with pytest.raises(StartUpError, match="W0103 .*0 organisation packs"):
        start(data_dir=tmp_path / "var", content_dir=tmp_path)


def test_the_environment_alone_starts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA_DIR", str(tmp_path))
    assert from_environment().title == "Amends"
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == {"channel-secret", "rasa-token"}


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/sessions", "/nothing", "/openapi.json"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
