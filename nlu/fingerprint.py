"""Hashes of what decides a score, so that Rasa's cache and the reports can tell one scorer from another."""

from __future__ import annotations

import hashlib
import inspect
from functools import cache
from pathlib import Path
from types import ModuleType


def of_text(*parts: str) -> str:
    """One hash over several strings; the boundaries between them count."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()


@cache
def of_file(path: Path) -> str:
    """The SHA-256 of a file's bytes; read once a process, since the weights are 90 MB."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def of_modules(*modules: ModuleType) -> str:
    """Rasa hashes the source of a component's class alone; what the class leans on must be added by hand."""
    return of_text(*(inspect.getsource(module) for module in modules))
