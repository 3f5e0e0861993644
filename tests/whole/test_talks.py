"""Talks of ten turns with a middling trainee: the customer never says the same line twice, nor one with a gap."""

from __future__ import annotations

import pytest

from tests.whole.middling_trainee import TURNS, replies_of
from tests.whole.talking import PERSONAS, Trainee

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("persona", PERSONAS)
def test_no_line_repeats_and_none_has_a_gap(trainee: Trainee, persona: str, seed: int) -> None:
    talk = trainee.begin(persona, seed=seed)
    talk.say_all(replies_of(seed))
    session = talk.session()
    assert len(session["turns"]) == TURNS or session["ended"]
    lines = [message["text"] for message in session["messages"]]
    lines += [message["text"] for turn in session["turns"] for message in turn["messages"]]
    assert len(lines) == len(set(lines)), lines
    remarks = [item["text"] for turn in session["turns"] for item in turn["feedback"]]
    for text in lines + remarks:
        assert text.strip()
        assert "{" not in text
        assert "}" not in text
