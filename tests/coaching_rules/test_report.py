from __future__ import annotations

import json

import pytest

from coaching_rules.findings import Commitment, Span
from coaching_rules.report import report
from coaching_rules.session import ReportTurn
from coaching_rules.techniques import LABELS

KEYS = ["final", "overall", "gates", "requirements", "techniques", "content", "commitments", "record", "model"]


def twelve(stage) -> list[ReportTurn]:
    plan = [
        "greet",
        "empathise",
        "listen",
        "question",
        "investigate",
        "explain",
        "solve",
        "options",
        "confirm",
        "follow_up",
        "thank",
        "close",
    ]
    return [
        stage.turn(number, [label], anger=(80 - 5 * number, 75 - 5 * number)) for number, label in enumerate(plan, 1)
    ]


@pytest.mark.parametrize("count", [0, 1, 12])
@pytest.mark.parametrize("ended", [None, "resolved"])
def test_a_report_has_its_shape_for_any_length(stage, rules, count: int, ended: str | None) -> None:
    made = report(twelve(stage)[:count], stage.session(ended=ended), rules)
    assert list(made) == KEYS
    assert made["final"] is (ended is not None)
    assert [item["clause"] for item in made["requirements"]] == [clause.id for clause in rules.observed_clauses()]
    assert tuple(made["techniques"]) == LABELS
    assert json.loads(json.dumps(made)) == made


def test_an_empty_session_has_no_score_and_no_failed_gate(stage, rules) -> None:
    made = report([], stage.session(ended="abandoned"), rules)
    assert made["overall"] is None
    assert {item["verdict"] for item in made["requirements"]} == {"not_observed"}
    assert all(gate["passed"] for gate in made["gates"])


def test_one_reply_is_too_little_for_an_overall_score_unless_the_customer_ended_it(stage, rules) -> None:
    one = [stage.turn(1, ["hostile", "dismiss"], anger=(80, 100))]
    assert report(one, stage.session(ended=None), rules)["overall"] is None
    assert report(one, stage.session(ended="abandoned"), rules)["overall"] is None
    assert report(one, stage.session(ended="walked_away"), rules)["overall"] == 0


def test_the_same_turns_give_the_same_report_in_any_order(stage, rules) -> None:
    turns = twelve(stage)
    first = report(turns, stage.session(), rules)
    assert report(turns, stage.session(), rules) == first
    assert json.dumps(report(turns[::-1], stage.session(), rules)) == json.dumps(first)


def test_turns_survive_being_stored(stage, rules) -> None:
    turns = [
        *twelve(stage)[:3],
        stage.turn(4, ["solve"], content_findings=["outside_policy"], topics=[("rights", "told")]),
    ]
    stored = [ReportTurn.from_dict(json.loads(json.dumps(turn.to_dict()))) for turn in turns]
    assert report(stored, stage.session(), rules) == report(turns, stage.session(), rules)


def test_good_talk_scores_high_and_bad_talk_low(stage, rules, good_talk, bad_talk) -> None:
    good = report(good_talk, stage.session(), rules)["overall"]
    bad = report(bad_talk, stage.session(ended="walked_away"), rules)["overall"]
    assert good >= 85
    assert bad <= 15


@pytest.mark.parametrize(
    ("labels", "content", "cap"),
    [
        (["hostile"], [], 30),
        (["expose"], [], 40),
        (["overpromise"], [], 50),
        (["admit_liability"], [], 50),
        ([], ["beyond_authority"], 50),
    ],
)
def test_a_failed_gate_caps_the_overall_score(stage, rules, good_talk, labels, content, cap) -> None:
    turn = stage.turn(7, ["thank", *labels], anger=(10, 10), trust=(75, 75), content_findings=content)
    made = report([*good_talk, turn], stage.session(), rules)
    assert made["overall"] <= cap


def test_techniques_are_counted_with_their_turns(stage, rules) -> None:
    made = report([stage.turn(1, ["solve"]), stage.turn(2), stage.turn(3, ["solve", "own"])], stage.session(), rules)
    assert made["techniques"]["solve"] == {"count": 2, "turns": [1, 3]}
    assert made["techniques"]["greet"] == {"count": 0, "turns": []}


def test_content_findings_are_listed_with_turn_and_words(stage, rules) -> None:
    made = report(
        [stage.turn(2, reply="It is plated.", content_findings=["wrong_product_fact"])], stage.session(), rules
    )
    assert made["content"] == [
        {
            "id": "wrong_product_fact",
            "turn": 2,
            "text": "It is not so.",
            "evidence": [{"turn": 2, "start": 0, "end": 13, "quote": "It is plated."}],
        }
    ]


def test_the_report_names_the_versions_that_made_it(stage, rules) -> None:
    assert report([], stage.session(), rules)["model"] == {
        "scorer": "scorer-1",
        "rules": rules.version,
        "persona": "persona-1",
    }


def test_a_report_lists_commitments_with_their_turns(stage, rules) -> None:
    said = Commitment("other", "Priya", Span(6, 10, "look"), "today", None, conditional=True)
    turns = [stage.turn(2, reply="Priya look", commitments=[said]), stage.turn(1)]
    (listed,) = report(turns, stage.session(), rules)["commitments"]
    assert listed == {
        "turn": 2,
        "who": "other",
        "name": "Priya",
        "start": 6,
        "end": 10,
        "quote": "look",
        "when": "today",
        "channel": None,
        "conditional": True,
    }
    assert Commitment.from_dict(listed) == said
