from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score

from coaching_rules.techniques import LABELS
from nlu.evaluation.figures import gap, ranking_figures, set_figures
from tests.nlu.evaluation.a_set import a_random_set, a_set


def test_pooled_figures_are_the_usual_ones():
    scored = a_random_set()
    figures = set_figures(scored)
    truth, decided = scored.truth.astype(int), scored.decided.astype(int)
    assert figures["macro_f1"] == pytest.approx(f1_score(truth, decided, average="macro"), abs=5e-4)
    assert figures["micro_f1"] == pytest.approx(f1_score(truth, decided, average="micro"), abs=5e-4)
    assert figures["labels"]["greet"]["kappa"] == pytest.approx(cohen_kappa_score(truth[:, 0], decided[:, 0]), abs=5e-4)


def test_every_interval_holds_its_figure():
    figures = set_figures(a_random_set())
    parts = [(figures, name) for name in ("macro_f1", "micro_f1", "macro_average_precision")]
    parts += [(figures["gates"], name) for name in ("recall", "precision")]
    parts += [(row, "f1") for row in figures["labels"].values()]
    for part, name in parts:
        low, high = part[f"{name}_interval_95"]
        assert low <= part[name] <= high
        assert low < high


def test_intervals_are_wider_where_replies_share_a_conversation():
    alone = a_random_set()
    alike = a_set({"greet": [1, 0] * 30}, {"greet": [1, 0, 0, 1] * 15}, groups=[f"g{row // 20}" for row in range(60)])
    apart = a_set({"greet": [1, 0] * 30}, {"greet": [1, 0, 0, 1] * 15})
    assert set_figures(alone)["groups"] == 100
    assert set_figures(alike)["groups"] == 3
    assert set_figures(apart)["macro_f1"] == set_figures(alike)["macro_f1"]


def test_the_gates_are_pooled_over_their_four_labels():
    truth = {"hostile": [1, 1, 0, 0], "expose": [0, 0, 1, 0], "greet": [1, 1, 1, 1]}
    decided = {"hostile": [1, 0, 0, 1], "expose": [0, 0, 1, 0]}
    gates = set_figures(a_set(truth, decided))["gates"]
    assert (gates["replies"], gates["recall"], gates["precision"]) == (3, 0.667, 0.667)


def test_labels_that_hold_nowhere_are_left_out():
    assert list(set_figures(a_set({"own": [1, 0]}, {"greet": [0, 1]}))["labels"]) == ["own"]


def test_a_rater_without_probabilities_has_no_ranking():
    scored = a_set({"own": [1, 0]}, {"own": [1, 0]}, probabilities=np.full((2, len(LABELS)), np.nan))
    figures = set_figures(scored)
    assert figures["macro_f1"] == 1.0
    assert "macro_average_precision" not in figures
    assert "auc" not in figures["labels"]["own"]


def test_what_nobody_judged_counts_neither_way():
    scored = a_set({"own": [1, 0, np.nan], "greet": [1, 1, np.nan]}, {"own": [1, 1, 1], "greet": [1, 0, 0]})
    figures = ranking_figures(scored)
    assert (figures["own"]["positive"], figures["own"]["negative"]) == (1, 1)
    assert figures["own"]["false_alarm_share"] == 1.0
    assert figures["greet"] == {"positive": 2, "negative": 0, "recall": 0.5}


def test_the_gap_is_own_minus_outside():
    own = set_figures(a_set({"own": [1, 1]}, {"own": [1, 1]}))
    outside = set_figures(a_set({"own": [1, 1], "greet": [1, 0]}, {"own": [1, 0], "greet": [1, 0]}))
    found = gap(own, outside)
    assert found["labels_f1"] == {"own": 0.333}
    assert found["macro_f1"] == pytest.approx(1 - (2 / 3 + 1) / 2, abs=1e-3)
