"""What figures depend on: the model, the encoder, the corpora and the sets, each by a hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def hash_of_files(files: Iterable[Path], *, root: Path) -> str:
    """Sixteen hex digits over names (below ``root``) and bytes, in the order of names."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        for part in (str(file.relative_to(root)).encode(), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()[:16]


def corpus_hash(corpora: Path) -> str:
    """Of all that the scorer learns from; its README is not read by it."""
    return hash_of_files([*corpora.rglob("*.jsonl"), *corpora.rglob("*.yml")], root=corpora)


def source_of(file: Path) -> dict[str, Any]:
    """A measured file by its bytes, without saying where it lies or what is in it."""
    return {"sha256": hash_of_files([file], root=file.parent)}
