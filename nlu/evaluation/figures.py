"""All figures of one set: per label and pooled, with intervals."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coaching_rules.techniques import GATES, LABELS
from nlu.evaluation.bootstrap import draw_weights, interval
from nlu.evaluation.confusion import neighbours
from nlu.evaluation.counts import Counts
from nlu.evaluation.ranking import auc, average_precision
from nlu.evaluation.reliability import adaptive_error, brier_skill
from nlu.evaluation.scored import Scored

_GATE_COLUMNS: Final = [LABELS.index(gate) for gate in GATES]


def set_figures(scored: Scored) -> dict[str, Any]:
    """Figures of a set in which every label was judged for every reply."""
    each = Counts.of(scored)
    weights = draw_weights(scored.groups)
    drawn = each.weighted(weights)
    labels = _label_figures(scored, each.sum(axis=0), drawn)
    gates, drawn_gates = each.columns(_GATE_COLUMNS), drawn.columns(_GATE_COLUMNS)
    everything, drawn_everything = each.sum(axis=0).sum(axis=0), drawn.sum(axis=1)
    figures: dict[str, Any] = {
        "replies": len(scored.ids),
        "groups": len(set(scored.groups)),
        "macro_f1": _rounded(each.sum(axis=0).macro_f1()),
        "macro_f1_interval_95": interval(drawn.macro_f1()),
        "micro_f1": _rounded(everything.f1()),
        "micro_f1_interval_95": interval(drawn_everything.f1()),
    }
    if scored.ranked:
        figures |= _ranking(scored, labels, weights)
    held = gates.sum(axis=0).sum(axis=0)
    figures["gates"] = {
        "replies": int(held.right + held.missed),
        "recall": _rounded(held.recall()),
        "recall_interval_95": interval(drawn_gates.sum(axis=1).recall()),
        "precision": _rounded(held.precision()),
        "precision_interval_95": interval(drawn_gates.sum(axis=1).precision()),
    }
    doubts = float(scored.abstained.sum())
    figures["abstained_share"] = round(doubts / max(doubts + float(scored.decided.sum()), 1), 3)
    return {**figures, "labels": labels, "neighbours": neighbours(scored)}


def ranking_figures(scored: Scored) -> dict[str, Any]:
    """Per label that a set judged: AUC where it has both answers, else recall. Outside sets are sampled, not drawn."""
    figures = {}
    for column, label in enumerate(LABELS):
        judged = ~np.isnan(scored.truth[:, column])
        truth = scored.truth[judged, column]
        if not truth.any():
            continue
        row: dict[str, Any] = {"positive": int(truth.sum()), "negative": int((truth == 0).sum())}
        if row["negative"]:
            row["auc"] = round(auc(scored.probabilities[judged, column], truth), 3)
        row["recall"] = round(float(scored.decided[judged, column][truth == 1].mean()), 3)
        if row["negative"]:
            row["false_alarm_share"] = round(float(scored.decided[judged, column][truth == 0].mean()), 3)
        figures[label] = row
    return figures


def gap(own: dict[str, Any], outside: dict[str, Any]) -> dict[str, Any]:
    """Own minus outside: how much better the scorer is on replies like those it learnt from."""
    pooled = ("macro_f1", "micro_f1", "macro_average_precision")
    labels = {
        label: round(own["labels"][label]["f1"] - outside["labels"][label]["f1"], 3)
        for label in LABELS
        if label in own["labels"] and label in outside["labels"]
    }
    return {
        **{name: round(own[name] - outside[name], 3) for name in pooled if name in own and name in outside},
        "labels_f1": labels,
    }


def _label_figures(scored: Scored, whole: Counts, drawn: Counts) -> dict[str, dict[str, Any]]:
    precision, recall, f1 = whole.precision(), whole.recall(), whole.f1()
    again = np.where(drawn.right + drawn.missed > 0, drawn.f1(), np.nan)
    labels = {}
    for column, label in enumerate(LABELS):
        truth, given = scored.truth[:, column], scored.probabilities[:, column]
        if not truth.any():
            continue
        labels[label] = {
            "replies": int(truth.sum()),
            "precision": _rounded(precision[column]),
            "recall": _rounded(recall[column]),
            "f1": _rounded(f1[column]),
            "f1_interval_95": interval(again[:, column]),
            "kappa": round(_kappa(truth, scored.decided[:, column]), 3),
            "abstained": int(scored.abstained[:, column].sum()),
        }
        if scored.ranked:
            labels[label] |= {
                "average_precision": _rounded(average_precision(given, truth)[0]),
                "auc": round(auc(given, truth), 3),
                "brier_skill": brier_skill(given, truth),
                "bias": _rounded(given.mean() - truth.mean()),
            }
    return labels


def _ranking(scored: Scored, labels: dict[str, dict[str, Any]], weights: np.ndarray) -> dict[str, Any]:
    columns = [LABELS.index(label) for label in labels]
    again = np.stack(
        [average_precision(scored.probabilities[:, column], scored.truth[:, column], weights) for column in columns]
    )
    return {
        "macro_average_precision": _rounded(np.mean([row["average_precision"] for row in labels.values()])),
        "macro_average_precision_interval_95": interval(_known_mean(again)),
        "macro_auc": _rounded(_known_mean(np.array([[row["auc"]] for row in labels.values()]))[0]),
        "calibration": {
            "adaptive": adaptive_error(scored.probabilities, scored.truth),
            "brier_skill": brier_skill(scored.probabilities, scored.truth),
        },
    }


def _known_mean(values: np.ndarray) -> np.ndarray:
    """The mean down each column over what is known there; NaN where nothing is."""
    known = ~np.isnan(values)
    mean: np.ndarray = np.nansum(values, axis=0) / np.where(known.any(axis=0), known.sum(axis=0), np.nan)
    return mean


def _kappa(truth: np.ndarray, decided: np.ndarray) -> float:
    """Agreement beyond chance between scorer and readers."""
    agreed = float((truth == decided).mean())
    expected = float(truth.mean() * decided.mean() + (1 - truth.mean()) * (1 - decided.mean()))
    return (agreed - expected) / (1 - expected) if expected < 1 else 0.0


def _rounded(value: Any) -> float:
    return round(float(value), 3)
