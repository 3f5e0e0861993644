from __future__ import annotations

import pytest

from policies.customer.chance import chance


def test_equal_arguments_draw_equally_whatever_was_drawn_before():
    first = chance(7, 3, "line").random()
    chance(7, 3, "filler").random()
    assert chance(7, 3, "line").random() == first


@pytest.mark.parametrize("other", [(8, 3, "line"), (7, 4, "line"), (7, 3, "filler")])
def test_each_argument_counts(other):
    assert chance(*other).random() != chance(7, 3, "line").random()
