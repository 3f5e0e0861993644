from __future__ import annotations

import numpy as np

from nlu.evaluation.reliability import adaptive_error, brier_skill
from tests.nlu.evaluation.a_set import a_random_set


def test_probabilities_that_mean_what_they_say_have_a_small_error():
    scored = a_random_set(1000)
    assert adaptive_error(scored.probabilities, scored.truth)["error"] < 0.02


def test_a_scorer_too_sure_of_itself_has_a_larger_one():
    sure = a_random_set(1000, noise=3.0)
    assert adaptive_error(sure.probabilities, sure.truth)["error"] > 0.1


def test_clear_cases_and_what_nobody_judged_are_left_out():
    found = adaptive_error(np.array([0.01, 0.99, 0.5]), np.array([0.0, 1.0, np.nan]))
    assert found == {"pairs": 0, "error": None, "bias": None}


def test_saying_the_base_rate_has_no_skill_and_knowing_has_all_of_it():
    truth = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    assert brier_skill(np.tile(truth.mean(axis=0), (4, 1)), truth) == 0.0
    assert brier_skill(truth, truth) == 1.0
    assert brier_skill(np.zeros(4), np.zeros(4)) is None
