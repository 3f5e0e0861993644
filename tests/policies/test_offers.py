from __future__ import annotations

from dataclasses import replace

import pytest

from coaching_rules.findings import Content, Evidence, Findings, Remedy, Scores, Span
from coaching_rules.session import Mood
from policies.customer import CustomerState, Offer
from policies.customer.offers import table, threshold, worth
from policies.customer.reading import read

MOOD = Mood(anger=20, trust=60, patience=70)
STATE = CustomerState(turn=4, mood=MOOD, mood_before=MOOD)
MENDED_BY_FRIDAY = Offer(kind="repair", turn=2, when="by Friday")


def said(*sentences: tuple[str, str], times: tuple[str, ...], remedies: tuple[str, ...] = ()) -> Findings:
    """A reply of sentences, each with its labels ("" for none); a remedy stands in the first with ``solve``."""
    text = " ".join(words for words, _ in sentences)

    def span(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words), words)

    evidence = tuple(Evidence(label, span(words), 1.0) for words, labels in sentences for label in labels.split())
    put = next((item.span for item in evidence if item.label == "solve"), Span(0, 0, ""))
    offers = tuple(Remedy(kind=kind, stance="offered", span=put, score=1.0) for kind in remedies)
    scores = Scores({}, tuple(item.label for item in evidence), (), evidence)
    return Findings(scores, Content((), offers, tuple(map(span, times)), "en", "ok", None))


AGAIN = ("The repair stands, as I said.", "solve")


@pytest.mark.parametrize(
    ("beside", "time", "day"),
    [
        (("I close at five on Monday.", ""), "on Monday", "by Friday"),
        (("So you need it by Saturday, is that right?", "paraphrase confirm"), "by Saturday", "by Friday"),
        (("You told us two days ago.", "listen"), "two days ago", "by Friday"),
        (("You have it on Thursday.", "solve"), "on Thursday", "on Thursday"),
        (("I ring you once it is done, on Thursday.", "follow_up"), "on Thursday", "on Thursday"),
    ],
)
def test_a_day_once_named_gives_way_only_to_one_that_is_offered_or_followed_up(customer, ring, beside, time, day):
    reading = read(said(AGAIN, beside, times=(time,), remedies=("repair",)), STATE, ring, customer.vocabulary)
    assert [offer.when for offer in table((MENDED_BY_FRIDAY,), reading, 5)] == [day]


def test_an_offer_with_no_day_takes_any_time_to_come_of_its_own_reply(customer, ring):
    shop = ("You can fetch it on Friday.", "")
    reading = read(said(AGAIN, shop, times=("on Friday",), remedies=("repair",)), STATE, ring, customer.vocabulary)
    assert [offer.when for offer in table((), reading, 5)] == ["on Friday"]


def test_an_offer_put_before_takes_no_day_of_something_else(customer, ring):
    undated = replace(MENDED_BY_FRIDAY, when=None)
    for words, label, day in (
        ("It was a busy Monday.", "explain", None),
        ("It's done on Monday.", "confirm", "Monday"),
    ):
        reading = read(said((words, label), times=("Monday",)), STATE, ring, customer.vocabulary)
        assert [offer.when for offer in table((undated,), reading, 5)] == [day]


@pytest.mark.parametrize("kind", ["refund", "voucher"])
def test_a_sum_in_another_currency_counts_as_an_unnamed_one(customer, dress, kind):
    wanted = replace(dress.remedies[0], kind=kind, worth=80.0, least=129.0, least_percent=None, needs_date=False)
    persona = replace(dress, remedies=(wanted,))
    points = {
        currency: worth(Offer(kind=kind, turn=1, amount=129.0, currency=currency), persona, customer.numbers).points
        for currency in (dress.currency, None, "INR")
    }
    assert points == {dress.currency: 80.0, None: 80.0, "INR": 80.0 * customer.numbers.acceptance.no_date}


def test_the_trust_from_which_less_is_asked_stands_in_the_data(customer, ring):
    trusting = Mood(anger=0, trust=70, patience=70)
    later = replace(customer.numbers, acceptance=replace(customer.numbers.acceptance, trust_from=70))
    usual, reserved = (threshold(trusting, ring, numbers, persuaded=0) for numbers in (customer.numbers, later))
    assert reserved == ring.accept_at + later.difficulties[ring.difficulty].worth
    assert reserved > usual


@pytest.mark.parametrize("least", [{"least": 0.0, "least_percent": None}, {"least": None, "least_percent": 0.0}])
def test_of_a_persona_of_old_that_wants_at_least_nothing_anything_is_enough(customer, dress, least):
    wanted = replace(dress.remedies[0], kind="voucher", worth=80.0, needs_date=False, **least)
    offer = Offer(kind="voucher", turn=1, amount=5.0, currency=dress.currency, percent=5.0)
    assert worth(offer, replace(dress, remedies=(wanted,)), customer.numbers).points == 80.0
