"""The team's figures and tables: what a second try shares with the first is counted once, as the trainee's own are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.exports import label_rows, session_rows, verdict_rows
from storage.judgement import replace_tallies, replace_verdicts
from storage.people import Person, Team
from storage.practice import PracticeSession
from storage.review import LabelCorrection, SignOff, VerdictCorrection
from storage.store import Store
from storage.team_figures import label_tallies, practised, verdict_tallies
from tests.storage.rows import NOON, person, persona, session, turn

TRIES = [("first", None, 3), ("second", 3, 3), ("third", 3, 3), ("copy", 4, 3), ("runs", 3, 2), ("empty", None, 0)]
"""Each with the reply that it branched off before, and how many it has."""


@pytest.fixture
def bob(store: Store) -> Person:
    """Every reply apologises; of the second try's copy of reply 1 a supervisor decided that it blames instead."""
    with store.writing() as db:
        bob = person(db, "bob", team=Team(name="floor"))
        version = persona(db)
        for number, (id, branched_from, replies) in enumerate(TRIES):
            made = session(db, bob, version, id=id)
            made.started_at = NOON + timedelta(minutes=number)
            made.parent_id, made.branched_from = "first" if branched_from else None, branched_from
            for at in range(1, replies + 1):
                turn(db, made, at)
            if id == "runs":
                continue
            made.ended, made.ended_at = "abandoned", NOON + timedelta(hours=1)
            db.add(SignOff(session_id=id, note="", signed_by=bob.id, signed_at=NOON))
            judged(db, made, found={"apologise": replies})
        for label, holds in (("apologise", False), ("blame", True)):
            about = {"session_id": "second", "turn": 1, "label": label, "made_by": bob.id, "made_at": NOON}
            db.add_all(LabelCorrection(**about, holds=said, reason="So.") for said in (not holds, holds))
        db.flush()
        judged(db, db.get_one(PracticeSession, "second"), found={"apologise": 2, "blame": 1})
    return bob


def judged(db, made: PracticeSession, *, found: dict[str, int]) -> None:
    standards = {"U311": {"met": 1, "partly": 0, "not_met": 2}}
    replace_tallies(db, made.id, found=found, missing=["greet"], standards=standards)
    verdict = {"clause": "U311.1.4d", "verdict": "met", "score": 80, "why": "So.", "evidence": []}
    replace_verdicts(db, made.id, [verdict], rules_version="r")
    db.flush()


def test_a_withdrawn_correction_counts_nowhere(store: Store, bob: Person) -> None:
    with store.writing() as db:
        for label, holds in (("apologise", False), ("blame", True)):
            about = {"session_id": "second", "turn": 1, "label": label, "made_by": bob.id, "made_at": NOON}
            db.add(LabelCorrection(**about, holds=holds, withdrawn=True, reason="No."))
        verdict = {"session_id": "first", "clause": "U311.1.4d", "verdict": "met", "made_by": bob.id, "made_at": NOON}
        db.add(VerdictCorrection(**verdict, reason="So."))
        own = {"session_id": "first", "turn": 1, "label": "apologise", "made_by": bob.id, "made_at": NOON}
        db.add(LabelCorrection(**own, holds=False, reason="So."))
        db.flush()
        assert False in {row[-3] for row in label_rows(db, bob.team_id)}
        db.add(LabelCorrection(**own, holds=False, withdrawn=True, reason="No."))
        db.flush()
        judged(db, db.get_one(PracticeSession, "second"), found={"apologise": 3})
        assert [row[-3] for row in verdict_rows(db, bob.team_id) if row[0] == "first"] == [True]
        db.add(VerdictCorrection(**verdict, withdrawn=True, reason="No."))
        db.flush()
        assert [row[-3] for row in verdict_rows(db, bob.team_id) if row[0] == "first"] == [False]
        found = {row.label: row.replies for row in label_tallies(db, bob.team_id)}
        assert (found["apologise"], found.get("blame", 0)) == (5, 0)
        assert {row[-3] for row in label_rows(db, bob.team_id)} == {None}


def test_a_label_is_counted_in_the_reply_where_it_was_given_alone(store: Store, bob: Person) -> None:
    with store.reading() as db:
        for trainee_id in (None, bob.id):
            rows = {row.label: row for row in label_tallies(db, bob.team_id, trainee_id=trainee_id)}
            assert {label: row.replies for label, row in rows.items() if row.replies} == {"apologise": 5}
            assert (rows["greet"].missing, rows["blame"].replies) == (3, 0)


def test_conversations_without_a_reply_of_their_own_do_not_count(store: Store, bob: Person) -> None:
    with store.reading() as db:
        row = practised(db, bob.team_id)[bob.id]
        assert (row.done, row.signed_off, row.running) == (3, 3, 1)
        (tally,) = verdict_tallies(db, bob.team_id)
        assert (tally.met, tally.partly, tally.not_met) == (3, 0, 6)


def test_the_table_of_labels_has_each_reply_once_and_says_where_it_branched_off(store: Store, bob: Person) -> None:
    with store.reading() as db:
        rows = [row for row in label_rows(db, bob.team_id) if row[4] == "apologise"]
        places = [(row[0], row[3], *row[-2:]) for row in rows]
        assert places == [
            *(("first", at, None, None) for at in (1, 2, 3)),
            ("second", 3, "first", 3),
            ("third", 3, "first", 3),
        ]
        assert [(row[0], *row[-2:]) for row in verdict_rows(db, bob.team_id)] == [
            ("first", None, None),
            ("second", "first", 3),
            ("third", "first", 3),
        ]
        told = {row[0]: row[-2:] for row in session_rows(db, bob.team_id)}
        assert (told["first"], told["copy"], told["runs"]) == ((None, None), ("first", 4), ("first", 3))
