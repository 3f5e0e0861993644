from __future__ import annotations

import pytest

from coaching_rules.findings import Commitment, Content, Evidence, Findings, Remedy, Scores, Span
from coaching_rules.shape import Entry, MisfitError
from policies.customer.hearing import Hearing, hearing_of
from policies.customer.trainees import found

RAW = {
    "way_out": ["solve"],
    "denied": ["not"],
    "offers": {"repair": ["mend"]},
    "leave": ["may I"],
    "questions": {"size": ["what size"]},
    "answers": {"guarantee": ["final check"]},
    "insults": ["you fool"],
}


@pytest.fixture
def hearing(customer) -> Hearing:
    return customer.vocabulary.hearing


def offers(hearing: Hearing, words: str, *labels: str, kinds=None, remedies=()) -> list[tuple[str, float | None]]:
    findings = found(*labels or ("solve",), words=words, remedies=remedies)
    return [(item.kind, item.amount) for item in hearing.offered(findings, hearing.offers if kinds is None else kinds)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("We resize it and polish out the scratch.", [("repair", None)]),
        ("You go to the front of the queue.", [("expedite", None)]),
        ("You get your £45 back today.", [("refund", 45.0)]),
        ("I can give you back the £1,640.50 now.", [("refund", 1640.5)]),
        ("I can give you a voucher for 30 pounds.", [("voucher", 30.0)]),
        ("I’ll send you a brand new one by express.", [("replacement", None), ("expedite", None)]),
        ("A £500 voucher, and a full refund.", [("refund", None), ("voucher", 500.0)]),
    ],
)
def test_an_offer_in_plain_words_is_heard_with_the_sum_beside_it(hearing, words, expected):
    assert offers(hearing, words) == expected


def test_nothing_is_heard_where_it_is_denied_said_back_or_seeks_no_way_out(hearing):
    assert offers(hearing, "I can't refund that.") == []
    assert offers(hearing, "So you want a refund.", "solve", "paraphrase") == []
    assert offers(hearing, "The refund is what you asked for.", "listen") == []


def test_only_what_this_customer_would_take_is_heard_and_nothing_twice(hearing):
    assert offers(hearing, "We repair it or refund you.", kinds={"repair"}) == [("repair", None)]
    already = Remedy(kind="repair", stance="refused", span=Span(0, 0, ""), score=1.0)
    assert offers(hearing, "We repair it or refund you.", kinds={"repair"}, remedies=[already]) == []


def test_a_heard_offer_takes_the_time_of_its_own_sentence(hearing):
    text = "I'll ring you at noon. We repair it by Friday."
    call, mend = Span(0, 22, text[:22]), Span(23, len(text), text[23:])
    scores = Scores({}, ("solve", "own"), (), (Evidence("own", call, 1.0), Evidence("solve", mend, 1.0)))
    times = tuple(Span(text.index(words), text.index(words) + len(words), words) for words in ("at noon", "by Friday"))
    findings = Findings(scores, Content((), (), times, "en", "ok", None))
    assert [item.when for item in hearing.offered(findings, {"repair"})] == ["by Friday"]


@pytest.mark.parametrize(
    ("words", "liked", "expected"),
    [
        ("What size is the dress, and are you at home on Friday?", ("product",), ("size", "availability")),
        ("Who measured your finger, and what size should it be?", (), ("size",)),
        ("Do you have the order number, and since when?", ("order_number", "when_noticed"), None),
        ("Tell me what size it is.", ("product",), ("product",)),
    ],
)
def test_plain_words_put_right_a_topic_that_was_taken_for_another(hearing, words, liked, expected):
    asked = hearing.asked(found("question", asked=liked, words=words))
    assert asked == (expected if expected is not None else liked)


def test_asking_for_leave_asks_for_no_fact(hearing):
    assert not hearing.asks(found("question", words="May I see the ring?"))
    assert hearing.asks(found("question", words="Do you like gardening?"))
    assert not hearing.asks(found("question", words="Tell me about it."))


def test_the_customers_own_questions_are_answered_by_plain_words_and_by_commitments(hearing):
    assert hearing.answered(found("own", words="I'll check the size myself.")) == ("who_handles", "guarantee")
    assert hearing.answered(found("question", words="Shall I check the size?")) == ()
    promised = Commitment("self", None, Span(2, 22, "check the size again"), None, None, False)
    content = Content((), (), (), "en", "ok", None, (promised,))
    assert hearing.answered(Findings(found().scores, content)) == ("guarantee",)


@pytest.mark.parametrize(
    ("words", "insulting"),
    [
        ("You are an idiot.", True),
        ("You’re a silly cow!", True),
        ("Shut up, please.", True),
        ("You're not an idiot.", False),
        ("You're far from stupid.", False),
        ("You feel like a fool, I know.", False),
        ("We shut up shop at six.", False),
    ],
)
def test_names_are_heard_as_names_only_when_the_customer_is_called_them(hearing, words, insulting):
    assert hearing.insulting(Span(0, len(words), words)) is insulting


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"offers": {"magic": ["wand"]}}, "R0101"),
        ({"answers": {"size": ["an N"]}}, "R0101"),
        ({"way_out": ["magic"]}, "R0104"),
        ({"insults": ["(you"]}, "R0106"),
        ({"hints": []}, "R0101"),
    ],
)
def test_a_wrong_entry_is_refused(changes, code):
    assert hearing_of(Entry(RAW), kinds=("repair",), topics=("guarantee",)).way_out == ("solve",)
    with pytest.raises(MisfitError) as caught:
        hearing_of(Entry({**RAW, **changes}), kinds=("repair",), topics=("guarantee",))
    assert caught.value.code == code
