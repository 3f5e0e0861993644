"""Whether there is anything to read, whether it is English, and whether it makes sense as words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ENGLISH_WORDS: Final = """
a about after again all am an and any are as at be because been before but by can can't could did didn't
do does don't for from get give go got had has have he hello help her here hi him his how i i'd i'll i'm
i've if im in into is isn't it it's its just let like look make may me might my need no not now of off ok
okay on one or our out over please put say see send she should so some sorry still take tell than thank
thanks that that's the their them then there they this time to too u understand up us very want was we
we'll we're we've well were what when where which who why will with won't would yes yet you you'll you're
you've your
"""
# Spanish, French, German, Italian, Portuguese, Dutch, Polish, Tagalog, Malay: words that English seldom uses.
_OTHER_WORDS: Final = """
el los las una unos por para con pero que qué está están lo siento usted su muy gracias hola señora
señor como cómo
le les une des est sont nous vous je suis pas avec pour dans sur mais désolé désolée merci bonjour
votre vos c'est
der das und ist nicht ich wir sie mit für auf ein eine es tut mir leid danke guten ihre ihnen haben
werden kann bitte
il gli di che non sono siamo con mi dispiace grazie buongiorno signora suo questo della per abbiamo
o os não obrigado obrigada você sua seu desculpe olá senhora um uma estamos com foi
het een niet van ik wij u zijn met voor dank mijn spijt hallo uw dat wordt
nie jest się na przepraszam dziękuję pani pan że dla jak będzie proszę dzień dobry do
po ang ng mga sa pasensya salamat kayo namin saya anda tidak maaf terima kasih kami yang dan untuk ini
akan
"""
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())
_OTHERS: Final = frozenset(_OTHER_WORDS.split())
_POLITE: Final = frozenset(["sie", "ihnen", "ihre", "votre", "vous", "usted", "você", "uw", "pan", "pani", "anda"])
"""Words to a customer that other languages write with a capital wherever they stand."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\b\.?(?:\s+[a-z]{1,3}\b)*(?:\s+[^\W\d_a-z][\w'’-]*)+")
"""A name behind an English title: "Mr van der Berg"."""
_LONGEST_GAP: Final = 5
_BEGINS = re.compile(r"(?:\A|[^\w\s,&'’])\s*\Z|[\r\n]\s*\Z")
"""What stands before the first word of a sentence."""
_MASHED = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}|(.)\1{4,}|(.{2,20}?)\2{3,}", re.IGNORECASE)
_ALL_CAPITALS: Final = 5
"""Words from which on a text in which each has a capital tells nothing by them."""
NONSENSE_PIECES: Final = 2.7
"""Word pieces a word from which on words are no words; English prose has 1.1 to 1.5, names and slang up to 2.2."""


def language_of(text: str) -> str:
    """``en``, ``other`` or ``none`` where there is not a single letter."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return "none"
    if sum(not _latin(character) for character in letters) > 0.4 * len(letters):
        return "other"
    english = sum(word in _ENGLISH for word in _words(text))
    # Each counts once: "two per cent per item" is no Italian.
    foreign = len({word for word in _words(_nameless(text)) if word in _OTHERS and word not in _ENGLISH})
    return "other" if foreign >= 2 and foreign > 1.5 * english else "en"


def is_nonsense(text: str, pieces: int) -> bool:
    """Whether a text in Latin letters is no language: mashed keys or one word over and over.

    Args:
        text: the reply.
        pieces: how many word pieces the encoder needed for it.
    """
    words = _words(text)
    if not words:
        return False
    if len(words) >= 6 and len(set(words)) <= len(words) / 5:
        return True
    english = sum(word in _ENGLISH for word in words) / len(words)
    mashed = sum(_MASHED.search(word) is not None for word in words) / len(words)
    marks = len(re.findall(r"[^\w\s]|\d", text))
    # One or two rare words may be a name.
    strange = len(words) > 2 and (pieces - marks) / len(words) >= NONSENSE_PIECES
    return english < 0.1 and (mashed >= 0.5 or strange)


def _nameless(text: str) -> str:
    """The text without what is a name by its place or its capital: Mr van der Berg and Ms Ng write English."""
    untitled = _TITLED.sub(" ", text)
    words = list(_WORD.finditer(untitled))
    if text.isupper() or (len(words) >= _ALL_CAPITALS and all(word[0][0].isupper() for word in words)):
        return untitled
    return " ".join(
        word[0]
        for word in words
        if word[0][0].islower()
        or word[0].lower() in _POLITE
        or _BEGINS.search(untitled, max(0, word.start() - _LONGEST_GAP), word.start())
    )


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def _latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "")
