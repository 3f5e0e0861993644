from __future__ import annotations

import pytest

from nlu.windows import CLS, SEP, Pieces, lay_out

LONGEST = 16


def pieces(count):
    return Pieces(ids=tuple(range(1000, 1000 + count)), offsets=tuple((index, index + 1) for index in range(count)))


def test_a_short_reply_is_one_row_no_longer_than_it_is():
    (row,) = lay_out(pieces(3), (7,), [(0, 3)], longest=LONGEST)
    assert row.ids == (CLS, 7, SEP, 1000, 1001, 1002, SEP)
    assert row.sentence_of == (None, -1, None, 0, 0, 0, None)


def test_an_empty_reply_is_one_row():
    (row,) = lay_out(pieces(0), (), [], longest=LONGEST)
    assert row.ids == (CLS, SEP, SEP)


def test_a_long_reply_is_cut_between_sentences():
    rows = lay_out(pieces(20), (), [(0, 9), (9, 20)], longest=LONGEST)
    assert [[owner for owner in row.sentence_of if owner is not None] for row in rows] == [[0] * 9, [1] * 11]


def test_a_sentence_longer_than_a_row_is_cut_inside():
    rows = lay_out(pieces(30), (), [(0, 30)], longest=LONGEST)
    assert [len(row.ids) for row in rows] == [16, 16, 7]


@pytest.mark.parametrize("count", [0, 1, 12, 13, 14, 40, 200])
def test_every_piece_is_read_once(count):
    rows = lay_out(pieces(count), (5, 6), [(0, count)] if count else [], longest=LONGEST)
    assert sum(piece >= 1000 for row in rows for piece in row.ids) == count
    assert all(len(row.ids) == len(row.sentence_of) <= LONGEST for row in rows)
