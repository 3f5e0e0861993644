"""A session as a supervisor reads it: what was found, what was decided about it, and the report that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from storage.judgement import record_of
from storage.people import Person
from storage.practice import PracticeSession
from storage.turns import turns_of
from web.review_view import FlagView, LabelCorrectionView, Review, VerdictCorrectionView, review_of
from web.views import SessionView, session_view

_NOTHING: Final[Mapping[str, Any]] = {"decided": (), "abstained": ()}


@dataclass(frozen=True)
class ReviewedSession:
    """A session with all that was added to it. ``report`` is the one that counts, ``original`` as it was judged.

    Both are None while the conversation runs. ``record_saved_at`` is when the trainee last saved the complaint record,
    ``record_changed`` says that it was after the sign-off. ``own``: it is the reader's own, from when they were a
    trainee, to be judged by somebody else.
    """

    session: SessionView
    review: Review
    report: Mapping[str, Any] | None
    original: Mapping[str, Any] | None
    record_changed: bool
    record_saved_at: datetime | None
    own: bool

    @property
    def open_to_change(self) -> bool:
        """Whether the reader can correct the report: the conversation has ended, is not signed off and not theirs."""
        return self.session.ended is not None and self.review.sign_off is None and not self.own

    @property
    def rules_changed(self) -> bool:
        """Whether corrections were worked in by other rules than those that judged the conversation."""
        return (
            self.report is not None
            and self.original is not None
            and (self.report["model"]["rules"] != self.original["model"]["rules"])
        )

    @property
    def seen(self) -> int:
        """How much was decided and said so far, and when the record was saved.

        It only grows, so that two looks at a session can be told apart.
        """
        review = self.review
        answered = sum(not flag.is_open for flag in review.flags)
        said = len(review.label_corrections) + len(review.verdict_corrections) + len(review.comments) + answered
        saved = self.record_saved_at
        return said + (int(saved.timestamp() * 1_000_000) if saved else 0)

    def corrections_of_label(self, turn: int, label: str) -> tuple[LabelCorrectionView, ...]:
        """All decisions on one label of one reply, the oldest first."""
        return tuple(made for made in self.review.label_corrections if (made.turn, made.label) == (turn, label))

    def corrections_of_verdict(self, clause: str) -> tuple[VerdictCorrectionView, ...]:
        return tuple(made for made in self.review.verdict_corrections if made.clause == clause)

    def holds(self, turn: int, label: str) -> bool | None:
        """Whether a label holds for a reply as things stand; None where it is too close to call."""
        return self._decided(self.corrections_of_label(turn, label), turn, label)

    def doubted(self, flag: FlagView) -> bool | None:
        """Whether the label held for the reply when the trainee raised this doubt: that is what they doubt."""
        made = [one for one in self.corrections_of_label(flag.turn, flag.label) if one.made_at < flag.raised_at]
        return self._decided(made, flag.turn, flag.label)

    def found(self, turn: int, label: str) -> bool | None:
        """Whether the scorer found a label in a reply; None where it was too close to call."""
        scores = self.session.turns[turn - 1].scores or _NOTHING
        return None if label in scores["abstained"] else label in scores["decided"]

    def _decided(self, made: Sequence[LabelCorrectionView], turn: int, label: str) -> bool | None:
        return made[-1].holds if made and not made[-1].withdrawn else self.found(turn, label)


def reviewed(db: Session, who: Person, session: PracticeSession) -> ReviewedSession:
    """All of one session for ``who``. Whether they may see it is for the caller to have asked."""
    record = record_of(db, session.id)
    review = review_of(db, session.id)
    signed = review.sign_off
    return ReviewedSession(
        session=session_view(session, turns_of(db, session.id), record=record.content if record else None),
        review=review,
        report=session.corrected_report or session.final_report,
        original=session.final_report,
        record_changed=record is not None and signed is not None and record.saved_at > signed.signed_at,
        record_saved_at=record.saved_at if record else None,
        own=session.owner_id == who.id,
    )
