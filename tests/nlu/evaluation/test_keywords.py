from __future__ import annotations

import pytest

from coaching_rules.techniques import LABELS
from nlu.evaluation.keywords import FOUND_BY, UNLESS, find
from nlu.request import Context, ReplyRequest, Said


def found(text, *, channel="chat", history=()):
    return find(ReplyRequest(text=text, context=Context(channel=channel, history=tuple(history))))


def test_every_label_has_patterns():
    assert tuple(FOUND_BY) == LABELS
    assert set(UNLESS) <= set(LABELS)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Good morning, I'm Sam, how can I help?", {"greet"}),
        ("I'm so sorry that it broke.", {"apologise"}),
        ("I’ll ring you by five tomorrow.", {"own", "follow_up"}),
        ("I can replace it today.", {"solve"}),
        ("Is there anything else I can do?", {"close"}),
        ("No refunds, that's the policy.", {"stonewall"}),
        ("Calm down, it's only a scratch.", {"dismiss"}),
        ("I guarantee it will never happen again.", {"overpromise"}),
        ("STOP WASTING MY TIME", {"hostile"}),
        ("Fine.", {"abrupt"}),
    ],
)
def test_plain_cases_are_found(text, labels):
    assert labels <= set(found(text))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I'm sorry, but that's how it works.", "apologise"),
        ("I'm sorry you feel that way.", "apologise"),
        ("I hear you, but you're wrong.", "listen"),
        ("I can't promise that, I'm afraid.", "overpromise"),
        ("Is there anything else I can do?", "question"),
    ],
)
def test_words_that_are_taken_back_are_not(text, label):
    assert label not in found(text)


def test_the_channel_and_an_earlier_reply_count():
    assert "expose" in found("What is your order number?", channel="social")
    assert "expose" not in found("What is your order number?")
    assert "greet" not in found("Hello again.", history=[Said("trainee", "Hello.")])
