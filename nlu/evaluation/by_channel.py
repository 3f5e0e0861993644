"""Whether the scorer serves each channel alike: the same labels, counted apart by where the customer came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.evaluation.bootstrap import draw_weights, interval
from nlu.evaluation.counts import Counts
from nlu.evaluation.scored import Scored
from nlu.request import CHANNELS


def channel_figures(scored: Scored, channels: Sequence[str]) -> dict[str, Any]:
    """Micro-F1 with its interval for each channel that occurs (macro-F1 would rest on a handful of replies a label)."""
    found = {}
    for channel in CHANNELS:
        rows = np.flatnonzero(np.asarray(channels) == channel)
        if not len(rows):
            continue
        part = scored.take(rows)
        each = Counts.of(part)
        drawn = each.weighted(draw_weights(part.groups)).sum(axis=1)
        pooled = each.sum(axis=0).sum(axis=0)
        found[channel] = {
            "replies": len(rows),
            "micro_f1": round(float(pooled.f1()), 3),
            "micro_f1_interval_95": interval(drawn.f1()),
            "precision": round(float(pooled.precision()), 3),
            "recall": round(float(pooled.recall()), 3),
        }
    return found
