"""The practice service: everything that can be done with a conversation, for the pages and the HTTP API alike.

Each method takes who asks first and shows or changes only what that person may; refusals are ``Problem``.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from coaching_rules.record import missing
from policies.customer import Customer, Persona
from storage.judgement import ComplaintRecord, record_of
from storage.people import Person, Role
from storage.personas import PersonaVersion, published_persona
from storage.practice import PracticeSession, may_read, session_for_change, visible_session, visible_sessions
from storage.review import sign_off_of
from storage.store import Store
from storage.turns import Turn, detections_of, turns_of
from web.assigned import assignment_to_begin
from web.auth.roles import require_role
from web.judging import Judge
from web.problems import Problem
from web.text_rules import check_reply
from web.turn_taking import TurnTaking
from web.views import SessionCard, SessionView, TurnView, session_card, session_view

_READERS: Final = (Role.TRAINEE, Role.SUPERVISOR, Role.TRAINER)
_SPEAKERS: Final = (Role.TRAINEE, Role.TRAINER)
"""A trainer reads and speaks in trial conversations of their own; which ones a person may see, the queries decide."""
_SEEDS: Final = 2**31


class Practice:
    """Conversations of trainees with customers. ``clock`` gives the time to stamp records with."""

    def __init__(
        self, store: Store, *, turns: TurnTaking, judge: Judge, customer: Customer, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._turns = turns
        self._judge = judge
        self._customer = customer
        self._clock = clock

    def start_session(
        self,
        who: Person,
        persona_id: str,
        *,
        mode: str = "practice",
        seed: int | None = None,
        assignment_id: int | None = None,
    ) -> SessionView:
        """Begin a conversation with the published version of a persona; an assessment draws its own seed.

        Begun from an assignment it has the assignment's mode and counts for it.
        """
        require_role(who, Role.TRAINEE)
        with self._store.writing() as db:
            if assignment_id is not None:
                mode = assignment_to_begin(db, who, assignment_id, persona_id=persona_id).mode
            if seed is None or mode == "assessment":
                seed = secrets.randbelow(_SEEDS)
            version = published_persona(db, persona_id)
            if version is None:
                raise Problem("persona-not-found", "There is no published persona of that id.")
            session = self._opened(who, version, seed=seed)
            session.mode, session.assignment_id = mode, assignment_id
            db.add(session)
            db.flush()
            return session_view(session, ())

    def start_trial(self, who: Person, version_id: int) -> SessionView:
        """Begin a trainer's own conversation with a version of a draft: nobody else sees it, and it counts nowhere."""
        require_role(who, Role.TRAINER)
        with self._store.writing() as db:
            session = self._opened(who, db.get_one(PersonaVersion, version_id), seed=secrets.randbelow(_SEEDS))
            session.mode, session.trial = "practice", True
            db.add(session)
            db.flush()
            return session_view(session, ())

    def sessions(self, who: Person) -> tuple[SessionCard, ...]:
        """The sessions this person may read, the latest first."""
        require_role(who, *_READERS)
        with self._store.reading() as db:
            newest_first = (PracticeSession.started_at.desc(), PracticeSession.id)
            return _cards(db, visible_sessions(who).order_by(*newest_first))

    def tries_after(self, who: Person, session_id: str) -> tuple[SessionCard, ...]:
        """The sessions that branched off from this one, in the order in which they were begun."""
        require_role(who, *_READERS)
        with self._store.reading() as db:
            branched = visible_sessions(who).where(PracticeSession.parent_id == session_id)
            return _cards(db, branched.order_by(PracticeSession.started_at, PracticeSession.id))

    def session(self, who: Person, session_id: str) -> SessionView:
        """One session with its turns, its pending reply and its complaint record."""
        with self._store.reading() as db:
            return self._view(db, self._readable(db, who, session_id))

    def check_readable(self, who: Person, session_id: str) -> None:
        """Raise the Problem that reading this session would raise, if any."""
        require_role(who, *_READERS)
        with self._store.reading() as db:
            if not may_read(db, who, session_id):
                raise _not_theirs()

    def reply(self, who: Person, session_id: str, *, reply_id: str, text: str) -> TurnView:
        """Say something to the customer. ``reply_id`` is the client's own UUID; sending it again repeats the answer."""
        require_role(who, *_SPEAKERS)
        return self._turns.answer(who, session_id, reply_id=reply_id, text=check_reply(text))

    def branch(self, who: Person, session_id: str, *, from_turn: int) -> SessionView:
        """A new session that shares the turns before ``from_turn`` (1 … number of turns + 1)."""
        require_role(who, *_SPEAKERS)
        with self._store.writing() as db:
            parent = self._own(db, who, session_id)
            turns = turns_of(db, parent.id)
            if not 1 <= from_turn <= len(turns) + 1:
                raise Problem("turn-out-of-range", f"from_turn is {from_turn}; this session has 1 … {len(turns) + 1}.")
            if parent.mode == "assessment":
                raise Problem("assessment-no-branch", "An assessment is taken once. Practise the persona to branch.")
            shared = [_copy(turn) for turn in turns[: from_turn - 1]]
            ended = shared[-1].ended if shared else None
            session = PracticeSession(
                id=str(uuid.uuid4()),
                owner_id=who.id,
                persona=parent.persona,
                organisation_version=parent.organisation_version,
                mode=parent.mode,
                seed=parent.seed,
                opening=parent.opening,
                state=parent.state,
                said=parent.said,
                turns=shared,
                trial=parent.trial,
                parent_id=parent.id,
                branched_from=from_turn,
                started_at=self._clock(),
                ended=ended,
                ended_at=self._clock() if ended else None,
            )
            db.add(session)
            db.flush()
            if ended:
                self._judge.conclude(db, session)
            return session_view(session, shared)

    def finish(self, who: Person, session_id: str) -> str:
        """End a conversation, ``abandoned`` unless it has ended already; returns the ending.

        A reply that is still on its way stays on record without an answer.
        """
        require_role(who, *_SPEAKERS)
        with self._store.writing() as db:
            session = self._own(db, who, session_id)
            if session.ended is None:
                session.ended, session.ended_at = "abandoned", self._clock()
                if session.pending is not None:
                    session.pending.claim = None
                db.flush()
                self._judge.conclude(db, session)
            assert session.ended is not None, "just ended"  # noqa: S101
            return session.ended

    def save_record(self, who: Person, session_id: str, content: Mapping[str, Any]) -> tuple[str, ...]:
        """Keep the complaint record as far as it is filled in; returns the fields still missing.

        After the end the report follows in its part on the record alone, after a sign-off not at all.
        """
        require_role(who, Role.TRAINEE)
        with self._store.writing() as db:
            session = self._own(db, who, session_id)
            record = record_of(db, session.id)
            if record is None:
                record = ComplaintRecord(session_id=session.id)
                db.add(record)
            record.content, record.saved_at = dict(content), self._clock()
            db.flush()
            if session.ended is not None and sign_off_of(db, session.id) is None:
                self._judge.mark_record(db, session)
        return tuple(missing(content, self._judge.rules))

    def report(self, who: Person, session_id: str, *, original: bool = False) -> dict[str, Any]:
        """The report: as judged at the end, or provisional while a practice session runs.

        A supervisor's corrections are in it; with ``original`` it is what was judged before them.
        """
        with self._store.reading() as db:
            session = self._readable(db, who, session_id)
            if session.final_report is not None:
                return session.final_report if original else session.corrected_report or session.final_report
            if session.mode == "assessment":
                raise Problem("not-finished", "The report of an assessment is given when the conversation has ended.")
            return self._judge.report_on(db, session)

    def _opened(self, who: Person, version: PersonaVersion, *, seed: int) -> PracticeSession:
        """A conversation of which nothing but the customer's first words is there yet."""
        opening = self._customer.open(Persona.from_dict(version.compiled), seed=seed)
        return PracticeSession(
            id=str(uuid.uuid4()),
            owner_id=who.id,
            persona=version,
            organisation_version=version.organisation_version,
            seed=seed,
            opening=[message.to_dict() for message in opening.messages],
            state=opening.state.to_dict(),
            said=list(opening.said),
            started_at=self._clock(),
        )

    def _view(self, db: Session, session: PracticeSession) -> SessionView:
        record = record_of(db, session.id)
        return session_view(session, turns_of(db, session.id), record=record.content if record else None)

    def _readable(self, db: Session, who: Person, session_id: str) -> PracticeSession:
        require_role(who, *_READERS)
        session = visible_session(db, who, session_id)
        if session is None:
            raise _not_theirs()
        return session

    def _own(self, db: Session, who: Person, session_id: str) -> PracticeSession:
        session = session_for_change(db, who, session_id)
        if session is None:
            raise Problem("session-not-found", "There is no such session of yours.")
        return session


def _not_theirs() -> Problem:
    return Problem("session-not-found", "There is no such session, or it is not yours to see.")


def _cards(db: Session, query: Select[PracticeSession]) -> tuple[SessionCard, ...]:
    query = query.options(selectinload(PracticeSession.owner), selectinload(PracticeSession.persona))
    found = list(db.scalars(query))
    counts = _turn_counts(db, found)
    return tuple(session_card(session, turns=counts.get(session.id, 0)) for session in found)


def _turn_counts(db: Session, sessions: list[PracticeSession]) -> dict[str, int]:
    rows = db.execute(
        select(Turn.session_id, func.count())
        .where(Turn.session_id.in_([session.id for session in sessions]))
        .group_by(Turn.session_id)
    )
    return {row[0]: row[1] for row in rows}


def _copy(turn: Turn) -> Turn:
    """A stored turn as another session's own: everything but its place."""
    places = ("id", "session_id")
    kept = {column.key: getattr(turn, column.key) for column in Turn.__table__.columns if column.key not in places}
    return Turn(**kept, detections=detections_of(turn.scores))
