"""Reads the sets that are for measuring alone. Nothing is fitted on them, and only figures leave this package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.request import ReplyRequest, read_request


@dataclass(frozen=True)
class MeasuredSet:
    """Replies with what holds of them: ``truth`` is (replies, labels), NaN where nobody judged."""

    name: str
    ids: tuple[str, ...]
    groups: tuple[str, ...]
    requests: tuple[ReplyRequest, ...]
    truth: np.ndarray

    def take(self, rows: np.ndarray) -> MeasuredSet:
        """Some of the replies."""
        return MeasuredSet(
            name=self.name,
            ids=tuple(self.ids[row] for row in rows),
            groups=tuple(self.groups[row] for row in rows),
            requests=tuple(self.requests[row] for row in rows),
            truth=self.truth[rows],
        )


def read_gold(folder: Path | None) -> MeasuredSet | None:
    """``dev.jsonl`` of the folder: every label that is not listed is absent. None where it isn't there."""
    file = folder / "dev.jsonl" if folder else None
    if file is None or not file.is_file():
        return None
    rows = read_rows(file)
    return _measured("gold_dev", rows, [{label: int(label in row["labels"]) for label in LABELS} for row in rows])


def read_external(folder: Path | None) -> list[MeasuredSet]:
    """All ``*.jsonl`` of the folder; a label that a row doesn't name was not judged."""
    files = sorted(folder.glob("*.jsonl")) if folder and folder.is_dir() else []
    found = []
    for file in files:
        rows = read_rows(file)
        found.append(_measured(file.stem, rows, [row["labels"] for row in rows]))
    return found


def read_rows(file: Path) -> list[dict[str, Any]]:
    """One object a line."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _measured(name: str, rows: list[dict[str, Any]], truths: list[Mapping[str, int]]) -> MeasuredSet:
    return MeasuredSet(
        name=name,
        ids=tuple(str(row["id"]) for row in rows),
        # Replies to one and the same history belong together; with no history each stands for itself.
        groups=tuple(
            json.dumps([row["channel"], row["history"]]) if row["history"] else str(row["id"]) for row in rows
        ),
        requests=tuple(read_request(row, text_key="reply") for row in rows),
        truth=np.array([[row.get(label, np.nan) for label in LABELS] for row in truths], dtype=float),
    )
