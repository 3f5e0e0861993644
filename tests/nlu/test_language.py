from __future__ import annotations

import pytest

from nlu.language import is_nonsense, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'm sorry about that, let me check.", "en"),
        ("ok sorry ya can lah, i check for u", "en"),
        ("Sorry, Señor Gómez, el lunes we will call.", "en"),
        ("Priya", "en"),
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
