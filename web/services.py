"""What a running application consists of; ``app.state.services`` for routes and pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request

from storage.store import Store
from web.account_desk import AccountDesk
from web.assigned import Assigned
from web.assignments import Assignments
from web.assistant import Assistant
from web.audit_log import AuditLog
from web.auth.sign_in import SignIn
from web.catalogue import Catalogue
from web.doubts import Doubts
from web.exports import Exports
from web.materials import Materials
from web.persona_desk import PersonaDesk
from web.personal_data import PersonalData
from web.practice import Practice
from web.progress import Progress
from web.review_desk import ReviewDesk
from web.review_queue import ReviewQueue
from web.settings import Settings
from web.team_figures import TeamFigures
from web.trainer_desk import TrainerDesk


@dataclass(frozen=True)
class Services:
    """Everything a route may use; made once in ``web.app.create_app``."""

    settings: Settings
    store: Store
    assistant: Assistant
    materials: Materials
    sign_in: SignIn
    personas: PersonaDesk
    trainer: TrainerDesk
    practice: Practice
    review: ReviewDesk
    queue: ReviewQueue
    assignments: Assignments
    team: TeamFigures
    exports: Exports
    catalogue: Catalogue
    assigned: Assigned
    doubts: Doubts
    progress: Progress
    accounts: AccountDesk
    personal_data: PersonalData
    audit_log: AuditLog
    clock: Callable[[], datetime]


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def utc_now() -> datetime:
    return datetime.now(UTC)
