"""Settings and secrets."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from web.settings import Settings, settings_from_environment
from web.start_up import StartUpError


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "HOST": "127.0.0.2",
        "PORT": "8001",
        "RASA_PORT": "5006",
        "ACTIONS_PORT": "5056",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://ana:hidden@db/amends",
        "REDIS_URL": "redis://r",
    }.items():
        monkeypatch.setenv(f"AMENDS_{name}", value)
    settings = settings_from_environment()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.2", 8001, tmp_path)
    assert (settings.rasa, settings.actions) == ("http://127.0.0.1:5006", "http://127.0.0.1:5056")
    assert settings.database == "postgresql://ana:hidden@db/amends"
    assert "hidden" not in settings.shown_database


def test_without_an_environment_everything_is_below_var(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "DATA_DIR", "DATABASE_URL"):
        monkeypatch.delenv(f"AMENDS_{name}", raising=False)
    settings = settings_from_environment()
    assert (settings.host, settings.port, settings.data_dir.name) == ("127.0.0.1", 8000, "var")
    assert settings.database.endswith("/var/amends.db")


def test_relative_folders_start_where_the_command_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AMENDS_DATA_DIR", "kept")
    monkeypatch.setenv("AMENDS_CONTENT_DIR", "./content")
    settings = settings_from_environment()
    monkeypatch.chdir("/")
    assert (settings.data_dir, settings.content_dir) == (tmp_path / "kept", tmp_path / "content")
    assert settings.database == f"sqlite:///{tmp_path}/kept/amends.db"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("sqlite:///kept/records.db?timeout=9", "sqlite:///{here}/kept/records.db?timeout=9"),
        ("sqlite:////srv/a%20b/records.db", "sqlite:////srv/a b/records.db"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://ana:hid%2Fden@db/amends", "postgresql://ana:hid%2Fden@db/amends"),
    ],
)
def test_a_relative_file_of_sqlite_starts_there_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str, taken: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AMENDS_DATABASE_URL", given)
    assert settings_from_environment().database == taken.format(here=tmp_path)


def test_a_database_that_can_not_be_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", "post gres://ana:hidden@db/amends")
    with pytest.raises(StartUpError, match="W0104 AMENDS_DATABASE_URL is unfit: .*postgresql://user@host") as refusal:
        settings_from_environment()
    assert "hidden" not in str(refusal.value)


@pytest.mark.parametrize("proxies", ["proxy.example", "*", "10.0.0.1 10.0.0.2", "10.0.0.1/8"])
def test_a_proxy_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    monkeypatch.setenv("AMENDS_TRUSTED_PROXIES", proxies)
    with pytest.raises(StartUpError, match="W0104 AMENDS_TRUSTED_PROXIES .*neither an address nor a network"):
        settings_from_environment()


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_PORT", "")
    assert settings_from_environment().port == 8000


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_wrong_value_is_named_with_what_is_wrong(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("AMENDS_PORT", port)
    with pytest.raises(StartUpError, match=f"W0104 AMENDS_PORT is '{port}'"):
        settings_from_environment()


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.channel_secret() == settings.channel_secret() != settings.rasa_token()
    assert len(settings.rasa_token()) >= 32
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "secrets").iterdir()}
    assert modes == {"channel-secret": 0o600, "rasa-token": 0o600}


def test_processes_that_start_together_agree_on_a_secret(tmp_path: Path) -> None:
    found: list[str] = []
    gate = threading.Barrier(8)

    def look() -> None:
        gate.wait()
        found.append(Settings(data_dir=tmp_path).rasa_token())

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_an_emptied_secret_is_no_secret(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.rasa_token()
    (tmp_path / "secrets" / "rasa-token").write_text("\n")
    with pytest.raises(StartUpError, match="W0102"):
        settings.rasa_token()


def test_a_folder_that_can_not_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartUpError, match="W0101 .*AMENDS_DATA_DIR"):
        Settings(data_dir=tmp_path / "file").rasa_token()
