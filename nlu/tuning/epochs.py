"""The epochs of a tuning, MiniLM's or its teacher's, with a word once a minute on how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from nlu.tuning.batches import Batch, batches
from nlu.tuning.items import Example
from nlu.tuning.network import Network
from nlu.tuning.recipe import Recipe

_SECONDS_BETWEEN_WORDS: Final = 60.0


def steps_of(examples: Sequence[Example], recipe: Recipe) -> int:
    """How many steps all epochs take, when each reads about as many rows as these."""
    return sum(1 for _ in batches(examples, size=recipe.batch, seed=(recipe.seed, 0))) * recipe.epochs


def epochs(
    network: Network,
    recipe: Recipe,
    *,
    rows_of: Callable[[int], Sequence[Example]],
    learn: Callable[[Batch], float],
    steps: int,
    unseen: Sequence[Example],
) -> Iterator[dict[str, float]]:
    """Runs them, and gives the figures on the held-out rows after each.

    Args:
        network: what learns.
        recipe: how many epochs, and of which batches.
        rows_of: what the epoch of a number reads.
        learn: one step; returns its loss.
        steps: of all epochs together, about.
        unseen: the held-out rows.
    """
    clock = Clock(steps)
    for epoch in range(recipe.epochs):
        begun = time.monotonic()
        read = batches(rows_of(epoch), size=recipe.batch, seed=(recipe.seed, epoch))
        losses = [learn(batch) for batch in clock.through(read)]
        figures = network.figures(unseen)
        print(
            f"Epoch {epoch + 1} of {recipe.epochs}: loss {np.mean(losses):.2f}, held out: mean AUC "
            f"{figures['auc']:.3f}, mean average precision {figures['average_precision']:.3f} "
            f"({time.monotonic() - begun:.0f} s)",
            flush=True,
        )
        yield figures


class Clock:
    """Counts steps, and says now and then how many are done."""

    def __init__(self, steps: int, name: str = "Step") -> None:
        self._steps, self._name, self._done = steps, name, 0
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
                print(f"{self._name} {self._done} of about {self._steps}, {left / 60:.0f} minutes to go.", flush=True)
