"""Whole talks: whatever a trainee does for thirty replies, the customer has words, never the same twice."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching_rules.findings import Findings, Remedy, Span
from coaching_rules.techniques import LABELS
from policies.customer import CustomerState, Persona
from policies.customer.schema import REMEDIES, TOPICS
from policies.customer.trainees import TRAINEES, found

REPLY = st.builds(
    found,
    asked=st.lists(st.sampled_from(TOPICS), max_size=3),
    told=st.lists(st.sampled_from(TOPICS), max_size=2),
    remedies=st.lists(
        st.builds(
            Remedy,
            kind=st.sampled_from(REMEDIES),
            stance=st.sampled_from(["offered", "conditional", "refused", "asked"]),
            span=st.just(Span(0, 0, "")),
            score=st.just(0.9),
            amount=st.one_of(st.none(), st.floats(0, 10_000)),
            currency=st.sampled_from([None, "GBP", "XYZ"]),
            percent=st.one_of(st.none(), st.floats(0, 100)),
            when=st.sampled_from([None, "tomorrow", "31 February", "{want}", "in 3 to 5 days"]),
        ),
        max_size=3,
    ),
    when=st.sampled_from([None, "by Friday", "{deadline}", "2025-13-40"]),
    words=st.sampled_from(["", "It's policy.", "{item} {0} %s", "calm down {unknown}", "you should have looked"]),
    sense=st.sampled_from(["ok", "ok", "nonsense", "off_topic"]),
    language=st.sampled_from(["en", "en", "other", "none"]),
    repeats=st.sampled_from([None, None, 1]),
)


def with_labels(findings: Findings, labels: set[str]) -> Findings:
    words = findings.content.topics[0].span.quote if findings.content.topics else "as per policy"
    labelled = found(*labels, words=words)
    return Findings(scores=labelled.scores, content=findings.content)


def talk(customer, persona: Persona, replies, *, seed: int) -> list[str]:
    opening = customer.open(persona, seed=seed)
    state, said = opening.state, opening.said
    messages = [message.text for message in opening.messages]
    for findings in replies:
        if state.ended is not None:
            break
        response = customer.respond(state, findings, persona, seed=seed)
        spoken = customer.speak(response.acts, response.state, persona, said=said, seed=seed)
        assert 1 <= len(response.acts) <= 3
        assert spoken.messages
        assert response.state.turn == state.turn + 1
        wire = json.loads(json.dumps(response.state.to_dict()))
        assert CustomerState.from_dict(wire) == response.state
        state, said = response.state, spoken.said
        messages += [message.text for message in spoken.messages]
    return messages


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    replies=st.lists(st.tuples(REPLY, st.sets(st.sampled_from(LABELS), max_size=5)), min_size=1, max_size=30),
    seed=st.integers(0, 2**31),
)
def test_any_talk_goes_on_or_ends_with_words_and_no_line_twice(customer, persona, replies, seed):
    messages = talk(customer, persona, [with_labels(reply, labels) for reply, labels in replies], seed=seed)
    assert len(messages) == len(set(messages))


@pytest.mark.parametrize("trainee", [name for name in TRAINEES if name != "excellent"])
@pytest.mark.parametrize("seed", range(5))
def test_thirty_replies_of_a_scripted_trainee_leave_no_slot_and_repeat_no_line(customer, persona, trainee, seed):
    messages = talk(customer, persona, (TRAINEES[trainee](turn, persona) for turn in range(1, 31)), seed=seed)
    assert len(messages) == len(set(messages))
    assert not any("{" in message or "}" in message for message in messages)


def test_thirty_replies_that_keep_the_customer_talking_never_repeat_a_line(customer, persona):
    draw = random.Random(4)
    mild = ("greet", "listen", "question", "explain", "investigate", "thank", "record")
    replies = [found(*draw.sample(mild, 2), asked=draw.sample(TOPICS, 1)) for _ in range(30)]
    messages = talk(customer, persona, replies, seed=9)
    assert len(messages) > 20
    assert len(messages) == len(set(messages))


def test_the_same_replies_and_seed_give_the_same_talk(customer, persona):
    replies = [TRAINEES["average"](turn, persona) for turn in range(1, 9)]
    assert talk(customer, persona, replies, seed=5) == talk(customer, persona, replies, seed=5)


def test_another_seed_gives_other_words(customer, persona):
    replies = [TRAINEES["average"](turn, persona) for turn in range(1, 9)]
    assert len({tuple(talk(customer, persona, replies, seed=seed)) for seed in range(6)}) > 1


def test_a_branch_continues_as_the_conversation_it_left(customer, persona):
    replies = [TRAINEES["average"](turn, persona) for turn in range(1, 9)]
    opening = customer.open(persona, seed=3)
    state, said, snapshots = opening.state, opening.said, []
    for findings in replies:
        snapshots.append((state.to_dict(), list(said)))
        response = customer.respond(state, findings, persona, seed=3)
        said = customer.speak(response.acts, response.state, persona, said=said, seed=3).said
        state = response.state
    kept, heard = json.loads(json.dumps(snapshots[4]))
    state_again = CustomerState.from_dict(kept)
    for findings in replies[4:]:
        response = customer.respond(state_again, findings, persona, seed=3)
        heard = customer.speak(response.acts, response.state, persona, said=heard, seed=3).said
        state_again = response.state
    assert (state_again, tuple(heard)) == (state, tuple(said))
