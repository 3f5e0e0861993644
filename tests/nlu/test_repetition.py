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


@pytest.mark.parametrize(
    ("asked", "turn"), [("And by Friday?", None), ("Is it gold?", 1), ("is it gold", 1), ("", None)]
)
def test_a_short_answer_repeats_only_one_to_the_same_question(asked, turn):
    history = (Said("customer", "Is it gold?"), Said("trainee", "Yes, madam."), Said("customer", asked))
    assert repeated_turn("Yes, madam.", Context(channel="chat", history=history)) == turn


@pytest.mark.parametrize("tail", ["no way " * 200, "no way " * 50])
def test_what_follows_the_same_long_beginning_counts(tail):
    beginning = " ".join(f"word{number}" for number in range(300))
    history = Context(channel="chat", history=(Said("trainee", f"{beginning} {tail}"),))
    assert repeated_turn(f"{beginning} {'refund granted ' * 200}", history) is None
    assert repeated_turn(f"{beginning} {tail} sorry", history) == 1


def test_the_latest_of_several_is_named():
    history = Context(channel="chat", history=(Said("trainee", "Sorry."), Said("trainee", "Sorry.")))
    assert repeated_turn("Sorry!", history) == 2
