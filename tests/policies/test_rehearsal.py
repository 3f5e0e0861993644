from __future__ import annotations

from dataclasses import replace

import pytest

from policies.customer.endings import GOOD
from policies.customer.rehearsal import faults, play, rehearse
from policies.customer.trainees import TRAINEES


def test_both_personas_pass_their_rehearsal(customer, persona):
    assert rehearse(persona, customer, seeds=range(20)) == []


@pytest.mark.parametrize("seed", range(5))
def test_who_hears_first_and_offers_what_counts_reaches_a_good_ending(customer, persona, seed):
    assert play(persona, customer, trainee="excellent", seed=seed).ended in GOOD


@pytest.mark.parametrize("difficulty", ["gentle", "steady", "hard", "fierce"])
def test_a_harder_customer_is_still_winnable(customer, persona, difficulty):
    assert play(replace(persona, difficulty=difficulty), customer, trainee="excellent", seed=2).ended in GOOD


def test_an_unjustified_complaint_can_end_in_a_fair_no(customer, dress):
    nothing_due = replace(dress, verdict="unjustified", remedies=dress.remedies[-3:], accept_at=95)
    assert play(nothing_due, customer, trainee="excellent", seed=1).ended in GOOD


def test_a_customer_whom_nothing_satisfies_is_found_out(customer, ring):
    greedy = replace(ring, accept_at=200, endings=("resolved", "walked_away"))
    assert "P0401" in {remark.code for remark in rehearse(greedy, customer, seeds=range(1))}


def test_a_customer_who_puts_up_with_anything_is_found_out(customer, ring):
    talk = play(ring, customer, trainee="hostile", seed=1)
    codes = {remark.code for remark in faults(replace(talk, ended="resolved"), ring)}
    assert codes == {"P0402"}


@pytest.mark.parametrize(
    ("messages", "code"),
    [(("Hm.", "Hm."), "P0404"), (("So {want}.", "Hm."), "P0405"), (("", "Hm."), "P0406")],
)
def test_what_a_trainee_would_stumble_over_is_found(customer, ring, messages, code):
    talk = replace(play(ring, customer, trainee="excellent", seed=1), messages=messages * 5)
    assert code in {remark.code for remark in faults(talk, ring)}


def test_after_its_time_is_up_no_further_seed_is_begun(customer, ring):
    ticks = iter(range(100))
    greedy = replace(ring, accept_at=200, endings=("resolved", "walked_away"))
    found = rehearse(greedy, customer, seeds=range(50), seconds=0.5, clock=lambda: float(next(ticks)))
    assert {"seed 0" in remark.message for remark in found} == {True}


def test_every_kind_of_trainee_is_played():
    assert set(TRAINEES) == {
        "excellent",
        "average",
        "poor",
        "silent",
        "nonsense",
        "hostile",
        "over-generous",
        "policy-parrot",
    }


def test_a_case_that_must_be_reported_ends_by_handing_it_over(customer, ring):
    small = tuple(remedy for remedy in ring.remedies if remedy.worth < 30)
    reported = replace(ring, path="report", remedies=small, endings=("escalated", "walked_away"))
    assert play(reported, customer, trainee="excellent", seed=1).ended == "escalated"


def test_trouble_seen_before_the_complaint_is_averted(customer, ring):
    early = replace(ring, stage="before", endings=("averted", "walked_away"))
    assert play(early, customer, trainee="excellent", seed=1).ended == "averted"
