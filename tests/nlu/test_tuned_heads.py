"""What each sentence carries and what the reply amounts to, from the vectors of word pieces."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.errors import UnderstandingError
from nlu.tuned_heads import TunedHeads


def heads(*, look: float = 0.0) -> TunedHeads:
    """One label that looks at the second number of a vector, and finds the first there."""
    return TunedHeads.of(
        {
            "look.weight": np.array([[0.0, look]]),
            "sentence.weight": np.array([[1.0, 0.0]]),
            "sentence.bias": np.array([-1.0]),
            "reply.weight": np.array([[0.0, 0.5, 0.0, 0.25]]),
            "reply.bias": np.array([0.125]),
        }
    )


VECTORS = np.array([[1.0, 0.0], [3.0, 1.0], [5.0, 0.0]])


def test_without_a_look_it_is_the_mean_over_the_pieces():
    logits = heads().sentences(VECTORS, np.array([0, 0, 1]), 2)
    assert logits.tolist() == [[1.0], [4.0]]


def test_a_piece_that_is_looked_at_counts_for_more():
    closely = heads(look=2.0).sentences(VECTORS, np.array([0, 0, 1]), 2)
    weight = np.exp(2.0)
    assert closely[0, 0] == pytest.approx((1 + 3 * weight) / (1 + weight) - 1)
    assert closely[1, 0] == pytest.approx(4.0)


def test_a_sentence_without_pieces_carries_what_nothing_carries():
    assert heads(look=1.0).sentences(VECTORS, np.array([0, 0, 0]), 2)[1, 0] == -1.0
    assert heads().sentences(np.zeros((0, 2)), np.zeros(0, np.int64), 1).tolist() == [[-1.0]]


def test_however_close_the_look_the_numbers_stay_finite():
    logits = heads(look=1e6).sentences(VECTORS, np.array([0, 0, 1]), 2)
    assert np.isfinite(logits).all() and logits[0, 0] == pytest.approx(2.0, abs=1e-3)


def test_the_whole_is_its_strongest_sentence_and_what_was_said_before():
    whole = heads().reply(np.array([[2.0]]), np.array([0.0, 2.0]), np.array([0.0, 4.0]))
    assert whole.tolist() == [2.0 + 1.0 + 1.0 + 0.125]


def test_heads_that_lack_a_matrix_say_which():
    with pytest.raises(UnderstandingError, match="N0403.*reply.weight"):
        TunedHeads.of({name: np.zeros((1, 1)) for name in ("look.weight", "sentence.weight", "sentence.bias")})
