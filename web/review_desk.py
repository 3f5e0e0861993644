"""The supervisor's decisions on a session: corrections, answers to doubts, comments, sign-off.

Whoever decides says what they had seen (``seen``): what somebody else decided meanwhile is shown to them before their
own word is taken. What the machine found and what others decided is never overwritten; the last word counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy.orm import Session

from coaching_rules.findings import Span
from coaching_rules.techniques import LABELS
from storage.audit import Act, append
from storage.people import Person, Role
from storage.practice import PracticeSession, may_read, session_for_review, visible_session
from storage.review import Comment, LabelCorrection, SignOff, VerdictCorrection, flags_of, sign_off_of
from storage.store import Store
from web.auth.roles import require_role
from web.judging import Judge
from web.problems import Problem
from web.review_view import LabelCorrectionView, VerdictCorrectionView
from web.reviewed_session import ReviewedSession, reviewed
from web.sentences import quotable
from web.text_rules import checked_words
from web.views import TurnView

MAX_REASON: Final = 2_000
"""Code points of a reason or note: a page is more than anybody reads beside a label."""
MAX_COMMENT: Final = 4_000
_Decision = TypeVar("_Decision", LabelCorrectionView, VerdictCorrectionView)
VERDICTS: Final = ("met", "partly", "not_met", "not_observed")


class ReviewDesk:
    """What a supervisor reads and decides on a session of their team. ``clock`` stamps it."""

    def __init__(self, store: Store, *, judge: Judge, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._judge = judge
        self._clock = clock

    def session(self, who: Person, session_id: str) -> ReviewedSession:
        """One session with everything that was added to it."""
        require_role(who, Role.SUPERVISOR)
        with self._store.reading() as db:
            return reviewed(db, who, _found(visible_session(db, who, session_id)))

    def correct_label(
        self,
        who: Person,
        session_id: str,
        *,
        turn: int,
        label: str,
        holds: bool | None,
        quote: str,
        reason: str,
        seen: int,
    ) -> None:
        """Decide that a label holds for a reply, or doesn't.

        ``quote`` is "start-end" of one of the reply's sentences, or "" for none.
        """
        with self._correcting(who, session_id) as (db, row, known):
            reply = _reply(known, turn, label)
            if holds is None:
                raise Problem("choice-missing", "Choose whether it holds for this reply or not.")
            words = checked_words(reason, what="a reason", longest=MAX_REASON)
            span = _chosen(quote, reply, label) if holds else None
            before = known.corrections_of_label(turn, label)
            if before and _says_the_same(before[-1], who, holds=holds, span=span, reason=words):
                return  # sent twice
            _check_seen(seen, before)
            self._add_label(db, who, row, turn=turn, label=label, holds=holds, span=span, reason=words)

    def withdraw_label(self, who: Person, session_id: str, *, turn: int, label: str, reason: str, seen: int) -> None:
        """Take the decision on a label back, so that what was found counts again; it stays in the history."""
        with self._correcting(who, session_id) as (db, row, known):
            _reply(known, turn, label)
            words = checked_words(reason, what="a reason", longest=MAX_REASON)
            before = known.corrections_of_label(turn, label)
            if before and (before[-1].withdrawn, before[-1].made_by, before[-1].reason) == (True, who.name, words):
                return  # sent twice
            _check_seen(seen, before)
            last = _standing(before)
            self._add_label(
                db, who, row, turn=turn, label=label, holds=last.holds, span=None, reason=words, withdrawn=True
            )

    def correct_verdict(
        self, who: Person, session_id: str, *, clause: str, verdict: str, reason: str, seen: int
    ) -> None:
        """Give a clause another verdict than the computed one."""
        with self._correcting(who, session_id) as (db, row, known):
            self.check_clause(clause)
            if not known.session.turns:
                raise Problem("nothing-said", "The trainee said nothing in this conversation, so nothing was observed.")
            if verdict not in VERDICTS:
                raise Problem("choice-missing", "Choose a verdict.")
            words = checked_words(reason, what="a reason", longest=MAX_REASON)
            before = known.corrections_of_verdict(clause)
            if before and _same_verdict(before[-1], who, verdict=verdict, reason=words, withdrawn=False):
                return  # sent twice
            _check_seen(seen, before)
            self._add_verdict(db, who, row, clause=clause, verdict=verdict, reason=words)

    def withdraw_verdict(self, who: Person, session_id: str, *, clause: str, reason: str, seen: int) -> None:
        """Take the decision on a clause back, so that what is computed counts again; it stays in the history."""
        with self._correcting(who, session_id) as (db, row, known):
            self.check_clause(clause)
            words = checked_words(reason, what="a reason", longest=MAX_REASON)
            before = known.corrections_of_verdict(clause)
            if before and _same_verdict(before[-1], who, verdict=before[-1].verdict, reason=words, withdrawn=True):
                return  # sent twice
            _check_seen(seen, before)
            last = _standing(before)
            self._add_verdict(db, who, row, clause=clause, verdict=last.verdict, reason=words, withdrawn=True)

    def check_clause(self, clause: str) -> None:
        """Raise the 404 Problem for a clause that no report lists."""
        if all(clause != known.id for known in self._judge.rules.observed_clauses()):
            raise Problem("not-found", "No report has a requirement of that number.")

    def answer_flag(
        self, who: Person, session_id: str, flag_id: int, *, accept: bool | None, answer: str, seen: int
    ) -> int:
        """Answer a trainee's doubt; returns its turn.

        Agreeing lets the opposite of what the trainee doubted hold, unless that was decided already; declining says why
        the label stays.
        """
        with self._writing(who, session_id) as (db, row):
            flag = next((flag for flag in flags_of(db, row.id) if flag.id == flag_id), None)
            if flag is None:
                raise Problem("not-found", "The trainee has no such doubt about this conversation.")
            known = reviewed(db, who, row)
            if flag.answered_at is not None:
                answerer = flag.answerer.name if flag.answerer else "Somebody"
                raise _overtaken(f"{answerer} answered: {flag.answer}", again=False)
            if accept is None:
                raise Problem("choice-missing", "Choose whether you agree with the trainee.")
            if accept:
                _check_open(known)
            words = checked_words(answer, what="an answer", longest=MAX_REASON)
            _check_seen(seen, known.corrections_of_label(flag.turn, flag.label))
            now = self._clock()
            holds = not known.doubted(next(raised for raised in known.review.flags if raised.id == flag.id))
            flag.answer, flag.accepted, flag.answered_by, flag.answered_at = words, accept, who.id, now
            if accept and known.holds(flag.turn, flag.label) is not holds:
                self._add_label(db, who, row, turn=flag.turn, label=flag.label, holds=holds, span=None, reason=words)
            detail = {"flag": flag.id, "accepted": accept}
            append(db, at=now, actor_id=who.id, act=Act.FLAG_ANSWERED, subject=_subject(row), detail=detail)
            return flag.turn

    def comment(self, who: Person, session_id: str, *, turn: int | None, text: str) -> None:
        """Say something to the trainee about one reply or, with ``turn`` None, about the whole.

        Sent twice it is kept once.
        """
        with self._writing(who, session_id) as (db, row):
            known = reviewed(db, who, row)
            if turn is not None and not 1 <= turn <= len(known.session.turns):
                raise Problem(
                    "choice-missing",
                    "It isn't clear which reply this is about: the conversation has no such one. Comment on one of its "
                    "replies, or on the whole.",
                )
            words = checked_words(text, what="a comment", longest=MAX_COMMENT)
            said = known.review.comments_on(turn)
            if said and (said[-1].text, said[-1].written_by) == (words, who.name):
                return
            db.add(Comment(session_id=row.id, turn=turn, text=words, written_by=who.id, written_at=self._clock()))

    def sign_off(self, who: Person, session_id: str, *, note: str, seen: int) -> None:
        """Stand by the report as corrected; from then on nothing in it changes until the sign-off is withdrawn."""
        with self._correcting(who, session_id) as (db, row, known):
            words = checked_words(note, what="a note", longest=MAX_REASON, required=False)
            if any(flag.is_open for flag in known.review.flags):
                raise Problem("doubts-open", "The trainee doubts a label and waits for an answer. Answer it first.")
            if seen != known.seen:
                raise _overtaken(
                    "Something was corrected, said or saved in the complaint record that you have not seen; this page "
                    "and the report have it now"
                )
            now = self._clock()
            db.add(SignOff(session_id=row.id, note=words, signed_by=who.id, signed_at=now))
            db.flush()
            append(db, at=now, actor_id=who.id, act=Act.SIGNED_OFF, subject=_subject(row))

    def reopen(self, who: Person, session_id: str, *, reason: str) -> None:
        """Withdraw the sign-off, so that the report can be corrected again and follows the complaint record again.

        Its note and the reason stay as comments, which the trainee sees.
        """
        with self._writing(who, session_id) as (db, row):
            signed = sign_off_of(db, row.id)
            if signed is None:
                raise _overtaken("The sign-off was withdrawn already", again=False)
            words = checked_words(reason, what="a reason", longest=MAX_REASON)
            now = self._clock()
            if signed.note:
                note = f"Note with the sign-off: {signed.note}"
                db.add(Comment(session_id=row.id, text=note, written_by=signed.signed_by, written_at=signed.signed_at))
            said = Comment(session_id=row.id, text=f"Sign-off withdrawn: {words}", written_by=who.id, written_at=now)
            db.add(said)
            if reviewed(db, who, row).record_changed:
                self._judge.mark_record(db, row)
            db.delete(signed)
            db.flush()
            detail = {"comment": said.id}
            append(db, at=now, actor_id=who.id, act=Act.SIGN_OFF_WITHDRAWN, subject=_subject(row), detail=detail)

    @contextmanager
    def _writing(self, who: Person, session_id: str) -> Iterator[tuple[Session, PracticeSession]]:
        require_role(who, Role.SUPERVISOR)
        with self._store.writing() as db:
            row = session_for_review(db, who, session_id)
            if row is None and may_read(db, who, session_id):
                raise Problem(
                    "own-session", "This is your own conversation. Another supervisor of your team judges it."
                )
            yield db, _found(row)

    @contextmanager
    def _correcting(self, who: Person, session_id: str) -> Iterator[tuple[Session, PracticeSession, ReviewedSession]]:
        with self._writing(who, session_id) as (db, row):
            known = reviewed(db, who, row)
            _check_open(known)
            yield db, row, known

    def _add_label(
        self,
        db: Session,
        who: Person,
        row: PracticeSession,
        *,
        turn: int,
        label: str,
        holds: bool,
        span: Span | None,
        reason: str,
        withdrawn: bool = False,
    ) -> None:
        made = LabelCorrection(
            session_id=row.id,
            turn=turn,
            label=label,
            holds=holds,
            quote_start=span.start if span else None,
            quote_end=span.end if span else None,
            reason=reason,
            withdrawn=withdrawn,
            made_by=who.id,
            made_at=self._clock(),
        )
        decided = {"withdrawn": True} if withdrawn else {"holds": holds}
        self._keep(db, row, made, Act.LABEL_CORRECTED, {"turn": turn, "label": label, **decided})

    def _add_verdict(
        self,
        db: Session,
        who: Person,
        row: PracticeSession,
        *,
        clause: str,
        verdict: str,
        reason: str,
        withdrawn: bool = False,
    ) -> None:
        made = VerdictCorrection(
            session_id=row.id,
            clause=clause,
            verdict=verdict,
            reason=reason,
            withdrawn=withdrawn,
            made_by=who.id,
            made_at=self._clock(),
        )
        decided = {"withdrawn": True} if withdrawn else {"verdict": verdict}
        self._keep(db, row, made, Act.VERDICT_CORRECTED, {"clause": clause, **decided})

    def _keep(
        self,
        db: Session,
        row: PracticeSession,
        made: LabelCorrection | VerdictCorrection,
        act: Act,
        detail: dict[str, Any],
    ) -> None:
        """Keep a decision, work it into the report and log it."""
        db.add(made)
        db.flush()
        self._judge.correct(db, row, made)
        told = {"correction": made.id, **detail}
        append(db, at=made.made_at, actor_id=made.made_by, act=act, subject=_subject(row), detail=told)


def _says_the_same(made: LabelCorrectionView, who: Person, *, holds: bool, span: Span | None, reason: str) -> bool:
    quote = (span.start, span.end) if span else None
    decided = (made.made_by, made.holds, made.quote, made.reason)
    return not made.withdrawn and decided == (who.name, holds, quote, reason)


def _same_verdict(made: VerdictCorrectionView, who: Person, *, verdict: str, reason: str, withdrawn: bool) -> bool:
    return (made.made_by, made.verdict, made.reason, made.withdrawn) == (who.name, verdict, reason, withdrawn)


def _standing(decisions: Sequence[_Decision]) -> _Decision:
    """The decision that counts; raises the 422 Problem where there is none to take back."""
    if not decisions or decisions[-1].withdrawn:
        raise Problem("choice-missing", "There is no decision to withdraw: what the program found counts already.")
    return decisions[-1]


def _found(session: PracticeSession | None) -> PracticeSession:
    if session is None:
        raise Problem("session-not-found", "There is no such session, or it is not of your team.")
    return session


def _check_open(known: ReviewedSession) -> None:
    """Raises the 409 Problem while the conversation runs and after the sign-off."""
    if known.session.ended is None:
        raise Problem("still-running", "The conversation is still running; it can be judged when it has ended.")
    signed = known.review.sign_off
    if signed is not None:
        raise Problem(
            "signed-off", f"{signed.signed_by} has signed this off. Withdraw the sign-off to change the report."
        )


def _check_seen(seen: int, decisions: Sequence[LabelCorrectionView | VerdictCorrectionView]) -> None:
    """Raises the 409 Problem where there are more decisions on the same thing than the caller had seen."""
    if seen != len(decisions):
        last = decisions[-1] if decisions else None
        raise _overtaken(f"{last.made_by} decided, because: {last.reason}" if last else "Nothing was decided here yet")


def _overtaken(what: str, *, again: bool = True) -> Problem:
    """``again``: the same can still be sent; otherwise the page shows the text once more, to be copied."""
    kept = "Your text is kept: read, then send it again" if again else "Your text, if you wrote any, stands below"
    return Problem("review-moved-on", f"Somebody was here before you. {what.rstrip('.')}. {kept}.")


def _reply(known: ReviewedSession, turn: int, label: str) -> TurnView:
    if label not in LABELS or not 1 <= turn <= len(known.session.turns):
        raise Problem("not-found", "This conversation has no such reply, or there is no such label.")
    return known.session.turns[turn - 1]


def _chosen(quote: str, reply: TurnView, label: str) -> Span | None:
    """The sentence that was chosen; raises the 422 Problem for words that are none of the reply's sentences."""
    if not quote:
        return None
    scores = reply.scores or {"evidence": ()}
    evidence = [item for item in scores["evidence"] if item["label"] == label]
    for span in quotable(reply.reply, evidence):
        if quote == f"{span.start}-{span.end}":
            return span
    raise Problem("choice-missing", "Choose one of the reply's sentences, or none.")


def _subject(session: PracticeSession) -> str:
    return f"session:{session.id}"
