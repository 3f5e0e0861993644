"""Draws the figures as one SVG: F1 of every label on two sets with its interval, and the alternatives below.

Plain shapes and a system font, so that it shows anywhere; two marks that differ in shape as well as in colour, and a
title and a description for those who listen to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from coaching_rules.techniques import FAULTS, LABELS, TECHNIQUES

WIDTH: Final = 760
_LEFT, _RIGHT = 190, 40
_ROW, _TOP = 22, 92
_TITLE: Final = "How well the scorer finds each technique and fault (F1)"
_STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.small{font-size:12px;fill:#57606a}"
    ".title{font-size:17px;font-weight:600}"
    ".group{font-weight:600}.grid{stroke:#d0d7de;stroke-width:1}.own{fill:#0b5cad;stroke:#0b5cad}"
    ".gold{fill:#fff;stroke:#b3470b;stroke-width:2}.span{stroke-width:1.5;fill:none}"
    "@media(prefers-color-scheme:dark){.ground{fill:#0d1117}text{fill:#e6edf3}.small{fill:#9da7b1}.grid{stroke:#30363d}"
    ".own{fill:#58a6ff;stroke:#58a6ff}.gold{fill:#0d1117;stroke:#ff9e64}}"
)


@dataclass(frozen=True)
class _Mark:
    value: float
    interval: list[float]


@dataclass(frozen=True)
class _Row:
    title: str
    heading: bool
    own: _Mark | None = None
    gold: _Mark | None = None


def draw(figures: Mapping[str, Any]) -> str:
    """The picture for ``data/metrics/scorer.json``; figures that are not there leave their place empty."""
    rows = list(_rows(figures))
    height = _TOP + _ROW * len(rows) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(_TITLE)}</title>',
        f'<desc id="d">{escape(_description(figures))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text class="title" x="16" y="28">{escape(_TITLE)}</text>',
        *_legend(),
        *_grid(len(rows)),
    ]
    for place, row in enumerate(rows):
        parts += _draw_row(row, _TOP + _ROW * place + _ROW // 2)
    parts.append(f'<text class="small" x="16" y="{height - 14}">{escape(_footnote(figures))}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _rows(figures: Mapping[str, Any]) -> Iterator[_Row]:
    own, gold = figures["own"]["techniques"], figures.get("gold_dev", {})
    for heading, labels in (("Techniques", TECHNIQUES), ("Faults", FAULTS)):
        yield _Row(heading, heading=True)
        for label in labels:
            yield _Row(label, heading=False, own=_label_mark(own, label), gold=_label_mark(gold, label))
    yield _Row("All thirty labels (macro-F1)", heading=True)
    yield _Row("this scorer", heading=False, own=_pooled_mark(own), gold=_pooled_mark(gold))
    for row in figures.get("alternatives", {}).values():
        title = _SHORT.get(row["title"], row["title"])
        yield _Row(
            title, heading=False, own=_pooled_mark(row.get("own", {})), gold=_pooled_mark(row.get("gold_dev", {}))
        )


_SHORT: Final = {
    "MiniLM as published, logistic regression": "MiniLM untuned + logistic",
    "Rasa's DIET, labels joined to intents": "Rasa's DIET",
    "small language model as rater": "small language model",
}


def _label_mark(part: Mapping[str, Any], label: str) -> _Mark | None:
    row = part.get("labels", {}).get(label)
    return _Mark(row["f1"], row.get("f1_interval_95", [])) if row else None


def _pooled_mark(part: Mapping[str, Any]) -> _Mark | None:
    return _Mark(part["macro_f1"], part.get("macro_f1_interval_95", [])) if "macro_f1" in part else None


def _draw_row(row: _Row, middle: int) -> Iterator[str]:
    style = ' class="group"' if row.heading else ""
    yield f'<text{style} x="{16 if row.heading else 24}" y="{middle + 4}">{escape(row.title)}</text>'
    if row.own:
        yield from _span(row.own, middle - 4, "own")
        yield f'<circle class="own" cx="{_across(row.own.value)}" cy="{middle - 4}" r="4"/>'
    if row.gold:
        yield from _span(row.gold, middle + 4, "gold")
        yield f'<rect class="gold" x="{_across(row.gold.value) - 3.5:.1f}" y="{middle + 0.5}" width="7" height="7"/>'


def _span(mark: _Mark, middle: int, kind: str) -> Iterator[str]:
    if mark.interval:
        low, high = (_across(edge) for edge in mark.interval)
        yield f'<path class="{kind} span" d="M{low} {middle}H{high}"/>'


def _grid(rows: int) -> Iterator[str]:
    for tenth in range(0, 11, 2):
        across = _across(tenth / 10)
        yield f'<path class="grid" d="M{across} {_TOP}V{_TOP + _ROW * rows}"/>'
        yield f'<text class="small" x="{across}" y="{_TOP - 8}" text-anchor="middle">{tenth / 10:.1f}</text>'


def _legend() -> Iterator[str]:
    yield '<circle class="own" cx="22" cy="52" r="4"/><text class="small" x="34" y="56">our own held-out replies</text>'
    yield '<rect class="gold" x="206" y="48" width="7" height="7"/>'
    yield '<text class="small" x="222" y="56">gold/dev, written to mislead; lines: where 95 of 100 redraws fall</text>'


def _across(value: float) -> float:
    return round(_LEFT + value * (WIDTH - _LEFT - _RIGHT), 1)


def _description(figures: Mapping[str, Any]) -> str:
    own, gold = figures["own"]["techniques"], figures.get("gold_dev", {})
    found = [label for label in LABELS if label in own["labels"]]
    best = sorted(found, key=lambda label: -own["labels"][label]["f1"])
    text = (
        f"Macro-F1 over thirty labels is {own['macro_f1']:.2f} on our own held-out replies"
        + (f" and {gold['macro_f1']:.2f} on gold/dev. " if gold else ". ")
        + f"Best found on our own: {', '.join(best[:3])}. Worst: {', '.join(best[-3:])}. "
    )
    others = [
        f"{row['title']} {row['gold_dev']['macro_f1']:.2f}"
        for row in figures.get("alternatives", {}).values()
        if "gold_dev" in row
    ]
    return text + (f"Alternatives on gold/dev: {'; '.join(others)}." if others else "")


def _footnote(figures: Mapping[str, Any]) -> str:
    measured = figures.get("measured")
    if not measured:
        return "Drawn from data/metrics/scorer.json"
    return f"Scorer {measured['model']}, corpus {measured['corpus']}; drawn from data/metrics/scorer.json by make eval"
