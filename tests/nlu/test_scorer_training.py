from __future__ import annotations

from coaching_rules.techniques import LABELS
from nlu.corpus import LabelledSpan
from nlu.scorer_training import sentence_targets
from nlu.sentences import Sentence


def a_sentence(start, end):
    return Sentence(start=start, end=end, text="x" * (end - start), grammar=())


def labels_of(row):
    return [label for label, value in zip(LABELS, row, strict=True) if value]


def test_a_sentence_takes_the_labels_of_the_span_it_lies_in():
    spans = [LabelledSpan(0, 10, ("greet",)), LabelledSpan(11, 30, ("solve", "own"))]
    rows = sentence_targets([a_sentence(0, 10), a_sentence(11, 20), a_sentence(20, 30)], spans)
    assert [labels_of(row) for row in rows] == [["greet"], ["own", "solve"], ["own", "solve"]]


def test_a_longer_sentence_takes_the_labels_of_all_it_holds():
    spans = [LabelledSpan(0, 10, ("greet",)), LabelledSpan(11, 30, ("solve",))]
    assert labels_of(sentence_targets([a_sentence(0, 30)], spans)[0]) == ["greet", "solve"]


def test_a_touch_is_not_enough():
    spans = [LabelledSpan(0, 10, ("greet",)), LabelledSpan(10, 30, ())]
    assert labels_of(sentence_targets([a_sentence(8, 30)], spans)[0]) == []
