"""What the kernel tells about a running Amends: its children, and what they have been sent and not yet read."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

MODULES = {"bot": "assistant", "actions": "actions", "uvicorn": "web"}
SECONDS = 120.0
LISTENING = "0A"

Found = TypeVar("Found")


def until(found: Callable[[], Found], *, seconds: float = SECONDS) -> Found:
    """Waits for a true value and returns it; fails after ``seconds``, many times what a quiet machine needs."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain"
        time.sleep(0.05)
    return value


def parts_of(parent: int) -> dict[str, int]:
    """The process ids of the assistant, the actions and the web application that this process keeps up."""
    parts = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if _parent_of(entry) == parent:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if "-m" in words:
                    parts[MODULES[words[words.index("-m") + 1]]] = int(entry.name)
    return parts


def is_alive(pid: int) -> bool:
    """Whether it still runs; one that has ended and waits to be noticed does not."""
    try:
        return _fields(Path(f"/proc/{pid}"))[0] not in ("Z", "X")
    except OSError:
        return False


def unread_bytes(port: int) -> int:
    """Bytes that have arrived on connections to this port of the loopback and that nobody has read."""
    unread = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, state, queues, *_ = line.split()
        if state != LISTENING and int(local.rpartition(":")[2], 16) == port:
            unread += int(queues.partition(":")[2], 16)
    return unread


@contextmanager
def hung(pid: int) -> Iterator[None]:
    """Stops a process in its tracks, as if it hung, and lets it go on at the end of the block."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def _parent_of(entry: Path) -> int:
    return int(_fields(entry)[1])


def _fields(entry: Path) -> list[str]:
    # The name comes first, in brackets, and may have blanks and brackets of its own.
    return (entry / "stat").read_text().rpartition(")")[2].split()
