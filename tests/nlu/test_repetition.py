from __future__ import annotations

import pytest

from nlu.repetition import repeated_turn
from nlu.request import Context, Said

HISTORY = Context(
    channel="chat",
    history=(
        Said("trainee", "Good morning, how can I help?"),
        Said("customer", "My ring broke."),
        Said("trainee", "I'm sorry to hear that, I will look into it for you straight away."),
        Said("customer", "I'm sorry to hear that too."),
    ),
)


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("I'm sorry to hear that, I will look into it for you straight away.", 2),
        ("im sorry to hear that - I will look into it for you straight away!!", 2),
        ("GOOD MORNING how can I help", 1),
        ("I'm sorry to hear that too.", None),
        ("I will look into it.", None),
        ("", None),
        ("😀", None),
    ],
)
def test_a_reply_that_was_sent_before_is_known(text, turn):
    assert repeated_turn(text, HISTORY) == turn


def test_the_latest_of_several_is_named():
    history = Context(channel="chat", history=(Said("trainee", "Sorry."), Said("trainee", "Sorry.")))
    assert repeated_turn("Sorry!", history) == 2
