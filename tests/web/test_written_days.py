"""Days as they are typed: one way of writing them."""

from __future__ import annotations

from datetime import date

import pytest

from web.written_days import written_day


def test_a_day_is_read() -> None:
    assert written_day("2026-03-02") == date(2026, 3, 2)


@pytest.mark.parametrize("odd", ["2026-W50-1", "20260302", "2026-3-2", "2026-02-30", "٢٠٢٦-03-02", "", "2026-03-02T10"])
def test_what_is_no_day_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match="day"):
        written_day(odd)
