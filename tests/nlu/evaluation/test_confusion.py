from __future__ import annotations

from nlu.evaluation.confusion import neighbours
from tests.nlu.evaluation.a_set import a_set


def test_a_missed_label_names_what_was_decided_in_its_place():
    truth = {"stonewall": [1, 1, 1], "dismiss": [0, 1, 0]}
    decided = {"stonewall": [0, 0, 1], "dismiss": [1, 1, 0]}
    missed = neighbours(a_set(truth, decided))["stonewall"]["missed"]
    assert missed == {"replies": 2, "decided": [["dismiss", 2, 1]]}


def test_a_false_alarm_names_what_held_instead():
    truth = {"dismiss": [1, 1, 0], "argue": [0, 0, 1]}
    decided = {"argue": [1, 1, 1], "dismiss": [0, 1, 0]}
    alarms = neighbours(a_set(truth, decided))["argue"]["false_alarms"]
    assert alarms == {"replies": 2, "true": [["dismiss", 2, 1]]}


def test_a_label_that_neither_holds_nor_was_decided_is_left_out():
    assert set(neighbours(a_set({"own": [1]}, {"own": [1]}))) == {"own"}
