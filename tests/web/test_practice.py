"""What can be done with a conversation, through the service itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from storage.judgement import Verdict
from storage.people import Person
from storage.practice import PracticeSession
from tests.web.conftest import RING, Clock, rid
from tests.web.fake_assistant import FakeAssistant
from tests.web.supervising import change_rules, conversation
from web.problems import Problem
from web.services import Services

REPLIES = ("I'm sorry, that must be awful.", "When did you notice?", "I'll replace it today.", "That is our policy.")


def play(services: Services, who: Person, session_id: str, replies: tuple[str, ...], *, first: int = 1) -> None:
    for number, text in enumerate(replies, first):
        services.practice.reply(who, session_id, reply_id=rid(number), text=text)


def transcript(services: Services, who: Person, session_id: str) -> str:
    """Everything of a session but ids and times, as bytes would compare it."""
    view = services.practice.session(who, session_id).to_dict()
    report = services.practice.report(who, session_id)
    own = ("session_id", "parent", "branched_from", "started_at", "ended_at")
    return json.dumps([{name: value for name, value in view.items() if name not in own}, report])


def refused(code: str) -> Any:
    return pytest.raises(Problem, match=f"^{code}:")


def test_a_session_opens_with_the_customers_words_and_the_trainees_brief(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING, seed=7)
    assert begun.messages and begun.messages[0]["who"] == "customer"
    assert set(begun.brief) == {"role", "situation", "goal", "policies"}
    assert (begun.seed, begun.mode, begun.persona.channel) == (7, "practice", "counter")


def test_a_seed_is_drawn_where_none_is_given(services: Services, ann: Person) -> None:
    seeds = {services.practice.start_session(ann, RING).seed for _ in range(5)}
    assert len(seeds) > 1


def test_an_assessment_draws_its_own_seed(services: Services, ann: Person) -> None:
    seeds = {services.practice.start_session(ann, RING, mode="assessment", seed=7).seed for _ in range(5)}
    assert seeds != {7}


def test_a_persona_that_was_never_published_can_not_be_practised(services: Services, ann: Person) -> None:
    with refused("persona-not-found"):
        services.practice.start_session(ann, "nobody")


def test_the_same_persona_seed_and_replies_give_the_same_transcript_byte_for_byte(
    services: Services, ann: Person
) -> None:
    told = []
    for _ in range(2):
        begun = services.practice.start_session(ann, RING, seed=11)
        play(services, ann, begun.session_id, REPLIES)
        services.practice.finish(ann, begun.session_id)
        told.append(transcript(services, ann, begun.session_id))
    assert told[0] == told[1]


@pytest.mark.parametrize("from_turn", [1, 2, 3, 4, 5])
def test_a_branch_that_goes_on_the_same_way_gives_the_same_transcript_byte_for_byte(
    services: Services, ann: Person, from_turn: int
) -> None:
    begun = services.practice.start_session(ann, RING, seed=11)
    play(services, ann, begun.session_id, REPLIES)
    branched = services.practice.branch(ann, begun.session_id, from_turn=from_turn)
    play(services, ann, branched.session_id, REPLIES[from_turn - 1 :], first=from_turn)
    assert transcript(services, ann, branched.session_id) == transcript(services, ann, begun.session_id)


def test_a_branch_says_where_it_comes_from_and_leaves_its_parent_alone(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING, seed=11)
    play(services, ann, begun.session_id, REPLIES[:2])
    before = services.practice.session(ann, begun.session_id)
    branched = services.practice.branch(ann, begun.session_id, from_turn=2)
    play(services, ann, branched.session_id, ("You idiot.",), first=2)
    assert (branched.parent, branched.branched_from, len(branched.turns)) == (begun.session_id, 2, 1)
    assert services.practice.session(ann, begun.session_id) == before


@pytest.mark.parametrize("from_turn", [-1, 0, 3])
def test_a_branch_from_a_turn_that_is_not_there_is_refused(services: Services, ann: Person, from_turn: int) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, REPLIES[:1])
    with refused("turn-out-of-range"):
        services.practice.branch(ann, begun.session_id, from_turn=from_turn)


def test_an_ended_session_can_be_branched_and_its_last_turn_tried_again(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, (REPLIES[0], "Go away [end walked_away]"))
    again = services.practice.branch(ann, begun.session_id, from_turn=2)
    assert again.ended is None
    play(services, ann, again.session_id, ("I hear you.",), first=2)


def test_a_branch_that_shares_the_ending_has_ended_too(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, (REPLIES[0], "Go away [end walked_away]"))
    whole = services.practice.branch(ann, begun.session_id, from_turn=3)
    assert whole.ended == "walked_away"
    assert services.practice.report(ann, whole.session_id) == services.practice.report(ann, begun.session_id)


def test_a_session_that_was_abandoned_can_be_taken_up_again_by_a_branch(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, REPLIES[:1])
    services.practice.finish(ann, begun.session_id)
    assert services.practice.branch(ann, begun.session_id, from_turn=2).ended is None


def test_an_assessment_can_not_be_branched(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING, mode="assessment")
    with refused("assessment-no-branch"):
        services.practice.branch(ann, begun.session_id, from_turn=1)


def test_finishing_ends_as_abandoned_and_stays_so(services: Services, ann: Person, clock: Clock) -> None:
    begun = services.practice.start_session(ann, RING)
    assert services.practice.finish(ann, begun.session_id) == "abandoned"
    ended_at = services.practice.session(ann, begun.session_id).ended_at
    clock.pass_(hours=1)
    assert services.practice.finish(ann, begun.session_id) == "abandoned"
    assert services.practice.session(ann, begun.session_id).ended_at == ended_at


def test_finishing_after_an_ending_tells_that_ending(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, ("Done [end resolved]",))
    assert services.practice.finish(ann, begun.session_id) == "resolved"


def test_an_assessment_hides_its_judgements_until_it_has_ended(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING, mode="assessment")
    open_turn = services.practice.reply(ann, begun.session_id, reply_id=rid(1), text=REPLIES[0])
    hidden = {"mood", "scores", "feedback"}
    assert not hidden & set(open_turn.answer())
    assert not hidden & set(services.practice.session(ann, begun.session_id).turns[0].to_dict())
    with refused("not-finished"):
        services.practice.report(ann, begun.session_id)
    last = services.practice.reply(ann, begun.session_id, reply_id=rid(2), text="Done [end resolved]")
    assert hidden <= set(last.answer())
    assert hidden <= set(services.practice.session(ann, begun.session_id).turns[0].to_dict())
    assert services.practice.report(ann, begun.session_id)["final"] is True


def test_a_practice_report_is_provisional_until_the_end(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, REPLIES)
    assert services.practice.report(ann, begun.session_id)["final"] is False
    services.practice.finish(ann, begun.session_id)
    assert services.practice.report(ann, begun.session_id)["final"] is True


def test_the_verdicts_of_an_ended_session_are_kept_as_they_were_given(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, ("I'm sorry, you idiot [end walked_away]",))
    report = services.practice.report(ann, begun.session_id)
    with services.store.reading() as db:
        stored = {row.clause: row.verdict for row in db.scalars(select(Verdict))}
        assert db.get_one(PracticeSession, begun.session_id).final_report == report
    assert stored == {item["clause"]: item["verdict"] for item in report["requirements"]}
    assert [gate["passed"] for gate in report["gates"] if gate["id"] == "hostile"] == [False]


def test_the_complaint_record_says_what_is_missing_and_marks_the_report(services: Services, ann: Person) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, REPLIES)
    everything = services.practice.save_record(ann, begun.session_id, {})
    fewer = services.practice.save_record(ann, begun.session_id, {everything[0]: "2 March, in the branch"})
    assert fewer == everything[1:]
    services.practice.finish(ann, begun.session_id)
    before = services.practice.report(ann, begun.session_id)
    services.practice.save_record(ann, begun.session_id, {"channel": "phone"})
    after = services.practice.report(ann, begun.session_id)
    assert before["record"] != after["record"]
    assert services.practice.session(ann, begun.session_id).record == {"channel": "phone"}


def test_saving_the_record_after_the_rules_have_changed_changes_nothing_else_in_the_report(
    services: Services, ann: Person
) -> None:
    session_id = conversation(services, ann, REPLIES)
    before = services.practice.report(ann, session_id)
    change_rules(services)
    services.practice.save_record(ann, session_id, {"channel": "phone"})
    after = services.practice.report(ann, session_id)
    assert [mark["why"] for mark in after["record"]["marks"] if mark["field"] == "channel"] == [
        'New Channel says "phone", but the case says "counter".'
    ]
    assert {**after, "record": before["record"]} == before


def test_the_history_of_a_reply_is_everything_said_before(
    services: Services, ann: Person, assistant: FakeAssistant
) -> None:
    begun = services.practice.start_session(ann, RING)
    for number in range(1, 12):
        services.practice.reply(ann, begun.session_id, reply_id=rid(number), text=f"  Reply {number}\r\n")
    view = services.practice.session(ann, begun.session_id)
    said = list(view.messages)
    for turn, request in zip(view.turns, assistant.asked, strict=True):
        assert request.history == said
        assert (request.turn, request.text) == (turn.turn, turn.reply)
        said += [{"who": "trainee", "text": turn.reply}, *turn.messages]


def test_a_session_keeps_the_persona_version_it_began_with(
    services: Services, ann: Person, person: Callable[[str], Person], assistant: FakeAssistant
) -> None:
    begun = services.practice.start_session(ann, RING)
    source = next(path for path in services.materials.personas if path.stem == RING).read_bytes()
    tom = person("tom")
    services.personas.save_draft(
        tom, RING, source.replace(b"title: ", b"title: Again, ", 1), media_type="application/yaml"
    )
    published = services.personas.publish(tom, RING)
    assert published.card.version != begun.persona.version
    play(services, ann, begun.session_id, REPLIES[:1])
    assert services.practice.session(ann, begun.session_id).persona == begun.persona
    assert assistant.trackers[f"{begun.session_id}~1"]["persona"]["version"] == begun.persona.version


def test_the_list_shows_the_latest_session_first_with_its_number_of_turns(
    services: Services, ann: Person, clock: Clock
) -> None:
    first = services.practice.start_session(ann, RING)
    clock.pass_(minutes=1)
    second = services.practice.start_session(ann, RING)
    play(services, ann, first.session_id, REPLIES[:2])
    cards = services.practice.sessions(ann)
    assert [(card.session_id, card.turns) for card in cards] == [(second.session_id, 0), (first.session_id, 2)]


def test_a_stored_turn_carries_everything_the_assistant_answered(
    services: Services, ann: Person, assistant: FakeAssistant
) -> None:
    begun = services.practice.start_session(ann, RING)
    play(services, ann, begun.session_id, REPLIES[:1])
    with services.store.reading() as db:
        turn = db.get_one(PracticeSession, begun.session_id).turns[0]
        assert turn.state == assistant.trackers[f"{begun.session_id}~1"]["state"]
        assert (turn.scorer_version, turn.rules_version) == ("lexicon-1", assistant.rules.version)
        assert len(turn.detections) == 30
