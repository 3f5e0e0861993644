from __future__ import annotations

import numpy as np

from nlu.calibration import USUAL_THRESHOLD, f1, fit_calibration


def logits_and_targets(rows=400, strength=2.0, share=0.3):
    chance = np.random.default_rng(7)
    targets = (chance.random((rows, 1)) < share).astype(float)
    return (targets - 0.5) * strength + chance.normal(size=(rows, 1)), targets


def test_calibrated_probabilities_mean_what_they_say():
    logits, targets = logits_and_targets()
    calibration = fit_calibration(logits * 4, targets)  # four times too sure of itself
    probabilities = calibration.probabilities(logits * 4)
    assert abs(probabilities.mean() - targets.mean()) < 0.02
    assert abs(probabilities[probabilities > 0.7].mean() - targets[probabilities > 0.7].mean()) < 0.12


def test_the_threshold_is_near_the_best_f1():
    logits, targets = logits_and_targets(rows=2_000)
    calibration = fit_calibration(logits, targets)
    probabilities = calibration.probabilities(logits)
    best = max(f1((probabilities >= limit).astype(float), targets) for limit in np.linspace(0.05, 0.95, 91))
    assert f1((probabilities >= calibration.decided_from).astype(float), targets) > best - 0.01


def test_doubt_begins_at_or_below_the_decision():
    logits, targets = logits_and_targets(strength=1.0)
    calibration = fit_calibration(logits, targets)
    assert (calibration.doubtful_from <= calibration.decided_from).all()


def test_there_is_one_doubt_to_ten_decisions_at_most():
    logits, targets = logits_and_targets(rows=1_000, strength=1.0)
    calibration = fit_calibration(logits, targets)
    probabilities = calibration.probabilities(logits)
    doubtful = (probabilities >= calibration.doubtful_from) & (probabilities < calibration.decided_from)
    assert 0 < doubtful.sum() <= 0.11 * (probabilities >= calibration.decided_from).sum()


def test_a_label_that_must_be_noticed_is_decided_as_often_as_its_precision_allows():
    logits, targets = logits_and_targets(rows=2_000, strength=3.0)
    calibration = fit_calibration(logits, targets, precisions=np.array([0.75]))
    decided = calibration.probabilities(logits) >= calibration.decided_from
    assert 0.73 < (decided * targets).sum() / decided.sum() < 0.8
    assert (decided * targets).sum() / targets.sum() > 0.9


def test_a_label_that_never_occurs_keeps_the_usual_threshold():
    calibration = fit_calibration(np.full((20, 1), -3.0), np.zeros((20, 1)))
    assert calibration.decided_from[0] == USUAL_THRESHOLD
    assert calibration.probabilities(np.array([[-3.0]]))[0, 0] < 0.1


def test_f1_of_nothing_right_is_nought():
    assert f1(np.zeros(3), np.ones(3)) == 0


def test_nothing_is_decided_below_the_floor_and_what_falls_short_can_be_doubtful():
    random = np.random.default_rng(0)
    targets = (random.random((400, 1)) < 0.2).astype(float)
    logits = np.where(targets > 0, 1.0, -1.0) + random.normal(size=(400, 1))
    free = fit_calibration(logits, targets)
    held = fit_calibration(logits, targets, floors=np.array([0.7]))
    assert free.decided_from[0] < 0.7
    assert held.decided_from[0] == 0.7
    assert held.doubtful_from[0] <= 0.7
