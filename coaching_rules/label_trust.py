"""What to make of a label that the scorer reports, by how it fared on replies that were labelled without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

Advice = Literal["rely", "look", "read"]

DEPENDABLE: Final = 0.75
"""Right and found at least this often (both sets): a decision can usually be taken as it is."""
USABLE: Final = 0.5
"""Below this, on either count and set, read the reply yourself."""
FEW: Final = 10
"""With fewer replies than this in a set, its figure says little."""


def advice_on(ours: Mapping[str, Any], outside: Mapping[str, Any]) -> Advice:
    """The weaker of both sets decides; a set with a handful of replies, or none, can warn but not recommend.

    Args:
        ours: ``precision``, ``recall`` and ``replies`` of the label in our own held-out replies; empty if not measured.
        outside: the same in the set by other hands.
    """
    values = [part[name] for part in (ours, outside) if part for name in ("precision", "recall")]
    if not values or min(values) < USABLE:
        return "read"
    few = any(part.get("replies", 0) < FEW for part in (ours, outside))
    return "rely" if min(values) >= DEPENDABLE and not few else "look"
