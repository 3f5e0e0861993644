"""One line a run, so that a scorer that got worse shows: ``data/metrics/scorer-runs.jsonl``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

RUNS: Final = Path("data/metrics/scorer-runs.jsonl")
_HEADLINES: Final = ("replies", "macro_f1", "macro_f1_interval_95", "micro_f1", "macro_average_precision")


def entry(figures: Mapping[str, Any], *, date: str, kept: Sequence[str]) -> dict[str, Any]:
    """The line of one run; sets whose figures were taken over from an earlier one are left out."""
    sets = {"own": figures["own"]["techniques"]}
    if "gold_dev" in figures and "gold_dev" not in kept:
        sets["gold_dev"] = figures["gold_dev"]
    return {
        "date": date,
        "model": figures["measured"]["model"],
        "encoder": figures["measured"]["encoder"],
        "corpus": figures["measured"]["corpus"],
        **{name: _headline(part) for name, part in sets.items()},
        "p50_ms": figures["speed"]["graph_ms"]["p50"],
    }


def append(file: Path, figures: Mapping[str, Any], *, date: str, kept: Sequence[str]) -> None:
    """Adds the line of a run; the same model measured again on the same day takes the place of its line."""
    line = entry(figures, date=date, kept=kept)
    earlier = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    others = [text for text in earlier if text.strip() and not _same_run(json.loads(text), line)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*others, json.dumps(line)]) + "\n", encoding="utf-8")


def _headline(part: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: part[name] for name in _HEADLINES if name in part}
    if "gates" in part:
        found["gates"] = {name: part["gates"][name] for name in ("recall", "precision")}
    return found


def _same_run(line: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(line.get(name) == other[name] for name in ("date", "model", "corpus"))
