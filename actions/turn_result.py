"""The turn result: the one ``custom`` message that carries a whole turn back. This file knows its JSON shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coaching_rules.content_finding import Finding
from coaching_rules.feedback import FeedbackItem
from coaching_rules.findings import Findings
from coaching_rules.session import Moment
from policies.customer import Act, CustomerState, Spoken


def moment_of(state: CustomerState, acts: Sequence[Act], findings: Findings, *, channel: str) -> Moment:
    """Where the coach comes in: ``state`` already counts this reply's labels, the moment counts the earlier ones."""
    counts = {label: count - (label in findings.scores.decided) for label, count in state.labels.items()}
    return Moment(
        turn=state.turn,
        channel=channel,
        mood_before=state.mood_before,
        mood_after=state.mood,
        acts=tuple(act.name for act in acts),
        counts=counts,
        ended=state.ended,
    )


def turn_result(
    message: Mapping[str, Any],
    *,
    state: CustomerState,
    acts: Sequence[Act],
    spoken: Spoken,
    feedback: Sequence[FeedbackItem],
    findings: Sequence[Finding],
    rules_version: str,
) -> dict[str, Any]:
    """``message`` is the tracker's latest one; scores and content go through exactly as NLU left them."""
    return {
        "turn": state.turn,
        "reply_id": message["metadata"]["reply_id"],
        "messages": [said.to_dict() for said in spoken.messages],
        "mood": state.mood.to_dict(),
        "ended": state.ended,
        "state": state.to_dict(),
        "said": list(spoken.said),
        "acts": [act.to_dict() for act in acts],
        "scores": message["scores"],
        "content": message["content"],
        "feedback": [item.to_dict() for item in feedback],
        "findings": [finding.to_dict() for finding in findings],
        "versions": {"scorer": message["scorer_version"], "rules": rules_version},
    }
