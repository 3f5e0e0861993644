"""Secrets that nobody has to invent: each is a file of the data folder, made once, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from web.start_up import StartUpError


def secret_in(data_dir: Path, name: str) -> str:
    """The secret of that name; made (32 random bytes) where it does not exist yet. Raises StartUpError."""
    path = data_dir / "secrets" / name
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with contextlib.suppress(FileExistsError):
                _make(path, secrets.token_urlsafe(32))
        secret = path.read_text().strip()
    except OSError as error:
        raise _unwritable(path, error) from error
    if not secret:
        raise StartUpError("W0102", f"{path}: the secret is empty. Delete the file and start again.")
    return secret


def private_folder(folder: Path) -> None:
    """Make the data folder where it is missing, for its owner alone; raises OSError.

    One that is there and theirs is closed to others too, unless everybody shares it, as /tmp.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.stat()
    if found.st_uid == os.getuid() and not found.st_mode & (stat.S_ISVTX | stat.S_IWOTH):
        folder.chmod(0o700)


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, replacing an earlier one in one step. Raises StartUpError."""
    fresh = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(fresh, text)
        fresh.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _make(path: Path, text: str) -> None:
    """Create the file whole or not at all; raises FileExistsError where another process was first."""
    fresh = _beside(path)
    _create(fresh, text)
    try:
        os.link(fresh, path)
    finally:
        fresh.unlink()


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")


def _unwritable(path: Path, error: OSError) -> StartUpError:
    return StartUpError(
        "W0101",
        f"{path}: a secret can't be kept there ({error.strerror}). "
        "Free the disk, or point AMENDS_DATA_DIR at a folder that may be written.",
    )


def _create(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
