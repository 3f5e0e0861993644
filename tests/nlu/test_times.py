from __future__ import annotations

import time

import pytest

from nlu.times import find_times, is_ahead


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'll ring you by 5 pm tomorrow.", ["by 5 pm tomorrow"]),
        ("It comes on Friday 3 June.", ["on Friday 3 June"]),
        ("We answer within two working days.", ["within two working days"]),
        ("Come before noon on Tuesday, please.", ["before noon on Tuesday"]),
        ("I'll call in half an hour.", ["in half an hour"]),
        ("The 14th suits us.", ["The 14th"]),
        ("You get it next week.", ["next week"]),
        ("It closes at 17:30.", ["at 17:30"]),
        ("I'll email you as soon as the workshop answers.", ["as soon as the workshop answers"]),
        ("On 2026-03-04 we wrote.", ["On 2026-03-04"]),
        ("You'll hear from me by five today.", ["by five today"]),
        ("I'm at the bench until quarter past two.", ["until quarter past two"]),
        ("She rings you before 4, promise.", ["before 4"]),
        ("End of the month at the latest.", ["End of the month"]),
        ("You have twenty-one days.", ["twenty-one days"]),
        ("Within a hundred and twenty days.", ["Within a hundred and twenty days"]),
        ("It takes forty minutes.", ["forty minutes"]),
        ("It takes 1.5 hours.", ["1.5 hours"]),
        ("It comes in two to three weeks.", ["in two to three weeks"]),
        ("It takes two and a half hours.", ["two and a half hours"]),
        ("Come at 5.30 tomorrow.", ["at 5.30 tomorrow"]),
        ("I'll ring you on Friday at three about the ring.", ["on Friday at three"]),
        ("I'll ring on Friday at three and tell you.", ["on Friday at three"]),
        ("It hasn't worked since Monday.", ["since Monday"]),
    ],
)
def test_an_expression_of_time_is_found_whole(text, expected):
    assert [text[start:end] for start, end in find_times(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "You may keep it.",
        "Order 5521 is yours.",
        "I mon dieu",
        "",
        "marching on",
        "sun cream",
        "by two people",
        "at one point",
        "take that one, please",
        "at three to five shops",
        "by 30 from each",
        "at 5 pounds",
    ],
)
def test_other_words_are_no_times(text):
    assert find_times(text) == ()


def test_spans_are_in_order_and_apart():
    text = "Ring me at noon, or on Friday by 5 pm, once the bench has looked at it."
    spans = find_times(text)
    assert spans == tuple(sorted(spans))
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:]))


@pytest.mark.parametrize(
    ("words", "ahead"),
    [
        ("on Friday", True),
        ("as soon as the last test is done", True),
        ("at the latest by noon", True),
        ("next week", True),
        ("yesterday morning", False),
        ("three days ago", False),
        ("last Friday", False),
        ("last week", False),
        ("since Monday", False),
    ],
)
def test_what_is_past_is_not_ahead(words, ahead):
    assert is_ahead(words) is ahead


@pytest.mark.parametrize("length", [4_000, 20_000])
@pytest.mark.parametrize(
    "piece",
    [
        "once " + "abcdefghijklmnopqrstuv " * 7 + "(",
        "once it is dry, at 5. ",
        "one ",
        "the next ",
        "on Friday ",
        "at 5. ",
        "a'",
        " ",
        "hundred and ",
    ],
)
def test_times_of_a_long_reply_are_found_in_no_time(piece, length):
    started = time.process_time()
    find_times((piece * length)[:length])
    assert time.process_time() - started < 1
