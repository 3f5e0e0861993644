"""Words that tell where somebody comes from, what they believe or whom they love, read as one word for all.

Which English somebody writes, whose feast it has to be there for, in what money they pay and whether it is a wife or a
husband may not move what a reply is taken for. Unlike names (``nlu.names``) these words are few, so they can be listed.
Left of the colon stands what is read: the word that the encoder knows best from its first training, or the one that
has another meaning beside ("lift"), which is then left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_WORDS: Final = """
    phone: mobile phone, mobile, cell phone, cellphone, handset, smartphone
    apartment: condo
    lift: elevator
    sweater: jumper, pullover, cardigan
    zip code: postcode, postal code, zipcode, pin code, pincode
    rubbish: trash, garbage
    torch: flashlight
    tap: faucet
    parking lot: car park, carpark
    package: parcel
    two weeks: fortnight
    vacation: hols
    diapers: nappies
    diaper: nappy
    cookies: biscuits
    couch: sofa, settee
    trainers: sneakers
    pram: stroller, pushchair
    truck: lorry
    highway: motorway, freeway
    pavement: sidewalk
    refrigerator: fridge
    stove: cooker
    vacuum cleaner: hoover
    little: wee
    while: whilst
    among: amongst
    toward: towards
    afterward: afterwards
    money: dosh
    pounds: quid, bucks, dollars, euros, rupees, francs, yen, yuan, rand, naira, shillings, pesos, ringgit
    pound: dollar, euro, rupee, franc
    pence: cents, paise
    christmas: xmas, x-mas, easter, eid, ramadan, diwali, deepavali, divali, passover, hanukkah, chanukah, thanksgiving,
        chinese new year, lunar new year, the new year, new year, holi, vaisakhi, vesak, wesak, navratri, onam,
        pongal, nowruz, norouz, rosh hashanah, yom kippur, purim, kwanzaa, pentecost, whitsun, epiphany, durga puja,
        mid-autumn festival, songkran
    church: mosque, temple, synagogue, gurdwara, chapel, mandir, shul
    vicar: imam, rabbi, priest, pastor, pandit, granthi
    partner: wife, husband, spouse, fiancé, fiancée, fiance, fiancee, girlfriend, boyfriend, hubby, missus
    partners: wives, husbands, girlfriends, boyfriends
    child: daughter, son
    children: daughters, sons
    parent: mother, father, mum, mom, mam, dad, daddy, mummy, mommy
    parents: mothers, fathers, mums, moms, dads
    grandparent: grandmother, grandfather, grandma, grandpa, granny, grandad, granddad, nan, nana, gran
    sibling: sister, brother
    siblings: sisters, brothers
    cousin: niece, nephew, aunt, uncle, auntie, aunty
    man: woman
    men: women
    sir: madam, ma'am
    color: colour
    colors: colours
    favor: favour
    favorite: favourite
    honor: honour
    honored: honoured
    behavior: behaviour
    neighbor: neighbour
    neighbors: neighbours
    labor: labour
    flavor: flavour
    center: centre
    meter: metre
    liter: litre
    jewelry: jewellery
    jeweler: jeweller
    jewelers: jewellers
    program: programme
    gray: grey
    license: licence
    offense: offence
    canceled: cancelled
    canceling: cancelling
    traveled: travelled
    traveling: travelling
    labeled: labelled
    learned: learnt
    spelled: spelt
    burned: burnt
    analyze: analyse
    catalog: catalogue
    check-in: checkin
"""


def _read_instead() -> dict[str, str]:
    """Each word, in small letters, and the one it is read as."""
    read: dict[str, str] = {}
    for line in re.sub(r",\n\s+", ", ", _WORDS).strip().splitlines():
        one, _, words = line.strip().partition(": ")
        read |= dict.fromkeys(words.split(", "), one)
    return read


def _by_beginning(words: Iterable[str]) -> dict[str, list[str]]:
    """The words and phrases by the first word of each, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(re.split(r"[\W\d_]", word)[0], []).append(word)
    return found


_READ: Final = _read_instead()
_BEGINNING: Final = _by_beginning(_READ)
"""Looked up word by word: one pattern of all of them takes twenty times as long."""
_LETTERS: Final = re.compile(r"(?<!\w)[^\W\d_]+")
_MONEY: Final = re.compile(r"(?<!\w)(?:(?:hk|us|nz|au|ca|s|a|c)?\$|[€₹₦¥])")
_BRITISH: Final = re.compile(r"(.+i)s(?:e|ed|es|er|ers|ing|ation|ations)")
_STEMS: Final = """
    apolog organ real recogn priorit author final special critic summar emphas categor util maxim minim custom personal
    sympath empath jeopard memor patron penal scrutin stabil standard symbol visual normal neutral formal capital
    central digit equal familiar general item legal local modern optim popular revital social
"""
_WITH_Z: Final = frozenset(f"{stem}i" for stem in _STEMS.split())
"""What stands before the s of "apologise", which others write with a z."""
_SMALL: Final = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
"""Of these letters alone the small one has the same length for sure."""


def spans(text: str) -> dict[tuple[int, int], str]:
    """What stands where in a text and is read as something else: the places and what is read there."""
    small = text.translate(_SMALL)
    found = {match.span(): "£" for match in _MONEY.finditer(small)}
    for word in _LETTERS.finditer(small):
        found.update(_alike(small, word))
        found.update(_spelt_with_s(small, word))
    return found


def _alike(small: str, word: re.Match[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """The longest of the listed phrases that begins with a word of the text."""
    start = word.start()
    for phrase in _BEGINNING.get(word[0], ()):
        end = start + len(phrase)
        if small.startswith(phrase, start) and not _is_word(small[end : end + 1]):
            yield (start, end), _READ[phrase]
            return


def _spelt_with_s(small: str, word: re.Match[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """The s of "apologise", which is read as a z."""
    british = _BRITISH.fullmatch(word[0])
    if british and british[1] in _WITH_Z and not _is_word(small[word.end() : word.end() + 1]):
        place = word.start() + british.end(1)
        yield (place, place + 1), "z"


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
