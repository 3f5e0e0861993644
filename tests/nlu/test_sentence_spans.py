from __future__ import annotations

import time

import pytest

from nlu.sentence_spans import MAX_CHARACTERS, split


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n\t ", []),
        ("Sorry", ["Sorry"]),
        ("I'm sorry. Let me check.", ["I'm sorry.", "Let me check."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Dear Ms. Lau,\r\nI am sorry.\n\nSam", ["Dear Ms. Lau,", "I am sorry.", "Sam"]),
        ("It costs £12.50 at www.shop.example today.", ["It costs £12.50 at www.shop.example today."]),
        ("It is done.Now rest.", ["It is done.", "Now rest."]),
        ("So do I. Thank you.", ["So do I.", "Thank you."]),
        ("Oh no. Right.", ["Oh no.", "Right."]),
        ("Thanks! 😀 👍", ["Thanks! 😀 👍"]),
        ("😀😀", ["😀😀"]),
        ("Wait... what?", ["Wait...", "what?"]),
        ("唔好意思。請等一等。", ["唔好意思。", "請等一等。"]),
        ("1. Pack it.\n2. Post it.", ["1. Pack it.", "2. Post it."]),
        ("  1. Pack it. Post it.", ["1. Pack it.", "Post it."]),
        ("It takes approx. five days.", ["It takes approx. five days."]),
        ("Sorry  \n \n Sam", ["Sorry", "Sam"]),
    ],
)
def test_a_reply_is_cut_where_people_end_a_sentence(text, sentences):
    assert [text[start:end] for start, end in split(text, [])] == sentences


def test_a_long_run_without_punctuation_is_cut_at_clauses():
    text = "i am so sorry about the ring and the wait " + "i will ask the bench about it this afternoon again " * 3
    starts = [index for index in range(len(text)) if text.startswith("i will", index)]
    pieces = [text[start:end] for start, end in split(text, starts)]
    assert len(pieces) > 1
    assert all(piece.startswith("i ") for piece in pieces)


def test_a_short_run_is_kept_whole_whatever_the_parser_says():
    text = "Leave it with me and I'll ring the bench"
    assert split(text, [21]) == [(0, len(text))]


@pytest.mark.parametrize("text", ["a" * 5_000, "ab " * 3_000, "?!" * 2_000, "x" * 599 + " " + "😀" * 900])
def test_no_sentence_is_longer_than_the_limit(text):
    spans = split(text, [])
    assert all(0 < end - start <= MAX_CHARACTERS for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("length", [4_000, 20_000])
@pytest.mark.parametrize("piece", [" ", "A. ", "1. ", " \n", ".", '."', "approx. ", "a - "])
def test_a_long_reply_is_cut_in_no_time(piece, length):
    text = f"a{piece * length}"[:length] + "b"
    started = time.process_time()
    split(text, range(0, length, 3))
    assert time.process_time() - started < 1
