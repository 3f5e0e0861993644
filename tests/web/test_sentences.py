from __future__ import annotations

import pytest

from web.sentences import quotable, sentences

REPLIES = (
    "I'm sorry. When was it?",
    "  Hello!  \n\n I'll ring you… by 5 p.m. at the latest",
    "“Is that so?” Then we're even.",
    "No end mark",
    "😡😡",
    "£49.50 is yours. OK?!",
    "\r\nOne.\r\n",
    "   ",
    "",
)


@pytest.mark.parametrize("reply", REPLIES)
def test_every_sentence_is_a_piece_of_the_reply_and_nothing_is_left_out(reply: str) -> None:
    found = sentences(reply)
    assert all(reply[span.start : span.end] == span.quote == span.quote.strip() != "" for span in found)
    assert "".join(span.quote for span in found).split() == reply.split() or "".join(
        "".join(span.quote.split()) for span in found
    ) == "".join(reply.split())


def test_sentences_end_at_marks_before_a_space_and_at_line_breaks() -> None:
    told = [span.quote for span in sentences("It costs £49.50. “Really?” Yes!\nGood")]
    assert told == ["It costs £49.50.", "“Really?”", "Yes!", "Good"]


def test_the_words_that_the_scorer_found_can_be_quoted_as_well() -> None:
    evidence = [{"start": 4, "end": 9, "quote": "sorry"}]
    assert [span.quote for span in quotable("I'm sorry. Well.", evidence)] == ["I'm sorry.", "sorry", "Well."]
