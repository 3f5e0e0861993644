"""Whether the process that took a reply is still at it: each web process holds a lock that dies with it.

The kernel lets go of a file lock when its process ends, however it ends, so a reply that a killed process left pending
can be retried at once instead of after a time-out.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import uuid
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Lock


class ProcessMark:
    """The lock file of this process, and the claims it is working on. Raises OSError where no file can be made."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = uuid.uuid4().hex
        self._handle = os.open(self._path(self._name), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        # At the end of the process at the latest; a killed one leaves its file to the next sweep.
        self.close = weakref.finalize(self, _let_go, self._path(self._name), self._handle)
        self._busy: set[str] = set()
        self._guard = Lock()

    @contextlib.contextmanager
    def claim(self) -> Iterator[str]:
        """A new claim, alive for the length of the block."""
        claim = f"{self._name}/{uuid.uuid4().hex}"
        with self._guard:
            self._busy.add(claim)
        try:
            yield claim
        finally:
            with self._guard:
                self._busy.discard(claim)

    def is_abandoned(self, claim: str) -> bool:
        """True where nobody works on the claim any more; False where somebody does or it can't be known from here."""
        owner = claim.partition("/")[0]
        if owner == self._name:
            with self._guard:
                return claim not in self._busy
        try:
            handle = os.open(self._path(owner), os.O_RDWR)
        except OSError:
            return False  # another machine's process, perhaps: the claim's own time limit decides
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(handle)

    def sweep(self) -> None:
        """Take away the files of processes that ended without doing so; their claims then run into their time limit.

        To be called at start-up, after pending replies of dead processes were let go.
        """
        for path in self._folder.glob("*.lock"):
            if path.stem != self._name and self.is_abandoned(f"{path.stem}/"):
                with contextlib.suppress(OSError):
                    path.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"


def anybody_runs(folder: Path) -> bool:
    """Whether a web process holds its mark in this folder now."""
    for path in folder.glob("*.lock"):
        try:
            handle = os.open(path, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
    return False


def _let_go(path: Path, handle: int) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
    os.close(handle)
