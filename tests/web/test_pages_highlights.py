"""Replies cut into pieces by the words that findings rest on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_rules.techniques import LABELS
from web.pages.highlights import Piece, pieces


def mark(label: str, start: int, end: int) -> dict[str, Any]:
    return {"label": label, "start": start, "end": end}


def test_a_reply_without_findings_is_one_plain_piece() -> None:
    assert pieces("Hello there.", ()) == (Piece("Hello there.", ()),)


def test_an_empty_reply_has_no_pieces() -> None:
    assert pieces("", ()) == ()


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param([mark("own", 0, 2)], [("ab", ("own",)), ("cdef", ())], id="at the beginning"),
        pytest.param([mark("own", 4, 6)], [("abcd", ()), ("ef", ("own",))], id="at the end"),
        pytest.param(
            [mark("own", 0, 4), mark("blame", 2, 6)],
            [("ab", ("own",)), ("cd", ("own", "blame")), ("ef", ("blame",))],
            id="overlapping",
        ),
        pytest.param(
            [mark("blame", 1, 3), mark("own", 1, 3)],
            [("a", ()), ("bc", ("own", "blame")), ("def", ())],
            id="the same words twice, in label order",
        ),
        pytest.param([mark("own", 0, 2), mark("own", 2, 4)], [("abcd", ("own",)), ("ef", ())], id="touching"),
        pytest.param([mark("own", 4, 99)], [("abcd", ()), ("ef", ("own",))], id="beyond the end"),
        pytest.param([mark("own", 3, 3)], [("abcdef", ())], id="of no length"),
    ],
)
def test_pieces_carry_the_labels_found_in_them(
    evidence: list[dict[str, Any]], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert [(piece.text, piece.labels) for piece in pieces("abcdef", evidence)] == expected


def test_offsets_count_code_points_not_bytes_or_utf_16_units() -> None:
    reply = "🙂🙂 I'm sorry 🙂"
    start = reply.index("I'm")
    found = [piece for piece in pieces(reply, [mark("apologise", start, start + 9)]) if piece.labels]
    assert [piece.text for piece in found] == ["I'm sorry"]


def test_a_fault_sets_the_tone_of_a_piece_that_has_both() -> None:
    (piece,) = pieces("ab", [mark("apologise", 0, 2), mark("blame", 0, 2)])
    assert piece.tone == "fault"


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.sampled_from(LABELS), st.integers(0, 45), st.integers(0, 45)), max_size=6),
)
def test_the_pieces_joined_are_the_reply(reply: str, spans: list[tuple[str, int, int]]) -> None:
    evidence = [mark(label, start, end) for label, start, end in spans]
    assert "".join(piece.text for piece in pieces(reply, evidence)) == reply
