"""Speed and memory of a coached turn beside the bot of `rasa init`, measured side by side in one run.

Both are trained and served on this machine; rounds alternate so that a noisy neighbour meets both. The stock bot
answers a bare message (its trackers in memory, no action server); ours takes a reply over HTTP, scores it against
the history, plays the customer, writes feedback and stores the turn. Run by ``make bench``; writes
data/metrics/bench.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.load.bench_picture import draw
from tests.load.turn_shares import TurnLog, shares

ROOT = Path(__file__).resolve().parents[2]
ASSISTANT_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
USERS = 20
TURNS = 10
ROUNDS = 2

STOCK_MESSAGES = (
    "hello",
    "i am doing great",
    "bye",
    "hi there",
    "not very good",
    "yes",
    "are you a bot?",
    "no",
    "hey",
    "so sad",
)
REPLIES = (
    "Good morning, I'm Dana. Thank you for coming straight back; please tell me what happened.",
    "So it was meant to be ready last week and it still isn't, and you've had nobody ring you. Is that right?",
    "That must have been a horrible thing to find out so close to the day.",
    "I'm sorry. That is not what you should get from us.",
    "When did you first notice it, and do you have the ticket with you?",
    "Let me look at the job in our book before I say anything I can't keep.",
    "I've found it: the note was never passed to the workshop, which is why nobody started.",
    "I can have it done as a priority by Thursday noon, or lend you another one for the day. Which suits you better?",
    "I'll ring you myself tomorrow by five with news from the bench.",
    "So: ready Thursday noon, no charge, and I call you tomorrow. Anything else I can do for you?",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], *, environment: dict[str, str], cwd: Path, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **environment}, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until(answers: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Seconds until ``answers`` is true; SystemExit naming ``what`` when it never is."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        try:
            if answers():
                return time.monotonic() - begun
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"{what} was not ready after {seconds:.0f} s; see its log")


def resident_megabytes(pid: int) -> dict[str, float]:
    """Resident memory of a process and of those below it, by command."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rsplit(")", 1)[1].split()[1])
    family = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in family} - family
        if not more:
            break
        family |= more
    sizes: dict[str, float] = {}
    for member in sorted(family):
        try:
            command = Path(f"/proc/{member}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            status = Path(f"/proc/{member}/status").read_text()
        except OSError:
            continue
        line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), None)
        if line:
            name = "assistant" if " -m bot" in command else "actions" if "-m actions" in command else None
            name = name or ("web" if "uvicorn" in command else "stock rasa" if "rasa" in command else "supervisor")
            sizes[name] = sizes.get(name, 0) + int(line.split()[1]) / 1024
    return {name: round(size, 1) for name, size in sizes.items()}


