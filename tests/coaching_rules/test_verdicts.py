from __future__ import annotations

from dataclasses import replace

import pytest

from coaching_rules.observation import Avoided
from coaching_rules.verdicts import verdicts

LATE = {"anger": (30, 30)}


@pytest.mark.parametrize(
    ("clause", "labels", "verdict", "score"),
    [
        ("111272L3.PR1.2a", [[], [], []], "not_met", 0),
        ("111272L3.PR1.2a", [["solve"], [], []], "partly", 50),
        ("111272L3.PR1.2a", [["solve"], ["own"], []], "met", 100),
        ("111272L3.PR1.2a", [["solve"], ["own"], ["deflect"]], "partly", 40),
        ("111272L3.PR1.2a", [["solve"], ["own"], ["deflect"], ["stonewall"]], "not_met", 0),
        ("108822L2.PR3.1a", [["greet"], [], []], "partly", 50),
        ("108822L2.PR3.1a", [["greet"], [], ["thank"]], "met", 100),
        ("U311.2.1", [["paraphrase"], ["investigate"], []], "partly", 67),
        ("U311.2.1", [["paraphrase"], ["investigate"], ["empathise"]], "met", 100),
        ("111272L3.PR1.3a", [["listen"], [], ["re_ask"]], "partly", 60),
        ("108822L2.PR2.5b", [["apologise"], ["admit_liability"], []], "not_met", 0),
    ],
)
def test_shown_techniques_raise_a_verdict_and_faults_lower_it(stage, clause, labels, verdict, score) -> None:
    turns = [stage.turn(number, found) for number, found in enumerate(labels, start=1)]
    result = stage.verdict(clause, turns)
    assert (result.verdict, result.score) == (verdict, score)


@pytest.mark.parametrize(
    ("labels", "verdict", "score"),
    [
        ([[], [], []], "met", 100),
        ([["argue"], [], []], "partly", 40),
        ([["argue"], ["argue"], []], "not_met", 0),
        ([["argue"]], "partly", 40),
        ([[], []], "not_observed", None),
    ],
)
def test_not_arguing_is_met_only_by_enough_replies(stage, labels, verdict, score) -> None:
    turns = [stage.turn(number, found) for number, found in enumerate(labels, start=1)]
    result = stage.verdict("111272L3.PR1.2b-i", turns)
    assert (result.verdict, result.score) == (verdict, score)


def test_not_arguing_rests_on_replies_to_a_heated_customer(stage) -> None:
    turns = [stage.turn(1, anger=(80, 40)), stage.turn(2, **LATE), stage.turn(3, **LATE)]
    result = stage.verdict("111272L3.PR1.2b-i", turns)
    assert result.verdict == "met"
    assert [quote.turn for quote in result.evidence] == [1]


def test_not_arguing_with_a_calm_customer_shows_nothing(stage) -> None:
    result = stage.verdict("111272L3.PR1.2b-i", [stage.turn(number, **LATE) for number in (1, 2, 3)])
    assert (result.verdict, result.why) == ("not_observed", "The customer never got heated, so this was not tested.")


def test_a_reply_too_close_to_call_is_not_counted_as_clean(stage) -> None:
    turns = [stage.turn(1), stage.turn(2), stage.turn(3, abstained=["argue"])]
    result = stage.verdict("111272L3.PR1.2b-i", turns)
    assert result.verdict == "not_observed"
    assert "Too close to call in reply 3" in result.why


def test_a_technique_too_close_to_call_is_not_held_to_be_missing(stage) -> None:
    turns = [stage.turn(1), stage.turn(2, abstained=["empathise"]), stage.turn(3)]
    assert stage.verdict("U311.1.4d", turns).verdict == "not_observed"
    assert stage.verdict("U311.1.4d", [stage.turn(1), stage.turn(2), stage.turn(3)]).verdict == "not_met"


def test_before_the_end_what_is_not_seen_is_not_held_against_anyone(stage) -> None:
    turns = [stage.turn(number) for number in (1, 2, 3)]
    assert stage.verdict("U311.1.4d", turns, stage.session(ended=None)).verdict == "not_observed"


def test_in_a_very_short_conversation_what_is_not_seen_is_not_held_against_anyone(stage) -> None:
    assert stage.verdict("U311.1.4d", [stage.turn(1), stage.turn(2)]).verdict == "not_observed"


