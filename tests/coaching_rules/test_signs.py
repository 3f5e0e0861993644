from __future__ import annotations

import pytest

from coaching_rules.findings import Remedy, Span
from coaching_rules.shape import Entry, MisfitError
from coaching_rules.signs import Sign, read_sign, spans_of, too_close

TOPICS = ("rights", "when_noticed")
REMEDIES = ("refund",)


def sign(text: str) -> Sign:
    return read_sign(Entry(text), TOPICS, REMEDIES)


@pytest.mark.parametrize(
    "text",
    ["empathise", "follow_up+when", "asked:when_noticed", "told:rights", "remedy:refund", "finding:outside_policy"],
)
def test_a_sign_is_written_as_it_was_read(text: str) -> None:
    assert str(sign(text)) == text


@pytest.mark.parametrize("text", ["empathize", "asked:weather", "heard:rights", "remedy:pony", "finding:when", "own+"])
def test_an_unknown_sign_does_not_load(text: str) -> None:
    with pytest.raises(MisfitError, match="R010"):
        sign(text)


def test_all_atoms_must_hold_in_the_same_reply(stage) -> None:
    reply = "I'll ring you on Friday."
    both = stage.turn(1, ["follow_up"], reply=reply, named_time="on Friday")
    assert spans_of(sign("follow_up+when"), both) == (Span(0, 24, reply), Span(14, 23, "on Friday"))
    assert spans_of(sign("follow_up+when"), stage.turn(1, ["follow_up"])) == ()


@pytest.mark.parametrize(
    ("stance", "found"), [("offered", True), ("asked", True), ("conditional", True), ("refused", False)]
)
def test_a_refused_remedy_is_no_offer(stage, stance: str, found: bool) -> None:
    remedy = Remedy("refund", stance, Span(0, 4, "Some"), 0.9)
    assert bool(spans_of(sign("remedy:refund"), stage.turn(1, remedies=[remedy]))) is found


def test_asked_and_told_are_two_things(stage) -> None:
    turn = stage.turn(1, topics=[("rights", "told")])
    assert spans_of(sign("told:rights"), turn)
    assert not spans_of(read_sign(Entry("asked:rights"), TOPICS, REMEDIES), turn)


def test_a_label_too_close_to_call_is_neither_found_nor_ruled_out(stage) -> None:
    turn = stage.turn(1, abstained=["empathise"])
    assert spans_of(sign("empathise"), turn) == ()
    assert too_close(sign("empathise"), turn)
    assert not too_close(sign("apologise"), turn)
    assert not too_close(sign("empathise+when"), turn)
