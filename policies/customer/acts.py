"""What the customer can do with a message, and the small vocabularies that go with it (``data/customer/acts.yml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coaching_rules.shape import Entry
from coaching_rules.techniques import FAULTS
from policies.customer.hearing import Hearing, hearing_of


@dataclass(frozen=True)
class Act:
    """One planned act: its name and whatever its words may speak of.

    ``fact`` is the id of the fact given, ``topic`` what was asked (by either side), ``offer`` and ``when`` the offer in
    words and ``kind`` its kind, ``quote`` and ``echo`` words of the trainee's own. They are data for the words to fill
    in, never templates.
    """

    name: str
    topic: str | None = None
    fact: str | None = None
    offer: str | None = None
    kind: str | None = None
    when: str | None = None
    quote: str | None = None
    echo: str | None = None

    def to_dict(self) -> dict[str, str]:
        """``act`` and whatever is set."""
        optional = {
            "topic": self.topic,
            "fact": self.fact,
            "offer": self.offer,
            "kind": self.kind,
            "when": self.when,
            "quote": self.quote,
            "echo": self.echo,
        }
        return {"act": self.name, **{key: value for key, value in optional.items() if value is not None}}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Act:
        return cls(name=raw["act"], **{key: value for key, value in raw.items() if key != "act"})


@dataclass(frozen=True)
class QuestionKind:
    """A question of the customer's: the act that puts it, and the labels that answer it (alone, or with a time).

    ``ahead`` are labels that one of must be there where it is told before it was asked; none named, none needed.
    """

    act: str
    by: tuple[str, ...]
    with_time: tuple[str, ...]
    ahead: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """``otherwise`` maps an act to those whose lines may stand in; ``gravity`` orders the faults, worst first.

    ``takes_back`` are the faults after which a yes no longer stands; ``hearing`` is what plain words are caught by.
    """

    otherwise: Mapping[str, tuple[str, ...]]
    slots: frozenset[str]
    questions: Mapping[str, QuestionKind]
    gravity: tuple[str, ...]
    takes_back: tuple[str, ...]
    echo: re.Pattern[str]
    remedies: Mapping[str, Mapping[str, str]]
    hearing: Hearing

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(self.otherwise)


def load_vocabulary(path: Path) -> Vocabulary:
    """Read the file; raises MisfitError for an unknown act in ``else``, a fault without gravity or a wrong key."""
    top = Entry(yaml.safe_load(path.read_text(encoding="utf-8"))).fields(
        ("acts", "slots", "questions", "gravity", "takes_back", "echo", "remedies", "hears")
    )
    names = [name for name, _ in top["acts"].pairs()]
    otherwise = {}
    for name, entry in top["acts"].pairs():
        fields = entry.fields(("what", "else"))
        fields["what"].text()
        otherwise[name] = fields["else"].many_of(names, "act")
    gravity = top["gravity"].many_of(FAULTS, "fault")
    if set(gravity) != set(FAULTS):
        raise top["gravity"].wrong("R0102", "every fault has its place; add the missing ones")
    questions = {topic: _question(entry, names) for topic, entry in top["questions"].pairs()}
    remedies = {kind: {form: words.text() for form, words in entry.pairs()} for kind, entry in top["remedies"].pairs()}
    echoes = sorted(top["echo"].texts(), key=len, reverse=True)
    return Vocabulary(
        otherwise=otherwise,
        slots=frozenset(name for name, _ in top["slots"].pairs()),
        questions=questions,
        gravity=gravity,
        takes_back=top["takes_back"].many_of(FAULTS, "fault"),
        echo=re.compile(rf"\b(?:{'|'.join(map(re.escape, echoes))})\b", re.IGNORECASE),
        remedies=remedies,
        hearing=hearing_of(top["hears"], kinds=remedies, topics=questions),
    )


def _question(entry: Entry, acts: list[str]) -> QuestionKind:
    fields = entry.fields(("act", "by", "with_time", "ahead"))
    return QuestionKind(
        act=fields["act"].one_of(acts, "act"),
        by=fields["by"].texts(),
        with_time=fields["with_time"].texts(),
        ahead=fields["ahead"].texts(),
    )
