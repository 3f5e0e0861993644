from __future__ import annotations

import time

import pytest

from nlu.commitments import find_commitments
from nlu.sentences import parse
from nlu.spacy_loader import SpacyLoader


@pytest.fixture(scope="module")
def parser():
    return SpacyLoader.load_parser(SpacyLoader.get_default_config())


def found(text, parser):
    return [(item.who, item.what.quote, item.when, item.channel) for item in parse(text, parser).commitments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'll ring you on Friday at ten.", [("self", "ring you on Friday at ten", "on Friday at ten", "phone")]),
        ("A courier collects it tomorrow.", [("other", "collects it tomorrow", "tomorrow", None)]),
        ("I ring you at four today.", [("self", "ring you at four today", "at four today", "phone")]),
        ("You get it back on Friday.", [("firm", "You get it back on Friday", "on Friday", None)]),
        ("We're sending a new one today.", [("firm", "sending a new one today", "today", None)]),
        ("You'll hear from me before noon.", [("self", "You'll hear from me before noon", "before noon", None)]),
        ("It will be refunded by Thursday.", [("firm", "It will be refunded by Thursday", "by Thursday", None)]),
        ("I'm going to speak to my manager now.", [("self", "speak to my manager now", "now", None)]),
        ("Will text you tomorrow.", [("self", "text you tomorrow", "tomorrow", "message")]),
        (
            "Let me check the log and I'll get back to you today.",
            [("self", "check the log", None, None), ("self", "get back to you today", "today", None)],
        ),
        (
            "I'll put you first, with the ring back on Friday.",
            [("self", "put you first, with the ring back on Friday", "on Friday", None)],
        ),
        (
            "I'll polish the ring you brought and ring you back at two.",
            [("self", "polish the ring you brought and ring you back at two", "at two", "phone")],
        ),
        (
            "I'll resize it and polish out the scratch. That takes two days, so it is ready on Friday by five.",
            [
                ("self", "resize it", "on Friday by five", None),
                ("self", "polish out the scratch", "on Friday by five", None),
            ],
        ),
        ("I'll resize it. Nobody knows yet. It's back on Friday.", [("self", "resize it", None, None)]),
        ("I'll resize it. Is it back on Friday?", [("self", "resize it", None, None)]),
        (
            "I'll check it with you on Friday at three before you take it home.",
            [("self", "check it with you on Friday at three before you take it home", "on Friday at three", None)],
        ),
        ("I'll go and fetch the box.", [("self", "go and fetch the box", None, None)]),
        ("I'll let you in at the side door.", [("self", "let you in at the side door", None, None)]),
        ("If not I'll ask the driver.", [("self", "ask the driver", None, None)]),
        ("The label follows tomorrow.", [("firm", "The label follows tomorrow", "tomorrow", None)]),
        (
            "Your ring is being cleaned this afternoon.",
            [("firm", "Your ring is being cleaned this afternoon", "this afternoon", None)],
        ),
        (
            "It will be checked by me before noon.",
            [("self", "It will be checked by me before noon", "before noon", None)],
        ),
        ("You'll have me on the phone by four.", [("self", "You'll have me on the phone by four", "by four", "phone")]),
        (
            "The email you sent on Monday will be answered today.",
            [("firm", "The email you sent on Monday will be answered today", "today", None)],
        ),
        (
            "We'll have your ring resized and ready on Friday by five.",
            [("firm", "have your ring resized and ready on Friday by five", "on Friday by five", None)],
        ),
        ("You wrote to us yesterday and I'll look into it.", [("self", "look into it", None, None)]),
        (
            "I'll look into what went wrong last Friday and ring you tomorrow.",
            [("self", "look into what went wrong last Friday and ring you tomorrow", "tomorrow", "phone")],
        ),
        ("The shop will cover the cost.", [("firm", "cover the cost", None, None)]),
        ("I'll run it again while you wait.", [("self", "run it again while you wait", "while you wait", None)]),
        (
            "I'll test the clasp and email you a photo.",
            [("self", "test the clasp", None, None), ("self", "email you a photo", None, "email")],
        ),
    ],
)
def test_a_commitment_is_found_with_who_when_and_how(text, expected, parser):
    assert found(text, parser) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I won't be ringing you on Friday.",
        "Shall I book it for you?",
        "Will I ring you tomorrow?",
        "I've refunded it.",
        "I can replace it today.",
        "I'll be honest, I don't know.",
        "I'll need your receipt.",
        "You will need to bring your passport.",
        "The shop closes at six.",
        "We aim to reply within two days.",
        "It will come in handy.",
        "Blinking green is good.",
        "You'll get no refund from us.",
        "You will receive nothing.",
        "I'll refuse your refund.",
        "I'm rejecting it today.",
        "I will ignore you.",
        "I'm going to hang up now.",
        "They will charge you £50.",
        "",
        "👍",
    ],
)
def test_what_commits_to_nothing_is_none(text, parser):
    assert found(text, parser) == []


def test_a_colleague_is_named_in_the_replys_words(parser):
    (said,) = parse("Priya from the workshop will mend it this afternoon.", parser).commitments
    assert (said.who, said.name) == ("other", "Priya from the workshop")


@pytest.mark.parametrize(
    ("text", "conditional"),
    [
        ("If you bring it in, I’ll mend it while you wait.", True),
        ("Send me the receipt and I'll refund it.", True),
        ("Please DM us your details and we'll get back to you.", True),
        ("If it's something else I'll show you.", True),
        ("I'll refund it.", False),
    ],
)
def test_a_condition_is_told(text, conditional, parser):
    (said,) = parse(text, parser).commitments
    assert said.conditional is conditional


def test_words_are_quoted_as_they_were_typed(parser):
    text = "Good news: I’ll bring it to “your” door tomorrow."
    (said,) = parse(text, parser).commitments
    assert text[said.what.start : said.what.end] == said.what.quote
    assert "“your”" in said.what.quote


def test_a_run_on_without_end_is_read_for_its_first_hundred(parser):
    assert len(found("I'll ring and will text " * 200, parser)) == 100


def test_verbs_joined_a_thousand_times_are_read(parser):
    assert len(found("I will " + "ring you and " * 1_200, parser)) == 100


@pytest.mark.parametrize("length", [4_000, 20_000])
@pytest.mark.parametrize("piece", ["he says we go and ", "the courier collects it tomorrow and ", "will be being "])
def test_a_long_run_on_is_read_in_no_time(piece, length, parser):
    text = piece * (length // len(piece))
    doc = parser.language(text)
    started = time.process_time()
    find_commitments(doc, text, [(0, len(text))])
    assert time.process_time() - started < 1
