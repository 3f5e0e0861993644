"""``amends run`` from the outside: what keeps it from starting, and that nothing is left when it ends."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.running import AMENDS, ROOT, RunningAmends, environment_for, free_ports
from tests.whole.processes import is_alive, parts_of

PARTS = {"assistant", "actions", "web"}


def run(data_dir: Path, *command: str, ports: list[int]) -> subprocess.CompletedProcess[str]:
    first, second, third = ports
    environment = environment_for(data_dir, ports=(first, second, third))
    return subprocess.run([AMENDS, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def ports_are_free(amends: RunningAmends) -> bool:
    for port in (amends.port, amends.rasa_port, amends.actions_port):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return False
    return True


def test_taken_ports_are_named_with_their_settings(tmp_path: Path) -> None:
    taken = [socket.socket() for _ in range(3)]
    for held in taken:
        held.bind(("127.0.0.1", 0))
        held.listen()
    ports = [held.getsockname()[1] for held in taken]
    ended = run(tmp_path / "data", "run", ports=ports)
    for held in taken:
        held.close()
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith("amends: W0107 ")
    for setting, port in zip(("AMENDS_PORT", "AMENDS_RASA_PORT", "AMENDS_ACTIONS_PORT"), ports, strict=True):
        assert f"Port {port} on 127.0.0.1 is not free (Address already in use): set {setting} to" in ended.stderr


def test_a_database_of_an_unknown_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    ports, database = free_ports(3), tmp_path / "data" / "amends.db"
    made = run(database.parent, "db", "upgrade", ports=ports)
    assert made.returncode == 0, made.stderr
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = database.read_bytes()
    ended = run(database.parent, "run", ports=ports)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith("amends: S0103 ")
    for words in (str(database), "9999", "Install that version, or restore a backup"):
        assert words in ended.stderr
    assert database.read_bytes() == before


def test_ctrl_c_ends_every_process(rough: RunningAmends) -> None:
    parts = parts_of(rough.pid)
    assert set(parts) == PARTS
    assert rough.stop() == 0
    assert not any(is_alive(pid) for pid in parts.values())
    assert ports_are_free(rough)
    assert "Traceback" not in rough.told
