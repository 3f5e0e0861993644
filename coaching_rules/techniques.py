"""The label set: what is found in a reply, in the order every score lists it.

Definitions, examples and the rules that settle hard cases are in ``docs/reference/techniques.md``.
"""

from __future__ import annotations

from typing import Final

TECHNIQUES: Final[tuple[str, ...]] = (
    "greet",
    "listen",
    "paraphrase",
    "question",
    "empathise",
    "apologise",
    "own",
    "investigate",
    "explain",
    "solve",
    "options",
    "compromise",
    "assert",
    "escalate",
    "follow_up",
    "record",
    "confirm",
    "thank",
    "close",
)
"""What the standards ask for."""

FAULTS: Final[tuple[str, ...]] = (
    "argue",
    "blame",
    "hostile",
    "dismiss",
    "stonewall",
    "deflect",
    "admit_liability",
    "overpromise",
    "re_ask",
    "expose",
    "abrupt",
)
"""What the standards warn against."""

LABELS: Final[tuple[str, ...]] = TECHNIQUES + FAULTS
"""All thirty, in the order of the batch-scoring contract."""

GATES: Final[tuple[str, ...]] = ("hostile", "admit_liability", "overpromise", "expose")
"""Faults so serious that one of them fails a critical gate whatever else was done well."""
