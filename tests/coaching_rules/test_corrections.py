"""A supervisor's decisions in a report: findings put right, verdicts settled, everything else as it was."""

from __future__ import annotations

import pytest

from coaching_rules.corrections import LabelDecision, VerdictDecision, corrected_turns
from coaching_rules.findings import Span
from coaching_rules.report import report


def by_clause(made) -> dict[str, dict]:
    return {item["clause"]: item for item in made["requirements"]}


def test_without_decisions_nothing_changes(good_talk) -> None:
    assert corrected_turns(good_talk, ()) == tuple(good_talk)


def test_a_label_that_does_not_hold_is_gone_with_its_evidence_and_its_gate(stage, rules, bad_talk) -> None:
    session = stage.session(ended="walked_away")
    hostile = LabelDecision(3, "hostile", False, None)
    before = report(bad_talk, session, rules)
    after = report(corrected_turns(bad_talk, [hostile]), session, rules)
    assert next(gate["passed"] for gate in before["gates"]) is False
    assert next(gate["passed"] for gate in after["gates"]) is True
    assert after["techniques"]["hostile"] == {"count": 0, "turns": []}
    assert after["techniques"]["blame"] == before["techniques"]["blame"]


def test_a_label_that_holds_rests_on_the_chosen_words(stage) -> None:
    turn = stage.turn(1, ["own"], reply="  Hello. I see how that hurts. ", abstained=["empathise"])
    chosen = Span(9, 30, "I see how that hurts.")
    (made,) = corrected_turns([turn], [LabelDecision(1, "empathise", True, chosen)])
    scores = made.findings.scores
    assert scores.decided == ("empathise", "own")
    assert scores.abstained == ()
    assert scores.evidence_of("empathise") == (chosen,)
    assert scores.labels == turn.findings.scores.labels


def test_without_chosen_words_the_whole_reply_carries_it(stage) -> None:
    turn = stage.turn(1, reply="  I see how that hurts.\n")
    (made,) = corrected_turns([turn], [LabelDecision(1, "empathise", True, None)])
    (span,) = made.findings.scores.evidence_of("empathise")
    assert (span.quote, turn.reply[span.start : span.end]) == ("I see how that hurts.",) * 2


def test_the_last_decision_on_a_label_counts(stage) -> None:
    turn = stage.turn(1, ["own"])
    back = [LabelDecision(1, "own", False, None), LabelDecision(1, "own", True, None)]
    assert corrected_turns([turn], back) == (turn,)


def test_what_was_too_close_to_call_and_does_not_hold_is_no_longer_doubtful(stage) -> None:
    turn = stage.turn(1, abstained=["blame"])
    (made,) = corrected_turns([turn], [LabelDecision(1, "blame", False, None)])
    assert (made.findings.scores.decided, made.findings.scores.abstained) == ((), ())


@pytest.mark.parametrize(("verdict", "least", "most"), [("met", 75, 100), ("partly", 40, 74), ("not_met", 0, 39)])
@pytest.mark.parametrize("talk", ["good_talk", "bad_talk"])
def test_every_clause_can_be_settled_with_a_score_and_words_that_fit(
    request, stage, rules, talk: str, verdict: str, least: int, most: int
) -> None:
    turns = request.getfixturevalue(talk)
    decisions = [VerdictDecision(clause.id, verdict, "I was there") for clause in rules.observed_clauses()]
    for item in report(turns, stage.session(), rules, decisions=decisions)["requirements"]:
        assert item["verdict"] == verdict
        assert least <= item["score"] <= most
        assert item["evidence"]
        assert item["why"] == "A supervisor decided: I was there."


def test_a_score_that_fits_the_verdict_stays(stage, rules, good_talk) -> None:
    computed = report(good_talk, stage.session(), rules)
    partly = next(item for item in computed["requirements"] if item["verdict"] == "partly")
    decided = [VerdictDecision(partly["clause"], "partly", "as it says")]
    made = by_clause(report(good_talk, stage.session(), rules, decisions=decided))
    assert made[partly["clause"]]["score"] == partly["score"]


def test_not_observed_has_no_score_and_no_words(stage, rules, good_talk) -> None:
    decided = [VerdictDecision("U311.1.4d", "not_observed", "it was somebody else")]
    item = by_clause(report(good_talk, stage.session(), rules, decisions=decided))["U311.1.4d"]
    assert (item["verdict"], item["score"], item["evidence"]) == ("not_observed", None, [])


def test_a_settled_part_counts_in_the_sums_over_it(stage, rules, good_talk) -> None:
    combined = next(clause for clause in rules.observed_clauses() if hasattr(clause.observe, "of"))
    decided = [VerdictDecision(part, "not_met", "no") for part in combined.observe.of]
    before = by_clause(report(good_talk, stage.session(), rules))[combined.id]
    after = by_clause(report(good_talk, stage.session(), rules, decisions=decided))[combined.id]
    assert before["score"] > after["score"] == 0


def test_nothing_said_stays_not_observed_whatever_was_decided(stage, rules) -> None:
    decided = [VerdictDecision("U311.1.4d", "met", "surely")]
    assert by_clause(report([], stage.session(), rules, decisions=decided))["U311.1.4d"]["verdict"] == "not_observed"
