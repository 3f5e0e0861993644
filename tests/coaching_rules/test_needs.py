from __future__ import annotations

from coaching_rules.needs import missing_techniques, standard_tallies
from coaching_rules.report import report


def test_a_technique_is_missing_where_it_was_asked_for_and_never_shown(stage, rules, bad_talk) -> None:
    made = report(bad_talk, stage.session(ended="walked_away"), rules)
    missing = missing_techniques(made, rules)
    verdicts = {item["clause"]: item["verdict"] for item in made["requirements"]}
    assert "empathise" in missing
    for label in missing:
        assert any(verdicts[clause] in ("not_met", "partly") for clause in rules.words.labels[label].clauses)


def test_what_was_shown_once_is_not_missing(stage, rules, bad_talk) -> None:
    made = report([*bad_talk, stage.turn(4, ["empathise"])], stage.session(ended="walked_away"), rules)
    assert "empathise" not in missing_techniques(made, rules)


def test_nothing_is_missing_where_nothing_was_said(stage, rules) -> None:
    made = report([], stage.session(ended="abandoned"), rules)
    assert missing_techniques(made, rules) == ()
    assert standard_tallies(made, rules) == {}


def test_a_requirement_that_no_standard_has_any_more_is_tallied_nowhere(stage, rules, good_talk) -> None:
    made = report(good_talk, stage.session(), rules)
    kept = {**made, "requirements": [*made["requirements"], {**made["requirements"][0], "clause": "U311.0.0"}]}
    assert standard_tallies(kept, rules) == standard_tallies(made, rules)


def test_a_standard_is_tallied_by_its_own_requirements(stage, rules, good_talk) -> None:
    made = report(good_talk, stage.session(), rules)
    tallies = standard_tallies(made, rules)
    judged = [item for item in made["requirements"] if item["verdict"] != "not_observed"]
    assert sum(sum(tally.values()) for tally in tallies.values()) == len(judged)
    own = {clause.id for standard in rules.standards if standard.id == "U311" for clause in standard.clauses}
    met = sum(item["verdict"] == "met" for item in judged if item["clause"] in own)
    assert tallies["U311"]["met"] == met
