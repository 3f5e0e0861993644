from __future__ import annotations

from nlu.batch import read_line
from nlu.evaluation.speed import line_of
from nlu.request import Context, ReplyRequest, Said


def test_a_line_is_read_back_as_the_reply_it_was_made_of():
    history = (Said("customer", "It’s late.\nAgain."), Said("trainee", "/ok"), Said("customer", ""))
    request = ReplyRequest(text=" “Sorry” 😀\n", context=Context(channel="email", history=history))
    assert read_line(line_of("7", request).encode()) == ("7", request)
