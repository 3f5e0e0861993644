"""How long the graph takes for one reply, and how many replies a second a file of them gets through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from nlu import batch
from nlu.evaluation.live import Score
from nlu.request import ReplyRequest

REPLIES: Final = 200
_LINES: Final = (2 * batch.LINES_A_PROCESS, 8 * batch.LINES_A_PROCESS)
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


def file_figures(model: Path, requests: Sequence[ReplyRequest]) -> dict[str, Any]:
    """Replies a second of ``make score``, all cores together, once the models are loaded.

    Two files are scored; what the longer one takes longer is scoring alone.
    """
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "replies.jsonl"), Path(folder, "scores.jsonl")
        for count in _LINES:
            lines = [line_of(str(number), requests[number % len(requests)]) for number in range(count)]
            source.write_text("\n".join(lines), encoding="utf-8")
            started = time.perf_counter()
            command = [sys.executable, "-W", "ignore", "-m", "nlu.batch", source, target, "--model", model]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - started)
    rate = (_LINES[1] - _LINES[0]) / (seconds[1] - seconds[0])
    return {
        "lines": list(_LINES),
        "replies_per_second": round(rate, 1),
        "seconds_before": round(seconds[0] - _LINES[0] / rate, 1),
    }


def line_of(name: str, request: ReplyRequest) -> str:
    """A line of a file of replies: the way back of ``batch.read_line``."""
    return json.dumps({"id": name, "reply": request.text, **request.context.to_metadata()}, ensure_ascii=False)


_QUANTILES: Final = {"p50": 0.5, "p95": 0.95}
