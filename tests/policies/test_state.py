from __future__ import annotations

from policies.customer import CustomerState, Offer


def test_a_snapshot_of_before_a_field_was_kept_still_seeds_a_conversation(customer, ring):
    state = customer.open(ring, seed=1).state
    raw = {**state.to_dict(), "offers": [Offer(kind="repair", turn=1).to_dict()]}
    del raw["questioned"], raw["offers"][0]["named"]
    read = CustomerState.from_dict(raw)
    assert read.questioned == ()
    assert read.offers == (Offer(kind="repair", turn=1, named=True),)
