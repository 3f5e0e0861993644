"""Finds texts that are the same but for little, among many: Jaccard similarity of their runs of five characters.

Two texts that share four fifths of their runs must share one among the rarest fifth of either: so only those are looked
up, and thousands of replies are compared in seconds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

THRESHOLD: Final = 0.8
_RUN: Final = 5
_NOT_WORDS: Final = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Pair:
    """Two places in the list of texts, and how alike they are."""

    first: int
    second: int
    likeness: float


def plain(text: str) -> str:
    """A text without case, punctuation and line breaks: what makes two replies the same to a reader."""
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


def near_duplicates(texts: Sequence[str], *, threshold: float = THRESHOLD) -> list[Pair]:
    """All pairs at or above the threshold, in the order of the texts; those that are exactly the same included."""
    runs = _ordered_by_rarity([_runs(plain(text)) for text in texts])
    kept: dict[int, list[int]] = defaultdict(list)
    sets = [frozenset(items) for items in runs]
    found = []
    # Shorter texts come first, so that each is compared with those not longer than itself.
    for place in sorted(range(len(texts)), key=lambda place: (len(runs[place]), place)):
        items = runs[place]
        prefix = items[: len(items) - ceil(threshold * len(items)) + 1]
        candidates = {other for item in prefix for other in kept[item]}
        for other in candidates:
            if len(runs[other]) < threshold * len(items):
                continue
            shared = len(sets[place] & sets[other])
            likeness = shared / (len(items) + len(runs[other]) - shared)
            if likeness >= threshold:
                found.append(Pair(min(place, other), max(place, other), round(likeness, 3)))
        for item in prefix:
            kept[item].append(place)
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def _runs(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[start : start + _RUN] for start in range(max(1, len(padded) - _RUN + 1))} if text else set()


def _ordered_by_rarity(all_runs: Sequence[set[str]]) -> list[list[int]]:
    frequency = Counter(run for runs in all_runs for run in runs)
    number = {
        run: place for place, (run, _) in enumerate(sorted(frequency.items(), key=lambda item: (item[1], item[0])))
    }
    return [sorted(number[run] for run in runs) for runs in all_runs]


def same_words(texts: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Groups of places whose texts are the same to a reader."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        places[plain(text)].append(place)
    for text, group in places.items():
        if text and len(group) > 1:
            yield tuple(group)
