"""A correction in a report that older rules judged: what it changes is taken over, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coaching_rules.amending import amended
from coaching_rules.conversation import Conversation
from coaching_rules.corrections import Corrections, LabelDecision, VerdictDecision, corrected_turns
from coaching_rules.observation import Combined
from coaching_rules.report import overall, report
from coaching_rules.rubric import Rules
from coaching_rules.standards import Clause

NOTHING = Corrections()
NOT_HOSTILE = LabelDecision(9, "hostile", False, None)
NOT_BLAME = LabelDecision(9, "blame", False, None)
EMPATHY = LabelDecision(7, "empathise", True, None)
SETTLED = VerdictDecision("U311.1.4d", "met", "I was there")


@pytest.fixture
def stricter(rules: Rules) -> Rules:
    """Today's rules: verdicts are harder to earn, sums have a part less, and strands weigh otherwise."""
    costs = dict.fromkeys(rules.scoring.costs, 100)
    strands = tuple(replace(strand, weight=place**3) for place, strand in enumerate(rules.scoring.strands, start=1))
    scoring = replace(rules.scoring, met_from=99, partly_from=90, costs=costs, strands=strands)
    standards = tuple(
        replace(standard, clauses=tuple(smaller(clause) for clause in standard.clauses)) for standard in rules.standards
    )
    return replace(rules, version="stricter", scoring=scoring, standards=standards)


def smaller(clause: Clause) -> Clause:
    rule = clause.observe
    return replace(clause, observe=replace(rule, of=rule.of[1:], least=1)) if isinstance(rule, Combined) else clause


def sums(rules: Rules) -> dict[str, Combined]:
    return {clause.id: clause.observe for clause in rules.observed_clauses() if isinstance(clause.observe, Combined)}


def by_clause(made: dict[str, Any]) -> dict[str, Any]:
    return {item["clause"]: item for item in made["requirements"]}


def corrected(conversation: Conversation, corrections: Corrections) -> dict[str, Any]:
    """The report as the conversation's rules judge it with the corrections."""
    turns = corrected_turns(conversation.turns, corrections.labels)
    return report(turns, conversation.session, conversation.rules, decisions=corrections.verdicts)


