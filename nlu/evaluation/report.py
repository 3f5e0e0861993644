"""The figures in a few lines, for whoever ran the command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """One line a set, then alternatives, robustness and speed."""
    measured = figures["measured"]
    yield f"Model {measured['model']}, encoder {measured['encoder']}, corpus {measured['corpus']}"
    yield f"Own held-out replies: {_headline(figures['own']['techniques'])}"
    if gold := figures.get("gold_dev"):
        yield f"gold/dev: {_headline(gold)}"
    if apart := figures.get("gap_own_minus_gold_dev"):
        yield f"Own minus gold/dev: {', '.join(f'{k} {v:+.3f}' for k, v in apart.items() if isinstance(v, float))}"
    for name, labels in figures.get("external", {}).get("sets", {}).items():
        shown = ", ".join(_outside(label, row) for label, row in labels.items())
        yield f"{name}: {shown or 'no label of ours'}"
    for name, row in figures.get("alternatives", {}).items():
        found = {part: row[part]["macro_f1"] for part in ("own", "gold_dev") if part in row}
        yield f"{name}: " + ", ".join(f"{part} macro-F1 {value:.3f}" for part, value in found.items())
    for name, row in figures["own"]["content"].items():
        yield f"{name}: macro-F1 {row['macro_f1']:.3f} on {row['lines']} unseen lines"
    said = figures["commitments"]
    yield f"commitments: F1 {said['f1']:.3f} on {said['sentences']} sentences, who right {said['who_right']:.0%}"
    robust = figures["robustness"]
    for name, row in robust.items():
        if isinstance(row, dict) and "moved_share" in row:
            yield f"{name}: {row['moved_share']:.1%} of decisions moved"
    moving = sum(row["replies_that_move"] for row in robust["swaps"].values())
    yield f"swaps: {moving} of {sum(row['replies'] for row in robust['swaps'].values())} replies moved"
    yield f"negation: {len(robust['negation']['told_apart'])} of {robust['negation']['pairs']} pairs told apart"
    yield f"order and repetition: {robust['order_and_repetition']['changed']} replies changed"
    speed = figures["speed"]
    yield (
        f"Speed: p50 {speed['graph_ms']['p50']} ms a reply in the graph, {speed['replies_per_second']} replies/s; "
        f"a file on {speed['cores']} cores {speed['file']['replies_per_second']} replies/s"
    )


def _headline(part: Mapping[str, Any]) -> str:
    shown = [f"{part['replies']} replies"]
    for name, title in (("macro_f1", "macro-F1"), ("micro_f1", "micro-F1"), ("macro_average_precision", "macro AP")):
        if name in part:
            shown.append(f"{title} {part[name]:.3f}{_span(part.get(f'{name}_interval_95'))}")
    if "gates" in part:
        gates = part["gates"]
        for name in ("recall", "precision"):
            shown.append(f"gates' {name} {gates[name]:.2f}{_span(gates.get(f'{name}_interval_95'))}")
    if "calibration" in part:
        error, skill = part["calibration"]["adaptive"]["error"], part["calibration"]["brier_skill"]
        shown.append(f"calibration error {error}, Brier skill {skill}")
    if "abstained_share" in part:
        shown.append(f"abstained {part['abstained_share']:.1%}")
    return ", ".join(shown)


def _span(interval: list[float] | None) -> str:
    return f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""


def _outside(label: str, row: Mapping[str, Any]) -> str:
    return f"{label} AUC {row['auc']:.3f}" if "auc" in row else f"{label} recall {row['recall']:.3f}"
