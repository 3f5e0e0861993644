"""Where the time of a turn goes, from the lines that the web application logs about its own turns."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MARK = "turn timed "


@dataclass
class TurnLog:
    """Reads what was added to a log since it was read last."""

    path: Path
    read: int = 0

    def new_turns(self) -> list[dict[str, float]]:
        """Milliseconds by step of each turn, as ``web/turn_taking.py`` writes them."""
        with self.path.open("rb") as log:
            log.seek(self.read)
            added = log.read()
        self.read += len(added)
        return [json.loads(line.partition(MARK)[2]) for line in added.decode().splitlines() if MARK in line]


def shares(turns: Sequence[dict[str, float]], *, whole_ms: float) -> dict[str, float]:
    """Median milliseconds by part; ``whole_ms`` is the median that the client saw.

    The parts don't add up to the whole to the last tenth: medians don't.
    """
    median = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    inside = median["nlu"] + median["policy"] + median["actions"]
    parts = {
        "understanding (NLU)": median["nlu"],
        "policy": median["policy"],
        "action server: hop, words, feedback": median["actions"],
        "Rasa's own steps": median["all"] - inside,
        "hop to Rasa and back": median["asking"] - median["all"],
        "storage": median["taking"] + median["storing"],
        "HTTP, sign-in, framework": whole_ms - median["taking"] - median["asking"] - median["storing"],
    }
    return {name: round(spent, 1) for name, spent in parts.items()}
