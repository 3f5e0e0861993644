"""Fills the counts of ``docs/datasheet.md`` from the files in ``data/nlu``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from coaching_rules.techniques import LABELS
from nlu.evaluation.generated import filled, table


def fill(document: str, corpora: Path) -> str:
    """The datasheet with its counts."""
    files = {file.stem: _rows(file) for file in sorted((corpora / "replies").glob("*.jsonl"))}
    document = filled(document, "files", files_table(files))
    document = filled(document, "labels", labels_table(files))
    document = filled(document, "channels", channels_table(files))
    return filled(document, "lines", lines_table(corpora))


def files_table(files: dict[str, list[dict[str, Any]]]) -> str:
    """What each file of replies holds."""
    rows = [_counts(name, replies) for name, replies in files.items()]
    rows.append(_counts("**all**", [reply for replies in files.values() for reply in replies]))
    return table(
        ("file", "replies", "conversations", "writers", "sentences", "labels a reply", "without a label"), rows
    )


def labels_table(files: dict[str, list[dict[str, Any]]]) -> str:
    """How many replies carry each label, and in how many conversations."""
    replies = [reply for rows in files.values() for reply in rows]
    carried = Counter(label for reply in replies for label in reply["labels"])
    scenes = {label: len({reply["scenario"] for reply in replies if label in reply["labels"]}) for label in LABELS}
    return table(
        ("label", "replies", "share", "conversations"),
        [
            (f"`{label}`", str(carried[label]), f"{carried[label] / len(replies):.1%}", str(scenes[label]))
            for label in LABELS
        ],
    )


def lines_table(corpora: Path) -> str:
    """The single lines about topics and remedies."""
    rows = []
    for name, key in (("topics", "topics"), ("remedies", "remedies")):
        lines = _rows(corpora / f"{name}.jsonl")
        rows.append(
            (
                name,
                str(len(lines)),
                str(sum(len(line[key]) for line in lines)),
                str(sum(not line[key] for line in lines)),
            )
        )
    return table(("file", "lines", "marks", "without a mark"), rows)


def channels_table(files: dict[str, list[dict[str, Any]]]) -> str:
    """Replies by channel."""
    carried = Counter(reply["channel"] for replies in files.values() for reply in replies)
    return table(("channel", "replies"), [(channel, str(count)) for channel, count in carried.most_common()])


def _counts(name: str, replies: list[dict[str, Any]]) -> tuple[str, ...]:
    carried = sum(len(reply["labels"]) for reply in replies)
    return (
        name,
        str(len(replies)),
        str(len({reply["scenario"] for reply in replies})),
        str(len({reply["writer"] for reply in replies})),
        str(sum(len(reply["sentences"]) for reply in replies)),
        f"{carried / len(replies):.1f}",
        str(sum(not reply["labels"] for reply in replies)),
    )


def _rows(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
