from __future__ import annotations

import pytest

from coaching_rules.conversation import Sighting
from coaching_rules.findings import Span
from coaching_rules.reasons import doing_any, listed, replies, sentence, what_was_done
from coaching_rules.shape import Entry
from coaching_rules.signs import read_sign

WORDS = (Span(0, 4, "Some"),)


def sign(text: str):
    return read_sign(Entry(text), ("when_noticed",), ("refund",))


@pytest.mark.parametrize(
    ("turns", "text"), [([2], "reply 2"), ([3, 1, 3], "replies 1 and 3"), ([1, 2, 4], "replies 1, 2 and 4")]
)
def test_replies_are_told_by_their_numbers(turns, text) -> None:
    assert replies(turns) == text


def test_lists_read_like_english() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")] == [
        "",
        "a",
        "a and b",
        "a, b or c",
    ]


def test_what_was_done_in_the_same_replies_is_told_together(rules) -> None:
    seen = [Sighting(1, sign("apologise"), WORDS), Sighting(1, sign("thank"), WORDS), Sighting(2, sign("own"), WORDS)]
    assert what_was_done(seen, rules.words) == (
        "in reply 1 you said sorry for what happened and thanked the customer; "
        "in reply 2 you took the next step on yourself"
    )


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("asked:when_noticed", "asking when it happened"),
        ("told:when_noticed", "telling the customer when it happened"),
        ("remedy:refund", "offering the money back"),
        ("follow_up+when", "promising to come back to the customer while naming a time"),
    ],
)
def test_signs_have_words(rules, text, phrase) -> None:
    assert doing_any([sign(text)], rules.words) == phrase


def test_a_sign_that_only_adds_to_another_is_left_out(rules) -> None:
    assert (
        doing_any([sign("follow_up"), sign("follow_up+when")], rules.words) == "promising to come back to the customer"
    )


def test_sentences_begin_and_end_as_they_should() -> None:
    assert sentence("one thing", "", 'another "thing."', "done?") == 'One thing. Another "thing." Done?'


def test_every_sign_in_the_rules_can_be_put_into_words(rules) -> None:
    for clause in rules.observed_clauses():
        observe = clause.observe
        groups = [*getattr(observe, "signs", ()), *getattr(observe, "against", ()), *getattr(observe, "rests_on", ())]
        groups += [*getattr(observe, "first", ()), *getattr(observe, "then", ())]
        for item in groups:
            for one in item if isinstance(item, tuple) else (item,):
                assert doing_any([one], rules.words)
                assert what_was_done([Sighting(1, one, WORDS)], rules.words)
