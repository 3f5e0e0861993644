"""The server itself, on a real port of loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALL = (Path(__file__).parent / "action_call.json").read_bytes()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "actions"],
        cwd=ROOT,
        env={**os.environ, "AMENDS_ACTIONS_PORT": str(free)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(free, server)
        yield free
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the action server stopped at once"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the action server did not answer within 30 seconds")


def post(port: int, body: bytes) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/webhook", data=body, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 (loopback)
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_health_says_ok(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as response:
        assert json.load(response) == {"status": "ok"}


def test_it_answers_a_call_of_rasas(port):
    status, body = post(port, CALL)
    assert status == 200
    assert json.loads(body)["responses"][0]["custom"]["turn"] == 1


def test_it_listens_on_loopback_alone(port):
    with socket.socket() as other:
        other.settimeout(1)
        address = socket.gethostbyname(socket.gethostname())
        if address.startswith("127."):
            other.bind(("127.0.0.2", port))  # free, since the server took one address and not all of them
        else:
            with pytest.raises(ConnectionRefusedError):
                other.connect((address, port))


def test_a_crash_is_answered_without_what_was_sent(port):
    call = json.loads(CALL)
    call["tracker"]["slots"]["persona"] = {"version": "secret-of-a-trainee"}
    status, body = post(port, json.dumps(call).encode())
    assert status == 500
    assert b"secret" not in body
    assert post(port, CALL)[0] == 200


def test_a_port_that_is_none_is_a_clear_message():
    done = subprocess.run(
        [sys.executable, "-m", "actions"],
        cwd=ROOT,
        env={**os.environ, "AMENDS_ACTIONS_PORT": "http"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "AMENDS_ACTIONS_PORT" in done.stderr
