"""Lays a reply and the end of its history out in rows of word pieces that the encoder reads.

A row is ``[CLS] history tail [SEP] some sentences [SEP]`` of at most a given length. One row holds a usual reply whole;
a longer one takes several, each with the same history, cut between sentences where that is possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tokenizers import Tokenizer

from nlu.apostrophes import straightened
from nlu.names import neutral

CLS: Final = 101
SEP: Final = 102


@dataclass(frozen=True)
class Pieces:
    """The word pieces of a text with their offsets."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Row:
    """One row for the encoder.

    ``sentence_of`` tells for each position which sentence of the reply its piece belongs to: -1 for the history, None
    for special pieces.
    """

    ids: tuple[int, ...]
    sentence_of: tuple[int | None, ...]


def pieces_of(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cuts a text into word pieces; offsets are code points of the text.

    Curled apostrophes read like straight ones, and all names of people like one.
    """
    read, origin = neutral(straightened(text))
    encoded = tokenizer.encode(read, add_special_tokens=False)
    return Pieces(ids=tuple(encoded.ids), offsets=tuple((origin[start], origin[end]) for start, end in encoded.offsets))


def lay_out(reply: Pieces, history: Sequence[int], sentences: Sequence[tuple[int, int]], *, longest: int) -> list[Row]:
    """Packs the pieces of a reply into rows.

    Args:
        reply: the word pieces of the reply.
        history: word pieces of the end of the history, already short enough to leave room.
        sentences: spans of the reply's sentences, in order.
        longest: word pieces that a row may have.
    """
    owners = list(_owners(reply.offsets, sentences))
    room = longest - len(history) - 3
    return [
        _row([CLS, *history, SEP], reply.ids[start:end], owners[start:end]) for start, end in _portions(owners, room)
    ]


def _owners(offsets: Sequence[tuple[int, int]], sentences: Sequence[tuple[int, int]]) -> Iterator[int | None]:
    index = 0
    for start, _ in offsets:
        while index < len(sentences) and start >= sentences[index][1]:
            index += 1
        inside = index < len(sentences) and start >= sentences[index][0]
        yield index if inside else None


def _portions(owners: Sequence[int | None], room: int) -> Iterator[tuple[int, int]]:
    start = 0
    while len(owners) - start > room:
        end = start + room
        cut = end
        while cut > start and owners[cut] == owners[cut - 1]:
            cut -= 1
        # A sentence longer than a row is cut where the row ends.
        yield start, cut if cut > start else end
        start = cut if cut > start else end
    yield start, len(owners)


def _row(head: Sequence[int], ids: Sequence[int], owners: Sequence[int | None]) -> Row:
    history = [None, *([-1] * (len(head) - 2)), None]
    return Row(ids=(*head, *ids, SEP), sentence_of=(*history, *owners, None))
