from __future__ import annotations

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.evaluation.llm_questions import QUESTIONS, talk_of
from nlu.evaluation.sets import MeasuredSet
from nlu.evaluation.small_llm import spread
from nlu.request import Context, ReplyRequest, Said


def test_there_is_one_question_a_label():
    assert tuple(QUESTIONS) == LABELS
    assert len(set(QUESTIONS.values())) == len(LABELS)


def test_the_model_reads_who_said_what_and_the_reply_last():
    history = tuple(Said("customer" if number % 2 else "trainee", f"message {number}") for number in range(6))
    talk = talk_of(ReplyRequest(text="I'm sorry.", context=Context("phone", history)))
    assert talk.endswith("I'm sorry.")
    assert "Employee: message 4\nCustomer: message 5" in talk
    assert "message 2" not in talk


def test_a_sample_is_spread_evenly_and_whole_where_the_set_is_small():
    names = tuple(f"r{number}" for number in range(10))
    request = ReplyRequest(text="x", context=Context("chat", ()))
    whole = MeasuredSet("own", names, names, (request,) * 10, np.zeros((10, len(LABELS))))
    assert spread(whole, 3).ids == ("r0", "r4", "r9")
    assert spread(whole, 99).ids == names
