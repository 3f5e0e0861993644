from __future__ import annotations

from dataclasses import replace

import pytest

from coaching_rules.findings import Remedy, Span
from coaching_rules.session import Mood
from coaching_rules.techniques import FAULTS
from policies.customer import Customer, CustomerState, Persona
from policies.customer.trainees import found

CALM, ANGRY, FURIOUS = 20, 60, 90


def standing(persona: Persona, anger: int, *, trust: int = 50, patience: int = 70, **changes: object) -> CustomerState:
    mood = Mood(anger=anger, trust=trust, patience=patience)
    told = tuple(fact.id for fact in persona.facts if fact.disclosed == "opening")
    state = CustomerState(turn=2, mood=mood, mood_before=mood, disclosed=told)
    return replace(state, **changes)  # type: ignore[arg-type]


def names(customer: Customer, persona: Persona, state: CustomerState, findings, seed: int = 1) -> list[str]:
    return [act.name for act in customer.respond(state, findings, persona, seed=seed).acts]


def offered(kind: str, *, amount: float | None = None, when: str | None = None, stance: str = "offered") -> Remedy:
    return Remedy(kind=kind, stance=stance, span=Span(0, 0, ""), score=1.0, amount=amount, currency="GBP", when=when)


def test_a_question_is_answered_before_anything_else(customer, ring):
    acts = names(customer, ring, standing(ring, ANGRY), found("question", "argue", asked=("order_number",)))
    assert acts[0] == "answer"
    assert "react_argue" in acts


def test_a_furious_customer_lets_it_out_before_answering(customer, ring):
    acts = names(customer, ring, standing(ring, FURIOUS), found("question", "argue", asked=("order_number",)))
    assert acts[0] == "react_argue"


def test_only_what_is_asked_is_told(customer, ring):
    response = customer.respond(standing(ring, CALM), found("question", asked=("size",)), ring, seed=1)
    given = [act.fact for act in response.acts if act.name == "answer"]
    assert given == ["size-wanted"]


def test_a_private_fact_needs_trust(customer, ring):
    ask = found("question", asked=("usage",))
    assert names(customer, ring, standing(ring, ANGRY, trust=20), ask)[0] == "answer_withheld"
    assert names(customer, ring, standing(ring, ANGRY, trust=60), ask)[0] == "answer"


def test_a_fact_already_told_is_told_again_in_short(customer, ring):
    acts = names(customer, ring, standing(ring, ANGRY), found("question", asked=("problem",)))
    assert acts[0] == "answer_again"


def test_what_the_customer_cannot_know_is_said_to_be_unknown(customer, ring):
    assert "answer_unknown" in names(customer, ring, standing(ring, CALM), found("question", asked=("account_change",)))


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_met_in_its_own_way(customer, ring, fault):
    assert f"react_{fault}" in names(customer, ring, standing(ring, ANGRY), found(fault))


def test_the_worst_of_several_faults_is_the_one_reacted_to(customer, ring):
    acts = names(customer, ring, standing(ring, ANGRY), found("abrupt", "stonewall", "blame"))
    assert "react_blame" in acts
    assert "react_abrupt" not in acts


@pytest.mark.parametrize(
    ("findings", "act"),
    [
        (found(sense="nonsense"), "puzzled"),
        (found(sense="off_topic"), "pull_back"),
        (found(language="other"), "other_language"),
        (found(language="none"), "only_emoji"),
        (found("listen", repeats=1), "call_out_repeat"),
    ],
)
def test_a_reply_without_sense_is_named_for_what_it_is(customer, ring, findings, act):
    assert act in names(customer, ring, standing(ring, ANGRY), findings)


def test_sympathy_without_a_step_is_challenged(customer, ring):
    state = standing(ring, 40, soothing=3, labels={"empathise": 3, "apologise": 2})
    assert "challenge_hollow" in names(customer, ring, state, found("empathise", "apologise"))


def test_a_furious_customer_who_was_not_heard_wants_no_offer(customer, ring):
    findings = found("solve", remedies=[offered("expedite", when="Friday")])
    assert "reject_unheard" in names(customer, ring, standing(ring, 95, trust=10), findings)


@pytest.mark.parametrize(
    ("remedy", "act"),
    [
        (offered("voucher", amount=10), "reject_too_little"),
        (offered("repair", when="in two weeks"), "reject_too_late"),
        (offered("discount", amount=5), "reject_wrong_kind"),
        (offered("expedite"), "accept_if"),
        (offered("expedite", when="by Friday"), "accept"),
    ],
)
def test_an_offer_is_judged_by_what_it_is_worth_to_this_customer(customer, ring, remedy, act):
    state = standing(ring, 40, heard_account=True, heard_feeling=True)
    assert act in names(customer, ring, state, found("solve", remedies=[remedy]))


def test_a_rejected_offer_is_followed_by_what_would_do(customer, ring):
    state = standing(ring, 40, heard_account=True, heard_feeling=True)
    acts = names(customer, ring, state, found("solve", remedies=[offered("voucher", amount=10)]))
    assert acts.index("counter_offer") == acts.index("reject_too_little") + 1


