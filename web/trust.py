"""How far each label can be trusted, from the figures that ``make eval`` committed: for people who read a score."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from coaching_rules.techniques import FAULTS, LABELS

Advice = Literal["rely", "look", "read"]
RELY_FROM = 0.75
LOOK_FROM = 0.5
FEWEST = 10
"""Replies that carry a label in each set before "rely" is said; as in the model card."""


@dataclass(frozen=True)
class LabelTrust:
    """One label: of ten times it is reported, how often rightly; of ten replies that carry it, how many are found."""

    label: str
    tone: Literal["technique", "fault"]
    right_in_ten: int
    found_in_ten: int
    advice: Advice


@dataclass(frozen=True)
class Trust:
    """All labels, and the version of the scorer that was measured; empty where nothing was measured."""

    scorer: str
    replies: int
    labels: Mapping[str, LabelTrust]


def trust_in(figures: Path) -> Trust:
    """Reads ``data/metrics/scorer.json``. The weaker of our own held-out replies and the outside set decides."""
    if not figures.is_file():
        return Trust(scorer="", replies=0, labels={})
    raw = json.loads(figures.read_text(encoding="utf-8"))
    own, outside = raw["own"]["techniques"], raw.get("gold_dev", {}).get("labels", {})
    labels = {
        label: _trust_of(label, [part for part in (own["labels"].get(label), outside.get(label)) if part])
        for label in LABELS
    }
    return Trust(
        scorer=raw["measured"]["model"],
        replies=own["replies"],
        labels={label: found for label, found in labels.items() if found is not None},
    )


def _trust_of(label: str, parts: list[Mapping[str, Any]]) -> LabelTrust | None:
    if not parts:
        return None
    right, found = (min(float(part[name]) for part in parts) for name in ("precision", "recall"))
    weakest = min(right, found)
    many = all(part["replies"] >= FEWEST for part in parts)
    advice: Advice = "rely" if weakest >= RELY_FROM and many else "look" if weakest >= LOOK_FROM else "read"
    return LabelTrust(
        label=label,
        tone="fault" if label in FAULTS else "technique",
        right_in_ten=round(right * 10),
        found_in_ten=round(found * 10),
        advice=advice,
    )