@pytest.mark.parametrize(
    ("labels", "score"),
    [
        ([["empathise"], ["solve"]], 100),
        ([["empathise", "solve"], []], 100),
        ([["empathise"], []], 100),
        ([["solve"], ["empathise"]], 50),
        ([["solve"], []], 0),
        ([[], []], None),
    ],
)
def test_with_a_furious_customer_comfort_comes_before_the_way_out(stage, labels, score) -> None:
    turns = [stage.turn(number, found, anger=(85, 85)) for number, found in enumerate(labels, start=1)]
    assert stage.verdict("111272L3.PR2.4", turns).score == score


def test_what_the_wrong_order_is_worth_stands_in_the_rules(rules, stage) -> None:
    turns = [stage.turn(1, ["solve"], anger=(85, 85)), stage.turn(2, ["empathise"], anger=(85, 85))]
    stricter = replace(stage, rules=replace(rules, scoring=replace(rules.scoring, out_of_order=30)))
    assert stricter.verdict("111272L3.PR2.4", turns).score == 30


def test_comfort_too_close_to_call_leaves_the_order_open(stage) -> None:
    turns = [stage.turn(1, abstained=["empathise"], anger=(85, 85)), stage.turn(2, ["solve"], anger=(85, 85))]
    assert stage.verdict("111272L3.PR2.4", turns).score is None


@pytest.mark.parametrize(
    ("ended", "satisfaction", "process"),
    [
        ("resolved", 100, 100),
        ("fair_no", 85, 100),
        ("follow_up_agreed", 75, 90),
        ("escalated", 60, 80),
        ("walked_away", 0, 0),
        ("went_public", 0, 0),
        ("abandoned", None, None),
        (None, None, None),
    ],
)
def test_the_ending_decides_the_outcome_and_a_fair_no_is_full_success(stage, ended, satisfaction, process) -> None:
    turns = [stage.turn(1), stage.turn(2, ["explain"])]
    session = stage.session(ended=ended)
    assert stage.verdict("111272L3.Range.3", turns, session).score == satisfaction
    assert stage.verdict("U311.2.2d", turns, session).score == process


@pytest.mark.parametrize(
    ("trust", "verdict"), [((30, 50), "met"), ((30, 35), "partly"), ((30, 30), "not_met"), ((30, 5), "not_met")]
)
def test_the_relationship_is_read_from_the_customers_trust(stage, trust, verdict) -> None:
    turns = [
        stage.turn(1, trust=(trust[0], trust[0])),
        stage.turn(2, trust=(trust[0], trust[0])),
        stage.turn(3, trust=trust),
    ]
    assert stage.verdict("111272L3.PR3.1", turns).verdict == verdict


def test_after_a_stalemate_something_new_must_be_tried(stage) -> None:
    stuck = [stage.turn(number, ["explain"], anger=(70, 72)) for number in (1, 2, 3)]
    assert stage.verdict("U311.1.4g", [*stuck, stage.turn(4, ["compromise"])]).verdict == "met"
    assert stage.verdict("U311.1.4g", [*stuck, stage.turn(4, ["explain"])]).verdict == "not_met"
    assert stage.verdict("U311.1.4g", stuck).verdict == "not_observed"
    assert stage.verdict("U311.1.4g", [stage.turn(1), stage.turn(2), *stuck[2:]]).verdict == "not_observed"


def test_what_was_tried_in_vain_before_is_nothing_new(stage) -> None:
    stuck = [stage.turn(number, ["compromise"], anger=(70, 72)) for number in (1, 2, 3)]
    assert stage.verdict("U311.1.4g", [*stuck, stage.turn(4, ["compromise"])]).verdict == "not_met"


@pytest.mark.parametrize(
    ("path", "labels", "verdict"),
    [
        ("report", ["escalate"], "met"),
        ("report", [], "not_met"),
        ("report", ["deflect"], "not_met"),
        ("now", ["escalate"], "not_observed"),
    ],
)
def test_passing_on_is_judged_where_the_case_needs_it(stage, path, labels, verdict) -> None:
    turns = [stage.turn(1, labels), stage.turn(2), stage.turn(3)]
    assert stage.verdict("U311.1.6", turns, stage.session(path=path)).verdict == verdict


def test_passing_on_what_could_be_settled_at_once_costs_points(stage) -> None:
    turns = [stage.turn(1, ["escalate", "solve"]), stage.turn(2), stage.turn(3)]
    assert stage.verdict("111272L3.PR1.4a", turns).score == 60


def test_moving_is_called_for_only_once_an_offer_was_turned_down(stage) -> None:
    refused = [stage.turn(1, ["solve"], acts=["reject_too_little"]), stage.turn(2, ["compromise"]), stage.turn(3)]
    assert stage.verdict("U311.1.3f", refused).verdict == "met"
    assert (
        stage.verdict("U311.1.3f", [stage.turn(1, ["solve"]), stage.turn(2), stage.turn(3)]).verdict == "not_observed"
    )


