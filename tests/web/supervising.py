"""Conversations for the supervisor's desk, made the short way: through the services, with the fake assistant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select

from storage.people import Person
from storage.review import Flag
from storage.turns import Detection, Turn, detections_of
from tests.web.conftest import RING, rid
from web.services import Services

REPLIES = ("I'm so sorry, that must be awful. When was it?", "I hear you. I'll replace it. You idiot.")


def conversation(
    services: Services,
    who: Person,
    replies: Sequence[str] = REPLIES,
    *,
    mode: str = "practice",
    end: bool = True,
    doubtful: Sequence[tuple[int, str]] = (),
) -> str:
    """A conversation; returns its id. ``doubtful`` are labels, each with its turn, to be too close to call."""
    session_id = services.practice.start_session(who, RING, mode=mode, seed=7).session_id
    for number, text in enumerate(replies, start=1):
        services.practice.reply(who, session_id, reply_id=rid(number), text=text)
    for turn, label in doubtful:
        make_doubtful(services, session_id, turn, label)
    if end:
        services.practice.finish(who, session_id)
    return session_id


def make_doubtful(services: Services, session_id: str, number: int, label: str) -> None:
    """Let a label of a stored reply be too close to call, which the fake assistant never finds."""
    with services.store.writing() as db:
        turn = db.scalars(select(Turn).where(Turn.session_id == session_id, Turn.number == number)).one()
        scores: dict[str, Any] = {**turn.scores, "abstained": [label]}
        scores["labels"] = {**turn.scores["labels"], label: 0.48}
        scores["decided"] = [decided for decided in turn.scores["decided"] if decided != label]
        scores["evidence"] = [item for item in turn.scores["evidence"] if item["label"] != label]
        turn.scores = scores
        db.execute(delete(Detection).where(Detection.turn_id == turn.id))
        for row in detections_of(scores):
            row.turn_id = turn.id
            db.add(row)


def change_rules(services: Services) -> str:
    """Let conversations be judged by stricter rules from now on; returns their version."""
    judge = services.practice._judge
    scoring = replace(judge.rules.scoring, met_from=100, partly_from=99)
    fields = tuple(replace(field, title=f"New {field.title}") for field in judge.rules.record)
    judge.rules = replace(judge.rules, version="stricter", scoring=scoring, record=fields)
    return "stricter"


def doubt(services: Services, who: Person, session_id: str, *, turn: int, label: str, comment: str = "Not so.") -> int:
    """A trainee's doubt about a label; returns its id."""
    with services.store.writing() as db:
        flag = Flag(
            session_id=session_id,
            turn=turn,
            label=label,
            comment=comment,
            raised_by=who.id,
            raised_at=services.clock(),
        )
        db.add(flag)
        db.flush()
        return flag.id
