"""What the coach knows about a conversation: the mood, one moment of it, its stored turns and its case.

Everything here is data that was stored with a turn or belongs to the persona version, so that a report drawn up
again years later is the same report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from coaching_rules.content_finding import Finding
from coaching_rules.findings import Findings

ENDINGS: Final[tuple[str, ...]] = (
    "resolved",
    "fair_no",
    "averted",
    "escalated",
    "follow_up_agreed",
    "walked_away",
    "went_public",
    "abandoned",
)
"""How a conversation can end; ``abandoned`` means that the trainee stopped before an ending was reached."""

CHANNELS: Final[tuple[str, ...]] = ("chat", "phone", "email", "review", "social", "counter")


@dataclass(frozen=True)
class Mood:
    """The customer's mood: three whole numbers, 0–100."""

    anger: int
    trust: int
    patience: int

    def to_dict(self) -> dict[str, int]:
        return {"anger": self.anger, "trust": self.trust, "patience": self.patience}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Mood:
        return cls(anger=raw["anger"], trust=raw["trust"], patience=raw["patience"])


@dataclass(frozen=True)
class Moment:
    """Where the conversation stands when the coach speaks about one reply.

    ``mood_before`` is what the reply was an answer to, ``mood_after`` what the next reply will meet; ``acts`` are the
    names of the customer's acts after the reply; ``counts`` how many *earlier* replies carried each label (labels not
    named count 0); ``ended`` is the ending that this reply brought about, if any.
    """

    turn: int
    channel: str
    mood_before: Mood
    mood_after: Mood
    acts: tuple[str, ...]
    counts: Mapping[str, int]
    ended: str | None


@dataclass(frozen=True)
class ReportTurn:
    """One stored turn: the reply, what was found in it, and what it did to the customer."""

    turn: int
    reply: str
    findings: Findings
    mood_before: Mood
    mood_after: Mood
    acts: tuple[str, ...]
    content_findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "turn": self.turn,
            "reply": self.reply,
            **self.findings.to_dict(),
            "mood_before": self.mood_before.to_dict(),
            "mood_after": self.mood_after.to_dict(),
            "acts": list(self.acts),
            "findings": [finding.to_dict() for finding in self.content_findings],
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> ReportTurn:
        return cls(
            turn=raw["turn"],
            reply=raw["reply"],
            findings=Findings.from_dict(raw),
            mood_before=Mood.from_dict(raw["mood_before"]),
            mood_after=Mood.from_dict(raw["mood_after"]),
            acts=tuple(raw["acts"]),
            content_findings=tuple(Finding.from_dict(item) for item in raw["findings"]),
        )


@dataclass(frozen=True)
class SessionFacts:
    """What holds for the whole session: its channel, its case, how it ended, and what scored it.

    ``verdict`` is the persona's (``justified``, ``partly``, ``unjustified``), ``path`` where its resolution lies
    (``now``: on the spot; ``report``: must be passed on), ``tags`` the persona's. ``ended`` is None while the session
    runs. ``record`` is the complaint record as the trainee left it, None where there is none yet. The two versions go
    into the report as they are.
    """

    channel: str
    verdict: str
    path: str
    tags: tuple[str, ...]
    ended: str | None
    record: Mapping[str, Any] | None
    scorer_version: str | None
    persona_version: str | None