@pytest.mark.parametrize(("channel", "verdict"), [("social", "met"), ("counter", "not_observed")])
def test_public_channels_are_judged_in_public_channels(stage, channel, verdict) -> None:
    turns = [stage.turn(1, ["apologise", "follow_up"]), stage.turn(2), stage.turn(3)]
    assert stage.verdict("CFACSC7.K13", turns, stage.session(channel=channel)).verdict == verdict


def test_a_promise_without_a_time_is_half_a_follow_up(stage) -> None:
    rest = [stage.turn(2), stage.turn(3)]
    reply = "I'll ring you at five."
    assert stage.verdict("111272L3.PR1.6", [stage.turn(1, ["follow_up"]), *rest]).score == 50
    assert (
        stage.verdict("111272L3.PR1.6", [stage.turn(1, ["follow_up"], reply=reply, named_time="at five"), *rest]).score
        == 100
    )


def test_an_offer_beyond_authority_breaks_the_clause_on_authority(stage) -> None:
    turns = [stage.turn(1, ["solve"], content_findings=["beyond_authority"]), stage.turn(2), stage.turn(3)]
    result = stage.verdict("108822L2.PR1.3", turns)
    assert (result.verdict, result.score) == ("not_met", 30)
    assert "offered more than you may grant" in result.why


def test_a_whole_unit_is_the_mean_of_its_parts(stage, good_talk) -> None:
    parts = ["108822L2.PR2.1", "108822L2.PR2.5", "108822L2.PR3.1a", "108822L2.PR3.1c", "108822L2.PR3.1d"]
    scores = [stage.verdict(part, good_talk).score for part in parts]
    assert stage.verdict("108822L2.Range.4", good_talk).score == round(sum(scores) / len(scores))


@pytest.mark.parametrize("ended", [None, "resolved", "walked_away", "abandoned"])
def test_a_score_always_shows_the_words_it_rests_on(stage, good_talk, bad_talk, ended) -> None:
    for turns in ([], good_talk[:1], bad_talk[:1], good_talk, bad_talk, [*good_talk, *bad_talk]):
        numbered = [
            stage.turn(n, t.findings.scores.decided, anger=(t.mood_before.anger, t.mood_after.anger))
            for n, t in enumerate(turns, 1)
        ]
        replies = {turn.turn: turn.reply for turn in numbered}
        for result in verdicts(stage.conversation(numbered, stage.session(ended=ended))):
            assert (result.score is None) == (result.verdict == "not_observed") == (not result.evidence), result
            assert result.why[0].isupper()
            assert result.why[-1] in '.?!"'
            for quote in result.evidence:
                assert replies[quote.turn][quote.span.start : quote.span.end] == quote.span.quote


def test_adding_a_fault_never_raises_a_score(stage, good_talk, rules) -> None:
    before = {item.clause: item.score for item in verdicts(stage.conversation(good_talk))}
    for fault in rules.advice.severity:
        turn = good_talk[2]
        worse = stage.turn(3, [*turn.findings.scores.decided, fault], anger=(55, 45), trust=(45, 55), acts=["ask_when"])
        after = verdicts(stage.conversation([*good_talk[:2], worse, *good_talk[3:]]))
        for item in after:
            if item.score is not None and before[item.clause] is not None:
                assert item.score <= before[item.clause], (fault, item)


def test_long_replies_are_quoted_by_their_beginning(stage) -> None:
    turns = [stage.turn(number, reply="  " + "many words " * 60) for number in (1, 2, 3)]
    quote = stage.verdict("111272L3.PR1.2b-i", turns).evidence[0]
    assert quote.span.start == 2
    assert len(quote.span.quote) <= stage.rules.scoring.quote_at_most
    assert quote.span.quote.endswith("words")


def test_a_verdict_that_rests_on_absence_says_that_nothing_was_found(stage, rules) -> None:
    calm = [stage.turn(number, ["explain"], anger=(80, 70)) for number in (1, 2, 3, 4)]
    by_absence = [
        verdict
        for verdict in verdicts(stage.conversation(calm))
        if isinstance(rules.clause(verdict.clause).observe, Avoided) and verdict.score == 100
    ]
    assert by_absence
    assert all("found" in verdict.why and "kept clear" not in verdict.why for verdict in by_absence)
    assert "found" in stage.verdict("U311.1.4g", [stage.turn(1), stage.turn(2)]).why
