from __future__ import annotations

import pytest

from nlu.windows import CLS, SEP, Pieces, lay_out

LENGTHS = (8, 16)


def pieces(count):
    return Pieces(ids=tuple(range(1000, 1000 + count)), offsets=tuple((index, index + 1) for index in range(count)))


def test_a_short_reply_is_one_row_filled_up_to_the_next_length():
    (row,) = lay_out(pieces(3), (7,), [(0, 3)], lengths=LENGTHS)
    assert row.ids == (CLS, 7, SEP, 1000, 1001, 1002, SEP, 0)
    assert row.length == 7
    assert row.sentence_of == (None, -1, None, 0, 0, 0, None, None)


def test_an_empty_reply_is_one_row():
    (row,) = lay_out(pieces(0), (), [], lengths=LENGTHS)
    assert row.ids == (CLS, SEP, SEP, 0, 0, 0, 0, 0)


def test_a_long_reply_is_cut_between_sentences():
    rows = lay_out(pieces(20), (), [(0, 9), (9, 20)], lengths=LENGTHS)
    assert [[owner for owner in row.sentence_of if owner is not None] for row in rows] == [[0] * 9, [1] * 11]


def test_a_sentence_longer_than_a_row_is_cut_inside():
    rows = lay_out(pieces(30), (), [(0, 30)], lengths=LENGTHS)
    assert [row.length for row in rows] == [16, 16, 7]


@pytest.mark.parametrize("count", [0, 1, 12, 13, 14, 40, 200])
def test_every_piece_is_read_once(count):
    rows = lay_out(pieces(count), (5, 6), [(0, count)] if count else [], lengths=LENGTHS)
    assert sum(piece >= 1000 for row in rows for piece in row.ids) == count
    assert all(len(row.ids) in LENGTHS for row in rows)
