from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import yaml

from coaching_rules.content_finding import FINDING_IDS, Finding
from coaching_rules.feedback import feedback
from coaching_rules.session import CHANNELS, ENDINGS
from coaching_rules.techniques import FAULTS, LABELS, TECHNIQUES

REPLY = "Some words of the trainee."


def kinds(items) -> list[tuple[str, str]]:
    return [(item.kind, item.label) for item in items]


@pytest.mark.parametrize("label", LABELS)
def test_every_label_has_several_texts_and_a_clause(rules, label: str) -> None:
    if label in TECHNIQUES:
        texts = rules.advice.techniques[label]
        wordings = (texts.good, texts.missing, texts.next)
    else:
        fault = rules.advice.faults[label]
        wordings = (fault.harm, fault.next)
    assert all(len(set(texts)) >= 2 for texts in wordings)
    assert {clause.id for clause in rules.clauses()} >= set(rules.words.labels[label].clauses)


def test_no_wording_stands_twice(rules) -> None:
    advice = rules.advice
    texts = [text for item in advice.techniques.values() for text in (*item.good, *item.missing, *item.next)]
    texts += [text for item in advice.faults.values() for text in (*item.harm, *item.next)]
    texts += [text for step in (*advice.plan, *advice.missing) for text in step.texts]
    texts += [text for item in advice.findings.values() for text in item.next]
    assert len(set(texts)) == len(texts)


def test_every_act_that_the_rules_name_is_one_of_the_customers(data: Path, rules) -> None:
    known = set(yaml.safe_load((data / "customer" / "acts.yml").read_text())["acts"])
    named = {act for step in (*rules.advice.plan, *rules.advice.missing) for act in step.when.acts}
    named |= {act for rule in rules.moments.values() for case in rule.cases for act in case.answering}
    assert named <= known


@pytest.mark.parametrize("anger", [10, 60, 90])
@pytest.mark.parametrize("ended", [None, *ENDINGS])
def test_any_pair_of_labels_gets_few_kind_words_one_harm_and_one_next(stage, rules, anger, ended) -> None:
    moment = stage.moment(3, anger=(anger, anger), ended=ended, counts={"greet": 1, "question": 2})
    for pair in [(), *itertools.combinations(LABELS, 2)]:
        items = feedback(stage.findings(REPLY, pair), moment, rules)
        of_kind = {kind: [item for item in items if item.kind == kind] for kind in ("good", "missing", "harm", "next")}
        assert len(of_kind["good"]) <= 2
        assert len(of_kind["harm"]) == (1 if set(pair) & set(FAULTS) else 0)
        assert len(of_kind["missing"]) <= (0 if of_kind["harm"] or ended else 1)
        assert len(of_kind["next"]) == 1
        assert items[-1].kind == "next"
        assert all(item.label in pair and item.evidence for item in of_kind["good"] + of_kind["harm"])
        assert all(item.label not in pair for item in of_kind["missing"])


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("anger", [10, 60, 90])
def test_nothing_is_said_about_labels_too_close_to_call(stage, rules, channel, anger) -> None:
    for pair in itertools.combinations(TECHNIQUES, 2):
        findings = stage.findings(REPLY, abstained=pair)
        items = feedback(findings, stage.moment(2, anger=(anger, anger), channel=channel), rules)
        assert not {item.label for item in items} & set(pair) or kinds(items) == [("next", "listen")]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_too_close_to_call_is_no_harm(stage, rules, fault) -> None:
    items = feedback(stage.findings(REPLY, abstained=[fault]), stage.moment(), rules)
    assert "harm" not in {item.kind for item in items}


def test_a_furious_customer_is_acknowledged_before_anything_is_solved(stage, rules) -> None:
    items = feedback(stage.findings(REPLY, ["solve"]), stage.moment(1, anger=(85, 85)), rules)
    assert kinds(items) == [("missing", "empathise"), ("next", "empathise")]


def test_the_feeling_once_met_the_details_come_next_while_fury_lasts(stage, rules) -> None:
    items = feedback(stage.findings(REPLY, ["empathise"]), stage.moment(1, anger=(95, 80)), rules)
    assert kinds(items)[-1] == ("next", "paraphrase")


@pytest.mark.parametrize(
    ("act", "label"),
    [
        ("ask_why", "explain"),
        ("ask_when", "follow_up"),
        ("ask_who", "own"),
        ("reject_too_little", "compromise"),
        ("ask_manager", "escalate"),
        ("doubt_promise", "own"),
    ],
)
def test_the_suggestion_answers_what_the_customer_just_did(stage, rules, act, label) -> None:
    items = feedback(stage.findings(REPLY, ["thank"]), stage.moment(3, anger=(40, 40), acts=[act]), rules)
    assert items[-1].label == label


