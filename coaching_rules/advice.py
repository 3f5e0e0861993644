"""What the coach may say after a reply and when: texts per label, and the order of suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coaching_rules.findings import Findings
from coaching_rules.session import Moment


@dataclass(frozen=True)
class When:
    """Conditions on one moment; every field that is given must hold.

    ``not_yet``: none of these labels was found so far, this reply included; ``seen``: one of them was. ``in_reply``:
    this reply has one of them; ``lacks``: it has none. A label too close to call is never taken for absent or present.
    """

    anger_before_from: int | None = None
    anger_before_to: int | None = None
    anger_after_from: int | None = None
    anger_after_to: int | None = None
    turn_from: int | None = None
    turn_to: int | None = None
    channels: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    not_yet: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    in_reply: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    readable: bool | None = None

    def holds(self, findings: Findings, moment: Moment) -> bool:
        return self._mood_holds(moment) and self._place_holds(findings, moment) and self._labels_hold(findings, moment)

    def _mood_holds(self, moment: Moment) -> bool:
        before, after = moment.mood_before.anger, moment.mood_after.anger
        return _within(before, self.anger_before_from, self.anger_before_to) and _within(
            after, self.anger_after_from, self.anger_after_to
        )

    def _place_holds(self, findings: Findings, moment: Moment) -> bool:
        return (
            _within(moment.turn, self.turn_from, self.turn_to)
            and (not self.channels or moment.channel in self.channels)
            and (not self.acts or any(act in moment.acts for act in self.acts))
            and (moment.ended in self.endings if self.endings else moment.ended is None)
            and (self.readable is None or self.readable == is_readable(findings))
        )

    def _labels_hold(self, findings: Findings, moment: Moment) -> bool:
        decided = findings.scores.decided
        possible = {*decided, *findings.scores.abstained}
        earlier = {label for label, count in moment.counts.items() if count > 0}
        return (
            not any(label in possible or label in earlier for label in self.not_yet)
            and (not self.seen or any(label in decided or label in earlier for label in self.seen))
            and (not self.in_reply or any(label in decided for label in self.in_reply))
            and not any(label in possible for label in self.lacks)
        )


def is_readable(findings: Findings) -> bool:
    """Whether the reply could be read at all: English, and not nonsense."""
    return findings.content.language == "en" and findings.content.sense != "nonsense"


def _within(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


@dataclass(frozen=True)
class TechniqueTexts:
    """Wordings for a technique: it was good, it was missing, do it next."""

    good: tuple[str, ...]
    missing: tuple[str, ...]
    next: tuple[str, ...]


@dataclass(frozen=True)
class FaultTexts:
    """Wordings for a fault; ``repair`` is the technique that the suggestions in ``next`` ask for."""

    harm: tuple[str, ...]
    repair: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class FindingTexts:
    """For a content finding: the labels it silences, the technique that repairs it, and wordings for the suggestion."""

    silences: tuple[str, ...]
    repair: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One suggestion or omission: its label, when it comes up, and texts of its own (empty: the label's)."""

    label: str
    when: When
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """The coach's plan. Lists are in order of preference; the last step of ``plan`` always fits.

    ``silences``: praise for these labels is held back beside a fault; ``holds_back``: or at this moment.
    """

    most_good: int
    most_good_beside_harm: int
    good_order: tuple[str, ...]
    good_order_heated: tuple[str, ...]
    heated_from: int
    severity: tuple[str, ...]
    silences: Mapping[str, tuple[str, ...]]
    findings: Mapping[str, FindingTexts]
    holds_back: tuple[Step, ...]
    missing: tuple[Step, ...]
    plan: tuple[Step, ...]
    techniques: Mapping[str, TechniqueTexts]
    faults: Mapping[str, FaultTexts]
