"""Names, things, days and places swapped for others of their kind, for tuning: none of them may move a label.

Names that are addressed the encoder reads as one anyway (``nlu.names``), and so it does some words (``nlu.alike``);
these are the others. The words that the fairness check swaps (``nlu.evaluation.robustness_cases``) are none of these.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Final

from nlu.tuning.typing_slips import joined


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST_NAMES: Final = _words(
    """
    Aaliyah Aarav Adaeze Aiko Ailsa Aisha Alan Aleksander Alice Amara Amelia Amir Anita Anjali Ann Anton Arjun
    Asha Barbara Beatriz Ben Bronwen Callum Carlos Carol Chidi Chloe Claire Clive Colin Daisy Dan Deepa Denise
    Derek Diego Dilys Dolores Donna Eleni Eoin Esther Ewa Fadi Farah Fatima Fiona Frank Gareth George Grace Gwen
    Hamza Hannah Harpreet Hassan Helen Hiroshi Hui Ibrahim Ingrid Isla Ivan Jack Jade Jamal James Jasmine Javier
    Jean Jenny Jerome Jin John Joanna Jose Joyce Julie Kareem Karen Kate Keisha Ken Khadija Kwame Lakshmi Laura
    Lena Leroy Lewis Linda Liam Lucia Magda Malik Marcus Margaret Maria Mark Mary Maureen Meera Megan Michael
    Miriam Mo Nadia Naomi Neil Ngozi Nia Nigel Nikhil Nina Nisha Noah Noor Olga Omar Owen Pam Patrick Paul Pedro
    Peter Pilar Rachel Rahul Raj Rashid Ravi Rebecca Rhys Rita Robert Rosa Ruth Sam Samira Sandra Sanjay Sarah
    Sean Shanice Sheila Simon Sofia Sophie Stefan Stella Steve Sunita Tariq Teresa Thandi Theo Tom Tracy Usha
    Vera Victor Vikram Wanda Wei Wendy Winston Xin Yan Yasmin Yusuf Zainab Zoe Zofia
    """
)
_ALIKE: Final = tuple(
    tuple(word.strip() for word in line.split(","))
    for line in """
    trousers, pants, jeans
    shop, store
    papa, pa
    holiday, vacation
    gentleman, lady
    tenner, ten pounds, ten dollars, ten euros
    elderly, retired, pregnant, deaf, blind, teenage
    queue, line of people
    oven, hob
    cookies, crackers
    crisps, sweets
    couch, armchair
    wardrobe, cupboard, bookcase
    curtains, blinds
    freezer, dishwasher, tumble dryer
    washing machine, vacuum cleaner, lawnmower
    laptop, tablet, printer, e-reader
    headphones, earbuds, speakers
    bungalow, cottage, bedsit, studio
    kitchen, bathroom, bedroom, hallway
    roof, wall, ceiling
    boiler, radiator, heater
    bracelet, necklace, brooch, pendant, anklet
    earrings, cufflinks, bangles
    clasp, hinge
    gold, silver, platinum
    sapphire, ruby, emerald, opal
    jacket, coat, blazer
    dress, skirt, blouse
    trainers, sandals
    suitcase, rucksack, handbag
    pram, buggy
    bike, scooter
    van, truck
    petrol, diesel
    plumber, electrician, joiner, decorator
    driver, courier, rider
    warehouse, depot
    hotel, hostel, guest house
    wedding, christening, graduation, anniversary
    soup, curry, salad, pasta
    chicken, lamb, tofu
    cat, dog, rabbit
    garden, yard, balcony
    red, blue, green, yellow, purple
    Monday, Tuesday, Wednesday, Thursday, Friday
    January, February, March, April, June, July, August, September, October, November
    London, Leeds, Mumbai, Lagos, Kowloon, Cork, Chicago, Glasgow
    """.strip().splitlines()
)
_KIND: Final = {word: kind for kind in (_FIRST_NAMES, *_ALIKE) for word in kind}
_SWAPPED: Final = re.compile(rf"\b(?:{'|'.join(_KIND)})\b")


class Swaps:
    """One choice of other names and words, the same for a reply and all that was said before it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._chosen: dict[str, str] = {}

    def of(self, text: str) -> list[tuple[int, int, str]]:
        """What to put where in ``text``: (start, end, other words), in order and apart from each other."""
        return [(*match.span(), self._other(match[0])) for match in _SWAPPED.finditer(text)]

    def _other(self, word: str) -> str:
        if word not in self._chosen:
            self._chosen[word] = self._chance.choice(_KIND[word])
        return self._chosen[word]


def put(text: str, swaps: Sequence[tuple[int, int, str]]) -> tuple[str, list[int]]:
    """The text with other words in it, and where each of its places has gone: (len(text) + 1,)."""
    signs = list(text)
    for start, end, word in swaps:
        signs[start:end] = [*[""] * (end - start - 1), word]
    return joined(signs)
