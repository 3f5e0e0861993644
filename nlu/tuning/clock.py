"""Says once a minute how far a tuning is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from nlu.tuning.batches import Batch

_SECONDS_BETWEEN_WORDS: Final = 60.0


class Clock:
    """Counts the steps of all epochs."""

    def __init__(self, steps: int) -> None:
        self._steps, self._done = steps, 0
        self._begun = self._said = time.monotonic()

    def through(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches, with a word now and then."""
        for batch in batches:
            yield batch
            self._done += 1
            now = time.monotonic()
            if now - self._said > _SECONDS_BETWEEN_WORDS:
                self._said = now
                left = (now - self._begun) / self._done * max(self._steps - self._done, 0)
                print(f"Step {self._done} of about {self._steps}, {left / 60:.0f} minutes to go.", flush=True)
