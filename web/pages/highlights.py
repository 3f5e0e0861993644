"""The words of a reply that findings rest on: the reply cut into pieces, each with the labels found in it.

Cutting is done on the text itself, by code points, and the pieces reach a page as text: no HTML is made from offsets.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from coaching_rules.techniques import FAULTS, LABELS

Tone = Literal["plain", "technique", "fault"]


@dataclass(frozen=True)
class Piece:
    """A run of text under the same labels, in label order; ``tone`` is ``fault`` where any of them is a fault."""

    text: str
    labels: tuple[str, ...]

    @property
    def tone(self) -> Tone:
        if not self.labels:
            return "plain"
        return "fault" if any(label in FAULTS for label in self.labels) else "technique"


def pieces(reply: str, evidence: Iterable[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """Cut a reply at the edges of its evidence (``label``, ``start``, ``end``); joined again they are the reply.

    Evidence that is empty, or reaches past the text, marks only what is there.
    """
    found = [
        (item["label"], max(0, item["start"]), min(len(reply), item["end"]))
        for item in evidence
        if item["label"] in LABELS
    ]
    edges = sorted({0, len(reply), *(start for _, start, _ in found), *(end for _, _, end in found)})
    cut: list[Piece] = []
    for start, end in itertools.pairwise(edges):
        here = {label for label, first, last in found if first <= start and end <= last}
        labels = tuple(label for label in LABELS if label in here)
        text = reply[start:end]
        if cut and cut[-1].labels == labels:
            cut[-1] = Piece(text=cut[-1].text + text, labels=labels)
        else:
            cut.append(Piece(text=text, labels=labels))
    return tuple(cut)
