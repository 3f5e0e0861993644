"""Which of our own replies measure: those of scenarios that the encoder was not tuned on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.corpus import LabelledReply
from nlu.evaluation.sets import MeasuredSet
from nlu.request import ReplyRequest


def measured_replies(replies: Sequence[LabelledReply], has_seen: Callable[[str], bool]) -> MeasuredSet:
    """The replies of unseen scenarios, in the corpus's order; those without a word are left out, as in training."""
    kept = [reply for reply in replies if not has_seen(reply.scenario) and reply.text.strip()]
    return MeasuredSet(
        name="own",
        ids=tuple(reply.id for reply in kept),
        groups=tuple(reply.scenario for reply in kept),
        requests=tuple(ReplyRequest(text=reply.text, context=reply.context) for reply in kept),
        truth=truth_of(kept),
    )


def truth_of(replies: Sequence[LabelledReply]) -> np.ndarray:
    """(replies, labels), 0 or 1."""
    return np.array([[float(label in reply.labels) for label in LABELS] for reply in replies])
