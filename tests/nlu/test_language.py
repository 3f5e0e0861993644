from __future__ import annotations

import time
from itertools import permutations

import pytest

from nlu.language import is_nonsense, language_of

ENDLESS_WORD = "".join("".join(letters) for letters in permutations("aeioubcd", 6))
"""Nothing in it comes four times in a row, however it is cut."""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'm sorry about that, let me check.", "en"),
        ("ok sorry ya can lah, i check for u", "en"),
        ("Sorry, Señor Gómez, el lunes we will call.", "en"),
        ("Priya", "en"),
        ("Sincere apologies Mr van der Berg, refund processed today.", "en"),
        ("Good morning Mr van der Meer", "en"),
        ("Refund confirmed, Mrs van het Hof.", "en"),
        ("Noted. Ms Ng & Mr Po: refund sent.", "en"),
        ("Dear Yang, Po and Ng: apologies!", "en"),
        ("Refund sent to Van Der Berg, Ang.", "en"),
        ("Mr van der Berg, es tut mir leid.", "other"),
        ("LO SIENTO MUCHO", "other"),
        ("Lo Siento Mucho, Le Devolvemos Su Dinero", "other"),
        ("Bitte senden Sie Ihre Rechnung.", "other"),
        ("Hola.\nLos datos.", "other"),
        ("Mohon maaf, kami hubungi Anda.", "other"),
        ("Lo siento mucho, señora, le devolvemos el dinero mañana.", "other"),
        ("Je suis désolé, nous allons vous rembourser.", "other"),
        ("Es tut mir leid, wir haben das nicht gewusst.", "other"),
        ("Przepraszam, to się nie powtórzy.", "other"),
        ("唔好意思，請等一等", "other"),
        ("نعتذر عن التأخير", "other"),
        ("", "none"),
        ("😀 !!", "none"),
        ("4471 / 22", "none"),
    ],
)
def test_the_language_is_told(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("asdkfj qwpoeiru zmxncbv", 14), ("blah blah blah blah blah blah blah", 14), ("hhhhhhhhh jjjjjjjj", 12)],
)
def test_mashed_keys_and_endless_repetition_are_nonsense(text, pieces):
    assert is_nonsense(text, pieces)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("I am so sorry about the ring.", 8), ("Mr Wojciechowski", 6), ("no no no, please", 5), ("👍", 1), ("OK", 1)],
)
def test_honest_words_are_not_nonsense(text, pieces):
    assert not is_nonsense(text, pieces)


@pytest.mark.parametrize("length", [4_000, 20_000])
@pytest.mark.parametrize(
    "piece", [ENDLESS_WORD, "Mr ", "Mr a ", "Van Der ", "A", " ", "aab", "der "], ids=lambda piece: piece[:9]
)
def test_a_long_reply_is_told_in_no_time(piece, length):
    text = (piece * (length // len(piece) + 1))[:length]
    started = time.process_time()
    language_of(text)
    is_nonsense(text, 5)
    assert time.process_time() - started < 1
