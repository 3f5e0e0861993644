"""What people added to a session, as pages show it: doubts, corrections, comments, sign-off, each with its author.

The trainee's pages and the supervisor's desk both read it here, so that both see the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage import review


@dataclass(frozen=True)
class FlagView:
    """A trainee's doubt about one label of one reply.

    ``answer`` is None while no supervisor has answered; ``accepted`` says whether the supervisor agreed.
    """

    id: int
    turn: int
    label: str
    comment: str
    raised_at: datetime
    answer: str | None
    accepted: bool | None
    answered_by: str | None
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


@dataclass(frozen=True)
class LabelCorrectionView:
    """A supervisor's decision on one label of one reply; ``quote`` are offsets into the reply, where there are any.

    ``withdrawn``: the decision is taken back, and what was found counts again.
    """

    turn: int
    label: str
    holds: bool
    quote: tuple[int, int] | None
    reason: str
    made_by: str
    made_at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class VerdictCorrectionView:
    """A supervisor's verdict on one clause; ``withdrawn``: it is taken back, and what was computed counts again."""

    clause: str
    verdict: str
    reason: str
    made_by: str
    made_at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class CommentView:
    """A supervisor's words; ``turn`` is None where they are on the whole conversation."""

    turn: int | None
    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True)
class SignOffView:
    """A supervisor has read the conversation and stands by its report."""

    note: str
    signed_by: str
    signed_at: datetime


@dataclass(frozen=True)
class Review:
    """Everything that was added to one session, the oldest first. Corrections include those that were overtaken."""

    flags: tuple[FlagView, ...] = ()
    label_corrections: tuple[LabelCorrectionView, ...] = ()
    verdict_corrections: tuple[VerdictCorrectionView, ...] = ()
    comments: tuple[CommentView, ...] = ()
    sign_off: SignOffView | None = None

    def flags_on(self, turn: int) -> tuple[FlagView, ...]:
        return tuple(flag for flag in self.flags if flag.turn == turn)

    def comments_on(self, turn: int | None) -> tuple[CommentView, ...]:
        """The comments on one reply; with None those on the whole conversation."""
        return tuple(comment for comment in self.comments if comment.turn == turn)

    def labels_on(self, turn: int) -> dict[str, LabelCorrectionView]:
        """By label, the correction that counts for a reply: the last one, unless it was withdrawn."""
        last = {made.label: made for made in self.label_corrections if made.turn == turn}
        return {label: made for label, made in last.items() if not made.withdrawn}

    def verdicts(self) -> dict[str, VerdictCorrectionView]:
        """By clause, the correction that counts: the last one, unless it was withdrawn."""
        last = {made.clause: made for made in self.verdict_corrections}
        return {clause: made for clause, made in last.items() if not made.withdrawn}

    def correctors(self) -> tuple[str, ...]:
        """Who made the corrections that count."""
        turns = dict.fromkeys(made.turn for made in self.label_corrections)
        labels = [made.made_by for turn in turns for made in self.labels_on(turn).values()]
        return tuple(dict.fromkeys([*labels, *(made.made_by for made in self.verdicts().values())]))


def review_of(db: Session, session_id: str) -> Review:
    """All that was added to a session. Who may see it is for the caller to have asked."""
    sign_off = review.sign_off_of(db, session_id)
    return Review(
        flags=tuple(_flag(row) for row in review.flags_of(db, session_id)),
        label_corrections=tuple(_label_correction(row) for row in review.label_corrections_of(db, session_id)),
        verdict_corrections=tuple(
            VerdictCorrectionView(
                clause=row.clause,
                verdict=row.verdict,
                reason=row.reason,
                made_by=row.author.name,
                made_at=row.made_at,
                withdrawn=row.withdrawn,
            )
            for row in review.verdict_corrections_of(db, session_id)
        ),
        comments=tuple(
            CommentView(turn=row.turn, text=row.text, written_by=row.author.name, written_at=row.written_at)
            for row in review.comments_of(db, session_id)
        ),
        sign_off=SignOffView(note=sign_off.note, signed_by=sign_off.author.name, signed_at=sign_off.signed_at)
        if sign_off
        else None,
    )


def _flag(row: review.Flag) -> FlagView:
    return FlagView(
        id=row.id,
        turn=row.turn,
        label=row.label,
        comment=row.comment,
        raised_at=row.raised_at,
        answer=row.answer,
        accepted=row.accepted,
        answered_by=row.answerer.name if row.answerer else None,
        answered_at=row.answered_at,
    )


def _label_correction(row: review.LabelCorrection) -> LabelCorrectionView:
    return LabelCorrectionView(
        turn=row.turn,
        label=row.label,
        holds=row.holds,
        quote=None if row.quote_start is None or row.quote_end is None else (row.quote_start, row.quote_end),
        reason=row.reason,
        made_by=row.author.name,
        made_at=row.made_at,
        withdrawn=row.withdrawn,
    )
