from __future__ import annotations

from datetime import date

import pytest

from policies.customer.dates import day_meant

WEDNESDAY = date(2025, 6, 11)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2025, 6, 11)),
        ("by 5 pm tomorrow", date(2025, 6, 12)),
        ("the day after tomorrow", date(2025, 6, 13)),
        ("Friday at noon", date(2025, 6, 13)),
        ("on Wednesday", date(2025, 6, 18)),
        ("next Friday", date(2025, 6, 20)),
        ("within 3 days", date(2025, 6, 14)),
        ("in a couple of days", date(2025, 6, 13)),
        ("five working days", date(2025, 6, 18)),
        ("three to five working days", date(2025, 6, 18)),
        ("2 weeks", date(2025, 6, 25)),
        ("within the next two hours", date(2025, 6, 11)),
        ("14 June", date(2025, 6, 14)),
        ("the 14th of June", date(2025, 6, 14)),
        ("June 14th", date(2025, 6, 14)),
        ("3 January", date(2026, 1, 3)),
        ("2025-06-13", date(2025, 6, 13)),
        ("31 February", None),
        ("as soon as I can", None),
        ("at half past ten", None),
    ],
)
def test_words_for_a_time_mean_a_day_or_none(words, day):
    assert day_meant(words, WEDNESDAY) == day
