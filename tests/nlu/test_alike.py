"""Words of one kind are read as one, and what only looks like them stays."""

from __future__ import annotations

import pytest

from nlu import alike
from nlu.names import neutral


def read(text):
    return neutral(text)[0].lower()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It won't be here before {}.", ("Christmas", "Eid", "Diwali", "Chinese New Year", "the New Year")),
        ("Send me a photo of the {}, please.", ("mobile", "cell phone", "handset", "phone")),
        ("I'm putting forty {} back.", ("pounds", "quid", "dollars", "rupees")),
        ("I owe you {}20.", ("£", "$", "HK$", "€", "₹")),
        ("Your {} was in before.", ("wife", "husband", "fiancée", "partner")),
        ("I {} for that.", ("apologise", "apologize")),
        ("We {} it", ("organised", "organized")),
        ("Thank you, {}", ("sir", "Madam", "ma'am")),
        ("in a {}", ("fortnight", "two weeks")),
    ],
)
def test_words_of_one_kind_are_read_as_one(text, words):
    assert len({read(text.replace("{}", word)) for word in words}) == 1


@pytest.mark.parametrize(
    "text", ["Let me lift it.", "We lent you one.", "Don't advise me to exercise.", "a US dollarfish", "5$", "human"]
)
def test_what_looks_like_them_stays(text):
    assert neutral(text)[0] == text


def test_each_place_says_where_it_comes_from():
    text = "My husband's mobile phone, HK$20, whilst"
    words, origin = neutral(text)
    assert words == "My partner's phone, £20, while"
    assert len(origin) == len(words) + 1 and origin == sorted(origin) and origin[-1] == len(text)
    assert text[origin[words.index("phone")] :].startswith("mobile phone")
    assert text[origin[words.index(", £")] :].startswith(", HK$")


def test_what_is_read_is_read_as_itself():
    read_instead = alike.spans("a condo and a cellphone and a wife").values()
    assert len(read_instead) == 3 and not any(alike.spans(instead) for instead in read_instead)
