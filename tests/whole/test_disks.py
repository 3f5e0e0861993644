"""A disk that is full or must not be written: a clear error, nothing lost, and on it goes when there is room again."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.running import AMENDS, ROOT, environment_for, free_ports, running_amends
from tests.whole.disks import fill, full_disk, read_only_disk, seen_by, small_disk, why_no_disks
from tests.whole.talking import REPLIES, RING, Trainee, assert_please_retry

FIRST, SECOND, THIRD = REPLIES[RING][:3]


@pytest.fixture(scope="module", autouse=True)
def _can_mount() -> None:
    reason = why_no_disks()
    if reason is not None:
        pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has been used, with a trainee's token in it."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    token = run(folder, AMENDS, "token", "--role", "trainee")
    assert token.returncode == 0, token.stderr
    (folder / "token").write_text(token.stdout)
    return folder


def run(data_dir: Path, *command: str) -> subprocess.CompletedProcess[str]:
    data_dir.mkdir(parents=True, exist_ok=True)
    first, second, third = free_ports(3)
    environment = environment_for(data_dir, ports=(first, second, third))
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_a_disk_that_fills_up_refuses_the_reply_and_takes_it_when_there_is_room(
    tmp_path: Path, prepared: Path, undisturbed: Callable[[str, int], dict[str, Any]]
) -> None:
    with running_amends(tmp_path / "data", within=small_disk(prepared, size="48m")) as amends:
        folder = seen_by(amends.pid, amends.data_dir)
        token = (prepared / "token").read_text().strip()
        talk = Trainee(amends.url, token, database=tmp_path / "copy.db").begin(RING)
        talk.say(FIRST)
        filled = fill(folder)
        reply_id = str(uuid.uuid4())
        refused = talk.send(SECOND, reply_id)
        assert_please_retry(refused)
        assert refused.json()["code"] == "storage-unavailable"
        assert [turn["reply"] for turn in talk.session()["turns"]] == [FIRST]
        filled.unlink()
        talk.send_until_answered(SECOND, reply_id)
        talk.say_all([THIRD])
        for name in ("amends.db", "amends.db-wal"):
            shutil.copy(folder / name, (tmp_path / "copy.db").with_name(name.replace("amends", "copy")))
        assert talk.told() == undisturbed(RING, 3)


@pytest.mark.parametrize("used", [True, False], ids=["used before", "never used"])
def test_a_full_disk_is_named_at_the_start(tmp_path: Path, prepared: Path, *, used: bool) -> None:
    before = prepared if used else tmp_path / "empty"
    before.mkdir(exist_ok=True)
    ended = run(tmp_path / "data", *full_disk(before), AMENDS, "run")
    assert ended.returncode == 2, ended.stderr
    assert_named(ended.stderr, tmp_path / "data", why="No space left on device")
    assert ended.stdout == "nothing lost\n"


@pytest.mark.parametrize("used", [True, False], ids=["used before", "never used"])
def test_a_read_only_folder_is_named_at_the_start(tmp_path: Path, prepared: Path, *, used: bool) -> None:
    before = prepared if used else tmp_path / "empty"
    before.mkdir(exist_ok=True)
    files = {path: path.read_bytes() for path in before.rglob("*") if path.is_file()}
    ended = run(tmp_path / "data", *read_only_disk(before), AMENDS, "run")
    assert ended.returncode == 2, ended.stderr
    assert_named(ended.stderr, tmp_path / "data", why="Read-only file system")
    assert {path: path.read_bytes() for path in before.rglob("*") if path.is_file()} == files


def assert_named(message: str, folder: Path, *, why: str) -> None:
    """One line with a code, the place, the reason and what to do."""
    next_step = "Free the disk, or point AMENDS_DATA_DIR at a folder that may be written."
    assert message == f"amends: W0101 {folder}: {why}. {next_step}\n"