def test_after_a_yes_a_good_word_ends_it(customer, ring):
    state = standing(ring, CALM, settled="resolved", heard_feeling=True)
    response = customer.respond(state, found("confirm", "close"), ring, seed=1)
    assert response.state.ended == "resolved"
    assert [act.name for act in response.acts] == ["confirm", "close"]


def test_after_a_yes_a_refusal_takes_it_back(customer, ring):
    response = customer.respond(standing(ring, CALM, settled="resolved"), found("stonewall"), ring, seed=1)
    assert response.state.settled is None
    assert "withdraw" in [act.name for act in response.acts]


def test_after_a_yes_a_question_is_still_answered(customer, ring):
    findings = found("question", asked=("contact_details",))
    response = customer.respond(standing(ring, CALM, settled="resolved"), findings, ring, seed=1)
    assert response.state.ended is None
    assert response.acts[0].fact == "reach-me"


def test_a_promised_contact_can_be_enough_for_today(customer, ring):
    state = standing(ring, 30, trust=60, heard_account=True, heard_feeling=True, labels={"investigate": 1})
    response = customer.respond(state, found("follow_up", "own", when="tomorrow at ten"), ring, seed=1)
    assert response.acts[0].name == "accept_follow_up"
    assert response.state.settled == "follow_up_agreed"


def test_a_fair_no_settles_a_complaint_that_is_partly_wrong(customer, dress):
    heard = {"heard_account": True, "heard_feeling": True, "persuaded": 60}
    refusal = offered("refund", stance="refused")
    findings = found("assert", "explain", told=("account_change",), remedies=[refusal])
    response = customer.respond(standing(dress, 30, **heard), findings, dress, seed=1)
    assert response.acts[0].name == "accept_no"
    assert response.state.settled == "fair_no"


def test_the_same_no_does_not_settle_a_justified_complaint(customer, ring):
    heard = {"heard_account": True, "heard_feeling": True, "persuaded": 60}
    findings = found("assert", "explain", remedies=[offered("repair", stance="refused")])
    assert customer.respond(standing(ring, 30, **heard), findings, ring, seed=1).state.settled is None


def test_a_hand_over_is_accepted_by_who_asked_for_somebody_senior(customer, ring):
    state = standing(ring, ANGRY, warnings=("ask_manager",))
    response = customer.respond(state, found("escalate", "explain"), ring, seed=1)
    assert response.acts[0].name == "accept_handover"


def test_two_insults_end_it_at_once(customer, ring):
    response = customer.respond(standing(ring, ANGRY, insults=1), found("hostile"), ring, seed=1)
    assert response.state.ended == "walked_away"


def test_nobody_else_leaves_without_a_warning(customer, ring):
    state = standing(ring, FURIOUS, trust=0, patience=0)
    first = customer.respond(state, found("stonewall"), ring, seed=1)
    assert first.state.ended is None
    assert first.state.warnings
    assert customer.respond(first.state, found("stonewall"), ring, seed=1).state.ended is not None


def test_who_leaves_a_telephone_hangs_up(customer, ring):
    on_the_phone = replace(ring, channel="phone")
    response = customer.respond(standing(ring, ANGRY, insults=1), found("hostile"), on_the_phone, seed=1)
    assert response.acts[-1].name == "hang_up"


def test_a_wrong_day_in_a_paraphrase_is_corrected(customer, ring):
    wrong = found("paraphrase", words="So you need it for Tuesday.")
    right = found("paraphrase", words="So you need it by Friday.")
    assert "correct_paraphrase" in names(customer, ring, standing(ring, 40), wrong)
    assert "correct_paraphrase" not in names(customer, ring, standing(ring, 40), right)


def test_the_trainees_own_words_are_thrown_back(customer, ring):
    response = customer.respond(standing(ring, ANGRY), found("stonewall", words="Our policy says no."), ring, seed=1)
    reaction = next(act for act in response.acts if act.name == "react_stonewall")
    assert (reaction.echo, reaction.quote) == ("policy", "Our policy says no")


def test_an_ended_conversation_stays_as_it_is(customer, ring):
    state = standing(ring, CALM, ended="resolved")
    response = customer.respond(state, found("hostile"), ring, seed=1)
    assert response.state == state
    assert response.acts == ()


def test_only_what_was_really_said_counts_as_told(customer, ring):
    state = standing(ring, FURIOUS, trust=30, patience=20)
    response = customer.respond(state, found("argue", "question", asked=("size", "order_number")), ring, seed=1)
    said = {act.fact for act in response.acts if act.fact}
    assert set(response.state.disclosed) - set(state.disclosed) == said


def test_what_was_told_is_said_again_where_the_rest_takes_more_trust(customer, dress):
    state = standing(dress, 40, trust=30, disclosed=("what-happened", "changed-address"))
    assert names(customer, dress, state, found("question", asked=("account_change",)))[0] == "answer_again"
