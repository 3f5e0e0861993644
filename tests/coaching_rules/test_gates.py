from __future__ import annotations

import pytest

from coaching_rules.gates import gates
from coaching_rules.techniques import GATES


def test_there_are_four_gates_in_a_fixed_order(stage) -> None:
    assert tuple(gate.id for gate in gates(stage.conversation([]))) == GATES


@pytest.mark.parametrize("fault", GATES)
def test_a_gate_fails_by_its_fault_alone_and_quotes_it(stage, fault: str) -> None:
    turns = [stage.turn(1), stage.turn(2, [fault])]
    results = {gate.id: gate for gate in gates(stage.conversation(turns))}
    assert [name for name, gate in results.items() if not gate.passed] == [fault]
    assert [quote.turn for quote in results[fault].evidence] == [2]
    assert "(reply 2)" in results[fault].why


def test_an_offer_beyond_authority_fails_the_gate_on_promises(stage) -> None:
    results = gates(stage.conversation([stage.turn(1, ["solve"], content_findings=["beyond_authority"])]))
    assert [gate.id for gate in results if not gate.passed] == ["overpromise"]


def test_a_fault_too_close_to_call_fails_no_gate_but_asks_for_a_look(stage) -> None:
    hostile = gates(stage.conversation([stage.turn(1, abstained=["hostile"])]))[0]
    assert hostile.passed
    assert hostile.evidence == ()
    assert "supervisor" in hostile.why


def test_plain_faults_fail_no_gate(stage, rules) -> None:
    plain = [fault for fault in rules.advice.severity if fault not in GATES]
    assert all(gate.passed for gate in gates(stage.conversation([stage.turn(1, plain)])))


def test_what_no_gate_found_is_said_to_be_not_found_and_no_more(stage) -> None:
    for gate in gates(stage.conversation([stage.turn(1, ["empathise"])])):
        assert " found" in gate.why
        assert not gate.why.startswith("You ")
