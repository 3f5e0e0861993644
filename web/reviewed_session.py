"""A session as a supervisor reads it: what was found, what was decided about it, and the report that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from storage.judgement import record_of
from storage.practice import PracticeSession
from storage.turns import turns_of
from web.review_view import LabelCorrectionView, Review, VerdictCorrectionView, review_of
from web.views import SessionView, session_view

_NOTHING: Final[Mapping[str, Any]] = {"decided": (), "abstained": ()}


@dataclass(frozen=True)
class ReviewedSession:
    """A session with all that was added to it. ``report`` is the one that counts, ``original`` as it was judged.

    Both are None while the conversation runs. ``record_changed`` says that the trainee saved the complaint record
    after the sign-off.
    """

    session: SessionView
    review: Review
    report: Mapping[str, Any] | None
    original: Mapping[str, Any] | None
    record_changed: bool

    @property
    def open_to_change(self) -> bool:
        """Whether the report can be corrected: the conversation has ended and is not signed off."""
        return self.session.ended is not None and self.review.sign_off is None

    @property
    def seen(self) -> int:
        """How much was decided and said so far; it only grows, so that two looks at a session can be told apart."""
        review = self.review
        answered = sum(not flag.is_open for flag in review.flags)
        return len(review.label_corrections) + len(review.verdict_corrections) + len(review.comments) + answered

    def corrections_of_label(self, turn: int, label: str) -> tuple[LabelCorrectionView, ...]:
        """All decisions on one label of one reply, the oldest first."""
        return tuple(made for made in self.review.label_corrections if (made.turn, made.label) == (turn, label))

    def corrections_of_verdict(self, clause: str) -> tuple[VerdictCorrectionView, ...]:
        return tuple(made for made in self.review.verdict_corrections if made.clause == clause)

    def holds(self, turn: int, label: str) -> bool | None:
        """Whether a label holds for a reply as things stand; None where it is too close to call."""
        made = self.corrections_of_label(turn, label)
        return made[-1].holds if made else self.found(turn, label)

    def found(self, turn: int, label: str) -> bool | None:
        """Whether the scorer found a label in a reply; None where it was too close to call."""
        scores = self.session.turns[turn - 1].scores or _NOTHING
        return None if label in scores["abstained"] else label in scores["decided"]


def reviewed(db: Session, session: PracticeSession) -> ReviewedSession:
    """All of one session. Who may see it is for the caller to have asked."""
    record = record_of(db, session.id)
    review = review_of(db, session.id)
    signed = review.sign_off
    return ReviewedSession(
        session=session_view(session, turns_of(db, session.id), record=record.content if record else None),
        review=review,
        report=session.corrected_report or session.final_report,
        original=session.final_report,
        record_changed=record is not None and signed is not None and record.saved_at > signed.signed_at,
    )
