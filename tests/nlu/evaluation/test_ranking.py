from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from nlu.evaluation.ranking import auc, average_precision


@pytest.fixture
def ranked():
    chance = np.random.default_rng(5)
    truth = (chance.random(200) < 0.2).astype(float)
    # Two digits make many equal probabilities.
    return np.round(np.clip(truth * 0.3 + chance.random(200) * 0.7, 0, 1), 2), truth


def test_average_precision_is_the_usual_one_also_where_probabilities_are_equal(ranked):
    probabilities, truth = ranked
    assert average_precision(probabilities, truth)[0] == pytest.approx(average_precision_score(truth, probabilities))


def test_a_weight_stands_for_repeated_rows(ranked):
    probabilities, truth = ranked
    times = np.random.default_rng(1).integers(0, 3, size=(4, len(truth))).astype(float)
    for drawn, weights in zip(average_precision(probabilities, truth, times), times):
        rows = np.repeat(np.arange(len(truth)), weights.astype(int))
        assert drawn == pytest.approx(average_precision_score(truth[rows], probabilities[rows]))


def test_a_draw_without_the_label_has_no_average_precision(ranked):
    probabilities, truth = ranked
    assert np.isnan(average_precision(probabilities, truth, (1 - truth)[None, :]))[0]


def test_auc_is_the_usual_one(ranked):
    probabilities, truth = ranked
    assert auc(probabilities, truth) == pytest.approx(roc_auc_score(truth, probabilities))
    assert np.isnan(auc(probabilities, np.ones(len(truth))))
