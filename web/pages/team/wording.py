"""The words of the supervisor's desk for what the records hold as ids and figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.review_queue import QueueState

QUEUE_STATES: Final[Mapping[QueueState, str]] = {
    QueueState.TO_REVIEW: "To review",
    QueueState.FLAGGED: "Doubted by the trainee",
    QueueState.GATES: "Critical points failed",
    QueueState.UNDECIDED: "Too close to call",
    QueueState.SIGNED_OFF: "Signed off",
    QueueState.RUNNING: "In progress",
    QueueState.ALL: "All",
}

ASSIGNMENT_STATES: Final[Mapping[str, str]] = {
    "open": "Open",
    "overdue": "Overdue",
    "done": "Done",
    "withdrawn": "Withdrawn",
}

_LIKELIHOODS: Final = (
    (0.05, "almost ruled out"),
    (0.2, "very unlikely"),
    (0.4, "unlikely"),
    (0.6, "could be either"),
    (0.8, "likely"),
    (0.95, "very likely"),
)
"""Upper bounds of a probability, not included, and the words below them."""


def likelihood(probability: float) -> str:
    """A probability in words and as a figure: "very likely, 93 %"."""
    words = next((words for below, words in _LIKELIHOODS if probability < below), "almost certain")
    return f"{words}, {round(100 * probability)} %"


def standing(holds: bool | None) -> str:
    """What is said of a label that holds, doesn't, or was too close to call."""
    if holds is None:
        return "Too close to call"
    return "Holds" if holds else "Doesn't hold"
