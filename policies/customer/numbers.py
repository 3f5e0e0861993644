"""The numbers of ``data/customer/transitions.yml``, read once and checked: no rule has a figure of its own.

A technique that raised anger or a fault that lowered it would be refused here, so the promise made to trainees ("a good
act never makes it worse") can't be broken by editing data.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from coaching_rules.shape import Entry
from coaching_rules.techniques import FAULTS, TECHNIQUES

MOODS: Final[tuple[str, ...]] = ("calm", "irritated", "angry", "furious")
GROUPS: Final[tuple[str, ...]] = (
    "empathy",
    "clarity",
    "ownership",
    "solution",
    "manners",
    "disrespect",
    "runaround",
    "promises",
    "privacy",
)
"""What a persona can be more or less sensitive to; every label belongs to one."""

SectionT = TypeVar("SectionT")


@dataclass(frozen=True)
class Effect:
    """What one label does: points of anger, trust and patience at difficulty ``steady`` and sensitivity 1."""

    group: str
    anger: float
    trust: float
    patience: float


@dataclass(frozen=True)
class Difficulty:
    """Factors on what helps, on what hurts and on lost patience; points on what an offer must be worth."""

    good: float
    harm: float
    patience: float
    worth: float


@dataclass(frozen=True)
class Order:
    """How much of a solution counts before, with and after an acknowledgement of the feeling."""

    groups: tuple[str, ...]
    from_band: str
    unheard: float
    same_reply: float
    heard: float
    opened_by: tuple[str, ...]
    hot_empathy: float


@dataclass(frozen=True)
class Wear:
    """What is left of a formula used again; ``hollow`` of sympathy that leads to nothing."""

    factor: float
    floor: float
    none_after: int
    repeated_reply: float
    hollow_after: int
    hollow: float


@dataclass(frozen=True)
class Mixed:
    """The share that is left of what is good in a reply with a fault in it."""

    good_beside_fault: float


@dataclass(frozen=True)
class Saturation:
    """Points that no single reply can win, however much is good in it."""

    anger: float
    trust: float
    patience: float


@dataclass(frozen=True)
class Betrayal:
    """Factors on a fault after good work, from this trust on."""

    trust_from: int
    anger: float
    trust: float


@dataclass(frozen=True)
class Cooling:
    """What time, silence, nonsense, answers and offers do to patience, trust and anger."""

    simmer: float
    turn: float
    empty: float
    nonsense: float
    repeated: float
    unanswered: float
    low_offer: float
    answered: Mapping[str, float]
    fair_offer: Mapping[str, float]


@dataclass(frozen=True)
class Thanks:
    """How many techniques a reply must hold, and how far anger must fall, before it is said aloud that it did good."""

    techniques: int
    eased: int


@dataclass(frozen=True)
class Withholding:
    """The trust below which a furious customer tells nothing more."""

    trust: int


@dataclass(frozen=True)
class Heard:
    """The labels that acknowledge the account and the feeling."""

    account_by: tuple[str, ...]
    feeling_by: tuple[str, ...]


@dataclass(frozen=True)
class Persuasion:
    """Points by which a customer who is wrong, or partly, gives ground."""

    explain: float
    investigate: float
    assert_: float
    options: float
    compromise: float
    told_refuting: float
    unheard: float
    beside_fault: float
    partly: float
    unjustified: float
    settles_at: int
    fair_no: int


@dataclass(frozen=True)
class Acceptance:
    """How good the offers on the table must be in which mood."""

    anger_per_point: float
    trust_from: int
    trust_per_point: float
    persuaded_per_point: float
    second_remedy: float
    unlisted: float
    far_below: float
    never_from: str
    too_late: float
    no_date: float
    follow_up_trust: int
    follow_up_anger: int
    follow_up_turn: int


@dataclass(frozen=True)
class Leaving:
    """When a customer warns and when it goes."""

    manager_patience: int
    manager_anger: int
    threat_patience: int
    threat_anger: int
    insults: int
    no_trust: int
    soonest: int
    warned_patience: int
    longest: int
    muddles: int


@dataclass(frozen=True)
class Numbers:
    """All of it; see the file for what each is and why."""

    bands: Mapping[str, int]
    difficulties: Mapping[str, Difficulty]
    effects: Mapping[str, Effect]
    order: Order
    wear: Wear
    mixed: Mixed
    saturation: Saturation
    betrayal: Betrayal
    cooling: Cooling
    thanks: Thanks
    withholding: Withholding
    heard: Heard
    persuasion: Persuasion
    acceptance: Acceptance
    leaving: Leaving

    def mood_of(self, anger: int) -> str:
        """The name of the mood in which this anger is felt."""
        return next(mood for mood in reversed(MOODS) if anger >= self.bands[mood])

    def at_least(self, anger: int, mood: str) -> bool:
        return anger >= self.bands[mood]


def load_numbers(path: Path) -> Numbers:
    """Read the file; raises coaching_rules.shape.MisfitError with the place of what is wrong."""
    top = Entry(yaml.safe_load(path.read_text(encoding="utf-8"))).fields(
        ("bands", "difficulties", "techniques", "faults", *_SECTIONS)
    )
    return Numbers(
        bands={mood: entry.whole(0, 100) for mood, entry in _explained(top["bands"], MOODS).items()},
        difficulties={
            name: _section(entry, Difficulty)
            for name, entry in _explained(top["difficulties"], ("gentle", "steady", "hard", "fierce")).items()
        },
        effects={
            **_effects(top["techniques"], TECHNIQUES, good=True),
            **_effects(top["faults"], FAULTS, good=False),
        },
        **{name: _section(top[name], kind, explained=True) for name, kind in _SECTIONS.items()},
    )


_SECTIONS: Final[dict[str, type]] = {
    "order": Order,
    "wear": Wear,
    "mixed": Mixed,
    "saturation": Saturation,
    "betrayal": Betrayal,
    "cooling": Cooling,
    "thanks": Thanks,
    "withholding": Withholding,
    "heard": Heard,
    "persuasion": Persuasion,
    "acceptance": Acceptance,
    "leaving": Leaving,
}


def _explained(entry: Entry, keys: tuple[str, ...]) -> dict[str, Entry]:
    fields = entry.fields((*keys, "why", "source"))
    fields.pop("why").text()
    fields.pop("source").text()
    return fields


def _section(entry: Entry, kind: type[SectionT], *, explained: bool = False) -> SectionT:
    names = tuple(field.name for field in dataclasses.fields(kind))  # type: ignore[arg-type]
    keys = tuple(name.rstrip("_") for name in names)
    fields = _explained(entry, keys) if explained else entry.fields(keys)
    return kind(**{name: _value(fields[key]) for name, key in zip(names, keys, strict=True)})


def _value(entry: Entry) -> Any:
    if isinstance(entry.value, list):
        return entry.texts()
    if isinstance(entry.value, dict):
        return {key: item.number(-100, 100) for key, item in entry.pairs()}
    return entry.text() if isinstance(entry.value, str) else entry.number(-100, 100)


def _effects(entry: Entry, labels: tuple[str, ...], *, good: bool) -> dict[str, Effect]:
    effects = {}
    for label, item in entry.fields(labels).items():
        fields = _explained(item, ("group", "anger", "trust", "patience"))
        effect = Effect(
            group=fields["group"].one_of(GROUPS, "group"),
            **{name: fields[name].number(-100, 100) for name in ("anger", "trust", "patience")},
        )
        fits = (
            effect.anger <= 0 <= min(effect.trust, effect.patience)
            if good
            else effect.anger >= 0 >= max(effect.trust, effect.patience)
        )
        if not fits:
            raise item.wrong("R0105", "a technique may not hurt nor a fault soothe; correct the signs")
        effects[label] = effect
    return effects
