"""A name is found by its place, whatever the name, and everything else is read as it stands."""

from __future__ import annotations

import pytest

from nlu.minilm import load_tokenizer
from nlu.names import STAND_IN, neutral
from nlu.windows import pieces_of

NAMES = ("Emily", "Mohammed", "Mei-Ling", "Oluwaseun", "Agnieszka", "Łukasz", "Nguyễn", "O'Neill", "Séan", "McKay")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Mr {} is right.", "Sam is right."),
        ("Dear Mrs van {},\nThank you.", "Dear Sam,\nThank you."),
        ("Hi {}, it's {} from the workshop.", "Hi Sam, it's Sam from the workshop."),
        ("Hello, {} here. It leaks.", "Hello, Sam here. It leaks."),
        ("Dear {} {}:", "Dear Sam:"),
        ("Thanks {}.", "Thanks Sam."),
        ("Listen, {}, shouting won't help.", "Listen, Sam, shouting won't help."),
        ("That's a long while, {}.", "That's a long while, Sam."),
        ("{}, there's nothing I can do.", "Sam, there's nothing I can do."),
        ("Sorted. My name is {}!", "Sorted. My name is Sam!"),
        ("Where is it?\n\nKind regards,\n{}", "Where is it?\n\nKind regards,\nSam"),
        ("It leaks. Regards, {} {}", "It leaks. Regards, Sam"),
        ("I've asked {} in our warehouse.", "I've asked Sam in our warehouse."),
        ("Was it {} over at the desk who said so?", "Was it Sam over at the desk who said so?"),
    ],
)
def test_a_name_is_found_by_its_place(text, read, name):
    assert neutral(text.replace("{}", name))[0] == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Right, I see.",
        "Well, Thursday, then.",
        "It's Friday.",
        "Dear Customer,",
        "Sorry, Sir, no.",
        "Perfect, another one.",
        "I'm Sorry.",
        "send it to priya, they know",
        "Put the PIN in, OK, and wait.",
        "Thank you, Sir.",
        "Speak to the Ombudsman in the city.",
        "I'm in Leeds at the moment, see you Friday in the shop.",
        "Kind regards, Customer Relations",
        "Give my regards to everybody.",
    ],
)
def test_what_is_no_name_stays(text):
    assert neutral(text)[0] == text


@pytest.mark.parametrize("insult", ["Liar", "Stupid", "Idiot", "Moron", "Thieves"])
@pytest.mark.parametrize(
    "text", ["Right, {}, what do you want?", "Thank you, {}.", "Listen, {}, no.", "You are wrong, {}!"]
)
def test_an_insult_is_no_name(text: str, insult: str):
    assert neutral(text.replace("{}", insult))[0] == text.replace("{}", insult)


@pytest.mark.parametrize(
    ("of_her", "of_him"),
    [
        ("She told you that, and she was right.", "He told you that, and he was right."),
        ("I rang her. HER phone was off.", "I rang him. HIS phone was off."),
        ("I told her the price and asked her to wait", "I told him the price and asked him to wait"),
        ("That one is hers, she cut it herself", "That one is his, he cut it himself"),
        ("Her husband came for her", "His husband came for him"),
    ],
)
def test_the_same_is_read_of_a_woman_and_of_a_man(of_her, of_him):
    assert neutral(of_her)[0] == neutral(of_him)[0]


def test_she_and_they_are_one_word():
    assert neutral("Ask her, she would know their names.")[0] == "Ask them, they would know their names."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hi Priya, it's Mr van Dyk. OK",
        "Ok.",
        "Mei-Ling, Mei-Ling, Mei-Ling",
        "😀 Dear Ann,",
    ],
)
def test_every_place_read_has_its_place_in_the_text(text):
    read, origin = neutral(text)
    assert len(origin) == len(read) + 1
    assert origin == sorted(origin)
    assert origin[-1] == len(text)
    assert all(read[place] == text[origin[place]] for place in range(len(read)) if STAND_IN not in read)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hi Oluwaseun, sit down.", ["Hi", "Oluwaseun", ",", "sit", "down", "."]),
        ("She hurt HERSELF, it's hers", ["She", "hurt", "HERSELF", ",", "it", "'", "s", "hers"]),
    ],
)
def test_pieces_behind_a_name_or_pronoun_keep_their_offsets_in_the_text(text, words):
    assert [text[start:end] for start, end in pieces_of(text, load_tokenizer()).offsets] == words


def test_whoever_is_spoken_to_the_encoder_reads_the_same():
    read = {pieces_of(f"Listen, {name}, shouting won't help.", load_tokenizer()).ids for name in NAMES}
    assert len(read) == 1


def test_a_title_goes_along_with_the_name():
    assert {neutral(f"Dear {title} Khan, no.")[0] for title in ("Mr", "Mrs", "Ms", "Mx", "Dr", "Dr.")} == {
        "Dear Sam, no."
    }
