"""One whole Amends for tests: all that ``amends run`` starts, on free ports, with data of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AMENDS = str(ROOT / ".venv" / "bin" / "amends")
MODEL = ROOT / "models" / "amends.tar.gz"
START_SECONDS = 240.0
STOP_SECONDS = 40.0


class StartError(Exception):
    """Something that the tests need is missing or failed; the message says what to do."""


class RunningAmends:
    """``amends run`` as one process with its children; it can end in any way and be started again where it was.

    ``within`` is a command to run it by, such as one that gives it a disk of its own; it must end in an ``exec``.
    """

    def __init__(self, data_dir: Path, *, within: Sequence[str] = ()) -> None:
        self.data_dir = data_dir
        self.port, self.rasa_port, self.actions_port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment_for(data_dir, ports=(self.port, self.rasa_port, self.actions_port))
        self._command = (*within, AMENDS, "run")
        self._log = data_dir / "run.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def passwords(self) -> Mapping[str, str]:
        """The demo sign-ins as they were written down: a line each of role, name and password."""
        lines = (self.data_dir / "demo-accounts.txt").read_text().splitlines()[1:]
        return {name: password for _, name, password in (line.split() for line in lines if line.strip())}

    @property
    def told(self) -> str:
        """What it has printed since it was started."""
        return self._log.read_text(errors="replace")

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start everything and wait for READY; raises StartError."""
        if not MODEL.exists():
            raise StartError("There is no trained model (models/amends.tar.gz). Run: make setup")
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        until = time.monotonic() + START_SECONDS
        while not any(line.startswith("READY ") for line in self.told.splitlines()):
            if not self.is_running():
                raise StartError(f"amends run ended with {self._process.returncode}:\n{self.told}")
            if time.monotonic() > until:
                self.stop()
                raise StartError(f"amends run was not ready after {START_SECONDS:.0f} s:\n{self.told}")
            time.sleep(0.2)

    def stop(self) -> int:
        """Press Ctrl-C and wait for the end; returns the exit code."""
        assert self._process is not None, "not started"
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """End the process that keeps the others up, without a warning to anybody."""
        assert self._process is not None, "not started"
        self._process.kill()
        self._process.wait()


@contextmanager
def running_amends(data_dir: Path, *, within: Sequence[str] = ()) -> Iterator[RunningAmends]:
    """Everything, ready, and stopped at the end if it still runs then; raises StartError."""
    amends = RunningAmends(data_dir, within=within)
    try:
        amends.start()
        yield amends
    finally:
        if amends.is_running():
            amends.stop()


def environment_for(data_dir: Path, *, ports: tuple[int, int, int]) -> dict[str, str]:
    """The environment of the tests, with nothing of Amends in it but these: web's, Rasa's and the actions' port."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
    names = ("AMENDS_PORT", "AMENDS_RASA_PORT", "AMENDS_ACTIONS_PORT")
    ours = {name: str(port) for name, port in zip(names, ports, strict=True)}
    return {**outside, **ours, "AMENDS_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}


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
