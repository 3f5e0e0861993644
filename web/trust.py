"""How far each label can be trusted, from the figures that ``make eval`` committed: for people who read a score."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from coaching_rules.label_trust import Advice, advice_on
from coaching_rules.techniques import FAULTS, LABELS


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
    labels = {label: _trust_of(label, own["labels"].get(label, {}), outside.get(label, {})) for label in LABELS}
    return Trust(
        scorer=raw["measured"]["model"],
        replies=own["replies"],
        labels={label: found for label, found in labels.items() if found is not None},
    )


def _trust_of(label: str, ours: Mapping[str, Any], outside: Mapping[str, Any]) -> LabelTrust | None:
    parts = [part for part in (ours, outside) if part]
    if not parts:
        return None
    right, found = (min(float(part[name]) for part in parts) for name in ("precision", "recall"))
    return LabelTrust(
        label=label,
        tone="fault" if label in FAULTS else "technique",
        right_in_ten=round(right * 10),
        found_in_ten=round(found * 10),
        advice=advice_on(ours, outside),
    )
