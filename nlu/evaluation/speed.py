"""How long the graph takes for one reply, and how many replies a second a file of them gets through."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from nlu.evaluation.live import Score
from nlu.request import ReplyRequest

REPLIES: Final = 200
_WARM_UP: Final = 10


def speed_figures(score: Score, requests: Sequence[ReplyRequest]) -> dict[str, Any]:
    """Times each of some replies inside the graph. A busy machine makes all of it slower: its load is told along."""
    timed = list(requests[:REPLIES])
    for request in timed[:_WARM_UP]:
        score(request)
    seconds = []
    begun = time.perf_counter()
    for request in timed:
        started = time.perf_counter()
        score(request)
        seconds.append(time.perf_counter() - started)
    whole = time.perf_counter() - begun
    milliseconds = np.array(seconds) * 1000
    return {
        "replies": len(timed),
        "graph_ms": {name: round(float(np.quantile(milliseconds, at)), 1) for name, at in _QUANTILES.items()},
        "replies_per_second": round(len(timed) / whole, 1),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
    }


_QUANTILES: Final = {"p50": 0.5, "p95": 0.95}
