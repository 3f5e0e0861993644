from __future__ import annotations

from dataclasses import replace

import pytest

from coaching_rules.findings import Remedy, Span
from coaching_rules.session import Mood
from coaching_rules.techniques import FAULTS
from policies.customer import Customer, CustomerState, Offer, Persona
from policies.customer.trainees import found

CALM, ANGRY, FURIOUS = 20, 60, 90


def standing(persona: Persona, anger: int, *, trust: int = 50, patience: int = 70, **changes: object) -> CustomerState:
    mood = Mood(anger=anger, trust=trust, patience=patience)
    told = tuple(fact.id for fact in persona.facts if fact.disclosed == "opening")
    state = CustomerState(turn=2, mood=mood, mood_before=mood, disclosed=told)
    return replace(state, **changes)  # type: ignore[arg-type]


def names(customer: Customer, persona: Persona, state: CustomerState, findings, seed: int = 1) -> list[str]:
    return [act.name for act in customer.respond(state, findings, persona, seed=seed).acts]


def offered(
    kind: str, *, amount: float | None = None, when: str | None = None, stance: str = "offered", words: str = ""
) -> Remedy:
    span = Span(0, len(words), words)
    return Remedy(kind=kind, stance=stance, span=span, score=1.0, amount=amount, currency="GBP", when=when)


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


def test_how_far_a_furious_customer_must_mistrust_to_tell_nothing_is_no_matter_of_anger(customer, ring):
    bands = {**customer.numbers.bands, "irritated": 45}
    touchy = replace(customer, numbers=replace(customer.numbers, bands=bands))
    ask, limit = found("question", "argue", asked=("order_number",)), customer.numbers.withholding.trust
    for trust, act in ((limit + 15, "answer"), (0, "answer_withheld")):
        assert act in names(touchy, ring, standing(ring, FURIOUS, trust=trust), ask)


def test_a_fact_already_told_is_told_again_in_short(customer, ring):
    acts = names(customer, ring, standing(ring, ANGRY), found("question", asked=("problem",)))
    assert acts[0] == "answer_again"


def test_what_the_customer_cannot_know_is_said_to_be_unknown(customer, ring):
    assert "answer_unknown" in names(customer, ring, standing(ring, CALM), found("question", asked=("account_change",)))


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_met_in_its_own_way(customer, ring, fault):
    told_already = ("problem",) if fault == "re_ask" else ()
    assert f"react_{fault}" in names(customer, ring, standing(ring, ANGRY), found(fault, asked=told_already))


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


def test_what_is_offered_in_plain_words_is_taken_and_not_asked_for_once_more(customer, ring):
    state = standing(ring, 25, trust=80, heard_account=True, heard_feeling=True)
    reply = found(
        *("own", "solve", "compromise", "follow_up", "confirm"),
        asked=("choice",),
        remedies=[offered("callback", when="on Thursday at noon")],
        when="on Friday by five",
        words="We'll resize it again, first in the queue, and you get your £45 back.",
    )
    assert names(customer, ring, state, reply) == ["accept"]


@pytest.mark.parametrize("kind", ["callback", "investigation", "escalation", "information"])
@pytest.mark.parametrize("anger", [CALM, ANGRY, FURIOUS])
def test_a_step_is_no_offer_to_turn_down(customer, persona, kind, anger):
    acts = names(customer, persona, standing(persona, anger), found("own", "investigate", remedies=[offered(kind)]))
    assert not [name for name in acts if name.startswith(("reject", "counter"))]


def test_beside_a_step_the_offer_is_what_is_judged(customer, ring):
    remedies = [offered("investigation"), offered("voucher", amount=1)]
    state = standing(ring, 40, heard_account=True, heard_feeling=True)
    acts = customer.respond(state, found("solve", "investigate", remedies=remedies), ring, seed=1).acts
    assert [act.offer for act in acts if act.name == "reject_too_little"] == ["a voucher for £1"]


def test_an_offer_said_again_is_judged_anew(customer, ring):
    state = standing(ring, 40, heard_account=True, heard_feeling=True)
    again = replace(state, offers=(Offer(kind="voucher", turn=1, amount=10, currency="GBP"),))
    assert "reject_too_little" in names(customer, ring, again, found("solve", remedies=[offered("voucher", amount=10)]))
    assert "reject_too_little" in names(customer, ring, again, found("question", asked=("choice",)))
    assert "reject_too_little" not in names(customer, ring, again, found("listen"))


