"""What was taken for what: the labels wrongly decided where one was missed, and missed where one was a false alarm."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.evaluation.scored import Scored

_SHOWN: Final = 4


def neighbours(scored: Scored) -> dict[str, dict[str, Any]]:
    """For each label that holds or was decided somewhere.

    ``missed.decided`` lists ``[label, replies, wrongly]``: other labels decided where this one was missed, and in how
    many of those replies they don't hold, so that they stood in its place. ``false_alarms.true`` lists ``[label,
    replies, missed]``: labels that held where this one was a false alarm, and how often they were missed themselves.
    """
    truth, decided = np.nan_to_num(scored.truth, nan=0.0) > 0, scored.decided > 0
    known = ~np.isnan(scored.truth)
    found = {}
    for column, label in enumerate(LABELS):
        missed = truth[:, column] & ~decided[:, column]
        alarms = decided[:, column] & ~truth[:, column] & known[:, column]
        if not truth[:, column].any() and not alarms.any():
            continue
        found[label] = {
            "missed": {
                "replies": int(missed.sum()),
                "decided": _others(column, decided[missed], (decided & ~truth & known)[missed]),
            },
            "false_alarms": {
                "replies": int(alarms.sum()),
                "true": _others(column, truth[alarms], (truth & ~decided)[alarms]),
            },
        }
    return found


def _others(column: int, present: np.ndarray, confused: np.ndarray) -> list[list[Any]]:
    counts = [
        [other, int(present[:, place].sum()), int(confused[:, place].sum())]
        for place, other in enumerate(LABELS)
        if place != column and present[:, place].any()
    ]
    return sorted(counts, key=lambda row: (-row[2], -row[1], row[0]))[:_SHOWN]
