from __future__ import annotations

import pytest

from coaching_rules.record import FIELD_IDS, missing, record_marks

FULL = {
    "when": "2 May, 10:15; noticed on 1 May",
    "channel": "counter",
    "complainant": "Ms Reyes, by telephone",
    "issue": "Wedding ring came back two sizes too small after resizing in our workshop.",
    "type": "now",
    "verdict": "justified",
    "actions": "10:20 looked at the job sheet, 10:30 rang the workshop.",
    "outcome": "Ring is made again by Thursday, fee given back.",
    "follow_up": "Call on Wednesday at noon by Sam.",
}


def marks(stage, rules, **changes) -> dict[str, str]:
    session = stage.session(record={**FULL, **changes})
    return {mark["field"]: mark["mark"] for mark in record_marks(session, rules)}


@pytest.mark.parametrize("record", [None, {}, {"when": "  ", "issue": []}])
def test_an_empty_record_misses_every_required_field(rules, record) -> None:
    assert missing(record, rules) == [field for field in FIELD_IDS if field != "options"]


def test_a_full_record_misses_nothing(rules) -> None:
    assert missing(FULL, rules) == []


def test_a_draft_names_what_is_still_missing_in_the_order_of_the_form(rules) -> None:
    assert missing({"issue": "The ring is too small.", "outcome": "open"}, rules) == [
        "when",
        "channel",
        "complainant",
        "type",
        "verdict",
        "actions",
        "follow_up",
    ]


def test_a_full_record_is_complete(stage, rules) -> None:
    assert set(marks(stage, rules).values()) == {"complete"}


@pytest.mark.parametrize(
    ("field", "value", "mark"),
    [
        ("issue", "Ring bad.", "thin"),
        ("channel", "email", "wrong"),
        ("verdict", "unjustified", "wrong"),
        ("type", "later", "wrong"),
        ("outcome", "", "missing"),
        ("actions", ["looked at the sheet", "rang the workshop"], "complete"),
    ],
)
def test_each_field_is_marked(stage, rules, field, value, mark) -> None:
    assert marks(stage, rules, **{field: value})[field] == mark


def test_the_verdict_is_not_given_away_while_the_conversation_runs(stage, rules) -> None:
    session = stage.session(ended=None, record={**FULL, "verdict": "unjustified"})
    assert all(mark["mark"] == "complete" for mark in record_marks(session, rules))


def test_no_record_has_no_marks(stage, rules) -> None:
    assert record_marks(stage.session(), rules) == []


def test_every_clause_of_a_field_exists(rules) -> None:
    known = {clause.id for clause in rules.clauses()}
    assert {clause for field in rules.record for clause in field.clauses} <= known
