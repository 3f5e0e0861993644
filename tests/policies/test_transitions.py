from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching_rules.findings import Remedy, Span
from coaching_rules.session import Mood
from coaching_rules.techniques import FAULTS, LABELS, TECHNIQUES
from policies.customer import Customer, CustomerState, Persona
from policies.customer.reading import read
from policies.customer.trainees import found
from policies.customer.transitions import Impression, feel

POINTS = st.integers(0, 100)
MOODS = st.builds(Mood, anger=POINTS, trust=POINTS, patience=POINTS)
STATES = st.builds(
    CustomerState,
    turn=st.integers(0, 30),
    mood=MOODS,
    mood_before=MOODS,
    heard_account=st.booleans(),
    heard_feeling=st.booleans(),
    labels=st.dictionaries(st.sampled_from(LABELS), st.integers(1, 15)),
    soothing=st.integers(0, 5),
    persuaded=POINTS,
    open_questions=st.lists(st.sampled_from(["when_resolved", "why_happened"]), unique=True).map(tuple),
)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def after(customer: Customer, persona: Persona, state: CustomerState, *labels: str, repeats: int | None = None):
    reading = read(found(*labels, repeats=repeats), state, persona, customer.vocabulary)
    return feel(state, reading, persona, customer.numbers, impression=Impression())


def standing(anger: int, **changes: object) -> CustomerState:
    mood = Mood(anger=anger, trust=40, patience=60)
    return replace(CustomerState(turn=3, mood=mood, mood_before=mood), **changes)  # type: ignore[arg-type]


@QUIET
@given(state=STATES, labels=st.sets(st.sampled_from(TECHNIQUES), min_size=1))
def test_good_acts_never_raise_anger_and_never_cost_trust(customer, ring, state, labels):
    felt = after(customer, ring, state, *labels)
    assert felt.mood.anger <= state.mood.anger
    assert felt.mood.trust >= state.mood.trust


@QUIET
@given(state=STATES, labels=st.sets(st.sampled_from(FAULTS), min_size=1))
def test_faults_never_lower_anger_and_never_win_trust(customer, ring, state, labels):
    felt = after(customer, ring, state, *labels)
    assert felt.mood.anger >= state.mood.anger
    assert felt.mood.trust <= state.mood.trust


@QUIET
@given(state=STATES, labels=st.sets(st.sampled_from(LABELS)), extra=st.sampled_from(TECHNIQUES))
def test_a_good_act_more_in_a_reply_never_makes_it_worse(customer, ring, state, labels, extra):
    without, with_it = after(customer, ring, state, *labels), after(customer, ring, state, *labels, extra)
    assert with_it.mood.anger <= without.mood.anger
    assert with_it.mood.trust >= without.mood.trust


@QUIET
@given(state=STATES, labels=st.sets(st.sampled_from(LABELS)), extra=st.sampled_from(FAULTS))
def test_a_fault_more_in_a_reply_never_makes_it_better(customer, ring, state, labels, extra):
    without, with_it = after(customer, ring, state, *labels), after(customer, ring, state, *labels, extra)
    assert with_it.mood.anger >= without.mood.anger
    assert with_it.mood.trust <= without.mood.trust


@QUIET
@given(state=STATES, labels=st.sets(st.sampled_from(LABELS)))
def test_feelings_stay_between_0_and_100_and_the_same_reply_feels_the_same(customer, dress, state, labels):
    felt = after(customer, dress, state, *labels)
    assert all(0 <= points <= 100 for points in (*felt.mood.to_dict().values(), felt.persuaded))
    assert after(customer, dress, state, *labels) == felt


def test_empathy_before_a_solution_calms_an_angry_customer_more_than_the_reverse(customer, ring):
    start = standing(70)
    met_first = after(customer, ring, after(customer, ring, start, "empathise"), "solve")
    solved_first = after(customer, ring, after(customer, ring, start, "solve"), "empathise")
    assert met_first.mood.anger < solved_first.mood.anger


def test_order_does_not_matter_to_a_calm_customer(customer, ring):
    one = after(customer, ring, standing(30), "solve")
    other = after(customer, ring, standing(30, heard_feeling=True), "solve")
    assert one.mood.anger == other.mood.anger


