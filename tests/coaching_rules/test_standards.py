from __future__ import annotations

from pathlib import Path

import pytest

from coaching_rules.observation import Elsewhere
from coaching_rules.rubric import Rules
from coaching_rules.standards import KINDS

LISTED = [line.split() for line in (Path(__file__).parent / "clause_ids.txt").read_text().splitlines()]
"""Every clause of the five standards: id, kinds, whether it is a heading."""


def test_every_listed_clause_is_there_once_and_in_order(rules: Rules) -> None:
    held = [(clause.id, ",".join(clause.kinds), clause.heading) for clause in rules.clauses()]
    assert held == [(clause_id, kinds, place == "heading") for clause_id, kinds, place in LISTED]


def test_there_are_246_clauses_and_112_of_them_are_judged_from_dialogue(rules: Rules) -> None:
    assert (len(rules.clauses()), len(rules.observed_clauses())) == (246, 112)


def test_kinds_are_known(rules: Rules) -> None:
    assert {kind for clause in rules.clauses() for kind in clause.kinds} <= set(KINDS)


def test_each_paraphrase_is_a_sentence_of_its_own(rules: Rules) -> None:
    texts = [clause.text for clause in rules.clauses()]
    assert all(len(text.split()) >= 4 and text[0].isupper() and text.endswith(".") for text in texts)
    assert len(set(texts)) == len(texts)


def test_the_repeated_clause_points_to_the_one_it_repeats(rules: Rules) -> None:
    aliases = {clause.id: clause.alias_of for clause in rules.clauses() if clause.alias_of}
    assert aliases == {"108822L2.PR1.5": "108822L2.PR1.4"}


@pytest.mark.parametrize("clause_id", [line[0] for line in LISTED if "D" in line[1].split(",") and line[2] == "clause"])
def test_each_clause_with_dialogue_says_how_it_is_judged_and_why(rules: Rules, clause_id: str) -> None:
    observe = rules.clause(clause_id).observe
    assert observe is not None
    assert observe.why.endswith(".")


@pytest.mark.parametrize("clause_id", ["111272L3.PR1.6a", "108822L2.Range.6", "U311.2.2c", "CFACSC7.PC10"])
def test_what_happens_after_the_conversation_is_not_judged_from_it(rules: Rules, clause_id: str) -> None:
    assert isinstance(rules.clause(clause_id).observe, Elsewhere)


def test_an_unknown_clause_is_a_key_error(rules: Rules) -> None:
    with pytest.raises(KeyError):
        rules.clause("U311.9.9")
