"""The labels of one reply as a supervisor weighs them: what the scorer said, how sure it was, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS, LABELS
from web.pages.coach_notes import CoachNotes, label_title, notes_on
from web.pages.team.wording import likelihood, standing
from web.review_view import CommentView, FlagView, LabelCorrectionView
from web.reviewed_session import ReviewedSession
from web.views import TurnView


@dataclass(frozen=True)
class LabelLine:
    """One label of one reply. ``found`` and ``holds`` are None where it was, or still is, too close to call."""

    label: str
    title: str
    tone: Literal["technique", "fault"]
    likelihood: str
    found: bool | None
    holds: bool | None
    decisions: tuple[LabelCorrectionView, ...]

    @property
    def decided(self) -> LabelCorrectionView | None:
        """The decision that counts; None where nobody decided or the last one was withdrawn."""
        return self.decisions[-1] if self.decisions and not self.decisions[-1].withdrawn else None

    @property
    def standing(self) -> str:
        return standing(self.holds)

    @property
    def found_words(self) -> str:
        """What the scorer said, for a label that somebody decided."""
        return standing(self.found)


@dataclass(frozen=True)
class ReviewedReply:
    """One reply with everything about it. ``notes`` and ``labels`` are empty while an assessment runs."""

    turn: TurnView
    notes: CoachNotes | None
    labels: tuple[LabelLine, ...]
    doubts: tuple[FlagView, ...]
    comments: tuple[CommentView, ...]


def reviewed_replies(known: ReviewedSession, rules: Rules) -> tuple[ReviewedReply, ...]:
    """Every reply with the labels worth a look: found, too close to call, doubted or decided."""
    return tuple(
        ReviewedReply(
            turn=turn,
            notes=notes_on(turn, rules, known.review.labels_on(turn.turn)),
            labels=tuple(line for line in all_lines(known, turn, rules) if _worth_a_look(line, known, turn.turn)),
            doubts=known.review.flags_on(turn.turn),
            comments=known.review.comments_on(turn.turn),
        )
        for turn in known.session.turns
    )


def all_lines(known: ReviewedSession, turn: TurnView, rules: Rules) -> tuple[LabelLine, ...]:
    """A line for each of the thirty labels; none while nothing may be shown."""
    if turn.scores is None:
        return ()
    return tuple(line_of(known, turn, label, rules) for label in LABELS)


def line_of(known: ReviewedSession, turn: TurnView, label: str, rules: Rules) -> LabelLine:
    probabilities: dict[str, Any] = dict((turn.scores or _UNSCORED)["labels"])
    return LabelLine(
        label=label,
        title=label_title(label, rules),
        tone="fault" if label in FAULTS else "technique",
        likelihood=likelihood(probabilities.get(label, 0.0)),
        found=known.found(turn.turn, label),
        holds=known.holds(turn.turn, label),
        decisions=known.corrections_of_label(turn.turn, label),
    )


_UNSCORED: Final[dict[str, dict[str, float]]] = {"labels": {}}


def _worth_a_look(line: LabelLine, known: ReviewedSession, turn: int) -> bool:
    doubted = any(flag.label == line.label for flag in known.review.flags_on(turn))
    return line.found is not False or line.holds is not False or bool(line.decisions) or doubted
