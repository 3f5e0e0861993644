from __future__ import annotations

from nlu.apostrophes import straightened
from nlu.minilm import load_tokenizer
from nlu.sentences import parse
from nlu.spacy_loader import SpacyLoader
from nlu.windows import pieces_of

CURLED = "It’s “ours”, I’m sure.” We‘ll see.\nDon’t worry"


def test_curled_marks_become_straight_one_for_one():
    assert straightened(CURLED) == "It's \"ours\", I'm sure.\" We'll see.\nDon't worry"
    assert len(straightened(CURLED)) == len(CURLED)


def test_curled_and_straight_are_read_and_cut_alike():
    tokenizer, parser = load_tokenizer(), SpacyLoader.load_parser(SpacyLoader.get_default_config())
    plain = straightened(CURLED)
    assert pieces_of(CURLED, tokenizer) == pieces_of(plain, tokenizer)
    curled, straight = parse(CURLED, parser).sentences, parse(plain, parser).sentences
    assert [(item.start, item.end, item.grammar) for item in curled] == [
        (item.start, item.end, item.grammar) for item in straight
    ]
    assert curled[-1].text == "Don’t worry"
