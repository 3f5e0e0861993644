"""The shared bank of the customer's lines: ``data/lines/*.yml``, by act and mood, some for certain channels.

A file maps acts to moods (or ``any``) to lists of lines. A line is text, or ``{text, channels, registers}``. It may
use the slots of ``data/customer/acts.yml`` in braces; a line whose slots can't be filled is not said.
``last-words.yml`` holds two lists whose pairs are the very last resort of a long talk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml

from coaching_rules.session import CHANNELS
from coaching_rules.shape import Entry
from policies.customer.acts import Vocabulary
from policies.customer.numbers import MOODS

REGISTERS: Final[tuple[str, ...]] = ("formal", "everyday", "casual")
LAST_WORDS: Final = "last-words.yml"
SLOT: Final = re.compile(r"\{([^{}]*)\}")
_LONGEST: Final = 320
_MOODS: Final = (*MOODS, "any")


@dataclass(frozen=True)
class Line:
    """One thing to say. ``id`` is a hash of the text, so that it survives reordering and names equal texts equally.

    Empty ``channels`` or ``registers`` mean all of them.
    """

    id: str
    text: str
    channels: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        return tuple(SLOT.findall(self.text))


@dataclass(frozen=True)
class Bank:
    """``cells`` by act and mood; ``first`` and ``second`` halves of the last words."""

    cells: Mapping[str, Mapping[str, tuple[Line, ...]]]
    first: tuple[str, ...]
    second: tuple[str, ...]

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all lines, the last words apart."""
        return frozenset(item.id for moods in self.cells.values() for lines in moods.values() for item in lines)

    def cell(self, act: str, mood: str) -> tuple[Line, ...]:
        return self.cells.get(act, {}).get(mood, ())


def line(text: str, *, channels: tuple[str, ...] = (), registers: tuple[str, ...] = ()) -> Line:
    """A line with the id that its text gives it."""
    digest = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]
    return Line(id=digest, text=text, channels=channels, registers=registers)


def load_bank(folder: Path, vocabulary: Vocabulary) -> Bank:
    """Read the folder; raises MisfitError for an unknown act, mood, slot or channel, or a text that stands twice."""
    cells: dict[str, dict[str, tuple[Line, ...]]] = {}
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name == LAST_WORDS:
            continue
        for act, entry in Entry(yaml.safe_load(path.read_text(encoding="utf-8")), (path.name,)).pairs():
            if act not in vocabulary.acts:
                raise entry.wrong("L0101", f'unknown act "{act}"; see data/customer/acts.yml')
            for mood, cell in entry.pairs():
                if mood not in _MOODS:
                    raise cell.wrong("L0102", f'unknown mood "{mood}"; one of {", ".join(_MOODS)}')
                lines = tuple(_line(item, vocabulary, seen) for item in cell.items())
                moods = cells.setdefault(act, {})
                moods[mood] = (*moods.get(mood, ()), *lines)
    last = Entry(yaml.safe_load((folder / LAST_WORDS).read_text(encoding="utf-8")), (LAST_WORDS,)).fields(
        ("first", "second")
    )
    return Bank(cells=cells, first=last["first"].texts(), second=last["second"].texts())


def _line(entry: Entry, vocabulary: Vocabulary, seen: dict[str, str]) -> Line:
    if isinstance(entry.value, dict):
        fields = entry.fields(("text",), ("channels", "registers"))
        made = line(
            fields["text"].text(),
            channels=fields["channels"].many_of(CHANNELS, "channel") if "channels" in fields else (),
            registers=fields["registers"].many_of(REGISTERS, "register") if "registers" in fields else (),
        )
    else:
        made = line(entry.text())
    for slot in made.slots:
        if slot not in vocabulary.slots:
            raise entry.wrong("L0103", f'unknown slot "{{{slot}}}"; one of {", ".join(sorted(vocabulary.slots))}')
    if len(made.text) > _LONGEST:
        raise entry.wrong("L0104", f"longer than {_LONGEST} characters; make it two lines")
    where = "/".join(str(step) for step in entry.pointer)
    if made.id in seen:
        raise entry.wrong("L0105", f"the same text stands at {seen[made.id]}; say it another way")
    seen[made.id] = where
    return made
