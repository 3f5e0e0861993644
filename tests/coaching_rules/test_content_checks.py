from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from coaching_rules.content_checks import check_content
from coaching_rules.findings import Remedy, Span
from coaching_rules.organisation import Organisation


@pytest.fixture
def pack(data: Path) -> dict:
    return yaml.safe_load((data / "organisation" / "harbour-and-vale.yml").read_text())


def offer(reply: str, words: str, kind: str, *, stance: str = "offered", amount=None, percent=None) -> Remedy:
    start = reply.index(words)
    return Remedy(
        kind, stance, Span(start, start + len(words), words), 0.9, amount=amount, currency="GBP", percent=percent
    )


@pytest.mark.parametrize(
    ("kind", "amount", "percent", "who"),
    [
        ("refund", 100.0, None, None),
        ("refund", 100.01, None, "supervisor"),
        ("refund", 2000.0, None, "only the manager"),
        ("refund", 9000.0, None, "Nobody"),
        ("discount", None, 10.0, None),
        ("discount", None, 15.0, "supervisor"),
        ("compensation", None, None, "supervisor"),
        ("goodwill", None, None, None),
        ("expedite", None, None, None),
    ],
)
def test_an_offer_is_compared_with_the_trainees_authority(
    stage, rules, organisation, kind, amount, percent, who
) -> None:
    reply = "I can give you that."
    findings = stage.findings(reply, ["solve"], remedies=[offer(reply, reply, kind, amount=amount, percent=percent)])
    found = check_content(findings, organisation, rules, reply=reply)
    assert [finding.id for finding in found] == (["beyond_authority"] if who else [])
    assert all(who in finding.text and finding.evidence[0].quote == reply for finding in found)


@pytest.mark.parametrize("stance", ["refused", "conditional"])
def test_what_is_refused_or_conditional_is_no_offer_of_ones_own(stage, rules, organisation, stance) -> None:
    reply = "I can give you that."
    findings = stage.findings(reply, remedies=[offer(reply, reply, "refund", amount=900.0, stance=stance)])
    assert check_content(findings, organisation, rules, reply=reply) == ()


@pytest.mark.parametrize(("decided", "abstained"), [(["escalate"], []), (["assert"], []), ([], ["escalate"])])
def test_speaking_of_someone_elses_authority_is_no_offer_of_ones_own(
    stage, rules, organisation, decided, abstained
) -> None:
    reply = "My manager can refund you the £900."
    findings = stage.findings(
        reply, decided, abstained=abstained, remedies=[offer(reply, reply, "refund", amount=900.0)]
    )
    assert check_content(findings, organisation, rules, reply=reply) == ()


@pytest.mark.parametrize(
    ("reply", "kind", "found"),
    [
        ("I'll pay you double the price back.", "refund", True),
        ("I will double-check and refund you £40.", "refund", False),
        ("The money is back in your account today.", "refund", True),
        ("I start the refund today, it takes three to five working days.", "refund", False),
        ("Repairs are free for life now.", "repair", True),
        ("This repair is free.", "repair", False),
        ("Here's a voucher, you can swap it for cash.", "voucher", True),
    ],
)
def test_offers_that_no_policy_holds_are_found(stage, rules, organisation, reply, kind, found) -> None:
    findings = stage.findings(reply, ["solve"], remedies=[offer(reply, reply, kind)])
    assert [item.id for item in check_content(findings, organisation, rules, reply=reply)] == ["outside_policy"] * found


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("We can't refund sale items, even if they are faulty.", True),
        ("We can't refund sale items for a change of mind, but a faulty one is another matter.", False),
        ("Sorry, without the receipt we can't do anything.", True),
        ("Without the receipt we can't look it up, but a bank statement will do.", False),
        ("The guarantee is with the manufacturer.", True),
        ("The guarantee is with us, not with the manufacturer.", False),
        ("After 30 days you have no rights, I'm afraid.", True),
        ("After 30 days a repair or a replacement comes first.", False),
        ("For a fault you can only have a credit note.", True),
        ("Online orders can’t be returned.", True),
        ("Online orders can't be returned if they were engraved.", False),
        ("Once the parcel has left us it's not our responsibility.", True),
        ("By law you have a two-year guarantee.", True),
        ("Our own guarantee on the watch is two years.", False),
        ("I am so sorry. I'll send a new one today.", False),
    ],
)
def test_misstated_rights_are_found_by_plain_words_only(stage, rules, organisation, reply, wrong) -> None:
    found = check_content(stage.findings(reply), organisation, rules, reply=reply)
    assert [finding.id for finding in found] == ["rights_misstated"] * wrong


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("Your 18 ct ring is pure gold.", True),
        ("Your 18 ct ring is not pure gold but 750 in 1,000.", False),
        ("The 18ct band carries the hallmark 585.", True),
        ("The 18ct band carries the hallmark 750.", False),
        ("The plated chain will never tarnish.", True),
        ("The plated chain will fade with daily wear.", False),
        ("You can put the silk dress in the washing machine.", True),
        ("Please don't put the silk dress in the washing machine.", False),
        ("The lab-grown stone is a natural diamond.", True),
        ("The lab-grown stone isn't natural, but it is a real diamond.", False),
        ("The watch needs a new battery.", True),
        ("The watch is fine for swimming.", True),
        ("The watch isn't made for swimming.", False),
        ("That coat can go in the washing machine.", False),
    ],
)
def test_wrong_product_facts_are_found_where_the_product_is_named(stage, rules, organisation, reply, wrong) -> None:
    found = check_content(stage.findings(reply), organisation, rules, reply=reply)
    assert [finding.id for finding in found] == ["wrong_product_fact"] * wrong


