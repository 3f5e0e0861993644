"""A trainee's doubts about what was found in their replies, for a supervisor to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from coaching_rules.techniques import LABELS
from storage.people import Person, Role
from storage.practice import session_for_change, visible_session
from storage.review import Flag, open_flag
from storage.store import Store
from storage.turns import turns_so_far
from web.auth.roles import require_role
from web.problems import Problem
from web.review_view import Review, review_of
from web.text_rules import checked_words

MAX_COMMENT: Final = 1_000
"""Code points: enough to say why, short enough to be read beside a reply."""


class Doubts:
    """Flags of trainees on their own sessions. ``clock`` stamps them."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def review(self, who: Person, session_id: str) -> Review:
        """Everything that people added to a session that this person may read.

        The trainee of a running assessment is told nothing until it has ended.
        """
        require_role(who, Role.TRAINEE, Role.SUPERVISOR, Role.TRAINER)
        with self._store.reading() as db:
            session = visible_session(db, who, session_id)
            if session is None:
                raise Problem("session-not-found", "There is no such session, or it is not yours to see.")
            if session.owner_id == who.id and session.mode == "assessment" and session.ended is None:
                return Review()
            return review_of(db, session_id)

    def raise_flag(self, who: Person, session_id: str, *, turn: int, label: str, comment: str) -> None:
        """Doubt one label of one reply: one that was found, or one that was not.

        The words are optional. A second doubt about the same waits until the first was answered.
        """
        require_role(who, Role.TRAINEE)
        with self._store.writing() as db:
            session = session_for_change(db, who, session_id)
            if session is None:
                raise Problem("session-not-found", "There is no such session of yours.")
            if session.mode == "assessment" and session.ended is None:
                raise Problem(
                    "not-finished", "In an assessment the coach's notes come when the conversation has ended."
                )
            if label not in LABELS:
                raise Problem("choice-missing", "Choose what is wrong from the list.")
            if not 1 <= turn <= turns_so_far(db, session.id):
                raise Problem("not-found", "This conversation has no such reply.")
            words = checked_words(comment, what="a reason", longest=MAX_COMMENT, required=False)
            if open_flag(db, session.id, turn=turn, label=label) is not None:
                raise Problem("flag-open", "You doubted this already, and it waits for your supervisor's answer.")
            flag = Flag(session_id=session.id, turn=turn, label=label, comment=words)
            flag.raised_by, flag.raised_at = who.id, self._clock()
            db.add(flag)
