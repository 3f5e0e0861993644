"""Sessions, turns and verdicts: stored unchanged, each once, seen by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage.judgement import ComplaintRecord, Verdict, record_of, replace_verdicts
from storage.people import Person, Role, Team
from storage.personas import draft_for_change, drafts, published_persona, published_personas, version_of
from storage.practice import (
    PendingReply,
    PracticeSession,
    session_for_change,
    session_for_review,
    visible_session,
    visible_sessions,
)
from storage.store import Store
from storage.turns import Detection, Turn, last_turn, turn_with_reply, turns_of
from storage.versions import ComponentVersion, note_version
from tests.storage.rows import NOON, SCORES, person, persona, session, turn


def test_each_person_sees_the_sessions_of_their_role(store: Store) -> None:
    with store.writing() as db:
        floor, office = Team(name="floor"), Team(name="office")
        ann, bob = person(db, "ann", team=floor), person(db, "bob", team=floor)
        cat, dan = person(db, "cat", team=office), person(db, "dan")
        version = persona(db)
        for owner in (ann, bob, cat, dan):
            session(db, owner, version, id=f"of-{owner.name}")

        def seen(who: Person) -> set[str]:
            return {found.id for found in db.scalars(visible_sessions(who))}

        assert seen(ann) == {"of-ann"}
        assert seen(person(db, "sue", Role.SUPERVISOR, team=floor)) == {"of-ann", "of-bob"}
        assert seen(person(db, "sid", Role.SUPERVISOR, team=office)) == {"of-cat"}
        assert seen(person(db, "sam", Role.SUPERVISOR)) == set()
        assert seen(person(db, "tom", Role.TRAINER, team=floor)) == set()
        assert seen(person(db, "ada", Role.ADMIN, team=floor)) == set()
        assert visible_session(db, ann, "of-bob") is None
        assert session_for_change(db, bob, "of-ann") is None


def test_a_supervisor_reviews_the_teams_sessions_but_not_their_own(store: Store) -> None:
    with store.writing() as db:
        floor = Team(name="floor")
        ann, sue = person(db, "ann", team=floor), person(db, "sue", Role.SUPERVISOR, team=floor)
        version = persona(db)
        for owner in (ann, sue):
            session(db, owner, version, id=f"of-{owner.name}")
        assert session_for_review(db, sue, "of-ann") is not None
        assert visible_session(db, sue, "of-sue") is not None
        assert session_for_review(db, sue, "of-sue") is None


HARD_TEXTS = (
    "",
    "a\r\nb",
    "שלום مرحبا",
    "👩🏽‍🚀💥",
    "<script>alert(1)</script>",
    "'; DROP TABLE turns; --",
    "  /restart ",
)


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_a_reply_comes_back_exactly_as_it_was_stored(store: Store, text: str) -> None:
    with store.writing() as db:
        turn(db, session(db, person(db, "ann"), persona(db)), reply=text)
    with store.reading() as db:
        stored = turns_of(db, "s1")[0]
        assert (stored.reply, stored.scores, stored.answered_at) == (text, SCORES, NOON)
        assert list(stored.scores["labels"]) == list(SCORES["labels"])


def test_every_label_of_a_turn_has_a_row_that_says_where_it_stands(store: Store) -> None:
    with store.writing() as db:
        turn(db, session(db, person(db, "ann"), persona(db)))
    with store.reading() as db:
        rows = {row.label: (row.standing, row.probability) for row in db.scalars(select(Detection))}
        assert rows == {"apologise": ("decided", 0.91), "blame": ("abstained", 0.48), "close": ("absent", 0.02)}
        apology = db.scalars(select(Detection).where(Detection.label == "apologise")).one()
        assert apology.evidence == SCORES["evidence"]


def test_a_session_has_each_turn_and_each_reply_id_once(store: Store) -> None:
    with store.writing() as db:
        turn(db, session(db, person(db, "ann"), persona(db)))
    for number, reply_id in ((1, "other"), (2, "r1")):
        with pytest.raises(IntegrityError), store.writing() as db:
            twin = turn(db, db.get_one(PracticeSession, "s1"), number=7)
            twin.number, twin.reply_id = number, reply_id


def test_a_session_has_one_pending_reply_at_most(store: Store) -> None:
    with store.writing() as db:
        session(db, person(db, "ann"), persona(db))
    for reply_id in ("r1", "r2"):
        waiting = PendingReply(session_id="s1", reply_id=reply_id, text="x", turn=1, taken_at=NOON)
        if reply_id == "r1":
            with store.writing() as db:
                db.add(waiting)
        else:
            with pytest.raises(IntegrityError), store.writing() as db:
                db.add(waiting)


def test_turns_are_found_by_reply_and_by_place(store: Store) -> None:
    with store.writing() as db:
        made = session(db, person(db, "ann"), persona(db))
        assert last_turn(db, "s1") is None
        for number in (2, 1, 3):
            turn(db, made, number)
        assert [found.number for found in turns_of(db, "s1")] == [1, 2, 3]
        last, second = last_turn(db, "s1"), turn_with_reply(db, "s1", "r2")
        assert last is not None and last.number == 3
        assert second is not None and second.number == 2
        assert turn_with_reply(db, "s1", "r9") is None


def test_a_session_keeps_its_persona_version_when_a_new_one_is_published(store: Store) -> None:
    with store.writing() as db:
        session(db, person(db, "ann"), persona(db, version="v1"))
        persona(db, version="v2")
    with store.reading() as db:
        assert db.get_one(PracticeSession, "s1").persona.version == "v1"
        current, first = published_persona(db, "ring"), version_of(db, "ring", "v1")
        assert current is not None and current.version == "v2"
        assert first is not None and first.version == "v1"
        assert [found.version for found in published_personas(db)] == ["v2"]
        assert [draft.persona_id for draft in drafts(db)] == ["ring"]
        assert draft_for_change(db, "nobody") is None


def test_verdicts_are_replaced_as_a_whole(store: Store) -> None:
    def judged(verdict: str) -> list[dict[str, object]]:
        return [{"clause": "U311.1.4", "verdict": verdict, "score": None, "why": "w", "evidence": []}]

    with store.writing() as db:
        session(db, person(db, "ann"), persona(db))
        replace_verdicts(db, "s1", judged("partly"), rules_version="a")
    with store.writing() as db:
        replace_verdicts(db, "s1", judged("met"), rules_version="b")
    with store.reading() as db:
        assert [(row.verdict, row.rules_version) for row in db.scalars(select(Verdict))] == [("met", "b")]


def test_a_verdict_that_stays_as_it_was_keeps_the_rules_that_judged_it(store: Store) -> None:
    line = {"verdict": "met", "score": 80, "why": "w", "evidence": [{"turn": 1, "start": 0, "end": 2, "quote": "Hi"}]}
    with store.writing() as db:
        session(db, person(db, "ann"), persona(db))
        replace_verdicts(db, "s1", [{**line, "clause": name} for name in ("A", "B", "C")], rules_version="old")
    with store.writing() as db:
        judged = [{**line, "clause": "A"}, {**line, "clause": "B", "score": 81}]
        replace_verdicts(db, "s1", judged, rules_version="new")
    with store.reading() as db:
        rows = [(row.clause, row.score, row.rules_version) for row in db.scalars(select(Verdict).order_by(Verdict.id))]
        assert rows == [("A", 80, "old"), ("B", 81, "new")]


def test_a_complaint_record_is_kept_with_its_session(store: Store) -> None:
    with store.writing() as db:
        session(db, person(db, "ann"), persona(db))
        assert record_of(db, "s1") is None
        db.add(ComplaintRecord(session_id="s1", content={"issue": "too small"}, saved_at=NOON))
    with store.reading() as db:
        found = record_of(db, "s1")
        assert found is not None and found.content == {"issue": "too small"}


def test_a_version_is_noted_the_first_time_only(store: Store) -> None:
    for hour in (12, 13):
        with store.writing() as db:
            note_version(db, "scorer", "abc", now=NOON.replace(hour=hour))
    with store.reading() as db:
        assert [row.first_used_at for row in db.scalars(select(ComponentVersion))] == [NOON]


def test_turns_belong_to_a_session_that_exists(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as db:
        made = turn(db, session(db, person(db, "ann"), persona(db)))
        made.session_id = "nowhere"
        db.flush()
    with store.reading() as db:
        assert db.scalars(select(Turn)).all() == []