RULE = {"id": "never", "words": [r"\bnever\b"], "text": "It is not so."}
TWO_SENTENCES = "The watch was never worn. A refund we never give."


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ({}, ["The watch was never worn.", "A refund we never give."]),
        ({"kinds": ["refund", "repair"]}, ["A refund we never give."]),
        ({"kinds": ["repair"]}, []),
    ],
)
@pytest.mark.parametrize(
    ("finding", "stance", "place"),
    [
        ("rights_misstated", "refused", "misstatements"),
        ("wrong_product_fact", "refused", "wrong"),
        ("outside_policy", "offered", "outside_policy"),
    ],
)
def test_kinds_narrow_any_rule_to_sentences_with_such_a_remedy(
    stage, rules, pack, finding, stance, place, kinds, said
) -> None:
    watch = pack["products"][0] | {"names": ["watch"], "wrong": []}
    pack["products"], pack["outside_policy"], pack["jurisdiction"]["misstatements"] = [watch], [], []
    {"misstatements": pack["jurisdiction"], "wrong": watch, "outside_policy": pack}[place][place] = [RULE | kinds]
    findings = stage.findings(TWO_SENTENCES, remedies=[offer(TWO_SENTENCES, "A refund", "refund", stance=stance)])
    found = check_content(findings, Organisation.from_dict(pack), rules, reply=TWO_SENTENCES)
    assert [(item.id, [span.quote for span in item.evidence]) for item in found] == [(finding, said)] * bool(said)


def test_a_refused_remedy_is_no_offer_outside_policy(stage, rules, pack) -> None:
    pack["outside_policy"] = [RULE | {"kinds": ["refund"]}]
    findings = stage.findings(TWO_SENTENCES, remedies=[offer(TWO_SENTENCES, "A refund", "refund", stance="refused")])
    assert check_content(findings, Organisation.from_dict(pack), rules, reply=TWO_SENTENCES) == ()


def test_findings_quote_their_sentence_and_come_in_reading_order(stage, rules, organisation) -> None:
    reply = "Hello! \n Online orders cannot be returned.  The watch is waterproof, for £4.50 more."
    found = check_content(stage.findings(reply), organisation, rules, reply=reply)
    assert [(finding.id, finding.evidence[0].quote) for finding in found] == [
        ("rights_misstated", "Online orders cannot be returned."),
        ("wrong_product_fact", "The watch is waterproof, for £4.50 more."),
    ]
    for finding in found:
        for span in finding.evidence:
            assert reply[span.start : span.end] == span.quote


@pytest.mark.parametrize("reply", ["", " ", "🙂", "a" * 20_000, "the receipt, the box " * 900, "(((" * 1_000, "\n\n"])
def test_odd_replies_find_nothing_and_break_nothing(stage, rules, organisation, reply) -> None:
    assert check_content(stage.findings(reply), organisation, rules, reply=reply) == ()
