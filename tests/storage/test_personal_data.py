"""One person's data: everything is found, everything goes, and nobody else loses anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.assignments import Assignment
from storage.audit import Act, append
from storage.base import Base, UtcDateTime
from storage.judgement import ComplaintRecord, LabelCount, StandardTally, Verdict
from storage.people import ApiToken, BrowserSession, FailedSignIn, Person, Role, Team, User
from storage.personal_data import collected, delete_sessions, erase, sessions_untouched_since
from storage.practice import PendingReply, PracticeSession
from storage.review import Comment, Flag, LabelCorrection, SignOff, VerdictCorrection
from storage.store import Store
from tests.storage.rows import NOON, person, persona, session, turn

OTHERS = {"alembic_version", "component_versions", "persona_versions", "persona_drafts", "teams", "audit_entries"}
"""Tables that hold nothing of a trainee's own."""


def everything(db: Session, who: Person, sue: Person, *, number: str) -> None:
    """A row in every table that can hold something of a trainee."""
    version = persona(db, f"ring-{number}")
    asked = Assignment(
        trainee_id=who.id, persona_id="ring", mode="practice", note="go", assigned_by=sue.id, assigned_at=NOON
    )
    db.add(asked)
    db.flush()
    made = session(db, who, version, id=f"s{number}")
    made.assignment_id = asked.id
    turn(db, made, reply=f"Words of {number}")
    again = session(db, who, version, id=f"b{number}")
    again.parent_id = made.id
    about: dict[str, Any] = {"session_id": made.id}
    db.add_all(
        [
            PendingReply(session_id=again.id, reply_id="p", text=f"Words of {number}", turn=1, taken_at=NOON),
            Verdict(**about, clause="c", verdict="met", why="w", evidence=[], rules_version="r"),
            ComplaintRecord(**about, content={"issue": f"Words of {number}"}, saved_at=NOON),
            LabelCount(**about, label="apologise", replies=1),
            StandardTally(**about, standard="s", met=1, partly=0, not_met=0),
            Flag(
                **about,
                turn=1,
                label="apologise",
                comment=f"Words of {number} in doubt",
                raised_by=who.id,
                raised_at=NOON,
                answer="So it is.",
                accepted=False,
                answered_by=sue.id,
                answered_at=NOON,
            ),
            LabelCorrection(**about, turn=1, label="apologise", holds=True, reason="r", made_by=sue.id, made_at=NOON),
            VerdictCorrection(**about, clause="c", verdict="met", reason="r", made_by=sue.id, made_at=NOON),
            Comment(**about, text="well done", written_by=sue.id, written_at=NOON),
            SignOff(**about, note="", signed_by=sue.id, signed_at=NOON),
            BrowserSession(cookie_hash=f"secret-c{number}", user_id=who.id, created_at=NOON, expires_at=NOON),
            ApiToken(token_hash=f"secret-t{number}", user_id=who.id, created_at=NOON, note="n"),
            FailedSignIn(name=who.name, address="1", failed_at=NOON),
        ]
    )
    db.flush()
    append(db, at=NOON, actor_id=who.id, act=Act.SIGNED_IN, subject=f"user:{who.id}")


@pytest.fixture
def people(store: Store) -> tuple[Store, Person, Person, Person]:
    """Ann and Bob with something everywhere, and their supervisor."""
    with store.writing() as db:
        team = Team(name="floor")
        ann, bob = person(db, "ann", team=team), person(db, "bob", team=team)
        sue = person(db, "sue", Role.SUPERVISOR, team=team)
        everything(db, ann, sue, number="1")
        everything(db, bob, sue, number="2")
    return store, ann, bob, sue


def counts(db: Session) -> dict[str, int]:
    return {
        table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables
    }


def test_every_table_that_can_hold_something_of_a_trainee_is_collected(
    people: tuple[Store, Person, Person, Person],
) -> None:
    store, ann, _, _ = people
    with store.reading() as db:
        found = collected(db, db.get_one(User, ann.id))
        filled = {name for name, rows in counts(db).items() if rows}
    assert filled == set(Base.metadata.tables) - {"component_versions"}, "the test fills every table"
    assert set(found) >= filled - OTHERS
    told = str(found)
    assert "Words of 1" in told and "Words of 2" not in told
    assert "secret" not in told and "password_hash" not in told
    assert [row["name"] for row in found["users"]] == ["ann"]


