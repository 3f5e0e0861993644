"""The assistant's answer to one reply, read strictly: what is stored must be whole, or the turn did not happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coaching_rules.content_finding import Finding
from coaching_rules.findings import Findings
from coaching_rules.session import ENDINGS, Mood
from web.assistant import AssistantCrashed


@dataclass(frozen=True)
class TurnResult:
    """The ``custom`` message of docs/how-it-fits.md. Its plain values stay as they came and are stored unchanged.

    ``took_ms`` is not stored: how long the assistant's steps took.
    """

    messages: list[Any]
    mood: dict[str, Any]
    ended: str | None
    state: dict[str, Any]
    said: list[Any]
    acts: list[Any]
    scores: dict[str, Any]
    content: dict[str, Any]
    feedback: list[Any]
    findings: list[Any]
    scorer_version: str
    rules_version: str
    took_ms: dict[str, float]

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any], *, reply: str) -> TurnResult:
        """Check a turn result against the reply it belongs to; raises AssistantCrashed."""
        try:
            result = cls(
                messages=[{"who": "customer", "text": str(message["text"])} for message in raw["messages"]],
                mood=Mood.from_dict(raw["mood"]).to_dict(),
                ended=raw["ended"],
                state=dict(raw["state"]),
                said=list(raw["said"]),
                acts=list(raw["acts"]),
                scores=dict(raw["scores"]),
                content=dict(raw["content"]),
                feedback=list(raw["feedback"]),
                findings=[Finding.from_dict(item).to_dict() for item in raw["findings"]],
                scorer_version=str(raw["versions"]["scorer"]),
                rules_version=str(raw["versions"]["rules"]),
                took_ms={str(step): float(taken) for step, taken in raw.get("took_ms", {}).items()},
            )
            found = Findings.from_dict(raw)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise AssistantCrashed(f"the turn result is not whole: {type(error).__name__} {error}") from error
        if result.ended is not None and result.ended not in ENDINGS:
            raise AssistantCrashed(f"the turn result has an unknown ending: {result.ended}")
        if not result.messages and result.ended is None:
            raise AssistantCrashed("the turn result has no words of the customer and no ending")
        for evidence in found.scores.evidence:
            if reply[evidence.span.start : evidence.span.end] != evidence.span.quote:
                raise AssistantCrashed(f"the evidence of {evidence.label} is not in the reply")
        return result
