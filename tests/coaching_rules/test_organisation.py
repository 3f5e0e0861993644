from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import yaml

from coaching_rules.findings import Remedy, Span
from coaching_rules.organisation import LEVELS, Organisation
from coaching_rules.session import CHANNELS


@pytest.fixture
def pack(data: Path) -> dict:
    return yaml.safe_load((data / "organisation" / "harbour-and-vale.yml").read_text())


def test_the_pack_holds_the_cards_that_personas_name(organisation) -> None:
    assert [card.id for card in organisation.policies] == ["returns", "repairs", "delivery", "complaints", "privacy"]
    assert organisation.currency == "GBP"
    assert organisation.jurisdiction.id == "uk"
    assert {time.channel for time in organisation.response_times} == set(CHANNELS)


def test_a_policy_card_is_written_as_the_brief_has_it(organisation) -> None:
    assert list(organisation.policy("repairs").to_dict()) == ["id", "title", "text"]


def test_a_pack_survives_json_with_the_same_version(pack) -> None:
    again = json.loads(json.dumps(pack))
    assert Organisation.from_dict(again) == Organisation.from_dict(pack)
    again["name"] = "Another"
    assert Organisation.from_dict(again).version != Organisation.from_dict(pack).version


def test_higher_levels_may_grant_whatever_lower_ones_may(organisation) -> None:
    for lower, higher in itertools.pairwise(LEVELS):
        for kind, limit in organisation.authority[lower].items():
            above = organisation.authority[higher][kind]
            assert above.up_to is None or (limit.up_to is not None and above.up_to >= limit.up_to)
            assert above.percent is None or (limit.percent is not None and above.percent >= limit.percent)


@pytest.mark.parametrize(
    ("amount", "who"),
    [(None, "trainee"), (100.0, "trainee"), (500.0, "supervisor"), (3000.0, "manager"), (9999.0, None)],
)
def test_the_authority_matrix_says_who_may_grant_a_refund(organisation, amount, who) -> None:
    assert organisation.who_may_grant(Remedy("refund", "offered", Span(0, 1, "x"), 1.0, amount=amount)) == who


def test_every_pattern_of_the_pack_is_quick_on_a_long_reply(organisation) -> None:
    rules = [*organisation.jurisdiction.misstatements, *organisation.outside_policy]
    rules += [rule for product in organisation.products for rule in product.wrong]
    assert len({rule.id for rule in organisation.jurisdiction.misstatements}) == len(
        organisation.jurisdiction.misstatements
    )
    assert not any(rule.found_in("words and no end " * 250) for rule in rules)
