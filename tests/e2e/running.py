"""One whole Amends for the browser tests: all that ``amends run`` starts, on free ports, with data of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "amends.tar.gz"
START_SECONDS = 240.0
STOP_SECONDS = 40.0


class StartError(Exception):
    """Something that the tests need is missing or failed; the message says what to do."""


@dataclass(frozen=True)
class RunningAmends:
    """Where it answers, and the demo sign-ins: password by name."""

    url: str
    passwords: Mapping[str, str]


@contextmanager
def running_amends(data_dir: Path) -> Iterator[RunningAmends]:
    """Start everything, wait for READY, and stop it again; raises StartError."""
    if not MODEL.exists():
        raise StartError("There is no trained model (models/amends.tar.gz). Run: make setup")
    port, rasa_port, actions_port = free_ports(3)
    log = data_dir / "run.log"
    data_dir.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(ROOT / ".venv" / "bin" / "amends"), "run"],
            cwd=ROOT,
            env={
                **os.environ,
                "AMENDS_DATA_DIR": str(data_dir),
                "AMENDS_PORT": str(port),
                "AMENDS_RASA_PORT": str(rasa_port),
                "AMENDS_ACTIONS_PORT": str(actions_port),
                "PYTHONUNBUFFERED": "1",
            },
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait_until_ready(process, log)
        yield RunningAmends(url=f"http://127.0.0.1:{port}", passwords=passwords_in(data_dir))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def passwords_in(data_dir: Path) -> dict[str, str]:
    """The demo sign-ins as ``amends run`` wrote them: a line each of role, name and password."""
    lines = (data_dir / "demo-accounts.txt").read_text().splitlines()[1:]
    return {name: password for _, name, password in (line.split() for line in lines if line.strip())}


def free_ports(number: int) -> list[int]:
    """Ports that nothing listens on now, all different because they are held until every one is found."""
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        told = log.read_text(errors="replace")
        if any(line.startswith("READY ") for line in told.splitlines()):
            return
        if process.poll() is not None:
            raise StartError(f"amends run ended with {process.returncode}:\n{told}")
        time.sleep(0.2)
    raise StartError(f"amends run was not ready after {START_SECONDS:.0f} s:\n{log.read_text(errors='replace')}")
