"""The sentences of a reply, for people who choose one as the words that something rests on.

The assistant cuts by grammar and lives in another process; here a full stop, a question or exclamation mark and a line
break are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from coaching_rules.findings import Span

_SENTENCE: Final = re.compile(r"\S[^\n]*?(?:[.!?…]+[\"'”’)]*(?=\s|$)|(?=\n|$))")


def sentences(reply: str) -> tuple[Span, ...]:
    """Runs of text up to an end mark or a line break, in reading order, white space around them left out."""
    found = (match for match in _SENTENCE.finditer(reply))
    spans = ((match.start(), match.start() + len(match[0].rstrip())) for match in found)
    return tuple(Span(start, end, reply[start:end]) for start, end in spans if start < end)


def quotable(reply: str, evidence: Iterable[Mapping[str, Any]] = ()) -> tuple[Span, ...]:
    """What may be quoted of a reply: its sentences and the words that the scorer found for the label."""
    found = {Span(item["start"], item["end"], item["quote"]) for item in evidence}
    return tuple(sorted({*sentences(reply), *found}, key=lambda span: (span.start, span.end)))
