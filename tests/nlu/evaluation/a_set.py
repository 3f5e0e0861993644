"""Small sets of scores for the tests of the figures."""

from __future__ import annotations

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.evaluation.scored import Scored


def a_set(truth, decided, *, probabilities=None, groups=None):
    """A set from ``{label: (1, 0, …)}``; labels that are not named hold nowhere."""
    rows = len(next(iter(truth.values())))
    matrix = {"truth": np.zeros((rows, len(LABELS))), "decided": np.zeros((rows, len(LABELS)))}
    for name, columns in (("truth", truth), ("decided", decided)):
        for label, column in columns.items():
            matrix[name][:, LABELS.index(label)] = column
    return Scored(
        ids=tuple(f"r{row}" for row in range(rows)),
        groups=tuple(groups or (f"g{row}" for row in range(rows))),
        probabilities=matrix["decided"] * 0.8 + 0.1 if probabilities is None else probabilities,
        decided=matrix["decided"],
        abstained=np.zeros((rows, len(LABELS))),
        truth=matrix["truth"],
    )


def a_random_set(rows=300, *, seed=0, noise=1.0):
    """Every label on a fifth of the replies, found by a scorer whose probabilities mean what they say at noise 1."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(-1.5, 1.5, size=(rows, len(LABELS)))
    truth = (chance.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(float)
    probabilities = 1 / (1 + np.exp(-logits * noise))
    return Scored(
        ids=tuple(f"r{row}" for row in range(rows)),
        groups=tuple(f"g{row // 3}" for row in range(rows)),
        probabilities=probabilities,
        decided=(probabilities >= 0.5).astype(float),
        abstained=((probabilities >= 0.4) & (probabilities < 0.5)).astype(float),
        truth=truth,
    )
