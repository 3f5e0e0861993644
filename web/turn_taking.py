"""The way of one reply: taken as pending, answered by the assistant, stored whole in one transaction.

The database is the truth and the assistant's tracker a cache. A claim says who is at a pending reply; an epoch says
which tracker the answer must come from. Whatever fails, the reply stays pending, the tracker counts as out of step, and
the next try begins a fresh epoch from the last stored snapshot. An answer that comes after its claim was lost is
dropped.
"""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.faults import StorageUnavailable
from storage.people import Person
from storage.practice import PendingReply, PracticeSession, session_for_change
from storage.store import Store
from storage.turns import Turn, detections_of, last_turn, turn_with_reply, turns_so_far
from storage.versions import note_version
from web.assistant import (
    TURN_TIMEOUT,
    Assistant,
    AssistantCrashed,
    AssistantError,
    AssistantMismatch,
    Snapshot,
    TurnRequest,
)
from web.judging import Judge
from web.liveness import ProcessMark
from web.problems import Problem
from web.turn_result import TurnResult
from web.views import TurnView, turn_view

_log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=3 * TURN_TIMEOUT)
"""After this long a claim of a process that can't be asked is void: one seeding and two turns, each at its time-out."""
PATIENCE: Final = TURN_TIMEOUT + 1
"""Seconds that a repeat of a reply waits for the first one's answer before it is told to come back."""
_GLANCE: Final = 0.05
_RETRY_AFTER: Final = 5


@dataclass(frozen=True)
class _Claimed:
    """A pending reply that is ours to have answered. ``fresh`` says that its epoch has no tracker yet."""

    claim: str
    fresh: bool
    epoch: int
    request: TurnRequest


