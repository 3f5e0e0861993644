from __future__ import annotations

import numpy as np

from nlu.familiarity import Familiarity


def test_what_resembles_nothing_known_is_strange():
    chance = np.random.default_rng(3)
    centre = chance.normal(size=16)
    known = [centre + 0.3 * chance.normal(size=16) for _ in range(40)]
    familiarity = Familiarity.fit(known, [str(index % 8) for index in range(40)])
    assert not familiarity.is_strange(centre)
    assert familiarity.is_strange(-centre)
    assert familiarity.is_strange(np.zeros(16))
