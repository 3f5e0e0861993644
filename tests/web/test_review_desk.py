"""What a supervisor decides: it counts, it is kept beside what was found, and nobody's word is overwritten unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from storage.audit import AuditEntry, verify
from storage.judgement import LabelCount, Verdict
from storage.people import Person
from storage.practice import PracticeSession
from tests.web.conftest import Api, Clock
from tests.web.supervising import REPLIES, change_rules, conversation, doubt
from web.problems import Problem
from web.services import Services

ONE_MORE = ("I'm sorry.", "I hear you. I'll replace it.", "thank you. [end resolved]")
CLAUSE = "U311.1.4d"


@pytest.fixture
def sue(person: Callable[[str], Person]) -> Person:
    return person("sue")


@pytest.fixture
def session_id(services: Services, ann: Person) -> str:
    return conversation(services, ann)


def decide(services: Services, who: Person, session_id: str, **decision: Any) -> None:
    """Decide on a label; "hostile" in reply 2 does not hold unless it is said otherwise."""
    plain = {"turn": 2, "label": "hostile", "holds": False, "quote": "", "reason": "It was meant kindly.", "seen": 0}
    services.review.correct_label(who, session_id, **{**plain, **decision})


def gate(report: dict[str, Any], name: str) -> bool:
    return next(bool(item["passed"]) for item in report["gates"] if item["id"] == name)


def verdict(report: dict[str, Any], clause: str = CLAUSE) -> str:
    return next(str(item["verdict"]) for item in report["requirements"] if item["clause"] == clause)


def refused(code: str) -> Any:
    return pytest.raises(Problem, match=f"^{code}:")


def test_a_label_that_does_not_hold_leaves_the_report_and_what_is_counted(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    before = services.practice.report(ann, session_id)
    decide(services, sue, session_id)
    after = services.practice.report(ann, session_id)
    assert (gate(before, "hostile"), gate(after, "hostile")) == (False, True)
    assert after["techniques"]["hostile"]["count"] == 0
    assert list(after) == list(before)
    assert services.practice.report(ann, session_id, original=True) == before
    with services.store.reading() as db:
        row = db.get_one(PracticeSession, session_id)
        assert row.gates_failed == 0
        assert row.final_report == before
        assert db.get(LabelCount, (session_id, "hostile")) is None


def test_the_api_gives_the_corrected_report_and_the_original_on_request(
    services: Services, sue: Person, session_id: str, api: Api
) -> None:
    original = api("GET", f"/sessions/{session_id}/report").json()
    decide(services, sue, session_id)
    assert gate(api("GET", f"/sessions/{session_id}/report").json(), "hostile")
    assert api("GET", f"/sessions/{session_id}/report?version=original").json() == original
    assert api("GET", f"/sessions/{session_id}/report?version=newest").status_code == 422


def test_a_label_that_holds_rests_on_the_sentence_that_was_chosen(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    sentence = "I'll replace it."
    start = REPLIES[1].index(sentence)
    quote = f"{start}-{start + len(sentence)}"
    decide(services, sue, session_id, label="confirm", holds=True, quote=quote)
    report = services.practice.report(ann, session_id)
    assert report["techniques"]["confirm"] == {"count": 1, "turns": [2]}
    quotes = [item["quote"] for line in report["requirements"] for item in line["evidence"]]
    assert sentence in quotes


def test_deciding_back_is_withdrawing_and_the_history_stays(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    before = services.practice.report(ann, session_id)
    decide(services, sue, session_id)
    decide(services, sue, session_id, holds=True, reason="I was wrong.", seen=1)
    assert services.practice.report(ann, session_id) == before
    made = services.review.session(sue, session_id).corrections_of_label(2, "hostile")
    assert [(one.holds, one.reason) for one in made] == [(False, "It was meant kindly."), (True, "I was wrong.")]


def test_a_withdrawn_decision_lets_what_was_found_count_again(services: Services, ann: Person, sue: Person) -> None:
    session_id = conversation(services, ann, doubtful=[(1, "blame")])
    before = services.practice.report(ann, session_id)
    decide(services, sue, session_id, turn=1, label="blame", holds=True)
    for _ in range(2):
        services.review.withdraw_label(sue, session_id, turn=1, label="blame", reason="Too hard to tell.", seen=1)
    assert services.practice.report(ann, session_id) == before
    known = services.review.session(sue, session_id)
    assert known.holds(1, "blame") is None
    assert known.review.labels_on(1) == {}
    assert known.review.correctors() == ()
    made = known.corrections_of_label(1, "blame")
    assert [(one.withdrawn, one.reason) for one in made] == [
        (False, "It was meant kindly."),
        (True, "Too hard to tell."),
    ]
    with services.store.reading() as db:
        row = db.get_one(PracticeSession, session_id)
        assert (row.undecided, row.corrected_report) == (1, None)
    with refused("choice-missing"):
        services.review.withdraw_label(sue, session_id, turn=1, label="blame", reason="Once more.", seen=2)
    decide(services, sue, session_id, turn=1, label="blame", holds=False, seen=2)
    assert services.review.session(sue, session_id).holds(1, "blame") is False


def test_a_withdrawn_verdict_follows_the_labels_again(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    before = services.practice.report(ann, session_id)
    assert verdict(before) == "met"
    services.review.correct_verdict(sue, session_id, clause=CLAUSE, verdict="not_met", reason="Not so.", seen=0)
    decide(services, sue, session_id, turn=1, label="empathise")
    services.review.withdraw_verdict(sue, session_id, clause=CLAUSE, reason="I was hasty.", seen=1)
    (line,) = (item for item in services.practice.report(ann, session_id)["requirements"] if item["clause"] == CLAUSE)
    assert line["verdict"] != "met"
    assert "supervisor decided" not in line["why"]
    services.review.withdraw_label(sue, session_id, turn=1, label="empathise", reason="It does.", seen=1)
    assert services.practice.report(ann, session_id) == before
    made = services.review.session(sue, session_id).corrections_of_verdict(CLAUSE)
    assert [(one.verdict, one.withdrawn) for one in made] == [("not_met", False), ("not_met", True)]
    with refused("choice-missing"):
        services.review.withdraw_verdict(sue, session_id, clause=CLAUSE, reason="Again.", seen=2)


def test_what_was_too_close_to_call_is_settled_either_way(services: Services, ann: Person, sue: Person) -> None:
    session_id = conversation(services, ann, doubtful=[(1, "blame"), (2, "confirm")])
    known = services.review.session(sue, session_id)
    assert known.holds(1, "blame") is None
    decide(services, sue, session_id, turn=1, label="blame", holds=False)
    decide(services, sue, session_id, turn=2, label="confirm", holds=True)
    with services.store.reading() as db:
        assert db.get_one(PracticeSession, session_id).undecided == 0
    known = services.review.session(sue, session_id)
    assert (known.holds(1, "blame"), known.holds(2, "confirm")) == (False, True)
    assert known.found(1, "blame") is None


def test_a_verdict_is_settled_with_its_reason_and_counted(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    assert verdict(services.practice.report(ann, session_id)) == "met"
    services.review.correct_verdict(sue, session_id, clause=CLAUSE, verdict="not_met", reason="Not so.", seen=0)
    report = services.practice.report(ann, session_id)
    assert verdict(report) == "not_met"
    with services.store.reading() as db:
        stored = db.scalars(select(Verdict.verdict).where(Verdict.session_id == session_id, Verdict.clause == CLAUSE))
        assert stored.all() == ["not_met"]


def test_saving_the_record_again_keeps_the_corrections(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    decide(services, sue, session_id)
    services.practice.save_record(ann, session_id, {"issue": "A scratch on the band."})
    report = services.practice.report(ann, session_id)
    assert gate(report, "hostile")
    assert any(mark["field"] == "issue" for mark in report["record"]["marks"])


def test_after_the_rules_have_changed_a_correction_changes_what_depends_on_it_alone(
    services: Services, ann: Person, sue: Person
) -> None:
    session_id = conversation(services, ann, ("I'm sorry.", "You idiot.", "our policy. What?"))
    before = services.practice.report(ann, session_id)
    version = change_rules(services)
    decide(services, sue, session_id, turn=1, label="thank", holds=True)
    after = services.practice.report(ann, session_id)
    assert before["model"]["rules"] != after["model"]["rules"] == version
    assert after["techniques"]["thank"] == {"count": 1, "turns": [1]}
    verdicts = {line["clause"]: line for line in before["requirements"]}
    differing = {line["clause"] for line in after["requirements"] if line != verdicts[line["clause"]]}
    assert differing == {"108822L2.PR3.1a", "CFACSC7.Ov1b"}  # where thanks make the difference
    with services.store.reading() as db:
        stored = db.scalars(select(Verdict).where(Verdict.session_id == session_id)).all()
        assert {row.clause for row in stored if row.rules_version == version} == differing
        assert db.get_one(PracticeSession, session_id).final_report == before


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": " \n "}, "words-missing"),
        ({"reason": "x" * 2001}, "words-too-long"),
        ({"reason": "nul \x00"}, "text-nul"),
        ({"holds": None}, "choice-missing"),
        ({"holds": True, "quote": "0-3"}, "choice-missing"),
        ({"turn": 3}, "not-found"),
        ({"label": "love"}, "not-found"),
    ],
)
def test_a_decision_that_lacks_something_changes_nothing(
    services: Services, ann: Person, sue: Person, session_id: str, wrong: dict[str, Any], code: str
) -> None:
    before = services.practice.report(ann, session_id)
    with refused(code):
        decide(services, sue, session_id, **wrong)
    assert services.practice.report(ann, session_id) == before
    assert services.review.session(sue, session_id).review.label_corrections == ()


def test_who_comes_second_is_told_what_the_first_decided(services: Services, sue: Person, session_id: str) -> None:
    decide(services, sue, session_id)
    with pytest.raises(Problem, match=r"^review-moved-on: .*sue decided, because: It was meant kindly\. Your text"):
        decide(services, sue, session_id, reason="It is an insult.", holds=True)
    decide(services, sue, session_id, reason="It is an insult.", holds=True, seen=1)
    services.review.correct_verdict(sue, session_id, clause=CLAUSE, verdict="partly", reason="Half.", seen=0)
    with refused("review-moved-on"):
        services.review.correct_verdict(sue, session_id, clause=CLAUSE, verdict="met", reason="Whole.", seen=0)


def test_a_decision_sent_twice_is_kept_once(services: Services, sue: Person, session_id: str) -> None:
    for _ in range(2):
        decide(services, sue, session_id)
        services.review.correct_verdict(sue, session_id, clause=CLAUSE, verdict="partly", reason="Half.", seen=0)
        services.review.comment(sue, session_id, turn=1, text="Well begun.")
    review = services.review.session(sue, session_id).review
    assert (len(review.label_corrections), len(review.verdict_corrections), len(review.comments)) == (1, 1, 1)


def test_other_words_to_rest_on_are_another_decision(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    first, second = "I hear you.", "I'll replace it."
    start = REPLIES[1].index(second)
    quotes = (f"0-{len(first)}", f"{start}-{start + len(second)}", "")
    for seen, quote in enumerate(quotes):
        decide(services, sue, session_id, label="confirm", holds=True, quote=quote, seen=seen)
    made = services.review.session(sue, session_id).corrections_of_label(2, "confirm")
    assert [one.quote is not None for one in made] == [True, True, False]
    assert made[0].quote != made[1].quote


def test_of_many_at_once_one_decides_and_the_others_see_it(services: Services, sue: Person, session_id: str) -> None:
    told: list[str] = []

    def at_once(number: int) -> None:
        try:
            decide(services, sue, session_id, reason=f"Reason {number}.")
        except Problem as problem:
            told.append(problem.code)

    threads = [threading.Thread(target=at_once, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["review-moved-on"] * 5
    assert len(services.review.session(sue, session_id).review.label_corrections) == 1


def test_a_running_conversation_is_read_and_commented_but_not_judged(
    services: Services, ann: Person, sue: Person
) -> None:
    session_id = conversation(services, ann, end=False)
    services.review.comment(sue, session_id, turn=1, text="Go on like this.")
    with refused("still-running"):
        decide(services, sue, session_id)
    with refused("still-running"):
        services.review.sign_off(sue, session_id, note="", seen=1)


def test_an_assessment_hides_its_judgement_from_the_supervisor_until_it_has_ended(
    services: Services, ann: Person, sue: Person
) -> None:
    session_id = conversation(services, ann, mode="assessment", end=False)
    known = services.review.session(sue, session_id)
    assert known.report is None
    assert [turn.scores for turn in known.session.turns] == [None, None]


class TestDoubts:
    def test_agreeing_turns_the_label_round(
        self, services: Services, ann: Person, sue: Person, session_id: str
    ) -> None:
        flag = doubt(services, ann, session_id, turn=2, label="hostile")
        assert services.review.answer_flag(sue, session_id, flag, accept=True, answer="You are right.", seen=0) == 2
        known = services.review.session(sue, session_id)
        assert known.holds(2, "hostile") is False
        (answered,) = known.review.flags
        assert (answered.accepted, answered.answer, answered.answered_by) == (True, "You are right.", "sue")
        assert gate(services.practice.report(ann, session_id), "hostile")

    def test_agreeing_that_a_label_is_missing_adds_it(
        self, services: Services, ann: Person, sue: Person, session_id: str
    ) -> None:
        flag = doubt(services, ann, session_id, turn=2, label="confirm")
        services.review.answer_flag(sue, session_id, flag, accept=True, answer="Indeed.", seen=0)
        assert services.review.session(sue, session_id).holds(2, "confirm") is True

    def test_agreeing_after_the_label_was_corrected_leaves_it_corrected(
        self, services: Services, ann: Person, sue: Person, session_id: str, clock: Clock
    ) -> None:
        flag = doubt(services, ann, session_id, turn=2, label="hostile")
        clock.pass_(minutes=1)
        decide(services, sue, session_id)
        services.review.answer_flag(sue, session_id, flag, accept=True, answer="You are right.", seen=1)
        known = services.review.session(sue, session_id)
        assert known.holds(2, "hostile") is False
        assert known.review.flags[0].accepted is True
        assert len(known.review.label_corrections) == 1

    def test_a_doubt_about_a_correction_is_about_what_was_corrected(
        self, services: Services, ann: Person, sue: Person, session_id: str, clock: Clock
    ) -> None:
        decide(services, sue, session_id, label="confirm", holds=True)
        clock.pass_(minutes=1)
        flag = doubt(services, ann, session_id, turn=2, label="confirm")
        services.review.answer_flag(sue, session_id, flag, accept=True, answer="Indeed.", seen=1)
        assert services.review.session(sue, session_id).holds(2, "confirm") is False

    def test_what_a_colleague_decided_meanwhile_is_shown_before_an_answer_counts(
        self, services: Services, ann: Person, sue: Person, session_id: str
    ) -> None:
        flag = doubt(services, ann, session_id, turn=2, label="hostile")
        decide(services, sue, session_id, holds=True, reason="It is an insult.")
        for accept in (True, False):
            with pytest.raises(Problem, match=r"^review-moved-on: .*sue decided, because: It is an insult"):
                services.review.answer_flag(sue, session_id, flag, accept=accept, answer="So it is.", seen=0)
        assert services.review.session(sue, session_id).review.flags[0].is_open

    def test_declining_leaves_it_with_words(
        self, services: Services, ann: Person, sue: Person, session_id: str
    ) -> None:
        before = services.practice.report(ann, session_id)
        flag = doubt(services, ann, session_id, turn=2, label="hostile")
        services.review.answer_flag(sue, session_id, flag, accept=False, answer="It was to her face.", seen=0)
        assert services.practice.report(ann, session_id) == before
        (answered,) = services.review.session(sue, session_id).review.flags
        assert (answered.accepted, answered.answer) == (False, "It was to her face.")

    def test_an_answered_doubt_is_not_answered_again(
        self, services: Services, ann: Person, sue: Person, session_id: str
    ) -> None:
        flag = doubt(services, ann, session_id, turn=2, label="hostile")
        services.review.answer_flag(sue, session_id, flag, accept=False, answer="No.", seen=0)
        with refused("review-moved-on"):
            services.review.answer_flag(sue, session_id, flag, accept=True, answer="Yes.", seen=0)
        assert services.review.session(sue, session_id).holds(2, "hostile") is True

    @pytest.mark.parametrize(
        ("accept", "answer", "code"), [(None, "Hm.", "choice-missing"), (True, "", "words-missing")]
    )
    def test_an_answer_needs_a_side_and_words(
        self,
        services: Services,
        ann: Person,
        sue: Person,
        session_id: str,
        accept: bool | None,
        answer: str,
        code: str,
    ) -> None:
        flag = doubt(services, ann, session_id, turn=2, label="hostile")
        with refused(code):
            services.review.answer_flag(sue, session_id, flag, accept=accept, answer=answer, seen=0)
        assert services.review.session(sue, session_id).review.flags[0].is_open


class TestSignOff:
    def test_it_closes_the_report_until_it_is_withdrawn_with_a_reason(
        self, services: Services, sue: Person, session_id: str
    ) -> None:
        services.review.sign_off(sue, session_id, note="Well done.", seen=0)
        for closed in (
            lambda: decide(services, sue, session_id),
            lambda: services.review.correct_verdict(
                sue, session_id, clause=CLAUSE, verdict="met", reason="So.", seen=0
            ),
            lambda: services.review.sign_off(sue, session_id, note="", seen=0),
        ):
            with refused("signed-off"):
                closed()
        with refused("words-missing"):
            services.review.reopen(sue, session_id, reason=" ")
        services.review.reopen(sue, session_id, reason="I overlooked reply 2.")
        said = [comment.text for comment in services.review.session(sue, session_id).review.comments]
        assert said == ["Note with the sign-off: Well done.", "Sign-off withdrawn: I overlooked reply 2."]
        decide(services, sue, session_id)
        with refused("review-moved-on"):
            services.review.reopen(sue, session_id, reason="Again.")

    def test_nobody_signs_what_they_have_not_seen(self, services: Services, sue: Person, session_id: str) -> None:
        seen = services.review.session(sue, session_id).seen
        decide(services, sue, session_id)
        with refused("review-moved-on"):
            services.review.sign_off(sue, session_id, note="", seen=seen)
        services.review.sign_off(sue, session_id, note="", seen=services.review.session(sue, session_id).seen)

    def test_an_open_doubt_is_answered_first(
        self, services: Services, ann: Person, sue: Person, session_id: str
    ) -> None:
        doubt(services, ann, session_id, turn=2, label="hostile")
        with refused("doubts-open"):
            services.review.sign_off(sue, session_id, note="", seen=0)

    def test_a_doubt_raised_after_it_can_be_declined_and_to_agree_it_is_withdrawn(
        self, services: Services, ann: Person, sue: Person, session_id: str
    ) -> None:
        services.review.sign_off(sue, session_id, note="", seen=0)
        flag = doubt(services, ann, session_id, turn=2, label="hostile")
        with refused("signed-off"):
            services.review.answer_flag(sue, session_id, flag, accept=True, answer="Right.", seen=0)
        services.review.answer_flag(sue, session_id, flag, accept=False, answer="No.", seen=0)

    def test_a_record_that_was_changed_after_it_is_noticed(
        self, services: Services, ann: Person, sue: Person, session_id: str, clock: Clock
    ) -> None:
        services.practice.save_record(ann, session_id, {"issue": "A scratch."})
        clock.pass_(minutes=1)
        services.review.sign_off(sue, session_id, note="", seen=services.review.session(sue, session_id).seen)
        assert not services.review.session(sue, session_id).record_changed
        clock.pass_(minutes=1)
        services.practice.save_record(ann, session_id, {"issue": "A scratch on the band."})
        assert services.review.session(sue, session_id).record_changed

    @pytest.mark.parametrize("before", [None, {"issue": "A scratch."}])
    def test_a_record_that_was_saved_meanwhile_is_seen_first(
        self,
        services: Services,
        ann: Person,
        sue: Person,
        session_id: str,
        clock: Clock,
        before: dict[str, str] | None,
    ) -> None:
        if before:
            services.practice.save_record(ann, session_id, before)
        seen = services.review.session(sue, session_id).seen
        clock.pass_(seconds=1)
        services.practice.save_record(ann, session_id, {"issue": "A scratch on the band."})
        with pytest.raises(Problem, match="^review-moved-on: .*complaint record"):
            services.review.sign_off(sue, session_id, note="", seen=seen)
        services.review.sign_off(sue, session_id, note="", seen=services.review.session(sue, session_id).seen)

    def test_a_record_that_is_saved_after_it_changes_the_report_when_it_is_withdrawn(
        self, services: Services, ann: Person, sue: Person, session_id: str, clock: Clock
    ) -> None:
        decide(services, sue, session_id)
        services.review.sign_off(sue, session_id, note="", seen=1)
        signed = [services.practice.report(ann, session_id, original=original) for original in (True, False)]
        clock.pass_(minutes=1)
        services.practice.save_record(ann, session_id, {"issue": "A scratch on the band."})
        assert services.practice.session(ann, session_id).record == {"issue": "A scratch on the band."}
        assert [services.practice.report(ann, session_id, original=original) for original in (True, False)] == signed
        services.review.reopen(sue, session_id, reason="The record is there now.")
        for original, report in zip((True, False), signed):
            opened = services.practice.report(ann, session_id, original=original)
            assert "issue" in {mark["field"] for mark in opened["record"]["marks"]}
            assert {**opened, "record": report["record"]} == report


def test_nobody_judges_a_conversation_of_their_own(
    services: Services, person: Callable[[str], Person], sue: Person
) -> None:
    session_id = conversation(services, person("bob"), mode="assessment")
    flag = doubt(services, person("bob"), session_id, turn=2, label="hostile")
    services.accounts.change(
        person("ada"), person("bob").id, name="bob", role="supervisor", team_id=person("bob").team_id
    )
    bob = person("bob")
    for own in (
        lambda: decide(services, bob, session_id),
        lambda: services.review.correct_verdict(bob, session_id, clause=CLAUSE, verdict="met", reason="So.", seen=0),
        lambda: services.review.answer_flag(bob, session_id, flag, accept=True, answer="So.", seen=0),
        lambda: services.review.comment(bob, session_id, turn=None, text="Well done."),
        lambda: services.review.sign_off(bob, session_id, note="", seen=0),
        lambda: services.review.reopen(bob, session_id, reason="So."),
    ):
        with refused("own-session"):
            own()
    assert services.review.session(bob, session_id).own
    services.review.answer_flag(sue, session_id, flag, accept=False, answer="It was one.", seen=0)
    services.review.sign_off(sue, session_id, note="", seen=1)


def test_decisions_are_in_the_audit_log_without_anybodys_words(
    services: Services, ann: Person, sue: Person, session_id: str
) -> None:
    flag = doubt(services, ann, session_id, turn=1, label="apologise", comment="Really?")
    decide(services, sue, session_id)
    services.review.correct_verdict(sue, session_id, clause=CLAUSE, verdict="partly", reason="Half.", seen=0)
    services.review.answer_flag(sue, session_id, flag, accept=False, answer="Yes, really.", seen=0)
    services.review.sign_off(sue, session_id, note="Done.", seen=services.review.session(sue, session_id).seen)
    services.review.reopen(sue, session_id, reason="Not done.")
    with services.store.reading() as db:
        entries = list(
            db.scalars(
                select(AuditEntry).where(AuditEntry.subject == f"session:{session_id}").order_by(AuditEntry.number)
            )
        )
        assert verify(db) is None
    assert [entry.act for entry in entries] == [
        "label-corrected",
        "verdict-corrected",
        "flag-answered",
        "signed-off",
        "sign-off-withdrawn",
    ]
    assert {entry.actor for entry in entries} == {f"user:{sue.id}"}
    told = str([entry.detail for entry in entries])
    assert not any(words in told for words in ("kindly", "Half", "really", "Done", "done"))


def test_a_decision_whose_log_fails_is_undone(
    services: Services, ann: Person, sue: Person, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no room")

    before = services.practice.report(ann, session_id)
    monkeypatch.setattr("web.review_desk.append", broken)
    with pytest.raises(RuntimeError):
        decide(services, sue, session_id)
    assert services.review.session(sue, session_id).review.label_corrections == ()
    assert services.practice.report(ann, session_id) == before


def test_another_teams_supervisor_and_other_roles_decide_nothing(
    services: Services, session_id: str, person: Callable[[str], Person]
) -> None:
    with refused("session-not-found"):
        decide(services, person("sid"), session_id)
    for name in ("ann", "tom", "ada"):
        with refused("wrong-role"):
            decide(services, person(name), session_id)


def test_ended_by_the_customer_is_judged_and_corrected_alike(services: Services, ann: Person, sue: Person) -> None:
    session_id = conversation(services, ann, ONE_MORE, end=False)
    decide(services, sue, session_id, turn=1, label="apologise")
    assert services.practice.report(ann, session_id)["techniques"]["apologise"]["count"] == 0
