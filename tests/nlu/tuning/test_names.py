from __future__ import annotations

import random
import re

from nlu.evaluation.robustness_cases import SWAPS
from nlu.tuning import names
from nlu.tuning.names import Swaps, put


def test_names_change_and_everything_else_stays():
    text = "Morning Priyanka, it's Karen. Mrs. Wong's lift is stuck, Karen says."
    changed, moved = put(text, Swaps(random.Random(3)).of(text))
    assert changed != text
    for word in ("Morning", "Priyanka", "it's", "stuck", "says."):
        at = text.index(word)
        assert changed[moved[at] : moved[at] + len(word)] == word
    assert moved[len(text)] == len(changed)


def test_one_person_keeps_one_name_all_through_a_talk():
    swaps = Swaps(random.Random(5))
    first, second = "I'm Karen.", "Karen said so. Is Karen there?"
    name = re.findall(r"I'm (\w+)\.", put(first, swaps.of(first))[0])[0]
    assert put(second, swaps.of(second))[0] == f"{name} said so. Is {name} there?"


def test_a_text_without_names_stays_as_it_is():
    for text in ("", "nothing here to change", "A mark on the page"):
        assert put(text, Swaps(random.Random(1)).of(text))[0] == text


def test_the_fairness_check_uses_words_that_tuning_never_saw():
    checked = {word for swap in SWAPS for filler in swap.fillers for word in (filler, filler.split()[-1])}
    ours = {*names._FIRST_NAMES, *(word for words in names._ALIKE for word in words)}
    assert not checked & ours
