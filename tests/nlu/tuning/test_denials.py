from __future__ import annotations

import random

import pytest

from nlu.tuning.denials import columns, deny


def denials(sentence: str, *carried: str) -> set[str]:
    found = (deny(sentence, frozenset(carried), random.Random(seed)) for seed in range(20))
    return {denied.text for denied in found if denied is not None}


@pytest.mark.parametrize(
    ("sentence", "label", "one_of"),
    [
        ("I'll ring you on Monday.", "follow_up", "I won't ring you on Monday."),
        ("We’ll replace it.", "solve", "We won't replace it."),
        ("Let me check the log.", "investigate", "I'm not going to check the log."),
        ("I've logged it as 7.", "record", "I haven't logged it as 7."),
        ("I'm so very sorry about the lamp.", "apologise", "I'm not sorry about the lamp."),
        ("Thanks for telling us.", "thank", "I won't thank you for telling us."),
        ("Yes, I can see why that hurts.", "empathise", "Yes, I can't see why that hurts."),
        ("I guarantee it will hold.", "overpromise", "I can't guarantee it will hold."),
        ("i'll bring her over", "escalate", "i won't bring her over"),
        ("It's our fault.", "admit_liability", "Whether it's our fault isn't settled."),
        ("You scratched it yourself.", "blame", "I'm not saying you scratched it yourself."),
        ("Cheer up.", "dismiss", "You don't have to cheer up."),
    ],
)
def test_what_was_said_is_denied(sentence: str, label: str, one_of: str):
    assert one_of in denials(sentence, label)


def test_a_promise_is_never_half_denied():
    for text in denials("I'll find it and I've put your name on it, and we'll post it.", "solve", "own"):
        assert "I'll" not in text and "we'll" not in text and "I've put" not in text


@pytest.mark.parametrize(
    ("sentence", "carried"),
    [
        ("I'll ring you on Monday.", ()),
        ("I'm sorry about the lamp.", ("solve",)),
        ("Let me know.", ("follow_up",)),
        ("Write to us so we can check.", ("investigate",)),
        ("I won't keep you waiting.", ("own",)),
        ("You scratched it, and that's that.", ("blame",)),
        ("You scratched it?", ("blame",)),
        (" ".join(["I'll ring you"] * 20), ("follow_up",)),
    ],
)
def test_what_cannot_be_denied_stays(sentence: str, carried: tuple[str, ...]):
    assert denials(sentence, *carried) == set()


def test_what_is_gone_is_certain_and_what_may_come_is_left_open():
    denied = deny("I'm sorry, and I'll ring you.", frozenset({"apologise", "follow_up"}), random.Random(1))
    assert denied is not None
    assert len(denied.gone) == 1
    assert not denied.gone & denied.unsure
    assert {"stonewall", "hostile", "assert", *({"apologise", "follow_up"} - denied.gone)} <= denied.unsure
    assert "greet" not in denied.unsure


def test_columns_are_the_places_of_labels():
    assert columns(frozenset({"greet", "paraphrase"})) == [0, 2]
