"""Measures the trained scorer: ``make eval``. Our own held-out replies, then outside sets where they are present.

Outside sets are for measuring alone: nothing is fitted on them, and only figures leave this module. A set that is not
there keeps the figures that were committed, and the command says which those are.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import sys
import tarfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.metrics import average_precision_score, cohen_kappa_score, roc_auc_score

from coaching_rules.techniques import GATES, LABELS
from nlu.batch import MODELS, newest_model
from nlu.calibration import f1
from nlu.errors import UnderstandingError
from nlu.graph import load_processor, understand
from nlu.request import read_request

RESAMPLES: Final = 1000
_PROGRESS_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Scored:
    """Probabilities, decisions, abstentions and truth of a set, each (replies, labels); truth NaN where not judged."""

    probabilities: np.ndarray
    decided: np.ndarray
    abstained: np.ndarray
    truth: np.ndarray


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluates what is there and writes the figures; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the trained scorer.")
    parser.add_argument("--gold", type=Path, help="a folder with dev.jsonl")
    parser.add_argument("--external", type=Path, help="a folder with outside sets, *.jsonl")
    parser.add_argument("--out", type=Path, default=Path("data/metrics/scorer.json"))
    options = parser.parse_args(arguments)
    figures: dict[str, Any] = json.loads(options.out.read_text()) if options.out.is_file() else {}
    try:
        model = newest_model(MODELS)
        figures["own"] = own_figures(model)
        processor = load_processor(model)
    except UnderstandingError as error:
        print(error, file=sys.stderr)
        return 2
    kept = []
    if options.gold and (options.gold / "dev.jsonl").is_file():
        rows = _rows(options.gold / "dev.jsonl")
        scored = _score(
            processor, rows, [{label: int(label in row["labels"]) for label in LABELS} for row in rows], "gold"
        )
        figures["gold_dev"] = decision_figures(scored)
    else:
        kept.append("gold_dev")
    files = sorted(options.external.glob("*.jsonl")) if options.external and options.external.is_dir() else []
    if files:
        figures["external"] = {}
        for file in files:
            rows = _rows(file)
            scored = _score(processor, rows, [row["labels"] for row in rows], file.stem)
            figures["external"][file.stem] = ranking_figures(scored)
    else:
        kept.append("external")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    _print(figures)
    if kept:
        print(f"Not measured now, committed values kept: {', '.join(kept)} (their data is not here).")
    return 0


def own_figures(model: Path) -> dict[str, Any]:
    """What ``rasa train`` measured, by cross-validation on scenarios that the encoder was not tuned on."""
    figures = {}
    with tarfile.open(model) as archive:
        for member in archive.getmembers():
            if member.name.endswith("validation.json"):
                content = archive.extractfile(member)
                if content is None:
                    raise UnderstandingError("N0601", f"{model}: {member.name} can't be read; run make train")
                name = "techniques" if "TechniqueScorer" in member.name else "content"
                figures[name] = json.load(io.TextIOWrapper(content, encoding="utf-8"))
    if set(figures) != {"techniques", "content"}:
        raise UnderstandingError("N0601", f"{model}: holds no figures of its training; run make train")
    return figures


def decision_figures(scored: Scored) -> dict[str, Any]:
    """Per label and pooled: precision, recall, F1, average precision, kappa; macro-F1 with a bootstrap interval."""
    labels = {}
    for column, label in enumerate(LABELS):
        truth, decided = scored.truth[:, column], scored.decided[:, column]
        if not truth.any():
            continue
        right = float((truth * decided).sum())
        labels[label] = {
            "replies": int(truth.sum()),
            "precision": round(right / max(decided.sum(), 1), 3),
            "recall": round(right / truth.sum(), 3),
            "f1": round(f1(decided, truth), 3),
            "average_precision": round(float(average_precision_score(truth, scored.probabilities[:, column])), 3),
            "auc": round(float(roc_auc_score(truth, scored.probabilities[:, column])), 3),
            "kappa": round(float(cohen_kappa_score(truth, decided)), 3),
        }
    random = np.random.default_rng(0)
    draws = (random.integers(0, len(scored.truth), len(scored.truth)) for _ in range(RESAMPLES))
    again = [_macro_f1(scored.decided[draw], scored.truth[draw]) for draw in draws]
    gates = [LABELS.index(gate) for gate in GATES]
    caught = float((scored.decided[:, gates] * scored.truth[:, gates]).sum())
    return {
        "replies": len(scored.truth),
        "macro_f1": round(_macro_f1(scored.decided, scored.truth), 3),
        "macro_f1_interval_95": [round(float(np.quantile(again, edge)), 3) for edge in (0.025, 0.975)],
        "micro_f1": round(f1(scored.decided.ravel(), scored.truth.ravel()), 3),
        "macro_average_precision": round(float(np.mean([row["average_precision"] for row in labels.values()])), 3),
        "macro_auc": round(float(np.mean([row["auc"] for row in labels.values()])), 3),
        "gates": {
            "recall": round(caught / scored.truth[:, gates].sum(), 3),
            "precision": round(caught / max(scored.decided[:, gates].sum(), 1), 3),
        },
        "abstained_share": round(
            float(scored.abstained.sum() / max(scored.abstained.sum() + scored.decided.sum(), 1)), 3
        ),
        "labels": labels,
    }


def ranking_figures(scored: Scored) -> dict[str, Any]:
    """Per label that a set judged: AUC where it has both answers, else recall."""
    figures = {}
    for column, label in enumerate(LABELS):
        judged = ~np.isnan(scored.truth[:, column])
        truth = scored.truth[judged, column]
        if not truth.any():
            continue
        row: dict[str, Any] = {"positive": int(truth.sum()), "negative": int((truth == 0).sum())}
        if row["negative"]:
            row["auc"] = round(float(roc_auc_score(truth, scored.probabilities[judged, column])), 3)
        else:
            row["recall"] = round(float(scored.decided[judged, column].mean()), 3)
        figures[label] = row
    return figures


def _macro_f1(decided: np.ndarray, truth: np.ndarray) -> float:
    """The mean F1 over labels that occur."""
    present = np.flatnonzero(truth.any(axis=0))
    return float(np.mean([f1(decided[:, column], truth[:, column]) for column in present]))


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _score(processor: Any, rows: Sequence[Mapping[str, Any]], truths: Sequence[Mapping[str, int]], name: str) -> Scored:
    shape = (len(rows), len(LABELS))
    probabilities, decided, abstained = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    shown = time.monotonic()
    for number, row in enumerate(rows):
        found = asyncio.run(understand(processor, read_request(row, text_key="reply"))).scores
        probabilities[number] = [found["labels"][label] for label in LABELS]
        decided[number] = [float(label in found["decided"]) for label in LABELS]
        abstained[number] = [float(label in found["abstained"]) for label in LABELS]
        if time.monotonic() - shown > _PROGRESS_SECONDS:
            shown = time.monotonic()
            print(f"{name}: {number + 1} of {len(rows)}", file=sys.stderr)
    truth = np.array([[row.get(label, np.nan) for label in LABELS] for row in truths], dtype=float)
    return Scored(probabilities=probabilities, decided=decided, abstained=abstained, truth=truth)


def _print(figures: Mapping[str, Any]) -> None:
    own = figures["own"]["techniques"]
    print(f"Own held-out replies ({own['replies']}): macro-F1 {own['macro_f1']:.3f}")
    if gold := figures.get("gold_dev"):
        low, high = gold["macro_f1_interval_95"]
        print(
            f"gold/dev ({gold['replies']}): macro-F1 {gold['macro_f1']:.3f} ({low:.3f} to {high:.3f}), "
            f"micro-F1 {gold['micro_f1']:.3f}, macro AP {gold['macro_average_precision']:.3f}, "
            f"macro AUC {gold['macro_auc']:.3f}; gates: recall {gold['gates']['recall']:.2f} at precision "
            f"{gold['gates']['precision']:.2f}; abstained {gold['abstained_share']:.1%}"
        )
    for name, labels in figures.get("external", {}).items():
        shown = ", ".join(
            f"{label} {'AUC' if 'auc' in row else 'recall'} {row.get('auc', row.get('recall')):.3f}"
            for label, row in labels.items()
        )
        print(f"{name}: {shown or 'no label of ours'}")


if __name__ == "__main__":
    sys.exit(main())
