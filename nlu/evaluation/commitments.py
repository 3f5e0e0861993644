"""How often commitments are found, and how often who, when, channel and condition are right, on sentences of ours.

The sentences of ``data/checks/commitments.jsonl`` were marked by somebody who had not seen the rules. Half of them
(``built_on``) were looked at while the rules were written; the figures are about the other half.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from coaching_rules.findings import Commitment
from nlu.corpus import lines_of
from nlu.evaluation.counts import Counts
from nlu.sentences import parse
from nlu.spacy_loader import Parser, SpacyLoader

MARKED: Final = Path("data/checks/commitments.jsonl")


def commitment_figures(path: Path = MARKED) -> dict[str, Any]:
    """Precision, recall and F1 of commitments; of those found, the share with the right field."""
    parser = SpacyLoader.load_parser(SpacyLoader.get_default_config())
    rows = [raw for raw, _ in lines_of(path) if not raw["built_on"]]
    pairs = [_matched(raw, parser) for raw in rows]
    found = [pair for matched, _, _ in pairs for pair in matched]
    counts = Counts(*(np.array(sum(len(pair[part]) for pair in pairs)) for part in range(3)))
    figures: dict[str, Any] = {
        "sentences": len(rows),
        "commitments": int(counts.right + counts.missed),
        "precision": round(float(counts.precision()), 4),
        "recall": round(float(counts.recall()), 4),
        "f1": round(float(counts.f1()), 4),
    }
    for field in ("who", "when", "channel", "conditional"):
        right = sum(_same(field, getattr(ours, field), theirs[field]) for ours, theirs in found)
        figures[f"{field}_right"] = round(right / max(len(found), 1), 4)
    return figures


def _matched(
    raw: Mapping[str, Any], parser: Parser
) -> tuple[list[tuple[Commitment, Mapping[str, Any]]], list[Commitment], list[Mapping[str, Any]]]:
    """Pairs whose words overlap, what was found beyond them, and what was missed."""
    matched, extra, left = [], [], list(raw["commitments"])
    for ours in parse(raw["text"], parser).commitments:
        theirs = next((item for item in left if item["start"] < ours.what.end and ours.what.start < item["end"]), None)
        if theirs is None:
            extra.append(ours)
        else:
            left.remove(theirs)
            matched.append((ours, theirs))
    return matched, extra, left


def _same(field: str, ours: Any, theirs: Any) -> bool:
    """Of times, that there is one, and that they share a word; the rest literally."""
    if field != "when" or ours is None or theirs is None:
        return bool(ours == theirs)
    return not set(ours.lower().split()).isdisjoint(theirs.lower().split())
