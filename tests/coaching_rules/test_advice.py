from __future__ import annotations

import pytest

from coaching_rules.advice import When
from coaching_rules.session import ENDINGS

REPLY = "Some words of the trainee."


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (When(), True),
        (When(anger_before_from=60), True),
        (When(anger_before_from=61), False),
        (When(anger_before_to=60), True),
        (When(anger_after_from=41), False),
        (When(anger_after_to=40), True),
        (When(turn_from=4), False),
        (When(turn_to=3), True),
        (When(channels=("phone",)), False),
        (When(acts=("ask_who", "ask_when")), True),
        (When(acts=("ask_who",)), False),
        (When(not_yet=("solve",)), False),
        (When(not_yet=("greet",)), False),
        (When(not_yet=("thank",)), False),
        (When(not_yet=("close",)), True),
        (When(seen=("greet",)), True),
        (When(seen=("solve",)), True),
        (When(seen=("thank",)), False),
        (When(in_reply=("solve", "own")), True),
        (When(in_reply=("greet",)), False),
        (When(lacks=("greet",)), True),
        (When(lacks=("thank",)), False),
        (When(endings=("resolved",)), False),
        (When(readable=True), True),
        (When(readable=False), False),
    ],
)
def test_conditions_hold_or_not(stage, when: When, holds: bool) -> None:
    """A third reply that solves, perhaps thanks, after an earlier greeting; the customer asks when and cools down."""
    findings = stage.findings(REPLY, ["solve"], abstained=["thank"])
    moment = stage.moment(3, anger=(60, 40), acts=["ask_when"], counts={"greet": 1, "close": 0})
    assert when.holds(findings, moment) is holds


def test_only_steps_for_an_ending_hold_after_the_end(stage) -> None:
    moment = stage.moment(3, ended="resolved")
    assert When(endings=("resolved",)).holds(stage.findings(REPLY), moment)
    assert not When().holds(stage.findings(REPLY), moment)


def test_every_ending_has_a_step(rules) -> None:
    assert {ending for step in rules.advice.plan for ending in step.when.endings} == set(ENDINGS)
