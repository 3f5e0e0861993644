"""The process keeper: ports, restarts, an orderly end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest
import uvicorn

from web.serve import ROOT, Child, check_ports, children_of, shown_host
from web.settings import Settings, settings_from_environment
from web.start_up import StartUpError


def child(tmp_path: Path, code: str) -> Child:
    return Child("assistant", (sys.executable, "-c", code), dict(os.environ), tmp_path / "log" / "assistant.log")


def wait_for(condition: object, *, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def test_a_taken_port_is_named_with_the_setting_that_changes_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartUpError, match=rf"W0107 Port {port} on 127.0.0.1 is not free .*set AMENDS_PORT"):
            check_ports({"AMENDS_PORT": ("127.0.0.1", port)})


def test_one_port_for_two_processes_is_refused() -> None:
    with pytest.raises(StartUpError, match="AMENDS_RASA_PORT and AMENDS_PORT both say port 49999"):
        check_ports({"AMENDS_PORT": ("127.0.0.1", 49999), "AMENDS_RASA_PORT": ("127.0.0.1", 49999)})


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "[::1]")],  # noqa: S104
)
def test_the_address_shown_is_one_that_a_browser_can_open(host: str, shown: str) -> None:
    assert shown_host(host) == shown


def test_every_process_keeps_its_things_where_the_command_was_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AMENDS_DATA_DIR", "kept")
    monkeypatch.setenv("AMENDS_CONTENT_DIR", "content")
    monkeypatch.setenv("AMENDS_DATABASE_URL", "sqlite:///kept/records.db")
    settings = settings_from_environment()
    children = children_of(settings)
    monkeypatch.chdir(ROOT)  # where the processes run
    for one in children:
        for name, value in one.environment.items():
            monkeypatch.setenv(name, value)
        assert settings_from_environment() == settings
        assert one.log.parent == tmp_path / "kept" / "log"


def test_the_server_believes_nobody_about_where_a_request_comes_from(tmp_path: Path) -> None:
    (_, _, web) = children_of(Settings(data_dir=tmp_path))
    given = web.command[web.command.index("uvicorn") + 1 :]
    assert uvicorn.main.make_context("uvicorn", list(given)).params["proxy_headers"] is False


def test_a_process_that_dies_is_started_again_after_its_pause(tmp_path: Path) -> None:
    said: list[str] = []
    keeper = child(tmp_path, "import sys; sys.exit(7)")
    keeper.start(now=0.0)
    assert keeper.process is not None
    first = keeper.process.pid
    assert wait_for(lambda: keeper.process.poll() is not None)
    keeper.keep_up(now=0.5, say=said.append)
    assert "assistant stopped (exit 7)" in said[0]
    assert str(keeper.log) in said[0]
    keeper.keep_up(now=1.0, say=said.append)
    assert keeper.process.pid == first
    keeper.keep_up(now=1.6, say=said.append)
    assert keeper.process.pid != first
    keeper.stop()


def test_the_pause_grows_while_a_process_keeps_dying_and_not_beyond_its_limit(tmp_path: Path) -> None:
    keeper = child(tmp_path, "import sys; sys.exit(1)")
    now, pauses = 0.0, []
    for _ in range(7):
        keeper.start(now)
        assert keeper.process is not None
        assert wait_for(lambda: keeper.process.poll() is not None)
        keeper.keep_up(now, say=lambda line: None)
        assert keeper.start_again_at is not None
        pauses.append(keeper.start_again_at - now)
        now = keeper.start_again_at
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_a_process_that_ignores_the_polite_request_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.serve.STOP_SECONDS", 0.5)
    ready = tmp_path / "ready"
    keeper = child(
        tmp_path,
        "import signal, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(60)",
    )
    keeper.start(now=0.0)
    assert wait_for(ready.exists)
    keeper.stop()
    assert keeper.process is not None
    assert keeper.process.returncode == -signal.SIGKILL


def test_a_process_is_started_again_though_its_log_can_not_be_opened_any_more(tmp_path: Path) -> None:
    keeper = child(tmp_path, "print('once more', flush=True)")
    keeper.start(now=0.0)
    assert keeper.process is not None
    keeper.process.wait(timeout=10)
    log = keeper.log.rename(tmp_path / "moved.log")
    keeper.log.parent.rmdir()
    keeper.log.parent.write_text("in the way")
    keeper.keep_up(now=0.5, say=lambda line: None)
    keeper.keep_up(now=2.0, say=lambda line: None)
    keeper.process.wait(timeout=10)
    keeper.stop()
    assert log.read_text() == "once more\nonce more\n"


def test_what_a_process_prints_is_in_its_log(tmp_path: Path) -> None:
    keeper = child(tmp_path, "print('the model could not be read')")
    keeper.start(now=0.0)
    assert keeper.process is not None
    keeper.process.wait(timeout=10)
    keeper.stop()
    assert "the model could not be read" in keeper.log.read_text()


def test_a_process_that_ends_before_all_are_ready_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    keeper = child(tmp_path, "import sys; print('N0305 the encoder has changed', flush=True); sys.exit(1)")
    keeper.start(now=0.0)
    assert keeper.process is not None
    keeper.process.wait(timeout=10)
    with pytest.raises(
        StartUpError, match=r"(?s)W0110 The assistant ended while starting \(exit 1\).*make train.*N0305"
    ):
        keeper.refuse_an_early_end()
    keeper.stop()
