"""The customers a trainee can choose from, with what the choice goes by: sector, channel, difficulty and goal.

A persona's tags name standards and sectors; the goals are told from those standards and from how the customer begins.
Nothing here gives away what the case turns on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from coaching_rules.rubric import Rules
from coaching_rules.session import CHANNELS
from policies.customer.schema import DIFFICULTIES
from storage.people import Person, Role
from storage.personas import PersonaVersion, published_persona, published_personas
from storage.store import Store
from web.auth.roles import require_role
from web.problems import Problem
from web.views import ABUSE_TAGS, PersonaCard, begins_furious, may_be_abusive, persona_card


class Option(NamedTuple):
    """One thing that can be chosen: its value in the form, and its name."""

    value: str
    title: str


@dataclass(frozen=True)
class Entry:
    """A customer as it stands in the catalogue. ``abusive``: the brief must warn of it."""

    card: PersonaCard
    sectors: tuple[Option, ...]
    goals: tuple[Option, ...]
    abusive: bool


@dataclass(frozen=True)
class Wish:
    """What a trainee looks for; an empty value takes everything."""

    sector: str = ""
    channel: str = ""
    difficulty: str = ""
    goal: str = ""

    def fits(self, entry: Entry) -> bool:
        return (
            self.sector in ("", *(option.value for option in entry.sectors))
            and self.channel in ("", entry.card.channel)
            and self.difficulty in ("", entry.card.difficulty)
            and self.goal in ("", *(option.value for option in entry.goals))
        )


@dataclass(frozen=True)
class Choice:
    """The customers that fit a wish, out of ``total``, and everything that could be wished for."""

    entries: tuple[Entry, ...]
    total: int
    sectors: tuple[Option, ...]
    channels: tuple[str, ...]
    difficulties: tuple[str, ...]
    goals: tuple[Option, ...]


class Catalogue:
    """The published personas, as a trainee may know them."""

    def __init__(self, store: Store, *, rules: Rules) -> None:
        self._store = store
        self._standards = {standard.id: standard.title for standard in rules.standards}

    def choose(self, who: Person, wish: Wish) -> Choice:
        """What fits the wish, in the order of the titles; the options are those of the whole catalogue."""
        require_role(who, Role.TRAINEE)
        with self._store.reading() as db:
            entries = sorted(map(self._entry, published_personas(db)), key=lambda entry: entry.card.title)
        return Choice(
            entries=tuple(entry for entry in entries if wish.fits(entry)),
            total=len(entries),
            sectors=_options(option for entry in entries for option in entry.sectors),
            channels=_in_order(CHANNELS, {entry.card.channel for entry in entries}),
            difficulties=_in_order(DIFFICULTIES, {entry.card.difficulty for entry in entries}),
            goals=_options(option for entry in entries for option in entry.goals),
        )

    def entry(self, who: Person, persona_id: str) -> Entry:
        """One customer; raises the Problem where there is none."""
        require_role(who, Role.TRAINEE)
        with self._store.reading() as db:
            version = published_persona(db, persona_id)
            if version is None:
                raise Problem("persona-not-found", "There is no published customer at this address.")
            return self._entry(version)

    def _entry(self, version: PersonaVersion) -> Entry:
        compiled: Mapping[str, Any] = version.compiled
        tags: list[str] = compiled["tags"]
        early = compiled["stage"] == "before"
        return Entry(
            card=persona_card(version),
            sectors=tuple(Option(tag, tag.capitalize()) for tag in tags if tag not in (*self._standards, *ABUSE_TAGS)),
            goals=(
                *(Option(tag, self._standards[tag]) for tag in tags if tag in self._standards),
                *([Option("before", "Noticing trouble before it is a complaint")] if early else []),
                *([Option("furious", "Calming somebody who is furious")] if begins_furious(version) else []),
            ),
            abusive=may_be_abusive(version),
        )


def _in_order(known: tuple[str, ...], used: set[str]) -> tuple[str, ...]:
    """Of all values there can be, those that some customer has."""
    return tuple(value for value in known if value in used)


def _options(found: Iterable[Option]) -> tuple[Option, ...]:
    """Each option once, by its title."""
    return tuple(sorted(dict.fromkeys(found), key=lambda option: option.title))
