"""A day as people write it into a form or an address: 2026-03-02 and nothing else."""

from __future__ import annotations

import re
from datetime import date


def written_day(text: str) -> date:
    """The day; raises ValueError for weeks, days without dashes and whatever else is no day."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(f"{text[:40]} is no day such as 2026-03-02")
    return date.fromisoformat(text)
