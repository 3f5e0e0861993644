from __future__ import annotations

import pytest

from nlu.grammar import FEATURES
from nlu.sentences import parse
from nlu.spacy_loader import SpacyLoader


@pytest.fixture(scope="module")
def parser():
    return SpacyLoader.create(SpacyLoader.get_default_config(), None, None, None).provide()


def features(parser, text):
    sentence = parse(text, parser).sentences[0]
    return {name for name, value in zip(FEATURES, sentence.grammar, strict=True) if value}


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("I'll ring you tomorrow.", {"subject_first", "first_person_will", "modal_will"}, {"negated", "imperative"}),
        ("We cannot refund that.", {"subject_plural", "negated", "modal_can"}, {"subject_first"}),
        ("When did you buy it?", {"question_mark", "question_word_first", "subject_second"}, {"imperative"}),
        ("Could you send a photo?", {"question_mark", "inverted", "modal_can"}, {"question_word_first"}),
        ("Send me the receipt.", {"imperative"}, {"question_mark", "modal_can"}),
        ("But that is policy.", {"adversative", "adversative_opening"}, {"question_mark"}),
        ("If you bring it in, I will look.", {"conditional"}, {"negated"}),
        ("STOP SHOUTING AT ME!", {"capitals", "exclamation"}, {"question_mark"}),
        ("Thanks.", {"fragment"}, {"negated", "names_time", "names_sum", "names_somebody"}),
        ("I'll give Priya £20 on Friday.", {"names_time", "names_sum", "names_somebody"}, {"negated"}),
    ],
)
def test_the_grammar_of_a_sentence_is_seen(parser, text, present, absent):
    found = features(parser, text)
    assert present <= found
    assert not absent & found


def test_sentences_keep_their_place_in_the_raw_reply(parser):
    text = "  I'm sorry.\r\n\r\nLet me check 😀.  "
    assert [(s.start, s.end, s.text) for s in parse(text, parser).sentences] == [
        (2, 12, "I'm sorry."),
        (16, 31, "Let me check 😀."),
    ]


def test_a_parse_has_the_same_fingerprint_each_time(parser):
    first, second, other = (parse(text, parser).fingerprint() for text in ("I am sorry.", "I am sorry.", "I am glad."))
    assert first == second != other