def test_a_supervisor_gets_what_they_wrote_and_nobodys_conversation(
    people: tuple[Store, Person, Person, Person],
) -> None:
    store, ann, _, sue = people
    with store.reading() as db:
        found = collected(db, db.get_one(User, sue.id))
        of_ann = collected(db, db.get_one(User, ann.id))
    assert {row["text"] for row in found["comments"]} == {"well done"}
    assert [row["answer"] for row in found["flags"]] == ["So it is."] * 2
    assert "turns" not in found and "Words of" not in str(found)
    assert [(row["comment"], row["answer"]) for row in of_ann["flags"]] == [("Words of 1 in doubt", "So it is.")]


def test_an_erased_person_leaves_a_number_and_takes_nothing_of_others(
    people: tuple[Store, Person, Person, Person],
) -> None:
    store, ann, bob, _ = people
    with store.writing() as db:
        before = counts(db)
        assert erase(db, db.get_one(User, ann.id), now=NOON) == 2
    with store.reading() as db:
        after = counts(db)
        gone = collected(db, db.get_one(User, ann.id))
        kept = collected(db, db.get_one(User, bob.id))
        user = db.get_one(User, ann.id)
        assert (user.name, user.team_id, user.erased_at) == (f"Erased person {ann.id}", None, NOON)
        assert not db.scalar(select(func.count()).select_from(FailedSignIn).where(FailedSignIn.name == "ann"))
    assert set(gone) == {"users", "audit_entries"}
    assert "Words of 2" in str(kept)
    halved = {name for name in before if after[name] * 2 == before[name]}
    assert halved >= set(Base.metadata.tables) - OTHERS - {"component_versions", "users"}
    assert all(after[name] == before[name] for name in ("users", "persona_versions", "audit_entries", "teams"))


def test_a_name_that_is_taken_keeps_nobody_from_being_erased(store: Store) -> None:
    with store.writing() as db:
        ann = person(db, "ann")
        person(db, f"Erased person {ann.id}")
        erase(db, db.get_one(User, ann.id), now=NOON)
    with store.reading() as db:
        assert db.get_one(User, ann.id).name == f"Erased person {ann.id}."


def test_what_a_supervisor_wrote_about_others_outlives_their_name(
    people: tuple[Store, Person, Person, Person],
) -> None:
    store, _, _, sue = people
    with store.writing() as db:
        assert erase(db, db.get_one(User, sue.id), now=NOON) == 0
    with store.reading() as db:
        comment = db.scalars(select(Comment)).first()
        assert comment is not None
        assert (comment.text, comment.author.name) == ("well done", f"Erased person {sue.id}")


def test_a_conversation_is_as_old_as_the_last_thing_that_happened_in_it(store: Store) -> None:
    with store.writing() as db:
        ann, version = person(db, "ann"), persona(db)
        for number, (started, answered, ended) in enumerate(
            [(0, None, None), (0, 5, None), (0, 5, 9), (7, None, None)]
        ):
            made = session(db, ann, version, id=f"s{number}")
            made.started_at = NOON + timedelta(days=started)
            made.ended_at = NOON + timedelta(days=ended) if ended else None
            if answered:
                turn(db, made).answered_at = NOON + timedelta(days=answered)
    with store.reading() as db:
        assert sessions_untouched_since(db, NOON) == []
        assert sessions_untouched_since(db, NOON + timedelta(days=1)) == ["s0"]
        assert set(sessions_untouched_since(db, NOON + timedelta(days=6))) == {"s0", "s1"}
        assert set(sessions_untouched_since(db, NOON + timedelta(days=8))) == {"s0", "s1", "s3"}


