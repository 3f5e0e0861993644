"""Disks for one process alone: a namespace of its own mounts them, so that no rights are needed and nothing is left.

Each is a command that runs the words after it, on a disk in the place of ``AMENDS_DATA_DIR``.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

_SMALL = """
mount -t tmpfs -o size="$SIZE" tmpfs "$AMENDS_DATA_DIR"
cp -a "$PREPARED/." "$AMENDS_DATA_DIR"
exec "$@"
"""
_FULL = """
mount -t tmpfs -o size=8m tmpfs "$AMENDS_DATA_DIR"
cp -a "$PREPARED/." "$AMENDS_DATA_DIR"
head -c 8m /dev/zero > "$AMENDS_DATA_DIR/fill" 2> /dev/null || true
"$@" || code=$?
diff --recursive --exclude=fill "$PREPARED" "$AMENDS_DATA_DIR" && echo nothing lost
exit "$code"
"""
_READ_ONLY = """
mount --bind "$PREPARED" "$AMENDS_DATA_DIR"
mount -o remount,ro,bind "$AMENDS_DATA_DIR"
exec "$@"
"""


def small_disk(prepared: Path, *, size: str) -> tuple[str, ...]:
    """A disk of that size (as ``mount`` writes sizes) that holds a copy of a prepared data folder."""
    return _alone(_SMALL, prepared, size=size)


def full_disk(prepared: Path) -> tuple[str, ...]:
    """As a small one, with no byte free; says ``nothing lost`` in the end where the prepared files are as they were."""
    return _alone(_FULL, prepared)


def read_only_disk(prepared: Path) -> tuple[str, ...]:
    """The prepared data folder itself, not to be written."""
    return _alone(_READ_ONLY, prepared)


def seen_by(pid: int, path: Path) -> Path:
    """A path as that process sees it, on its own disks."""
    return Path(f"/proc/{pid}/root{path}")


def fill(folder: Path) -> Path:
    """Write to a disk until no byte is free; returns the file to delete."""
    path = folder / "fill"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65_536))
        except OSError:
            return path


def why_no_disks() -> str | None:
    """What keeps this machine from mounting disks of one's own, if anything does."""
    command = ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        tried = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        return "these tests mount small disks with unshare (util-linux), which is not installed"
    if tried.returncode == 0:
        return None
    return f"these tests mount small disks in a namespace of their own, which this machine forbids: {tried.stderr}"


def _alone(script: str, prepared: Path, **variables: str) -> tuple[str, ...]:
    given = (f"{name.upper()}={value}" for name, value in {"prepared": prepared, **variables}.items())
    shell = ("sh", "-euc", script, "sh")
    return ("unshare", "--map-root-user", "--mount", "env", *given, *shell)
