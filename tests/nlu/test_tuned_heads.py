"""What each sentence carries and what the reply amounts to, from the vectors of word pieces."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.errors import UnderstandingError
from nlu.tuned_heads import TunedHeads, Vectors
from nlu.windows import Row


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


def vectors(*owners: int, before: tuple[float, float] = (0.0, 0.0)) -> Vectors:
    said = np.array([[1.0, 0.0], [3.0, 1.0], [5.0, 0.0]])[: len(owners)]
    return Vectors(said, np.array(owners, np.int64), np.array(before))


def test_without_a_look_it_is_the_mean_over_the_pieces():
    assert heads().judge(vectors(0, 0, 1), 2)[0].tolist() == [[1.0], [4.0]]


def test_a_piece_that_is_looked_at_counts_for_more():
    closely, _ = heads(look=2.0).judge(vectors(0, 0, 1), 2)
    weight = np.exp(2.0)
    assert closely[0, 0] == pytest.approx((1 + 3 * weight) / (1 + weight) - 1)
    assert closely[1, 0] == pytest.approx(4.0)


def test_a_sentence_without_pieces_carries_what_nothing_carries():
    assert heads(look=1.0).judge(vectors(0, 0, 0), 2)[0][1, 0] == -1.0
    assert heads().judge(vectors(), 1)[0].tolist() == [[-1.0]]


def test_however_close_the_look_the_numbers_stay_finite():
    logits, _ = heads(look=1e6).judge(vectors(0, 0, 1), 2)
    assert np.isfinite(logits).all() and logits[0, 0] == pytest.approx(2.0, abs=1e-3)


def test_the_whole_is_its_strongest_sentence_and_what_was_said_before():
    carried, whole = heads().judge(vectors(0, 0, before=(0.0, 4.0)), 1)
    assert carried.tolist() == [[1.0]]
    # One sentence alone counts once as the strongest; the reply's mean is (2, .5).
    assert whole.tolist() == [1.0 + 0.25 + 1.0 + 0.125]


def test_of_nothing_nothing_is_judged():
    carried, whole = heads().judge(vectors(), 0)
    assert carried.shape == (0, 1) and whole.tolist() == [0.0]


def test_what_came_before_is_taken_from_the_first_of_several_rows():
    rows = [
        Row(ids=(1, 10, 1, 20, 1), sentence_of=(None, -1, None, 0, None)),
        Row(ids=(1, 10, 1, 30, 40, 1), sentence_of=(None, -1, None, 0, 1, None)),
    ]
    read = Vectors.of(rows, lambda row: np.array([[float(piece * len(row.ids))] for piece in row.ids]))
    assert read.said.tolist() == [[100.0], [180.0], [240.0]]
    assert read.owners.tolist() == [0, 0, 1] and read.before.tolist() == [50.0]


def test_heads_that_lack_a_matrix_say_which():
    with pytest.raises(UnderstandingError, match="N0403.*reply.weight"):
        TunedHeads.of({name: np.zeros((1, 1)) for name in ("look.weight", "sentence.weight", "sentence.bias")})
