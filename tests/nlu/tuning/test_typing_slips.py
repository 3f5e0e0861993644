from __future__ import annotations

import random

import pytest

from nlu.evaluation.robustness_cases import NEUTRAL_SENTENCES
from nlu.tuning.typing_slips import FILLERS, disturb

TEXT = "I'm so sorry about the clasp. Shall I send you a new one today? It won't cost you anything. "
SENTENCES = ((0, 29), (30, 63), (64, 91))


@pytest.mark.parametrize("seed", range(40))
def test_sentences_stay_with_their_words(seed: int):
    typed = disturb(TEXT, SENTENCES, random.Random(seed))
    kept = [place for number, place in enumerate(typed.sentences) if number != typed.filler]
    assert len(kept) == len(SENTENCES)
    for (start, end), (begun, ended) in zip(SENTENCES, kept):
        before, after = TEXT[start:end].split(), typed.text[begun:ended].split()
        assert len(after) == len(before)
        assert sum(a == b for a, b in zip(before, after)) >= len(before) - 4
    if typed.filler is not None:
        start, end = typed.sentences[typed.filler]
        assert typed.text[start:end] in FILLERS


def test_every_disturbance_occurs_and_the_same_chance_gives_the_same():
    typed = [disturb(TEXT, SENTENCES, random.Random(seed)) for seed in range(40)]
    assert typed == [disturb(TEXT, SENTENCES, random.Random(seed)) for seed in range(40)]
    assert {item.filler for item in typed} == {None, 0, 3}
    assert any("'" not in item.text for item in typed)
    assert any(item.text == TEXT.lower() for item in typed)


def test_a_reply_of_one_sign_survives():
    for seed in range(40):
        assert disturb("k", ((0, 1),), random.Random(seed)).text is not None


def test_the_checks_use_sentences_that_tuning_never_saw():
    assert not set(FILLERS) & set(NEUTRAL_SENTENCES)
