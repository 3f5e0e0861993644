"""The words of the supervisor's desk for what the records hold as ids and figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.review_queue import QueueState

QUEUE_STATES: Final[Mapping[QueueState, str]] = {
    QueueState.TO_REVIEW: "To review",
    QueueState.FLAGGED: "Doubted",
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


WITHDRAW: Final = "withdraw"
"""What the forms of decisions send, in place of a decision, to take one back."""


def likelihood(probability: float) -> str:
    """How probable the program takes a label to be: "probability 93 %".

    As a figure alone: where a label begins to hold differs from one to the next, so that no word fits a figure for all.
    """
    return f"probability {round(100 * probability)} %"


LIMITS: Final = (
    "Each label has limits of its own: one may hold at a probability at which another is too close to call "
    "or doesn't hold."
)
"""Why a probability alone doesn't tell whether a label holds."""


def standing(holds: bool | None) -> str:
    """What is said of a label that holds, doesn't, or was too close to call."""
    if holds is None:
        return "Too close to call"
    return "Holds" if holds else "Doesn't hold"
