from __future__ import annotations

import pytest

from nlu.times import find_times


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