@pytest.mark.parametrize("label", ["empathise", "apologise", "solve"])
def test_the_same_formula_wears_off(customer, ring, label):
    fresh = after(customer, ring, standing(60), label)
    worn = after(customer, ring, standing(60, labels={label: 4}), label)
    gone = after(customer, ring, standing(60, labels={label: 12}), label)
    assert fresh.mood.anger < worn.mood.anger < 60
    assert gone.mood.anger == 60


def test_a_reply_repeated_word_by_word_earns_nothing_and_costs_trust(customer, ring):
    felt = after(customer, ring, standing(60), "empathise", "apologise", repeats=2)
    assert felt.mood.anger == 60
    assert felt.mood.trust < 40


@pytest.mark.parametrize("fault", ["argue", "stonewall", "blame"])
def test_a_fault_after_good_work_costs_trust_more_than_anger(customer, ring, fault):
    trusted = standing(40)
    trusted = replace(trusted, mood=replace(trusted.mood, trust=70))
    felt = after(customer, ring, trusted, fault)
    cold = after(customer, ring, standing(40), fault)
    assert felt.mood.anger - 40 < cold.mood.anger - 40
    assert 70 - felt.mood.trust > felt.mood.anger - 40


def test_disrespect_undoes_the_acknowledgement_before_it(customer, ring):
    assert not after(customer, ring, standing(60, heard_feeling=True), "dismiss").heard_feeling


def test_difficulty_scales_what_helps_and_what_hurts(customer, ring):
    gentle, fierce = replace(ring, difficulty="gentle"), replace(ring, difficulty="fierce")
    assert (
        after(customer, gentle, standing(60), "empathise").mood.anger
        < after(customer, fierce, standing(60), "empathise").mood.anger
    )
    assert (
        after(customer, gentle, standing(40), "argue").mood.anger
        < after(customer, fierce, standing(40), "argue").mood.anger
    )


def test_a_sensitivity_makes_a_fault_weigh_more(customer, ring):
    thin_skinned = replace(ring, sensitivities={"disrespect": 2.0})
    assert (
        after(customer, thin_skinned, standing(30), "dismiss").mood.anger
        > after(customer, replace(ring, sensitivities={}), standing(30), "dismiss").mood.anger
    )


def test_empty_politeness_lets_a_hot_customer_simmer_and_costs_patience(customer, ring):
    felt = after(customer, ring, standing(70))
    assert felt.mood.anger > 70
    assert felt.mood.patience < after(customer, ring, standing(70), "listen").mood.patience


def test_an_offer_with_nothing_beside_it_is_not_nothing(customer, ring):
    state, offer = standing(40), Remedy(kind="repair", stance="offered", span=Span(0, 0, ""), score=1.0)
    patience = [
        feel(
            state,
            read(found(remedies=remedies), state, ring, customer.vocabulary),
            ring,
            customer.numbers,
            impression=Impression(),
        ).mood.patience
        for remedies in ([], [offer])
    ]
    assert patience[1] - patience[0] == -customer.numbers.cooling.empty


def test_facts_told_with_respect_persuade_a_customer_who_is_partly_wrong(customer, dress, ring):
    heard = standing(40, heard_account=True, heard_feeling=True)
    reply = found("explain", "investigate", told=("account_change",))
    for persona, moved in ((dress, True), (ring, False)):
        reading = read(reply, heard, persona, customer.vocabulary)
        felt = feel(heard, reading, persona, customer.numbers, impression=Impression())
        assert (felt.persuaded > 0) is moved


def test_facts_told_with_blame_persuade_nobody(customer, dress):
    reading = read(found("explain", "blame", told=("account_change",)), standing(40), dress, customer.vocabulary)
    assert feel(standing(40), reading, dress, customer.numbers, impression=Impression()).persuaded == 0


def test_an_offer_never_raises_anger_however_small(customer, ring):
    small = Remedy(kind="voucher", stance="offered", span=Span(0, 0, ""), score=1.0, amount=1.0)
    state = customer.open(ring, seed=1).state
    after_offer = customer.respond(state, found("solve", remedies=[small]), ring, seed=1).state
    assert after_offer.mood.anger <= state.mood.anger
