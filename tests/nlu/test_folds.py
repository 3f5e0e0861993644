from __future__ import annotations

import numpy as np
import pytest

from nlu.errors import UnderstandingError
from nlu.folds import deal


def test_a_group_stays_in_one_fold():
    groups = [f"s{index % 11}" for index in range(60)]
    folds = deal(groups, folds=5)
    assert all(
        len({int(fold) for name, fold in zip(groups, folds, strict=True) if name == group}) == 1 for group in groups
    )
    assert set(folds) == {0, 1, 2, 3, 4}


def test_the_order_of_rows_does_not_matter():
    groups = [f"s{index % 7}" for index in range(30)]
    assert list(deal(groups, folds=3)) == list(np.flip(deal(groups[::-1], folds=3)))


def test_one_group_alone_cannot_be_validated():
    with pytest.raises(UnderstandingError, match="N0301"):
        deal(["only"] * 9, folds=5)