@pytest.mark.parametrize("past", ["three days ago", "yesterday", "last Friday", "on 20 May 2025"])
def test_a_time_gone_by_is_no_promised_day(customer, ring, dress, past):
    heard = {"heard_account": True, "heard_feeling": True}
    remedy = offered("replacement", when=past)
    acts = customer.respond(
        standing(dress, 30, trust=80, **heard), found("solve", remedies=[remedy], when=past), dress, seed=1
    ).acts
    assert [(act.name, act.when) for act in acts][:1] == [("accept_if", None)]
    waiting = standing(ring, 30, trust=60, labels={"investigate": 1}, **heard)
    response = customer.respond(waiting, found("follow_up", "own", when=past), ring, seed=1)
    assert response.state.settled is None
    assert [pledge.when for pledge in response.state.promises] == [None, None]


def test_a_day_for_something_else_puts_no_old_offer_back(customer, ring):
    state = standing(ring, 40, heard_feeling=True, offers=(Offer(kind="voucher", turn=1, amount=10),))
    acts = names(customer, ring, state, found("question", asked=("when_noticed",), when="on Monday"))
    assert "reject_too_little" not in acts


def test_an_offer_is_turned_down_only_where_one_was_made(customer, ring):
    misheard = offered("compensation", words="We are liable for all damages.")
    state = standing(ring, 95, trust=10)
    assert "reject_unheard" not in names(customer, ring, state, found("admit_liability", remedies=[misheard]))
    made = offered("compensation", words="You get compensation.")
    assert "reject_unheard" in names(customer, ring, state, found("admit_liability", remedies=[made]))


def test_an_offer_is_called_by_its_name_only_where_the_trainee_called_it_so(customer, ring):
    state = standing(ring, 40, heard_account=True, heard_feeling=True)
    for words, name in (("You'd be given something nice.", None), ("A voucher, perhaps.", "a voucher")):
        response = customer.respond(state, found("solve", remedies=[offered("voucher", words=words)]), ring, seed=1)
        assert [act.offer for act in response.acts if act.name.startswith("reject")] == [name]


def test_too_furious_for_offers_is_no_moment_for_a_wish(customer, dress):
    remedies = [offered("replacement", when="today"), offered("refund")]
    reply = found("solve", "options", asked=("choice",), remedies=remedies, when="today")
    acts = names(customer, dress, standing(dress, 85, trust=16), reply)
    assert "reject_unheard" in acts
    assert "state_wish" not in acts


def test_who_is_asked_for_a_yes_to_nothing_asks_what_it_would_be(customer, ring):
    for labels, asked in ((("paraphrase", "confirm"), ()), (("solve",), ("choice",))):
        acts = names(customer, ring, standing(ring, 0, trust=100), found(*labels, asked=asked))
        assert acts[0] == "ask_how"
        assert not {"confirm_paraphrase", "add_detail", "state_wish", "side_story"} & set(acts)


def test_an_offer_put_before_is_not_turned_down_for_a_way_out_that_was_not_caught(customer, ring):
    state = standing(ring, ANGRY, heard_feeling=True, offers=(Offer(kind="voucher", turn=1, amount=20),))
    for labels, asked in ((("solve",), ()), (("solve", "confirm"), ()), (("compromise",), ("choice",))):
        acts = names(customer, ring, state, found(*labels, asked=asked, told=("when_resolved",), when="on Friday"))
        assert "reject_too_little" not in acts


@pytest.mark.parametrize("amount", [None, 129])
def test_the_very_thing_that_was_asked_for_is_never_too_little(customer, dress, amount):
    state = standing(dress, 70, heard_account=True, heard_feeling=True)
    assert "accept" in names(customer, dress, state, found("solve", remedies=[offered("refund", amount=amount)]))
    undated = replace(dress, ask_kind="replacement", accept_at=100)
    assert "accept_if" in names(customer, undated, state, found("solve", remedies=[offered("replacement")]))
    less = found("solve", remedies=[offered("refund", amount=60)])
    assert "reject_too_little" in names(customer, dress, state, less)


def test_a_question_of_the_customers_own_is_not_asked_of_it(customer, dress):
    reply = found("solve", asked=("how_resolved",), remedies=[offered("refund", amount=60)])
    assert "answer_unknown" not in names(customer, dress, standing(dress, 40), reply)


def test_which_of_several_ways_is_answered_with_the_wish_while_nothing_is_offered(customer, ring):
    assert "state_wish" in names(customer, ring, standing(ring, CALM), found("question", asked=("choice",)))


