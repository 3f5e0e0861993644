from __future__ import annotations

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.corpus import LabelledReply
from nlu.evaluation.baselines import is_current
from nlu.evaluation.frozen import score_frozen
from nlu.evaluation.own_split import measured_replies
from nlu.request import Context

_PLACES = {"": 0, "sorry": 1, "hello": 2, "fine": 3}


def embed(texts):
    """A vector that tells the first word and nothing else."""
    vectors = np.zeros((len(texts), len(_PLACES)))
    for row, text in enumerate(texts):
        vectors[row, _PLACES[text.split(" ")[0]]] = 1
    return vectors


def corpus(count=200):
    replies = []
    for number in range(count):
        word, labels = (("sorry", ("apologise",)), ("hello", ("greet",)), ("fine", ()))[number % 3]
        replies.append(
            LabelledReply(f"r{number}", f"s{number // 4}", f"{word} {number}", Context("chat", ()), (), labels)
        )
    return replies


def test_a_reply_that_measures_is_never_learnt_from_its_own_scenario():
    replies = corpus()
    measured = measured_replies(replies, lambda scenario: int(scenario[1:]) % 2 == 0)
    assert {reply.scenario for reply in replies if reply.id in measured.ids} == set(measured.groups)
    assert all(int(group[1:]) % 2 for group in measured.groups)


def test_logistic_regression_on_vectors_learns_what_the_vectors_tell():
    replies = corpus(2_000)  # with few positives limits are drawn to the usual one, whatever the vectors tell
    measured = measured_replies(replies, lambda scenario: int(scenario[1:]) % 2 == 0)
    scored = score_frozen(replies, measured, measured, embed)
    for part in scored.values():
        for label in ("apologise", "greet"):
            column = LABELS.index(label)
            np.testing.assert_array_equal(part.decided[:, column], part.truth[:, column])
        assert part.decided[:, LABELS.index("hostile")].sum() == 0


def test_figures_are_kept_while_corpus_split_and_code_are_the_same():
    stamp = {"corpus": "c", "split": "s", "code": "k"}
    assert is_current({"measured": stamp, "gold_dev": {}}, stamp, needs_gold=True)
    assert not is_current({"measured": stamp}, stamp, needs_gold=True)
    assert not is_current({"measured": {**stamp, "corpus": "other"}, "gold_dev": {}}, stamp, needs_gold=True)
    assert not is_current({}, stamp, needs_gold=False)
