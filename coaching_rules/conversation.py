"""A stored conversation under the eyes of the rules: where signs were seen, which replies count, what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from coaching_rules.findings import Span
from coaching_rules.observation import Needs
from coaching_rules.rubric import MomentCase, Rules
from coaching_rules.session import ReportTurn, SessionFacts
from coaching_rules.signs import Sign, spans_of, too_close

CHANNEL_WORDS: Final[dict[str, str]] = {
    "chat": "in a chat",
    "phone": "on the telephone",
    "email": "by e-mail",
    "review": "under a review",
    "social": "on social media",
    "counter": "at the counter",
}


@dataclass(frozen=True)
class Quote:
    """Words of one reply, by the number of its turn."""

    turn: int
    span: Span

    def to_dict(self) -> dict[str, int | str]:
        return {"turn": self.turn, **self.span.to_dict()}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Quote:
        return cls(turn=raw["turn"], span=Span.from_dict(raw))


@dataclass(frozen=True)
class Sighting:
    """A sign seen in one reply, with its words."""

    turn: int
    sign: Sign
    spans: tuple[Span, ...]

    def quotes(self) -> tuple[Quote, ...]:
        return tuple(Quote(self.turn, span) for span in self.spans)


@dataclass(frozen=True)
class Conversation:
    """The turns in order, the session's facts, and the rules to judge them by."""

    turns: tuple[ReportTurn, ...]
    session: SessionFacts
    rules: Rules

    @property
    def final(self) -> bool:
        return self.session.ended is not None

    def sightings(self, signs: Iterable[Sign], turns: Sequence[ReportTurn]) -> tuple[Sighting, ...]:
        """Where the signs were seen, reply by reply and then in the order of the signs."""
        signs = tuple(signs)
        found = ((turn, sign, spans_of(sign, turn)) for turn in turns for sign in signs)
        return tuple(Sighting(turn.turn, sign, spans) for turn, sign, spans in found if spans)

    def doubtful(self, signs: Iterable[Sign], turns: Sequence[ReportTurn]) -> tuple[int, ...]:
        """The numbers of the replies in which one of the signs was too close to call."""
        signs = tuple(signs)
        return tuple(turn.turn for turn in turns if any(too_close(sign, turn) for sign in signs))

    def at_moment(self, moment: str | None) -> tuple[ReportTurn, ...]:
        """The turns at a kind of moment; all turns where none is asked for."""
        if moment is None:
            return self.turns
        cases = self.rules.moments[moment].cases
        return tuple(turn for turn in self.turns if any(self._case_holds(case, turn) for case in cases))

    def _case_holds(self, case: MomentCase, turn: ReportTurn) -> bool:
        return (
            (case.anger_from is None or turn.mood_before.anger >= case.anger_from)
            and (not case.answering or any(act in self._acts_before[turn.turn] for act in case.answering))
            and (not case.shows or any(spans_of(sign, turn) for sign in case.shows))
        )

    @cached_property
    def _acts_before(self) -> dict[int, tuple[str, ...]]:
        """The customer's acts that each reply answers; none for the first, which answers the opening."""
        answered = ((), *(turn.acts for turn in self.turns[:-1]))
        return {turn.turn: acts for turn, acts in zip(self.turns, answered, strict=True)}

    def lack(self, needs: Needs) -> str | None:
        """The sentence for what this conversation hasn't got, None where it has everything."""
        session = self.session
        if needs.endings and session.ended not in needs.endings:
            return "This shows at the end, and the conversation has not come to such an end."
        if needs.channels and session.channel not in needs.channels:
            others = ", ".join(CHANNEL_WORDS[channel] for channel in needs.channels)
            return f"This is for conversations {others}; this one was {CHANNEL_WORDS[session.channel]}."
        if needs.paths and session.path not in needs.paths:
            settled = "could be settled on the spot" if session.path == "now" else "had to be passed on"
            return f"This case {settled}, so it doesn't come up here."
        if needs.tags and not set(needs.tags) & set(session.tags):
            return "This customer's case doesn't bring it up."
        return None

    def opening_words(self, turn: ReportTurn) -> Quote:
        """The beginning of a reply as evidence for what its whole shows, cut at a word."""
        most = self.rules.scoring.quote_at_most
        start = len(turn.reply) - len(turn.reply.lstrip())
        words = turn.reply.rstrip()[start:]
        if len(words) > most:
            cut = words.rfind(" ", 0, most)
            words = words[: cut if cut > 0 else most]
        return Quote(turn.turn, Span(start, start + len(words), words))
