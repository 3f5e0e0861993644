"""The team in figures: who practised, how it came out after corrections, who needs what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.people import Person
from tests.web.conftest import RING, rid
from tests.web.supervising import conversation
from web.problems import Problem
from web.services import Services

RUDE = ("I'm sorry.", "You idiot.", "You idiot, it's our policy.")


@pytest.fixture
def sue(person: Callable[[str], Person]) -> Person:
    return person("sue")


def test_each_trainee_is_counted_apart(services: Services, sue: Person, person: Callable[[str], Person]) -> None:
    ann, bob = person("ann"), person("bob")
    first = conversation(services, ann)
    conversation(services, ann, end=False)
    conversation(services, bob)
    conversation(services, person("cat"))
    services.review.sign_off(sue, first, note="", seen=0)
    services.assignments.assign(sue, RING, trainees=[bob.id], everybody=False, mode="practice", due="", note="")
    figures = {one.name: one for one in services.team.team(sue)}
    assert set(figures) == {"ann", "bob"}
    assert (figures["ann"].done, figures["ann"].running, figures["ann"].signed_off) == (1, 1, 1)
    assert (figures["bob"].done, figures["bob"].signed_off, figures["bob"].assignments_open) == (1, 0, 1)
    assert figures["ann"].last_practised == services.clock()


def test_who_never_practised_is_there_with_nothing(services: Services, sue: Person) -> None:
    (ann, _) = services.team.team(sue)
    assert (ann.done, ann.last_practised, ann.standards, ann.missing, ann.faults) == (0, None, (), (), ())


def test_faults_are_counted_by_replies_and_corrections_take_them_out(
    services: Services, sue: Person, ann: Person
) -> None:
    session_id = conversation(services, ann, RUDE)
    faults = services.team.trainee(sue, ann.id).faults
    assert [(need.label, need.count) for need in faults] == [("hostile", 2), ("stonewall", 1)]
    for turn in (2, 3):
        services.review.correct_label(
            sue, session_id, turn=turn, label="hostile", holds=False, quote="", reason="No.", seen=0
        )
    assert [need.label for need in services.team.trainee(sue, ann.id).faults] == ["stonewall"]


def test_a_second_try_adds_its_own_replies_alone_as_in_the_trainees_progress(
    services: Services, sue: Person, person: Callable[[str], Person]
) -> None:
    bob = person("bob")
    first = conversation(services, bob, ("You idiot.", "I'm sorry.", "I hear you."))
    for number in (1, 2):
        again = services.practice.branch(bob, first, from_turn=3).session_id
        services.practice.reply(bob, again, reply_id=rid(90 + number), text="You idiot." if number == 1 else "Thanks.")
        services.practice.finish(bob, again)
    services.practice.finish(bob, services.practice.branch(bob, first, from_turn=4).session_id)
    services.review.correct_label(sue, again, turn=1, label="hostile", holds=False, quote="", reason="No.", seen=0)
    figures, progress = services.team.trainee(sue, bob.id), services.progress.of(bob)
    hostile = next(course.replies for course in progress.courses if course.label == "hostile")
    assert [(need.label, need.count) for need in figures.faults] == [("hostile", hostile)] == [("hostile", 2)]
    assert figures.done == progress.conversations == 3
    assert max(need.count for need in figures.missing) == 3


def test_a_technique_is_missing_where_it_was_wanted_and_never_shown(
    services: Services, sue: Person, ann: Person
) -> None:
    conversation(services, ann, RUDE)
    conversation(services, ann, ("I hear you. That must be awful. When was it?", *RUDE))
    missing = {need.label: need.count for need in services.team.trainee(sue, ann.id).missing}
    assert "apologise" not in missing
    assert missing["empathise"] == 1
    assert missing["paraphrase"] == 2


def test_verdicts_are_tallied_by_standard_after_corrections(services: Services, sue: Person, ann: Person) -> None:
    session_id = conversation(services, ann)
    report = services.practice.report(ann, session_id)
    expected = {"met": 0, "partly": 0, "not_met": 0, "not_observed": 0}
    for line in report["requirements"]:
        if line["clause"].startswith("U311."):
            expected[line["verdict"]] += 1
    tally = next(one for one in services.team.trainee(sue, ann.id).standards if one.id == "U311")
    assert (tally.met, tally.partly, tally.not_met) == (expected["met"], expected["partly"], expected["not_met"])
    services.review.correct_verdict(sue, session_id, clause="U311.1.4d", verdict="not_met", reason="No.", seen=0)
    after = next(one for one in services.team.trainee(sue, ann.id).standards if one.id == "U311")
    assert after.not_met > tally.not_met


def test_a_trainee_of_another_team_is_not_there(
    services: Services, sue: Person, person: Callable[[str], Person]
) -> None:
    for name in ("cat", "tom", "sid"):
        with pytest.raises(Problem, match="^not-found:"):
            services.team.trainee(sue, person(name).id)