def summary(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "n": len(ordered),
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


class Stock:
    """Talks to the bot of ``rasa init`` over its REST channel."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

    def talk(self, client: httpx.Client) -> list[float]:
        sender, taken = str(uuid.uuid4()), []
        for text in STOCK_MESSAGES[:TURNS]:
            begun = time.perf_counter()
            answer = client.post(self.url, json={"sender": sender, "message": text})
            taken.append(time.perf_counter() - begun)
            answer.raise_for_status()
        return taken


class Ours:
    """Talks to Amends over its public API: every reply is scored, answered and stored."""

    def __init__(self, port: int, token: str) -> None:
        self.url = f"http://127.0.0.1:{port}/api/v1"
        self.headers = {"Authorization": f"Bearer {token}"}

    def talk(self, client: httpx.Client) -> list[float]:
        started = client.post(
            f"{self.url}/sessions", headers=self.headers, json={"persona": "ring-before-the-wedding", "seed": 7}
        )
        started.raise_for_status()
        session, taken = started.json()["session_id"], []
        for text in REPLIES[:TURNS]:
            begun = time.perf_counter()
            answer = client.post(
                f"{self.url}/sessions/{session}/replies",
                headers=self.headers,
                json={"reply_id": str(uuid.uuid4()), "text": text},
            )
            taken.append(time.perf_counter() - begun)
            if answer.status_code == httpx.codes.CONFLICT and answer.json()["code"] == "session-ended":
                taken.pop()
                break
            answer.raise_for_status()
        return taken


def alone(side: Stock | Ours, *, talks: int) -> list[float]:
    with httpx.Client(timeout=60) as client:
        return [taken for _ in range(talks) for taken in side.talk(client)]


def together(side: Stock | Ours) -> tuple[list[float], float]:
    """All turn times of USERS closed-loop users without think time, and turns per second."""
    taken: list[float] = []
    lock = threading.Lock()
    failures: list[BaseException] = []

    def user() -> None:
        try:
            with httpx.Client(timeout=120) as client:
                mine = side.talk(client)
            with lock:
                taken.extend(mine)
        except BaseException as failure:
            failures.append(failure)

    users = [threading.Thread(target=user) for _ in range(USERS)]
    begun = time.perf_counter()
    for thread in users:
        thread.start()
    for thread in users:
        thread.join()
    elapsed = time.perf_counter() - begun
    if failures:
        raise failures[0]
    return taken, len(taken) / elapsed


def train_stock(folder: Path) -> None:
    if not (folder / "models").exists():
        folder.mkdir(parents=True, exist_ok=True)
        print("Making and training the stock bot (rasa init; about two minutes).", flush=True)
        subprocess.run(
            [str(ASSISTANT_PYTHON), "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--out", type=Path, default=ROOT / "data" / "metrics" / "bench.json")
    arguments.add_argument("--picture", type=Path, default=ROOT / "docs" / "pictures" / "bench.svg")
    arguments.add_argument("--stock", type=Path, default=ROOT / "var" / "bench" / "stock")
    options = arguments.parse_args()
    options.stock.parent.mkdir(parents=True, exist_ok=True)
    train_stock(options.stock)
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        stock_port, port = free_port(), free_port()
        environment = {
            "AMENDS_PORT": str(port),
            "AMENDS_RASA_PORT": str(free_port()),
            "AMENDS_ACTIONS_PORT": str(free_port()),
            "AMENDS_DATA_DIR": str(scratch / "data"),
        }
        stock_command = [str(ASSISTANT_PYTHON), "-m", "rasa", "run", "--port", str(stock_port), "-i", "127.0.0.1"]
        ours_command = [str(ROOT / ".venv" / "bin" / "amends"), "run"]
        with (
            running(stock_command, environment={}, cwd=options.stock, log=scratch / "stock.log") as stock_process,
        ):
            stock_start = wait_until(
                lambda: httpx.get(f"http://127.0.0.1:{stock_port}/").is_success, seconds=180, what="The stock bot"
            )
            with running(ours_command, environment=environment, cwd=ROOT, log=scratch / "ours.log") as ours_process:
                ours_start = wait_until(
                    lambda: httpx.get(f"http://127.0.0.1:{port}/healthz").is_success, seconds=180, what="Amends"
                )
                token = subprocess.run(
                    [str(ROOT / ".venv" / "bin" / "amends"), "token", "--role", "trainee"],
                    env={**os.environ, **environment},
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout.strip()
                sides: dict[str, Stock | Ours] = {"stock": Stock(stock_port), "ours": Ours(port, token)}
                times: dict[str, list[float]] = {name: [] for name in sides}
                crowd: dict[str, list[float]] = {name: [] for name in sides}
                throughput: dict[str, list[float]] = {name: [] for name in sides}
                log, timed = TurnLog(scratch / "data" / "log" / "web.log"), []
                for side in sides.values():
                    alone(side, talks=1)  # warm up
                for number in range(ROUNDS):
                    for name, side in sides.items():
                        print(f"Round {number + 1} of {ROUNDS}: {name}", flush=True)
                        log.new_turns()
                        times[name] += alone(side, talks=4)
                        timed += log.new_turns()
                        crowd_times, rate = together(side)
                        crowd[name] += crowd_times
                        throughput[name].append(rate)
                memory = {"stock": resident_megabytes(stock_process.pid), "ours": resident_megabytes(ours_process.pid)}
    result = {
        "machine": {"cores": os.cpu_count(), "platform": platform.platform(), "python": platform.python_version()},
        "alone": {name: summary(values) for name, values in times.items()},
        f"users_{USERS}": {
            name: {**summary(crowd[name]), "turns_per_s": round(statistics.median(throughput[name]), 1)}
            for name in sides
        },
        "shares_ms": shares(timed, whole_ms=summary(times["ours"])["p50_ms"]),
        "memory_mb": memory,
        "memory_total_mb": {name: round(sum(sizes.values()), 1) for name, sizes in memory.items()},
        "start_s": {"stock": round(stock_start, 1), "ours": round(ours_start, 1)},
    }
    result["ratio"] = {
        "p50_alone": round(result["alone"]["ours"]["p50_ms"] / result["alone"]["stock"]["p50_ms"], 2),
        "throughput": round(
            result[f"users_{USERS}"]["ours"]["turns_per_s"] / result[f"users_{USERS}"]["stock"]["turns_per_s"], 2
        ),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=2) + "\n")
    options.picture.parent.mkdir(parents=True, exist_ok=True)
    options.picture.write_text(draw(result), encoding="utf-8")
    json.dump(result, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