def test_after_a_yes_a_good_word_ends_it(customer, ring):
    state = standing(ring, CALM, settled="resolved", heard_feeling=True)
    response = customer.respond(state, found("confirm", "close"), ring, seed=1)
    assert response.state.ended == "resolved"
    assert [act.name for act in response.acts] == ["confirm", "close"]


def test_after_a_yes_a_refusal_takes_it_back(customer, ring):
    response = customer.respond(standing(ring, CALM, settled="resolved"), found("stonewall"), ring, seed=1)
    assert response.state.settled is None
    assert "withdraw" in [act.name for act in response.acts]


@pytest.mark.parametrize("labels", [(), ("apologise", "explain"), ("thank", "close")])
def test_who_is_refused_what_they_said_yes_to_takes_the_yes_back(customer, ring, labels):
    state = standing(ring, 25, trust=80, heard_account=True, heard_feeling=True)
    yes = customer.respond(state, found("solve", remedies=[offered("repair", when="by Friday")]), ring, seed=1).state
    assert yes.settled == "resolved"
    response = customer.respond(yes, found(*labels, remedies=[offered("repair", stance="refused")]), ring, seed=1)
    assert (response.state.settled, response.state.ended, response.state.agreed) == (None, None, ())
    assert [act.name for act in response.acts] == ["withdraw"]


@pytest.mark.parametrize(
    ("settled", "remedies"),
    [
        ("resolved", [offered("refund", stance="refused")]),
        ("resolved", [offered("repair", stance="refused"), offered("repair", when="by Friday")]),
        ("fair_no", [offered("repair", stance="refused")]),
    ],
)
def test_a_no_to_something_else_or_one_that_was_agreed_leaves_the_yes(customer, ring, settled, remedies):
    agreed = (Offer(kind="repair", turn=2, standing="accepted", when="by Friday"),)
    state = standing(ring, CALM, settled=settled, offers=agreed, agreed=agreed if settled == "resolved" else ())
    assert customer.respond(state, found("close", remedies=remedies), ring, seed=1).state.ended == settled


@pytest.mark.parametrize("anger", [CALM, ANGRY])
@pytest.mark.parametrize(
    "labels",
    [
        ("confirm", "close", "abrupt"),
        ("close", "abrupt"),
        ("abrupt",),
        ("thank", "close", "dismiss", "abrupt"),
        ("confirm", "overpromise"),
    ],
)
def test_after_a_yes_a_close_is_a_close_whatever_else_it_was_taken_for(customer, ring, anger, labels):
    state = standing(ring, anger, settled="resolved", heard_feeling=True)
    response = customer.respond(state, found(*labels), ring, seed=1)
    assert response.state.ended == "resolved"
    assert response.acts[-1].name == "close"
    assert response.state.mood.anger <= anger + customer.numbers.cooling.simmer


def test_after_a_yes_whether_it_suits_is_answered_with_a_yes(customer, ring):
    state = standing(ring, ANGRY, settled="resolved", offers=(Offer(kind="repair", turn=2, when="Friday"),))
    assert names(customer, ring, state, found("confirm", asked=("choice",))) == ["confirm", "close"]


@pytest.mark.parametrize("fault", ["hostile", "blame", "stonewall"])
def test_a_goodbye_with_an_insult_or_a_no_takes_the_yes_back(customer, ring, fault):
    response = customer.respond(standing(ring, CALM, settled="resolved"), found("close", fault), ring, seed=1)
    assert (response.state.settled, response.state.ended) == (None, None)
    assert response.acts[-1].name == "withdraw"


def test_after_a_yes_a_small_fault_is_met_and_the_yes_stands(customer, ring):
    response = customer.respond(standing(ring, ANGRY, settled="resolved"), found("argue"), ring, seed=1)
    assert [act.name for act in response.acts] == ["react_argue"]
    assert response.state.settled == "resolved"


def test_who_said_yes_does_not_walk_out_at_the_goodbye(customer, ring):
    state = standing(ring, ANGRY, patience=0, settled="resolved", warnings=("ask_manager",))
    assert customer.respond(state, found("close"), ring, seed=1).state.ended == "resolved"


def test_after_a_yes_a_question_that_was_not_caught_is_no_goodbye(customer, ring):
    reply = found("question", words="Were you gardening when it happened?")
    response = customer.respond(standing(ring, CALM, settled="resolved"), reply, ring, seed=1)
    assert [act.name for act in response.acts] == ["ask_back"]
    assert response.state.ended is None


