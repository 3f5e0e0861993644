"""Where sentences begin and end in words as people type them.

Punctuation and line breaks decide; a parser's own guess is used only inside a long run without any, as phone
transcripts have, because it splits tidy text worse than punctuation does. Offsets are code points into the raw reply.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

LONG_RUN_WORDS: Final = 60
"""A run of more words than this without a full stop is cut at clauses …"""
BARE_RUN_WORDS: Final = 30
"""… and one without even a comma when it has more than this."""
CLAUSE_WORDS: Final = 8
"""Such a cut leaves at least this many words on its left."""
MAX_CHARACTERS: Final = 600
"""Nothing longer is kept in one piece, words or not."""

_BOUNDARY = re.compile(
    r"(?<!\s)\s*[\r\n\u2028\u2029]+\s*"  # a line break; looked for once in each run of white space
    r"|(?<=[.!?…。！？])[\"'”’)\]]*(?:\s+|(?<=[。！？]))(?=\S)"  # closing punctuation, then space
    r"|(?<=[a-z)][.!?])(?=[A-Z][a-z']|I\b)"  # a forgotten space: "done.Now"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|St|Rd|Ave|Prof|[Aa]pprox|[Ii]ncl|[Ee]\.g|[Ii]\.e|[Vv]s|[Tt]el)"
    r"|(?<![\w'’-])[A-HJ-Z])\.\Z"  # an initial
)
_LONGEST_ABBREVIATION: Final = len("approx.")
_LIST_NUMBER = re.compile(r"\d{1,2}\.")
_PAUSE = re.compile(r"[,;:–—]|\s-\s")
_WORD = re.compile(r"\w+(?:['’]\w+)?")


def split(text: str, clause_starts: Sequence[int]) -> list[tuple[int, int]]:
    """Cuts a reply into sentences.

    Args:
        text: the reply, unchanged.
        clause_starts: ascending offsets where the parser sees a clause begin.

    Returns:
        Spans in order, without white space at their ends, each holding something other than white space; pieces with no
        letter or digit (emoji, "!!") belong to the sentence before them.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _punctuated(text):
        for piece in _unpunctuated(text, start, end, clause_starts):
            spans.extend(_bounded(text, *piece))
    return _joined(text, spans)


def _punctuated(text: str) -> Iterator[tuple[int, int]]:
    start = len(text) - len(text.lstrip())
    for match in _BOUNDARY.finditer(text, start):
        line_break = any(character in match.group() for character in "\r\n\u2028\u2029")
        closers = len(match.group()) - len(match.group().lstrip("\"'”’)]"))
        end = match.start() + closers
        tail = max(start, end - _LONGEST_ABBREVIATION)
        goes_on = _ABBREVIATION.search(text, tail, end) or _LIST_NUMBER.fullmatch(text, start, end)
        if goes_on and not line_break:
            continue
        yield start, end
        start = match.end()
    yield start, len(text)


def _unpunctuated(text: str, start: int, end: int, clause_starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    if len(words) <= (LONG_RUN_WORDS if _PAUSE.search(text, start, end) else BARE_RUN_WORDS):
        yield start, end
        return
    last = 0
    for cut in clause_starts[bisect_right(clause_starts, start) : bisect_left(clause_starts, end)]:
        position = bisect_left(words, cut)
        if position - last >= CLAUSE_WORDS and len(words) - position >= CLAUSE_WORDS // 2:
            yield start, cut
            start, last = cut, position
    yield start, end


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_CHARACTERS:
        blank = text.rfind(" ", start + 1, start + MAX_CHARACTERS)
        cut = blank if blank > start else start + MAX_CHARACTERS
        yield start, cut
        start = cut
    yield start, end


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    sentences: list[tuple[int, int]] = []
    for start, end in spans:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        wordless = _WORD.search(text, start, end) is None
        if wordless and sentences and end - sentences[-1][0] <= MAX_CHARACTERS:
            sentences[-1] = (sentences[-1][0], end)
        else:
            sentences.append((start, end))
    return sentences
