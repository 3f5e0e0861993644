"""What the small model understands; the corpus it learnt from is beside this file."""

from __future__ import annotations

import pytest


def test_a_question_for_a_fact_is_a_topic_asked(understand_reply):
    topics = understand_reply("When did you buy it?").content["topics"]
    assert ("when_bought", "asked") in [(topic["topic"], topic["mode"]) for topic in topics]


def test_an_offer_has_kind_stance_amount_and_time(understand_reply):
    remedies = understand_reply("I can refund you £40 today.").content["remedies"]
    refund = next(remedy for remedy in remedies if remedy["kind"] == "refund")
    assert (refund["stance"], refund["amount"], refund["currency"], refund["when"]) == ("offered", 40.0, "GBP", "today")
    assert refund["quote"] == "I can refund you £40 today."


@pytest.mark.parametrize(
    ("text", "amount", "when"),
    [
        ("Your ring cost £450, so I can refund you £40 today.", 40.0, "today"),
        ("It broke three days ago, so I can refund you £40 today.", 40.0, "today"),
        ("I can refund you £40 for what happened last Friday.", 40.0, None),
    ],
)
def test_the_price_and_the_past_are_no_part_of_an_offer(understand_reply, text, amount, when):
    remedies = understand_reply(text).content["remedies"]
    refund = next(remedy for remedy in remedies if remedy["kind"] == "refund")
    assert (refund["amount"], refund["when"]) == (amount, when)


def test_a_refusal_is_told_from_an_offer(understand_reply):
    remedies = understand_reply("We can't refund it.").content["remedies"]
    assert [remedy["stance"] for remedy in remedies if remedy["kind"] == "refund"] == ["refused"]


@pytest.mark.parametrize(
    ("text", "language", "sense"),
    [
        ("I am sorry about the clasp.", "en", "ok"),
        ("Lo siento mucho, señora, le devolvemos el dinero.", "other", "ok"),
        ("😀", "none", "ok"),
        ("", "none", "ok"),
        ("asdkfj qwpoeiru zmxncbv qpwoeir", "en", "nonsense"),
    ],
)
def test_language_and_sense_are_told(understand_reply, text, language, sense):
    content = understand_reply(text).content
    assert (content["language"], content["sense"]) == (language, sense)


def test_a_repeated_reply_is_known(understand_reply):
    history = [{"who": "trainee", "text": "Let me check that for you."}, {"who": "customer", "text": "And?"}]
    assert understand_reply("let me check that for you", history=history).content["repeats_turn"] == 1
    assert understand_reply("I have checked it now.", history=history).content["repeats_turn"] is None


def test_times_are_given_for_the_whole_reply(understand_reply):
    content = understand_reply("I'll ring you tomorrow. The ring is ready by Friday.").content
    assert [span["quote"] for span in content["when"]] == ["tomorrow", "by Friday"]


def test_commitments_come_with_the_content(understand_reply):
    (said,) = understand_reply("I'm sorry. I'll ring you tomorrow.").content["commitments"]
    assert (said["who"], said["quote"], said["when"], said["channel"]) == (
        "self",
        "ring you tomorrow",
        "tomorrow",
        "phone",
    )
    assert "I'm sorry. I'll ring you tomorrow."[said["start"] : said["end"]] == said["quote"]
