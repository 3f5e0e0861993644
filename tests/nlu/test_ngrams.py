from __future__ import annotations

import numpy as np

from nlu.ngrams import PhraseSpace, phrases


def test_phrases_are_words_pairs_and_triples_with_edges():
    assert phrases("I'm sorry!") == [
        "<", "i'm", "sorry", "!", ">",
        "< i'm", "i'm sorry", "sorry !", "! >",
        "< i'm sorry", "i'm sorry !", "sorry ! >",
    ]  # fmt: skip


def test_numbers_read_alike():
    assert phrases("case 4471") == phrases("Case 12")


def test_rare_phrases_are_left_out():
    space = PhraseSpace.fit(["so sorry", "so late", "hello"], at_least=2)
    assert "so" in space.column_of
    assert "sorry" not in space.column_of


def test_rows_have_length_one_or_nought():
    space = PhraseSpace.fit(["so sorry", "so late"], at_least=1)
    lengths = np.sqrt(space.matrix(["so sorry", "zzz", ""]).power(2).sum(axis=1)).A1
    assert np.allclose(lengths[:1], 1)
    assert space.matrix(["qqq"])[:, space.column_of["so"]].nnz == 0