class TurnTaking:
    """Answers replies. ``mark`` is this process's sign of life; ``clock`` gives the time to stamp and to lease by."""

    def __init__(
        self, store: Store, assistant: Assistant, *, judge: Judge, mark: ProcessMark, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._assistant = assistant
        self._judge = judge
        self._mark = mark
        self._clock = clock
        self._noted: set[tuple[str, str]] = set()

    def answer(self, who: Person, session_id: str, *, reply_id: str, text: str) -> TurnView:
        """The customer's answer to a reply, the first one if the reply was answered before; raises Problem."""
        until = time.monotonic() + PATIENCE
        with self._mark.claim() as claim:
            while True:
                begun = time.perf_counter()
                taken = self._take(who, session_id, reply_id=reply_id, text=text, claim=claim)
                if isinstance(taken, TurnView):
                    return taken
                if isinstance(taken, _Claimed):
                    stored = self._have_answered(taken, begun=begun)
                    if stored is not None:
                        return stored
                elif time.monotonic() > until:
                    raise _in_progress(taken)
                else:
                    self._wait(session_id, reply_id, until=until)

    def let_go_of_abandoned(self) -> int:
        """At start-up: free the pending replies of processes that are gone; returns how many were freed."""
        with self._store.writing() as db:
            held = list(db.scalars(select(PendingReply).where(PendingReply.claim.is_not(None)).with_for_update()))
            freed = [pending for pending in held if pending.claim and self._mark.is_abandoned(pending.claim)]
            for pending in freed:
                pending.claim = None
            return len(freed)

    def _take(self, who: Person, session_id: str, *, reply_id: str, text: str, claim: str) -> TurnView | _Claimed | int:
        """The stored answer, our claim on the reply, or for how many seconds somebody else is at it."""
        # Nobody is told that the reply was kept before its turn, or its release, is on the disk: and this with it.
        with self._store.writing(durable=False) as db:
            session = session_for_change(db, who, session_id)
            if session is None:
                raise Problem("session-not-found", "There is no such session of yours.")
            answered = turn_with_reply(db, session_id, reply_id)
            if answered is not None:
                _same_text(answered.reply, text)
                return turn_view(answered, session)
            pending = session.pending
            if pending is not None and pending.reply_id == reply_id:
                _same_text(pending.text, text)
            if session.ended is not None:
                raise Problem("session-ended", f"The conversation ended: {session.ended}. Begin a new one or branch.")
            if pending is not None:
                left = self._seconds_claimed(pending)
                if pending.reply_id != reply_id:
                    raise _in_progress(left)
                if left:
                    return left
            return self._claim(db, session, reply_id=reply_id, text=text, claim=claim)

    def _wait(self, session_id: str, reply_id: str, *, until: float) -> None:
        """Until nobody is at this reply any more, or time is up. It only reads: whoever writes holds up all others."""
        while time.monotonic() <= until:
            time.sleep(_GLANCE)
            with self._store.reading() as db:
                pending = db.get(PendingReply, session_id)
                if pending is None or pending.reply_id != reply_id or not self._seconds_claimed(pending):
                    return

    def _claim(self, db: Session, session: PracticeSession, *, reply_id: str, text: str, claim: str) -> _Claimed:
        number = turns_so_far(db, session.id) + 1
        pending = session.pending
        if pending is None:
            pending = PendingReply(
                session_id=session.id, reply_id=reply_id, text=text, turn=number, taken_at=self._clock()
            )
            session.pending = pending
        pending.claim, pending.claimed_until = claim, self._clock() + LEASE
        fresh = not session.in_step
        if fresh:
            session.epoch += 1
        session.in_step = False  # until the answer is stored, nobody knows what the tracker holds
        return _Claimed(
            claim=claim,
            fresh=fresh,
            epoch=session.epoch,
            request=TurnRequest(
                sender=f"{session.id}~{session.epoch}",
                text=text,
                session=session.id,
                turn=number,
                reply_id=reply_id,
                channel=session.persona.channel,
                history=history_of(db, session),
            ),
        )

    def _have_answered(self, claimed: _Claimed, *, begun: float) -> TurnView | None:
        """Ask and store; None where the claim was lost meanwhile. The reply stays pending whatever goes wrong."""
        try:
            taken = time.perf_counter()
            answered = self._ask(claimed)
            if answered is None:
                return None
            asked = time.perf_counter()
            view = self._store_turn(*answered)
            _log_time(answered[1].took_ms, taking=taken - begun, asking=asked - taken, since=asked)
            return view
        except Exception as error:
            self._release(claimed)
            if not isinstance(error, AssistantError):
                raise
            _log.warning("turn %s of %s: %s", claimed.request.turn, claimed.request.session, error)
            raise Problem(
                "assistant-unavailable",
                "The customer can't answer now. Your reply is kept: send it again with the same reply_id.",
                retry_after=_RETRY_AFTER,
            ) from error

    def _ask(self, claimed: _Claimed) -> tuple[_Claimed, TurnResult] | None:
        try:
            return claimed, self._turn(claimed)
        except (AssistantMismatch, AssistantCrashed) as error:
            if claimed.fresh:
                raise
            # The tracker was lost or spoilt since the last turn: the same reply once more, on a tracker of its own.
            _log.info("turn %s of %s on a fresh epoch: %s", claimed.request.turn, claimed.request.session, error)
            again = self._fresh_epoch(claimed)
            return None if again is None else (again, self._turn(again))

    def _turn(self, claimed: _Claimed) -> TurnResult:
        if claimed.fresh:
            self._assistant.seed(claimed.request.sender, self._snapshot(claimed))
        raw = self._assistant.turn(claimed.request)
        return TurnResult.from_dict(raw, reply=claimed.request.text)

    def _snapshot(self, claimed: _Claimed) -> Snapshot:
        """Where the conversation stands before the claimed turn; it can't move while the claim is held."""
        with self._store.reading() as db:
            session = db.get_one(PracticeSession, claimed.request.session)
            last = last_turn(db, session.id)
            return Snapshot(
                persona=session.persona.compiled,
                seed=session.seed,
                state=last.state if last else session.state,
                said=last.said if last else session.said,
            )

    def _fresh_epoch(self, claimed: _Claimed) -> _Claimed | None:
        with self._store.writing() as db:
            session = self._still_ours(db, claimed)
            if session is None:
                return None
            session.epoch += 1
            request = replace(claimed.request, sender=f"{session.id}~{session.epoch}")
            return replace(claimed, fresh=True, epoch=session.epoch, request=request)

    def _store_turn(self, claimed: _Claimed, result: TurnResult) -> TurnView | None:
        now = self._clock()
        versions = {("scorer", result.scorer_version), ("rules", result.rules_version)}
        with self._store.writing() as db:
            session = self._still_ours(db, claimed)
            if session is None:
                _log.info("a late answer for %s was dropped", claimed.request.sender)
                return None
            pending = session.pending
            assert pending is not None, "still ours"  # noqa: S101
            turn = Turn(
                session_id=session.id,
                number=claimed.request.turn,
                reply_id=pending.reply_id,
                reply=pending.text,
                messages=result.messages,
                mood=result.mood,
                ended=result.ended,
                state=result.state,
                said=result.said,
                acts=result.acts,
                scores=result.scores,
                content=result.content,
                feedback=result.feedback,
                findings=result.findings,
                scorer_version=result.scorer_version,
                rules_version=result.rules_version,
                taken_at=pending.taken_at,
                answered_at=now,
                detections=detections_of(result.scores),
            )
            db.add(turn)
            db.delete(pending)
            session.in_step = True
            for part, version in versions - self._noted:
                note_version(db, part, version, now=now)
            if result.ended is not None:
                session.ended, session.ended_at = result.ended, now
                db.flush()
                self._judge.conclude(db, session)
            view = turn_view(turn, session)
        self._noted |= versions
        return view

    def _still_ours(self, db: Session, claimed: _Claimed) -> PracticeSession | None:
        session = db.scalar(
            select(PracticeSession).where(PracticeSession.id == claimed.request.session).with_for_update()
        )
        if session is None or session.ended is not None or session.epoch != claimed.epoch:
            return None
        return session if session.pending is not None and session.pending.claim == claimed.claim else None

    def _release(self, claimed: _Claimed) -> None:
        """Let others retry at once. Where even that can't be written, our claim ends with this call or its lease."""
        with contextlib.suppress(StorageUnavailable), self._store.writing() as db:
            pending = db.scalar(
                select(PendingReply)
                .where(PendingReply.session_id == claimed.request.session, PendingReply.claim == claimed.claim)
                .with_for_update()
            )
            if pending is not None:
                pending.claim = None

    def _seconds_claimed(self, pending: PendingReply) -> int:
        """For how long the reply is still somebody's to answer; 0 where a retry may take it."""
        if pending.claim is None or pending.claimed_until is None or self._mark.is_abandoned(pending.claim):
            return 0
        return max(0, ceil((pending.claimed_until - self._clock()).total_seconds()))


def history_of(db: Session, session: PracticeSession) -> list[Mapping[str, str]]:
    """All that was said so far, oldest first, each exactly as stored: what batch scoring would be given as well."""
    turns = db.execute(
        select(Turn.reply, Turn.messages).where(Turn.session_id == session.id).order_by(Turn.number)
    ).all()
    entries: list[Mapping[str, str]] = list(session.opening)
    for reply, messages in turns:
        entries += [{"who": "trainee", "text": reply}, *messages]
    return entries


def _log_time(assistant: Mapping[str, float], *, taking: float, asking: float, since: float) -> None:
    """Where the time of a turn went, in milliseconds; ``make bench`` reads these lines."""
    steps = {"taking": taking * 1000, "asking": asking * 1000, "storing": (time.perf_counter() - since) * 1000}
    _log.info("turn timed %s", json.dumps({**{name: round(spent, 2) for name, spent in steps.items()}, **assistant}))


def _same_text(first: str, now: str) -> None:
    if first != now:
        raise Problem("reply-id-reused", "This reply_id belongs to a reply with another text. Use a new one.")


def _in_progress(seconds: int) -> Problem:
    return Problem(
        "turn-in-progress",
        "An earlier reply of this session has no answer yet. Wait for it, or send that reply again with its reply_id.",
        retry_after=max(1, min(seconds, _RETRY_AFTER)),
    )
