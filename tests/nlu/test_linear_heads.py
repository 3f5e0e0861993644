from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from nlu.linear_heads import Rows, Space, fit_heads, sigmoid

TEXTS = ["I am sorry", "so sorry", "we are sorry", "good morning", "good evening", "one moment"] * 4
DENSE = np.arange(24, dtype=np.float64)[:, None] % 5


def rows_of(texts, space):
    return space.rows(np.zeros((len(texts), 1)), texts)


def test_heads_learn_what_words_tell():
    space = Space.fit(DENSE, TEXTS, at_least=2, phrase_weight=5.0)
    targets = np.array([["sorry" in text, "good" in text] for text in TEXTS], dtype=np.float64)
    heads = fit_heads(space.rows(DENSE, TEXTS), targets, ridge=1.0)
    found = sigmoid(heads.logits(rows_of(["I am sorry", "good morning"], space)))
    assert (found > 0.5).tolist() == [[True, False], [False, True]]


def test_without_evidence_heads_stay_at_their_prior():
    rows = Rows(dense=np.eye(4), sparse=csr_matrix((4, 0)))
    prior = np.full((4, 1), 0.5)
    heads = fit_heads(rows, np.array([[1.0], [0.0], [1.0], [0.0]]), ridge=1e6, prior=prior)
    assert np.allclose(heads.weights, prior, atol=1e-3)


def test_a_label_that_never_occurs_is_improbable():
    rows = Rows(dense=np.random.default_rng(1).normal(size=(50, 3)), sparse=csr_matrix((50, 0)))
    heads = fit_heads(rows, np.zeros((50, 1)), ridge=10.0)
    assert sigmoid(heads.logits(rows)).max() < 0.05


def test_a_number_that_never_varied_in_training_is_ignored():
    space = Space.fit(np.ones((24, 1)), TEXTS, at_least=2, phrase_weight=1.0)
    assert space.rows(np.array([[999.0]]), ["sorry"]).dense[0, 0] == 0


def test_fitting_twice_gives_the_same_bits():
    space = Space.fit(DENSE, TEXTS, at_least=2, phrase_weight=5.0)
    targets = np.array([["sorry" in text] for text in TEXTS], dtype=np.float64)
    first, second = (fit_heads(space.rows(DENSE, TEXTS), targets, ridge=1.0) for _ in range(2))
    assert first.weights.tobytes() == second.weights.tobytes()