def changed(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """The clauses that two reports judge differently."""
    left, right = by_clause(one), by_clause(other)
    return {clause for clause in {*left, *right} if left.get(clause) != right.get(clause)}


def step(labels: int, verdicts: int = 0) -> Corrections:
    return Corrections((NOT_BLAME, EMPATHY)[:labels], (SETTLED,)[:verdicts])


@pytest.fixture
def talk(stage, good_talk, bad_talk) -> Conversation:
    """A mixed conversation, under the rules by which it was judged."""
    turns = [*good_talk, *(replace(turn, turn=turn.turn + 6) for turn in bad_talk)]
    return stage.conversation(turns)


@pytest.mark.parametrize("steps", [[step(1)], [step(1), step(2)], [step(1), step(1, 1), step(2, 1)], [step(0, 1)]])
def test_under_the_same_rules_it_is_the_report_with_all_corrections(
    talk: Conversation, steps: list[Corrections]
) -> None:
    judged = standing = corrected(talk, NOTHING)
    for before, after in zip([NOTHING, *steps], steps):
        standing = amended(judged, standing, talk, before=before, after=after)
    assert standing == corrected(talk, steps[-1])
    assert standing != judged


def test_under_other_rules_a_correction_changes_what_depends_on_it_alone(talk: Conversation, stricter: Rules) -> None:
    judged = corrected(talk, NOTHING)
    today = replace(talk, rules=stricter)
    depending = changed(corrected(today, NOTHING), corrected(today, step(1)))
    made = amended(judged, judged, today, before=NOTHING, after=step(1))
    assert len(changed(judged, corrected(today, NOTHING))) > len(depending)
    assert changed(judged, made) - set(sums(stricter)) <= depending
    assert depending - set(sums(stricter))
    for clause in depending - set(sums(stricter)):
        assert by_clause(made)[clause] == by_clause(corrected(today, step(1)))[clause]
    assert made["model"] == {**judged["model"], "rules": "stricter"}
    assert made["techniques"]["blame"]["count"] == 0


def test_a_gate_is_passed_where_its_fault_does_not_hold(talk: Conversation, stricter: Rules) -> None:
    judged = corrected(talk, NOTHING)
    made = amended(judged, judged, replace(talk, rules=stricter), before=NOTHING, after=Corrections((NOT_HOSTILE,)))
    failed = [[gate["id"] for gate in one["gates"] if not gate["passed"]] for one in (judged, made)]
    assert failed == [["hostile"], []]
    assert made["overall"] > judged["overall"]


def test_a_correction_that_changes_no_verdict_leaves_every_verdict_and_the_overall_score(
    talk: Conversation, stricter: Rules
) -> None:
    talk = replace(talk, turns=talk.turns[:-1])  # without its hostile end: no gate caps the overall score
    judged = corrected(talk, NOTHING)
    again = Corrections((LabelDecision(1, "empathise", True, None),))
    made = amended(judged, judged, replace(talk, rules=stricter), before=NOTHING, after=again)
    assert {**made, "model": judged["model"]} == judged


def test_what_is_decided_back_is_as_it_was_first_judged(talk: Conversation, stricter: Rules) -> None:
    judged = corrected(talk, NOTHING)
    today = replace(talk, rules=stricter)
    back = Corrections((NOT_BLAME, replace(NOT_BLAME, holds=True)))
    once = amended(judged, judged, today, before=NOTHING, after=step(1))
    made = amended(judged, once, today, before=step(1), after=back)
    assert changed(judged, once)
    assert {**made, "model": judged["model"]} == judged


def test_an_earlier_correction_is_not_judged_anew_by_the_next(talk: Conversation, stricter: Rules) -> None:
    judged = corrected(talk, NOTHING)
    kind = Corrections((NOT_HOSTILE,))
    first = amended(judged, judged, talk, before=NOTHING, after=kind)
    assert changed(judged, first) & set(sums(stricter))
    settled = replace(kind, verdicts=(SETTLED,))
    second = amended(judged, first, replace(talk, rules=stricter), before=kind, after=settled)
    containing = {clause for clause, rule in sums(stricter).items() if SETTLED.clause in rule.of}
    assert changed(first, second) == {SETTLED.clause, *containing}
    assert by_clause(second)[SETTLED.clause]["why"] == "A supervisor decided: I was there."


def test_sums_and_the_overall_score_follow_what_stands(talk: Conversation, stricter: Rules) -> None:
    judged = corrected(talk, NOTHING)
    today = replace(talk, rules=stricter)
    kind = Corrections((NOT_HOSTILE, EMPATHY))
    made = amended(judged, judged, today, before=NOTHING, after=kind)
    lines = by_clause(made)
    moved = [clause for clause in sums(stricter) if lines[clause] != by_clause(judged)[clause]]
    assert moved
    for clause in moved:
        scores = [lines[part]["score"] for part in sums(stricter)[clause].of if lines[part]["score"] is not None]
        assert lines[clause]["score"] == round(sum(scores) / len(scores))
    scores = {clause: line["score"] for clause, line in lines.items()}
    assert made["overall"] == overall(scores, [], today) != corrected(today, kind)["overall"]


def test_a_settled_sum_is_not_summed_up_over_the_supervisors_head(talk: Conversation, stricter: Rules) -> None:
    judged = corrected(talk, NOTHING)
    today = replace(talk, rules=stricter)
    whole = next(iter(sums(stricter)))
    decided = Corrections((), (VerdictDecision(whole, "not_met", "not as a whole"),))
    first = amended(judged, judged, today, before=NOTHING, after=decided)
    second = amended(judged, first, today, before=decided, after=replace(decided, labels=(NOT_BLAME, EMPATHY)))
    assert [by_clause(made)[whole]["verdict"] for made in (judged, first, second)] == ["partly", "not_met", "not_met"]


def test_requirements_that_came_or_went_with_the_rules_stay_out_or_in(talk: Conversation, rules: Rules) -> None:
    """Unless a supervisor decides on one that had not been judged."""
    kept = corrected(talk, NOTHING)
    gone = {**by_clause(kept)["U311.1.4d"], "clause": "U311.0.0"}
    old = {**kept, "requirements": [item for item in kept["requirements"] if item["clause"] != "U311.1.4d"] + [gone]}
    made = amended(old, old, talk, before=NOTHING, after=step(1))
    assert ("U311.1.4d" in by_clause(made), "U311.0.0" in by_clause(made)) == (False, True)
    decided = amended(old, made, talk, before=step(1), after=step(1, 1))
    assert by_clause(decided)["U311.1.4d"]["verdict"] == "met"
