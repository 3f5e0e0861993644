"""Rows to test with: the least that the tables accept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from storage.people import Person, Role, Team, User
from storage.personas import PersonaDraft, PersonaVersion
from storage.practice import PracticeSession
from storage.turns import Turn, detections_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SCORES: dict[str, Any] = {
    "labels": {"apologise": 0.91, "blame": 0.48, "close": 0.02},
    "decided": ["apologise"],
    "abstained": ["blame"],
    "evidence": [{"label": "apologise", "start": 0, "end": 5, "quote": "Sorry", "score": 0.91}],
}


def person(db: Session, name: str, role: Role = Role.TRAINEE, *, team: Team | None = None) -> Person:
    user = User(name=name, role=role, team=team, password_hash="-", created_at=NOON)
    db.add(user)
    db.flush()
    return user.person()


def persona(db: Session, persona_id: str = "ring", *, version: str = "v1") -> PersonaVersion:
    made = PersonaVersion(
        persona_id=persona_id,
        version=version,
        organisation_version="o1",
        title="A ring",
        channel="counter",
        difficulty="steady",
        summary="Too small.",
        source=b"id: ring",
        media_type="application/yaml",
        compiled={"brief": {}},
        published_at=NOON,
    )
    draft = db.get(PersonaDraft, persona_id)
    if draft is None:
        draft = PersonaDraft(persona_id=persona_id, source=b"", media_type="", etag='"e"', saved_at=NOON)
        db.add(draft)
    draft.published = made
    db.flush()
    return made


def session(db: Session, owner: Person, version: PersonaVersion, *, id: str = "s1") -> PracticeSession:
    made = PracticeSession(
        id=id,
        owner_id=owner.id,
        persona=version,
        organisation_version="o1",
        mode="practice",
        seed=2**62,
        opening=[{"who": "customer", "text": "Well?"}],
        state={"turn": 0},
        said=[],
        started_at=NOON,
    )
    db.add(made)
    db.flush()
    return made


def turn(db: Session, of: PracticeSession, number: int = 1, *, reply: str = "Sorry.") -> Turn:
    made = Turn(
        session_id=of.id,
        number=number,
        reply_id=f"r{number}",
        reply=reply,
        messages=[{"who": "customer", "text": "Hm."}],
        mood={"anger": 1, "trust": 2, "patience": 3},
        state={"turn": number},
        said=["l1"],
        acts=[],
        scores=SCORES,
        content={},
        feedback=[],
        findings=[],
        scorer_version="sc",
        rules_version="ru",
        taken_at=NOON,
        answered_at=NOON,
        detections=detections_of(SCORES),
    )
    db.add(made)
    db.flush()
    return made
