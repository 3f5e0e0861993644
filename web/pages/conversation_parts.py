"""What the pages that show a conversation have in common: replies with their notes, the mood in words, the composer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.people import Person, Role
from web.pages.coach_notes import CoachNotes, notes_on
from web.pages.wording import mood_sentence
from web.review_view import CommentView, FlagView, LabelCorrectionView, Review
from web.services import Services
from web.text_rules import MAX_REPLY
from web.views import SessionView, TurnView


@dataclass(frozen=True)
class Composer:
    """The reply form: the text in it, the id it goes by, and what went wrong with it, if anything."""

    text: str
    reply_id: str
    problem: str | None


@dataclass(frozen=True)
class Doubt:
    """The form for a doubt about one reply that was refused: what was in it, and why."""

    turn: int
    label: str
    comment: str
    problem: str


@dataclass(frozen=True)
class MoodShift:
    """One measure of the mood before and after a reply (0–100)."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class AnsweredReply:
    """A turn with its coach's notes, what it did to the mood, and what people added to it, if they may be shown.

    ``doubtful`` are the labels with a doubt that nobody has answered yet.
    """

    turn: TurnView
    notes: CoachNotes | None
    mood_words: str | None
    mood_change: tuple[MoodShift, ...]
    flags: tuple[FlagView, ...]
    corrections: tuple[LabelCorrectionView, ...]
    comments: tuple[CommentView, ...]

    @property
    def doubtful(self) -> tuple[str, ...]:
        return tuple(flag.label for flag in self.flags if flag.is_open)


def blank_composer() -> Composer:
    return Composer(text="", reply_id=str(uuid.uuid4()), problem=None)


def label_titles(services: Services) -> dict[str, str]:
    return {label: words.title for label, words in services.materials.rules.words.labels.items()}


def mood_words(mood: Mapping[str, int] | None, services: Services) -> str | None:
    """The mood in half a line; None where it may not be shown."""
    if mood is None:
        return None
    return mood_sentence(services.materials.customer.numbers.mood_of(mood["anger"]), mood)


def answered_replies(session: SessionView, review: Review, services: Services) -> list[AnsweredReply]:
    """The session's turns as its pages show them."""
    moods = (session.start_mood, *(turn.mood for turn in session.turns))
    replies = []
    for turn, before in zip(session.turns, moods, strict=False):
        corrections = review.labels_on(turn.turn)
        replies.append(
            AnsweredReply(
                turn=turn,
                notes=notes_on(turn, services.materials.rules, corrections),
                mood_words=mood_words(turn.mood, services),
                mood_change=_shifts(before, turn.mood),
                flags=review.flags_on(turn.turn),
                corrections=tuple(corrections.values()),
                comments=review.comments_on(turn.turn),
            )
        )
    return replies


def conversation_context(
    who: Person, session: SessionView, services: Services, *, composer: Composer, doubt: Doubt | None = None
) -> dict[str, Any]:
    """Everything that the conversation page and its parts show."""
    review = services.doubts.review(who, session.session_id)
    mood = session.turns[-1].mood if session.turns else session.start_mood
    return {
        "session": session,
        "replies": answered_replies(session, review, services),
        "review": review,
        "tries": services.practice.tries_after(who, session.session_id),
        "label_titles": label_titles(services),
        "mood": mood,
        "mood_words": mood_words(mood, services),
        "composer": composer,
        "doubt": doubt,
        "own": who.role != Role.SUPERVISOR,
        "open_book": session.mode == "practice" or session.ended is not None,
        "longest": MAX_REPLY,
        "resume": False,
        "changed": None,
    }


def _shifts(before: Mapping[str, int] | None, after: Mapping[str, int] | None) -> tuple[MoodShift, ...]:
    if before is None or after is None:
        return ()
    return tuple(
        MoodShift(name=name.capitalize(), before=before[name], after=after[name])
        for name in ("anger", "trust", "patience")
    )
