"""How one clause is judged from the turns of a conversation: eight ways, each frozen data with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from coaching_rules.signs import Sign


@dataclass(frozen=True)
class Needs:
    """What a conversation must have for the clause to come up at all; empty tuples ask for nothing.

    ``endings``: the conversation must have ended in one of these ways.
    """

    endings: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """Techniques must be seen: one sign of each group, each in ``enough`` replies; signs ``against`` cost points.

    ``moment`` limits the replies that count. ``due`` is False where an absence proves nothing: then unseen means not
    observed, also at the end.
    """

    why: str
    signs: tuple[tuple[Sign, ...], ...]
    against: tuple[Sign, ...]
    moment: str | None
    enough: int
    due: bool
    needs: Needs


@dataclass(frozen=True)
class Avoided:
    """Something must not be done: met only after enough replies, some of them at the ``moment`` that tempts to it."""

    why: str
    against: tuple[Sign, ...]
    moment: str
    needs: Needs


@dataclass(frozen=True)
class Ordered:
    """One thing before or together with another. ``alone`` is True where the first without the second is right too."""

    why: str
    first: tuple[Sign, ...]
    then: tuple[Sign, ...]
    moment: str | None
    alone: bool
    needs: Needs


@dataclass(frozen=True)
class Outcome:
    """How the conversation ended, by a table of scores; ``rests_on`` says which replies are shown for it."""

    why: str
    endings: str
    rests_on: tuple[Sign, ...]
    needs: Needs


@dataclass(frozen=True)
class Trend:
    """Whether one number of the mood rose from the first reply to the last."""

    why: str
    mood: str
    needs: Needs


@dataclass(frozen=True)
class Stalemate:
    """Once anger has not fallen for several replies at the ``moment``, one of the signs must be tried that was not."""

    why: str
    signs: tuple[Sign, ...]
    moment: str
    needs: Needs


@dataclass(frozen=True)
class Combined:
    """The mean of other clauses, once at least ``least`` of them were observed."""

    why: str
    of: tuple[str, ...]
    least: int
    needs: Needs


@dataclass(frozen=True)
class Elsewhere:
    """A single conversation can't show it; ``why`` tells where it is shown instead."""

    why: str


Observation = Shown | Avoided | Ordered | Outcome | Trend | Stalemate | Combined | Elsewhere