LATER = NOON + timedelta(days=50)
_BY = {"made_by": 1, "made_at": LATER}
_FLAG = {"turn": 1, "label": "own", "comment": "", "raised_by": 1}
HAPPENED: dict[str, tuple[type[Base], dict[str, Any]]] = {
    "a doubt": (Flag, {**_FLAG, "raised_at": LATER}),
    "its answer": (Flag, {**_FLAG, "raised_at": NOON, "answered_at": LATER}),
    "a corrected label": (LabelCorrection, {"turn": 1, "label": "own", "holds": True, "reason": "r", **_BY}),
    "a corrected verdict": (VerdictCorrection, {"clause": "c", "verdict": "met", "reason": "r", **_BY}),
    "a comment": (Comment, {"text": "well done", "written_by": 1, "written_at": LATER}),
    "a sign-off": (SignOff, {"note": "", "signed_by": 1, "signed_at": LATER}),
    "a saved record": (ComplaintRecord, {"content": {}, "saved_at": LATER}),
    "a reply that waits": (PendingReply, {"reply_id": "p", "text": "t", "turn": 2, "taken_at": LATER}),
}


@pytest.mark.parametrize("happened", HAPPENED)
def test_what_people_add_afterwards_keeps_a_conversation(store: Store, happened: str) -> None:
    with store.writing() as db:
        db.add(User(id=1, name="ann", role=Role.TRAINEE, password_hash="-", created_at=NOON))
        db.flush()
        ann, version = db.get_one(User, 1).person(), persona(db)
        for id in ("added to", "left alone"):
            made = session(db, ann, version, id=id)
            made.ended, made.ended_at = "resolved", NOON
            turn(db, made)
        table, columns = HAPPENED[happened]
        db.add(table(**columns, session_id="added to"))
    with store.reading() as db:
        assert sessions_untouched_since(db, LATER) == ["left alone"]
        assert set(sessions_untouched_since(db, LATER + timedelta(seconds=1))) == {"added to", "left alone"}


def test_every_table_of_a_conversation_with_a_moment_keeps_it() -> None:
    tables = [
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.target_fullname == "practice_sessions.id" for key in table.foreign_keys)
        and any(isinstance(column.type, UtcDateTime) for column in table.columns)
    ]
    covered = {table.__tablename__ for table, _ in HAPPENED.values()} | {"practice_sessions", "turns"}
    assert set(tables) == covered


def test_many_conversations_go_and_a_later_try_stays(store: Store) -> None:
    with store.writing() as db:
        ann, version = person(db, "ann"), persona(db)
        for number in range(450):
            session(db, ann, version, id=f"s{number}")
        db.execute(update(PracticeSession).where(PracticeSession.id == "s449").values(parent_id="s0"))
    with store.writing() as db:
        delete_sessions(db, [f"s{number}" for number in range(449)])
    with store.reading() as db:
        left = db.scalars(select(PracticeSession)).all()
        assert [(one.id, one.parent_id) for one in left] == [("s449", None)]


def begun_from_an_assignment(db: Session, sessions: Mapping[str, str | None]) -> int:
    """An assignment's number; ``sessions`` were begun from it, by id with how they ended."""
    ann, version = person(db, "ann"), persona(db)
    asked = Assignment(
        trainee_id=ann.id, persona_id="ring", mode="practice", note="", assigned_by=ann.id, assigned_at=NOON
    )
    db.add(asked)
    db.flush()
    for id, ended in sessions.items():
        made = session(db, ann, version, id=id)
        made.assignment_id, made.ended = asked.id, ended
    db.flush()
    return asked.id


def test_an_assignment_goes_with_the_last_conversation_begun_from_it(store: Store) -> None:
    with store.writing() as db:
        asked = begun_from_an_assignment(db, {"s0": "resolved", "s1": "resolved"})
        delete_sessions(db, ["s0"])
        assert db.scalars(select(Assignment.id)).all() == [asked]
        delete_sessions(db, ["s1"])
        assert db.scalars(select(Assignment.id)).all() == []


def test_an_assignment_that_was_not_done_stays(store: Store) -> None:
    with store.writing() as db:
        asked = begun_from_an_assignment(db, {"s0": None})
        delete_sessions(db, ["s0"])
        assert db.scalars(select(Assignment.id)).all() == [asked]


def test_an_assignment_that_was_done_goes_with_all_its_conversations_however_many(store: Store) -> None:
    with store.writing() as db:
        ids = [f"s{number}" for number in range(250)]
        begun_from_an_assignment(db, {id: "resolved" if id == "s0" else None for id in ids})
        delete_sessions(db, ids)
        assert db.scalars(select(Assignment.id)).all() == []
