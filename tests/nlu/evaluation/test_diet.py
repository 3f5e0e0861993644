from __future__ import annotations

from nlu.corpus import LabelledReply
from nlu.evaluation.combination_importer import intent_of, labels_of
from nlu.evaluation.diet import usual
from nlu.request import Context


def reply(number: int, labels: tuple[str, ...]) -> LabelledReply:
    return LabelledReply(f"r{number}", f"s{number}", f"words {number}", Context("chat", ()), (), labels)


def test_a_combination_has_one_name_and_gives_its_labels_back():
    assert intent_of(["own", "apologise"]) == intent_of(["apologise", "own"])
    assert set(labels_of(intent_of(["own", "apologise"]))) == {"own", "apologise"}
    assert labels_of(intent_of([])) == []


def test_rare_combinations_are_not_learnt():
    often = [reply(number, ("own", "solve") if number % 2 else ("solve", "own")) for number in range(4)]
    assert usual([*often, reply(9, ("greet",))], least=4) == often
