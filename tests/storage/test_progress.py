"""Progress, assignments and doubts as they are read from both databases."""

from __future__ import annotations

from datetime import timedelta

from storage.assignments import Assignment, assignments_for, sessions_from, standing_assignment
from storage.judgement import replace_verdicts
from storage.people import Role
from storage.progress import corrected_labels, ended_sessions, found_labels, judged_clauses, own_replies
from storage.review import Flag, LabelCorrection, flags_of, label_corrections_of, open_flag
from storage.store import Store
from tests.storage.rows import NOON, person, persona, session, turn


def test_progress_reads_ended_sessions_of_one_person_and_shared_turns_once(store: Store) -> None:
    with store.writing() as db:
        ann, bob, tom = person(db, "ann"), person(db, "bob"), person(db, "tom", Role.TRAINER)
        version = persona(db)
        for number, (owner, id, branched_from) in enumerate(
            [(ann, "second", 2), (ann, "first", None), (bob, "bobs", None), (tom, "trial", None), (ann, "runs", None)]
        ):
            made = session(db, owner, version, id=id)
            made.branched_from, made.trial = branched_from, id == "trial"
            if id != "runs":
                made.ended, made.ended_at = "resolved", NOON - timedelta(minutes=number)
            turn(db, made, 1)
            turn(db, made, 2)
            verdict = {"clause": "C1", "verdict": "met", "score": 80, "why": "So.", "evidence": []}
            replace_verdicts(
                db, id, [verdict, {**verdict, "clause": "C2", "verdict": "not_observed"}], rules_version="r"
            )
        for at in (1, 2):
            made_by = {"made_by": bob.id, "made_at": NOON}
            db.add(LabelCorrection(session_id="second", turn=at, label="own", holds=True, reason="So.", **made_by))
        db.flush()
        assert [found.id for found in ended_sessions(db, ann.id)] == ["first", "second"]
        assert own_replies(db, ann.id) == {"first": 2, "second": 1}
        found = {(one.session_id, one.turn, one.label) for one in found_labels(db, ann.id)}
        assert found == {("first", 1, "apologise"), ("first", 2, "apologise"), ("second", 2, "apologise")}
        assert [made.turn for made in corrected_labels(db, ann.id)] == [2]
        withdrawn = {"holds": True, "withdrawn": True, "reason": "No.", "made_by": bob.id, "made_at": NOON}
        db.add(LabelCorrection(session_id="second", turn=2, label="own", **withdrawn))
        db.flush()
        assert corrected_labels(db, ann.id) == []
        judged = judged_clauses(db, ann.id)
        assert [(one.session_id, one.clause, one.verdict) for one in judged] == [
            ("first", "C1", "met"),
            ("second", "C1", "met"),
        ]


def test_assignments_come_by_day_without_withdrawn_ones_and_know_their_sessions(store: Store) -> None:
    with store.writing() as db:
        ann, bob, sue = person(db, "ann"), person(db, "bob"), person(db, "sue", Role.SUPERVISOR)
        made = [
            Assignment(
                trainee_id=owner.id,
                persona_id="ring",
                mode="practice",
                note="",
                due_at=due,
                assigned_by=sue.id,
                assigned_at=NOON,
                withdrawn_at=withdrawn,
            )
            for owner, due, withdrawn in (
                (ann, None, None),
                (ann, NOON + timedelta(days=2), None),
                (ann, NOON + timedelta(days=1), None),
                (ann, NOON, NOON),
                (bob, NOON, None),
            )
        ]
        db.add_all(made)
        db.flush()
        whenever, later, soon, withdrawn, bobs = made
        assert assignments_for(db, ann.id) == [soon, later, whenever]
        assert standing_assignment(db, soon.id, trainee_id=ann.id) is soon
        for other in (withdrawn, bobs):
            assert standing_assignment(db, other.id, trainee_id=ann.id) is None
        begun = session(db, ann, persona(db))
        begun.assignment_id = soon.id
        db.flush()
        assert sessions_from(db, [soon.id, later.id]) == {soon.id: [begun]}


def test_a_flag_is_open_until_it_is_answered(store: Store) -> None:
    with store.writing() as db:
        ann, sue = person(db, "ann"), person(db, "sue", Role.SUPERVISOR)
        of = session(db, ann, persona(db))
        flag = Flag(session_id=of.id, turn=1, label="own", comment="", raised_by=ann.id, raised_at=NOON)
        db.add(flag)
        db.flush()
        assert open_flag(db, of.id, turn=1, label="own") is flag
        assert open_flag(db, of.id, turn=1, label="close") is None
        flag.answer, flag.accepted, flag.answered_by, flag.answered_at = "No.", False, sue.id, NOON
        db.flush()
        assert open_flag(db, of.id, turn=1, label="own") is None
        assert [(found.answer, found.answerer.name) for found in flags_of(db, of.id) if found.answerer] == [
            ("No.", "sue")
        ]
        assert label_corrections_of(db, of.id) == []
