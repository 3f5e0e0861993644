from __future__ import annotations

from dataclasses import replace

import pytest

from policies.customer import Act
from policies.customer.words import Voice, fill, speak


@pytest.fixture
def voice(customer, ring) -> Voice:
    return Voice(persona=ring, mood="angry", turn=4, seed=11, bank=customer.bank, vocabulary=customer.vocabulary)


def test_what_a_slot_brings_in_is_never_read_as_a_template():
    assert fill("You said '{quote}'.", {"quote": "{item} {x}", "item": "secret"}) == "You said '{item} {x}'."


def test_a_sentence_that_begins_with_a_slot_begins_with_a_capital():
    assert fill("{offer}? Really? {want}.", {"offer": "a refund", "want": "my ring"}) == "A refund? Really? My ring."


def test_the_authors_own_words_come_before_the_shared_bank(voice, ring):
    spoken = speak([Act("answer", fact="size-wanted", topic="size")], voice, said=())
    assert spoken.messages[0].text in ring.fact("size-wanted").says


def test_every_act_has_words_in_every_mood_without_any_slot_of_its_own(voice, customer):
    for act in customer.vocabulary.acts:
        for mood in ("calm", "irritated", "angry", "furious"):
            spoken = speak([Act(act)], replace(voice, mood=mood), said=())
            assert spoken.messages[0].text.strip()


@pytest.mark.parametrize("act", ["acknowledge", "vent", "react_stonewall", "close", "hang_up"])
def test_a_cell_that_is_used_up_is_helped_out_until_the_very_last_words(voice, act):
    said: tuple[str, ...] = ()
    heard = []
    for turn in range(120):
        spoken = speak([Act(act)], replace(voice, turn=turn), said=said)
        said = spoken.said
        heard.append(spoken.messages[0].text)
    assert len(set(heard)) == 120


def test_one_message_at_the_counter_and_several_in_a_chat(voice, dress):
    acts = [Act("soften"), Act("ask_when", topic="when_resolved")]
    assert len(speak(acts, voice, said=()).messages) == 1
    assert len(speak(acts, replace(voice, persona=dress), said=()).messages) == 2


def test_a_line_for_another_channel_is_not_said(voice, customer):
    line = next(iter(customer.bank.cell("soften", "angry")))
    only_mail = replace(line, channels=("email",))
    bank = replace(customer.bank, cells={"soften": {"angry": (only_mail,)}})
    persona = replace(voice.persona, lines={})
    spoken = speak([Act("soften")], replace(voice, bank=bank, persona=persona), said=())
    assert spoken.messages[0].text != line.text


def test_the_trainees_words_are_preferred_where_there_are_some(voice):
    acts = [Act("react_stonewall", echo="policy", quote="it's policy")]
    texts = [speak(acts, replace(voice, turn=turn), said=()).messages[0].text for turn in range(20)]
    assert sum("policy" in text for text in texts) > 8


def test_a_casual_chatter_types_shared_lines_in_small_letters_and_own_ones_as_written(voice, dress):
    chatter = replace(voice, persona=replace(dress, lines={}), mood="calm")
    texts = [speak([Act("confirm")], replace(chatter, turn=turn), said=()).messages[0].text for turn in range(20)]
    assert all(text[0].islower() and not text.endswith(".") for text in texts)
    own = replace(chatter, persona=replace(dress, lines={"confirm": {"calm": ("Yes. I'm IN.",)}}))
    assert speak([Act("confirm")], own, said=()).messages[0].text == "Yes. I'm IN."


def test_names_and_the_first_person_keep_their_capitals_in_a_chat(voice, dress):
    texts = set()
    for turn in range(60):
        spoken = speak([Act("threaten_leave"), Act("withdraw")], replace(voice, persona=dress, turn=turn), said=())
        texts |= {message.text for message in spoken.messages}
    assert not any(text.startswith(("i'", "i ", "harbour")) for text in texts)


@pytest.mark.parametrize(
    ("kind", "offer", "said"),
    [
        ("replacement", "a replacement", "There is no other ring"),
        ("voucher", "a voucher", "Money's nice"),
        ("collection", "having it collected", None),
    ],
)
def test_a_line_about_money_or_another_article_is_kept_for_those(voice, kind, offer, said):
    act = Act("reject_too_little", offer=offer, kind=kind)
    texts = [speak([act], replace(voice, turn=turn), said=()).messages[0].text for turn in range(20)]
    own = [text for text in texts if text.startswith(("Money", "A replacement? There"))]
    assert len(own) == (20 if said else 0)
    assert all(said in text for text in own)


def test_an_offer_that_nobody_named_is_not_named_by_any_line(voice):
    for act in ("reject_wrong_kind", "reject_too_little", "reject_unheard", "accept"):
        for turn in range(30):
            [message] = speak([Act(act, kind="compensation")], replace(voice, turn=turn), said=()).messages
            assert not {"compensation", "another ring", "replacement"} & set(message.text.split())


def test_an_email_begins_and_ends_like_one(voice, ring):
    mail = replace(voice, persona=replace(ring, channel="email"))
    [message] = speak([Act("soften"), Act("thank")], mail, said=()).messages
    assert message.text.startswith("Hello,\n\n")
    assert message.text.endswith("\n\nPriya Raman")


def test_a_long_expression_of_time_is_not_said_back(voice):
    acts = [Act("doubt_promise", when="tomorrow " * 20)]
    texts = [speak(acts, replace(voice, turn=turn), said=()).messages[0].text for turn in range(20)]
    assert not any("tomorrow" in text for text in texts)
