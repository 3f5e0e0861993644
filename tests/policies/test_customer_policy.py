"""The policy inside Rasa; runs in the assistant's environment."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from policies.customer import Customer, CustomerState, Persona
from policies.customer.trainees import found
from policies.customer_policy import ACTION, CustomerPolicy

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.load(str(ROOT / "bot" / "domain.yml"))


@pytest.fixture
def policy(tmp_path: Path) -> CustomerPolicy:
    return CustomerPolicy.create(
        CustomerPolicy.get_default_config(),
        LocalModelStorage.create(tmp_path),
        Resource("policy"),
        ExecutionContext(GraphSchema({})),
    )


def seeded(domain: Domain, customer: Customer, persona: Persona, *, state: CustomerState | None = None):
    opening = customer.open(persona, seed=7)
    tracker = DialogueStateTracker("session~1", domain.slots)
    slots = {
        "persona": persona.to_dict(),
        "seed": 7,
        "state": (state or opening.state).to_dict(),
        "said": list(opening.said),
        "acts": [],
    }
    events = [ActionExecuted("action_session_start"), SessionStarted(), *(SlotSet(*slot) for slot in slots.items())]
    for event in (*events, ActionExecuted("action_listen")):
        tracker.update(event, domain)
    return tracker


def reply(tracker: DialogueStateTracker, domain: Domain, *, turn: object = 1) -> None:
    metadata = {"turn": turn, "reply_id": "r", "history": [], "channel": "counter", "session": "session"}
    data = {**found("greet", "apologise").to_dict(), "scorer_version": "s", "metadata": metadata, "text": "Hello."}
    tracker.update(UserUttered("Hello.", parse_data=data, metadata=metadata), domain)


def predicted(policy: CustomerPolicy, tracker: DialogueStateTracker, domain: Domain):
    prediction = policy.predict_action_probabilities(tracker, domain)
    name = domain.action_names_or_texts[prediction.max_confidence_index]
    return name, {event.key: event.value for event in prediction.optional_events}, prediction.events


def test_a_reply_in_turn_is_answered_with_the_new_state_and_acts(policy, domain, customer, ring):
    tracker = seeded(domain, customer, ring)
    reply(tracker, domain)
    name, slots, events = predicted(policy, tracker, domain)
    expected = customer.respond(customer.open(ring, seed=7).state, found("greet", "apologise"), ring, seed=7)
    assert name == ACTION
    assert events == []
    assert slots == {"state": expected.state.to_dict(), "acts": [act.to_dict() for act in expected.acts]}
    json.dumps(slots)


def test_after_the_customers_turn_it_listens(policy, domain, customer, ring):
    tracker = seeded(domain, customer, ring)
    reply(tracker, domain)
    tracker.update(ActionExecuted(ACTION), domain)
    assert predicted(policy, tracker, domain)[:2] == ("action_listen", {})


@pytest.mark.parametrize("turn", [0, 2, None, "1", 17])
def test_a_reply_out_of_turn_leaves_everything_as_it_is(policy, domain, customer, ring, turn):
    tracker = seeded(domain, customer, ring)
    reply(tracker, domain, turn=turn)
    assert predicted(policy, tracker, domain) == ("action_listen", {}, [])


def test_a_conversation_that_was_never_seeded_is_refused(policy, domain):
    tracker = DialogueStateTracker("stranger", domain.slots)
    tracker.update(ActionExecuted("action_listen"), domain)
    reply(tracker, domain)
    assert predicted(policy, tracker, domain)[0] == "action_listen"


def test_an_ended_conversation_is_refused(policy, domain, customer, ring):
    state = customer.open(ring, seed=7).state
    ended = CustomerState.from_dict({**state.to_dict(), "ended": "resolved"})
    tracker = seeded(domain, customer, ring, state=ended)
    reply(tracker, domain)
    assert predicted(policy, tracker, domain)[0] == "action_listen"


def test_it_trains_on_no_stories_at_all_and_loads_what_it_never_saved(policy, domain, tmp_path):
    assert policy.train([], domain) == Resource("policy")
    loaded = CustomerPolicy.load(
        CustomerPolicy.get_default_config(),
        LocalModelStorage.create(tmp_path),
        Resource("never-persisted"),
        ExecutionContext(GraphSchema({})),
    )
    assert isinstance(loaded, CustomerPolicy)


def test_its_fingerprint_is_the_hash_of_what_decides(customer):
    assert CustomerPolicy.fingerprint_addon({}) == customer.version


def test_what_rasa_sends_to_the_action_server_has_the_shape_the_actions_are_tested_with(domain, customer, ring):
    tracker = seeded(domain, customer, ring)
    reply(tracker, domain)
    call = RemoteAction(ACTION, None)._action_call_format(tracker, domain)
    recorded = json.loads((ROOT / "tests" / "actions" / "action_call.json").read_text(encoding="utf-8"))
    assert set(call) == set(recorded)
    assert set(call["tracker"]) == set(recorded["tracker"])
    assert set(call["tracker"]["slots"]) == set(recorded["tracker"]["slots"])
    assert set(call["tracker"]["latest_message"]) <= set(recorded["tracker"]["latest_message"])


def test_a_prediction_takes_less_than_three_milliseconds(policy, domain, customer, ring):
    tracker = seeded(domain, customer, ring)
    reply(tracker, domain)
    best = min(_seconds(lambda: policy.predict_action_probabilities(tracker, domain)) for _ in range(20))
    assert best < 0.003


def _seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
