from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.evaluation.disturb import with_curly_apostrophes, with_slips, without_capitals
from nlu.evaluation.robustness import (
    channel_figures,
    moves,
    negation_figures,
    reply_to,
    robustness_figures,
    swap_figures,
)
from nlu.evaluation.robustness_cases import SWAPS, TURNED
from nlu.request import Context

TEXT = "I'm sorry that the clasp broke again, and I'll ring the workshop before lunch, so please stay near your phone."


def decides(*labels):
    return {"decided": list(labels), "labels": {}, "abstained": []}


def by_word(word, label):
    """A scorer that knows one word."""
    return lambda request: decides(*([label] if word in request.text.lower() else []))


def test_slips_are_few_and_always_the_same():
    slipped = with_slips(TEXT, seed="a")
    assert slipped == with_slips(TEXT, seed="a") != TEXT
    assert slipped != with_slips(TEXT, seed="b")
    assert len(TEXT) - len(slipped) <= len(TEXT) // 60
    assert with_slips("OK", seed="a") == "OK"


def test_disturbances_keep_the_words():
    assert without_capitals(TEXT) == TEXT.lower()
    assert with_curly_apostrophes("I'm 'so' sorry") == "I’m 'so' sorry"


def test_moves_count_what_only_one_reading_has():
    before, after = [decides("own", "solve"), decides("greet")], [decides("own", "close"), decides("greet")]
    assert moves(before, after) == {
        "decisions": 3,
        "gained": 1,
        "lost": 1,
        "moved_share": 0.5,
        "replies_unmoved_share": 0.5,
    }


def test_a_scorer_that_listens_to_a_name_is_caught():
    figures = swap_figures(by_word("mohammed", "hostile"))
    assert figures["first name"]["replies_that_move"] == 4
    assert figures["first name"]["labels"] == ["hostile"]
    assert figures["surname"]["replies_that_move"] == 0


def test_a_scorer_that_knows_words_alone_finds_the_denied_label_too():
    figures = negation_figures(by_word("sorry", "apologise"))
    assert "apologise" in figures["found_in_both"]
    assert sum(len(value) for name, value in figures.items() if name != "pairs") == figures["pairs"] == len(TURNED)


def test_a_scorer_that_remembers_is_caught():
    seen = []

    def score(request):
        seen.append(request.text)
        return decides(*(["own"] if len(seen) % 6 == 0 else []))

    figures = robustness_figures(score, [reply_to("x", f"{TEXT} {number}") for number in range(10)])
    assert figures["order_and_repetition"]["changed"] > 0
    assert figures["typing_slips"]["moved_share"] > 0


def test_a_scorer_that_listens_to_the_channel_is_caught():
    def score(request):
        return decides(*(["own"] if request.context.channel == "chat" else []))

    in_public = replace(reply_to("x", TEXT), context=Context(channel="review", history=()))
    requests = [reply_to("x", TEXT), in_public]
    figures = channel_figures(score, requests, [score(request) for request in requests])
    assert (figures["decisions"], figures["lost"], figures["replies_unmoved_share"]) == (1, 1, 0.0)


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: f"{swap.kind}: {swap.reply[:20]}")
def test_every_swap_has_one_gap_and_several_fillers(swap):
    assert "{}" in swap.reply + swap.customer
    variants = swap.variants()
    assert len(set(variants)) == len(variants) >= 2
    assert not any("{}" in text for pair in variants for text in pair)
