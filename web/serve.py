"""``amends run``: starts the assistant, the action server and the web application together and keeps them up.

Each is a process of its own with a log file below the data directory. One that dies is started again with a growing
pause; a reply that was under way is kept as pending by the web application and can be retried. Ctrl-C stops all.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from web.settings import Settings
from web.start_up import StartUpError

ROOT = Path(__file__).resolve().parent.parent
ASSISTANT_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
MODEL = ROOT / "models" / "amends.tar.gz"

READY_SECONDS = 180.0
STOP_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A process that has run this long is thought well again: its next pause starts from the shortest."""
LAST_LINES = 8
"""Of a log, shown where a process would not start."""

PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process that is kept up: how it is started, and how it fares."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    start_again_at: float | None = None
    _output: IO[bytes] | None = field(default=None, repr=False)

    def start(self, now: float) -> None:
        if self._output is None:  # kept open from one start to the next, which no full disk can then prevent
            self.log.parent.mkdir(parents=True, exist_ok=True)
            self._output = self.log.open("ab")
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=dict(self.environment),
            stdout=self._output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches this parent alone, which then stops the children in order
            preexec_fn=_die_with_parent,
        )
        self.started_at = now
        self.start_again_at = None

    def keep_up(self, now: float, say: Callable[[str], None]) -> None:
        """Starts the process again if it has died and its pause is over."""
        if self.start_again_at is not None:
            if now >= self.start_again_at:
                self.start(now)
            return
        if self.process is None or self.process.poll() is None:
            return
        if now - self.started_at > STEADY_SECONDS:
            self.pause = FIRST_PAUSE_SECONDS
        say(
            f"{self.name} stopped (exit {self.process.returncode}); starting it again in {self.pause:.0f} s. "
            f"Log: {self.log}"
        )
        self.start_again_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)

    def refuse_an_early_end(self) -> None:
        """Raises StartUpError where the process ended before everything was ready: nothing heals that by itself."""
        if self.process is None or self.process.poll() is None:
            return
        last = self.log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()[-LAST_LINES:]
        words = "\n".join(f"  {line}" for line in last)
        raise StartUpError(
            "W0110",
            f"The {self.name} ended while starting (exit {self.process.returncode}). "
            f"Where its model is out of date, run: make train. The end of {self.log}:\n{words}",
        )

    def stop(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self._output is not None:
            self._output.close()
            self._output = None


def _die_with_parent() -> None:
    """Asks the kernel to kill the child when this parent is killed outright, so that no port stays taken.

    Not by a polite signal, which a process that hangs would never act on; what they have stored is whole at any moment.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def check_ports(addresses: Mapping[str, tuple[str, int]]) -> None:
    """Raises StartUpError naming each setting whose port is taken or given twice."""
    problems: list[str] = []
    seen: dict[int, str] = {}
    for setting, (host, port) in addresses.items():
        if port in seen:
            problems.append(f"{setting} and {seen[port]} both say port {port}: give each a port of its own.")
            continue
        seen[port] = setting
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                problems.append(f"Port {port} on {host} is not free ({error.strerror}): set {setting} to another port.")
    if problems:
        raise StartUpError("W0107", " ".join(problems))


def children_of(settings: Settings) -> tuple[Child, ...]:
    """The three processes, in the order they are started."""
    # Folders whole: a child runs in another directory than this process.
    environment = {
        **os.environ,
        "AMENDS_DATA_DIR": str(settings.data_dir),
        "AMENDS_CONTENT_DIR": str(settings.content_dir),
        "AMENDS_DATABASE_URL": settings.database_url,
        "AMENDS_ACTIONS_PORT": str(settings.actions_port),
        "AMENDS_RASA_PORT": str(settings.rasa_port),
        "AMENDS_CHANNEL_SECRET": settings.channel_secret(),
        "AMENDS_RASA_TOKEN": settings.rasa_token(),
        "RASA_TELEMETRY_ENABLED": "false",
        "HF_HUB_OFFLINE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "PYTHONUNBUFFERED": "1",
    }
    logs = settings.data_dir / "log"
    address = ("--host", settings.host, "--port", str(settings.port))
    quiet = ("--log-level", "warning", "--no-server-header")
    # Left to itself uvicorn believes anybody on this machine who says for whom they ask: web.app knows whom to believe.
    alone = ("--no-proxy-headers",)
    web = (sys.executable, "-m", "uvicorn", "--factory", "web.app:from_environment", *address, *quiet, *alone)
    return (
        Child("actions", (sys.executable, "-m", "actions"), environment, logs / "actions.log"),
        Child(
            "assistant",
            (str(ASSISTANT_PYTHON), "-W", "ignore::DeprecationWarning", "-m", "bot", str(MODEL)),
            environment,
            logs / "assistant.log",
        ),
        Child("web", web, environment, logs / "web.log"),
    )


def serve(settings: Settings, *, say: Callable[[str], None] = print) -> int:
    """Runs everything until Ctrl-C or SIGTERM; returns the exit code. The data must have been prepared before."""
    if not MODEL.exists():
        raise StartUpError("W0108", f"{MODEL}: there is no trained model. Run: make train")
    check_ports(
        {
            "AMENDS_PORT": (settings.host, settings.port),
            "AMENDS_RASA_PORT": ("127.0.0.1", settings.rasa_port),
            "AMENDS_ACTIONS_PORT": ("127.0.0.1", settings.actions_port),
        }
    )
    stopping = False

    def stop(signum: int, frame: object) -> None:
        nonlocal stopping
        stopping = True

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, stop)
    children = children_of(settings)
    url = f"http://{shown_host(settings.host)}:{settings.port}"
    say("Starting the assistant, the action server and the web application (about 20 seconds).")
    begun = time.monotonic()
    try:
        for child in children:
            child.start(time.monotonic())
        ready = False
        shown: str | None = None
        while not stopping:
            now = time.monotonic()
            for child in children:
                if not ready:
                    child.refuse_an_early_end()
                child.keep_up(now, say)
            if not ready:
                waiting_for = unhealthy(url)
                if not waiting_for:
                    ready = True
                    say(f"READY {url}")
                elif waiting_for != shown:
                    shown = waiting_for
                    say(f"Waiting for: {waiting_for} ({now - begun:.0f} s)")
                if not ready and now - begun > READY_SECONDS:
                    raise StartUpError(
                        "W0109",
                        f"Not ready after {READY_SECONDS:.0f} s; still waiting for: {waiting_for}. "
                        f"The logs in {settings.data_dir / 'log'} say why.",
                    )
            time.sleep(0.2)
        say("Stopping.")
        return 0
    finally:
        for child in reversed(children):
            child.stop()


def shown_host(host: str) -> str:
    """Where to look for what listens on ``host``, as it is written in an address."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # only shown
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def unhealthy(url: str) -> str:
    """The names of what does not answer yet, comma-separated; empty when everything does."""
    try:
        # trust_env off: a proxy of the environment is not for our own processes.
        answer = httpx.get(f"{url}/healthz", timeout=2.0, trust_env=False)
    except httpx.HTTPError:
        return "web"
    if answer.status_code == httpx.codes.OK:
        return ""
    down = answer.json().get("down", [])
    return ", ".join(down) or f"web (status {answer.status_code})"