def test_an_agreed_solution_is_followed_by_its_confirmation(stage, rules) -> None:
    counts = dict.fromkeys(
        ("greet", "apologise", "empathise", "paraphrase", "question", "investigate", "explain", "own"), 1
    )
    items = feedback(stage.findings(REPLY, ["solve", "options"]), stage.moment(5, anger=(20, 15), counts=counts), rules)
    assert items[-1].label == "confirm"


@pytest.mark.parametrize(
    ("fault", "label"), [("dismiss", "empathise"), ("overpromise", "assert"), ("expose", "follow_up")]
)
def test_a_harm_brings_the_suggestion_that_repairs_it(stage, rules, fault, label) -> None:
    assert feedback(stage.findings(REPLY, [fault]), stage.moment(), rules)[-1].label == label


def test_the_worst_harm_is_the_one_spoken_of(stage, rules) -> None:
    items = feedback(stage.findings(REPLY, ["re_ask", "abrupt", "hostile"]), stage.moment(), rules)
    assert [item.label for item in items if item.kind == "harm"] == ["hostile"]


@pytest.mark.parametrize(
    ("fault", "technique"),
    [("overpromise", "solve"), ("admit_liability", "apologise"), ("dismiss", "empathise"), ("hostile", "greet")],
)
def test_what_a_fault_has_spoilt_is_not_praised(stage, rules, fault, technique) -> None:
    items = feedback(stage.findings(REPLY, [fault, technique]), stage.moment(), rules)
    assert ("good", technique) not in kinds(items)


@pytest.mark.parametrize("finding", FINDING_IDS)
def test_a_content_finding_keeps_praise_back_and_asks_to_put_it_right(stage, rules, finding) -> None:
    found = stage.findings(REPLY, ["solve", "explain"])
    spoken = Finding(finding, "It is not so.", found.scores.evidence_of("solve"))
    items = feedback(found, stage.moment(3, anger=(20, 20)), rules, content=[spoken])
    texts = rules.advice.findings[finding]
    assert not {label for kind, label in kinds(items) if kind == "good"} & set(texts.silences)
    assert items[-1].text in texts.next


def test_a_farewell_before_anything_is_agreed_is_not_praised(stage, rules) -> None:
    items = feedback(stage.findings(REPLY, ["close"]), stage.moment(4, anger=(20, 20)), rules)
    assert ("good", "close") not in kinds(items)
    agreed = stage.moment(4, anger=(20, 20), counts={"confirm": 1})
    assert ("good", "close") in kinds(feedback(stage.findings(REPLY, ["close"]), agreed, rules))


@pytest.mark.parametrize(("language", "sense"), [("none", "ok"), ("other", "ok"), ("en", "nonsense")])
def test_a_reply_that_cannot_be_read_gets_one_suggestion_and_nothing_else(stage, rules, language, sense) -> None:
    findings = stage.findings("🙂🙂", language=language, sense=sense)
    items = feedback(findings, stage.moment(1, anger=(60, 60)), rules)
    assert kinds(items) == [("next", "listen")]
    assert "plain" in items[0].text


@pytest.mark.parametrize("ending", ENDINGS)
def test_after_the_end_the_suggestion_is_about_what_comes_after(stage, rules, ending) -> None:
    item = feedback(stage.findings(REPLY, ["record", "listen"]), stage.moment(6, ended=ending), rules)[-1]
    assert any(item.text in step.texts for step in rules.advice.plan if ending in step.when.endings)


def test_wordings_change_from_reply_to_reply_and_stay_the_same_for_the_same_one(stage, rules) -> None:
    findings = stage.findings(REPLY, ["dismiss"])
    texts = [feedback(findings, stage.moment(turn), rules)[0].text for turn in (1, 2, 3, 1)]
    assert len(set(texts)) == 3
    assert texts[0] == texts[3]


def test_an_item_is_written_as_the_contract_has_it(stage, rules) -> None:
    item = feedback(stage.findings(REPLY, ["hostile"]), stage.moment(), rules)[0]
    assert item.to_dict() == {
        "kind": "harm",
        "text": item.text,
        "label": "hostile",
        "clause": "111272L3.PR1.2b-ii",
        "evidence": [{"start": 0, "end": len(REPLY), "quote": REPLY}],
    }
