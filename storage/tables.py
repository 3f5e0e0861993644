"""Every table, imported once, so that the metadata is whole for migrations and tests."""

from __future__ import annotations

from storage.assignments import Assignment
from storage.audit import AuditEntry
from storage.base import Base
from storage.judgement import ComplaintRecord, LabelCount, StandardTally, Verdict
from storage.people import ApiToken, BrowserSession, FailedSignIn, Team, User
from storage.personas import PersonaDraft, PersonaVersion
from storage.practice import PendingReply, PracticeSession
from storage.review import Comment, Flag, LabelCorrection, SignOff, VerdictCorrection
from storage.turns import Detection, Turn
from storage.versions import ComponentVersion

__all__ = [
    "ApiToken",
    "Assignment",
    "AuditEntry",
    "Base",
    "BrowserSession",
    "Comment",
    "ComplaintRecord",
    "ComponentVersion",
    "Detection",
    "FailedSignIn",
    "Flag",
    "LabelCorrection",
    "LabelCount",
    "PendingReply",
    "PersonaDraft",
    "PersonaVersion",
    "PracticeSession",
    "SignOff",
    "StandardTally",
    "Team",
    "Turn",
    "User",
    "Verdict",
    "VerdictCorrection",
]