def test_an_insult_is_heard_as_one_whatever_it_was_taken_for(customer, persona):
    response = customer.respond(
        standing(persona, ANGRY), found("empathise", words="You are an idiot."), persona, seed=1
    )
    assert response.acts[0].name == "react_hostile"
    assert response.state.mood.anger > ANGRY
    assert response.state.insults == 1
    assert response.state.labels == {"empathise": 1}


def test_a_lone_sign_of_sympathy_is_not_thanked_for_aloud(customer, ring):
    assert "soften" not in names(customer, ring, standing(ring, ANGRY), found("empathise"))
    assert "soften" in names(customer, ring, standing(ring, ANGRY), found("empathise", "apologise"))


def test_how_far_anger_must_fall_before_it_is_said_aloud_stands_in_the_data(customer, ring):
    thanks = replace(customer.numbers.thanks, eased=50)
    reserved = replace(customer, numbers=replace(customer.numbers, thanks=thanks))
    assert "soften" not in names(reserved, ring, standing(ring, ANGRY), found("empathise", "apologise"))


@pytest.mark.parametrize("labels", [("empathise", "apologise"), ("explain", "own")])
def test_where_a_fault_may_be_nobody_is_thanked(customer, ring, labels):
    sure = found(*labels)
    doubtful = replace(sure, scores=replace(sure.scores, abstained=("dismiss",)))
    state = standing(ring, 40)
    assert {"soften", "thank"} & set(names(customer, ring, state, sure))
    assert not {"soften", "thank"} & set(names(customer, ring, state, doubtful))


def test_both_questions_of_a_sentence_are_answered(customer, dress):
    words = "Can you tell me what size the dress is, and when you are at home this week?"
    response = customer.respond(standing(dress, 36), found("question", asked=("product",), words=words), dress, seed=1)
    assert [act.fact for act in response.acts[:2]] == ["size", "at-home"]


def test_a_question_that_was_not_caught_is_asked_back_once(customer, ring):
    reply = found("question", "empathise", words="What did the moon say?")
    first = customer.respond(standing(ring, ANGRY), reply, ring, seed=1)
    assert first.acts[0].name == "ask_back"
    assert "ask_back" not in names(customer, ring, first.state, reply)


def test_asking_again_is_only_what_was_asked_or_told_before(customer, ring):
    state = standing(ring, ANGRY)
    first = customer.respond(state, found("re_ask", asked=("size",)), ring, seed=1)
    assert "react_re_ask" not in [act.name for act in first.acts]
    assert first.state.mood.trust >= state.mood.trust
    assert "react_re_ask" in names(customer, ring, first.state, found("re_ask", asked=("size",)))


def test_what_was_told_before_it_was_asked_is_not_asked_any_more(customer, ring):
    others = tuple(question.topic for question in ring.questions if question.topic != "guarantee")
    state = standing(ring, 40, asked=others, answered=others)
    assert "ask_guarantee" in names(customer, ring, state, found("listen"))
    told = found("own", words="I will check the size myself before you get it.")
    after = customer.respond(state, told, ring, seed=1)
    assert "ask_guarantee" not in [act.name for act in after.acts]
    assert "ask_guarantee" not in names(customer, ring, after.state, found("listen"))


def test_naming_what_happened_with_no_reason_is_no_answer_to_why(customer, ring):
    for labels, answered in ((("empathise",), ()), (("explain",), ("why_happened",))):
        response = customer.respond(standing(ring, 40), found(*labels, told=("why_happened",)), ring, seed=1)
        assert response.state.answered == answered


def test_a_question_passed_over_is_put_again_in_full(customer, ring):
    every = tuple(question.topic for question in ring.questions)
    state = standing(ring, 40, asked=every, open_questions=("guarantee",), answered=every[:-1])
    acts = customer.respond(state, found("record"), ring, seed=1).acts
    assert [(act.name, act.topic) for act in acts] == [("press_question", "guarantee"), ("ask_guarantee", "guarantee")]


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


@pytest.mark.parametrize(
    ("changes", "reply"), [({"muddles": 3}, found(sense="nonsense")), ({"turn": 39}, found("own"))]
)
def test_replies_without_sense_and_a_talk_without_end_need_no_warning(customer, ring, changes, reply):
    response = customer.respond(standing(ring, CALM, **changes), reply, ring, seed=1)
    assert response.state.ended == "walked_away"
    assert response.state.warnings == ()


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
