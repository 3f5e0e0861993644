"""Every table, imported once, so that the metadata is whole for migrations and tests."""

from __future__ import annotations

from storage.base import Base
from storage.judgement import ComplaintRecord, Verdict
from storage.people import ApiToken, BrowserSession, FailedSignIn, Team, User
from storage.personas import PersonaDraft, PersonaVersion
from storage.practice import PendingReply, PracticeSession
from storage.turns import Detection, Turn
from storage.versions import ComponentVersion

__all__ = [
    "ApiToken",
    "Base",
    "BrowserSession",
    "ComplaintRecord",
    "ComponentVersion",
    "Detection",
    "FailedSignIn",
    "PendingReply",
    "PersonaDraft",
    "PersonaVersion",
    "PracticeSession",
    "Team",
    "Turn",
    "User",
    "Verdict",
]
