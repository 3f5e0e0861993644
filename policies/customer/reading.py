"""What the customer takes from a reply: the findings, seen with the customer's own questions and offers in mind.

The customer perceives what was *decided* and the content; probabilities and abstentions are for the coach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coaching_rules.findings import Findings
from coaching_rules.techniques import FAULTS, TECHNIQUES
from policies.customer.acts import Vocabulary
from policies.customer.persona import Persona
from policies.customer.state import CustomerState

_QUOTE_WORDS = 6
_QUOTE_CHARACTERS = 60
_WEEKDAY = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One reply as the customer took it.

    ``unreadable`` is the act that answers a reply without sense (``puzzled``, ``pull_back``, ``other_language``,
    ``only_emoji``), else None. ``asked`` and ``told`` are topics in order, each once. ``answered`` are those of the
    customer's open questions that this reply answers. ``when`` is the first expression of time.
    """

    techniques: tuple[str, ...]
    faults: tuple[str, ...]
    asked: tuple[str, ...]
    told: tuple[str, ...]
    answered: tuple[str, ...]
    unreadable: str | None
    repeated: bool
    refused: bool
    when: str | None
    echo: str | None
    misquoted_day: bool

    @property
    def decided(self) -> frozenset[str]:
        return frozenset(self.techniques + self.faults)

    def has(self, *labels: str) -> bool:
        """Whether any of the labels was decided."""
        return not self.decided.isdisjoint(labels)

    @property
    def empty(self) -> bool:
        """Nothing was found that a customer could hold on to."""
        return not (self.techniques or self.faults or self.asked or self.told or self.when)


def read(findings: Findings, state: CustomerState, persona: Persona, vocabulary: Vocabulary) -> Reading:
    """Perceive the reply."""
    decided = frozenset(findings.scores.decided)
    content = findings.content
    techniques = tuple(label for label in TECHNIQUES if label in decided)
    faults = tuple(label for label in FAULTS if label in decided)
    asked = tuple(dict.fromkeys(content.asked()))
    told = tuple(dict.fromkeys(content.told()))
    when = content.when[0].quote if content.when else None
    return Reading(
        techniques=techniques,
        faults=faults,
        asked=asked,
        told=told,
        answered=tuple(
            topic
            for topic in state.open_questions
            if topic in told or _answers(topic, decided, vocabulary, timed=when is not None)
        ),
        unreadable=_unreadable(findings, hopeful=bool(decided)),
        repeated=content.repeats_turn is not None,
        refused=any(remedy.stance == "refused" for remedy in content.remedies),
        when=when,
        echo=_echo(findings, vocabulary),
        misquoted_day=_misquoted_day(findings, persona),
    )


def quote_of(findings: Findings, label: str) -> str | None:
    """The trainee's words that carry the label, if they are short enough to throw back, without their full stop."""
    for span in findings.scores.evidence_of(label):
        words = span.quote.split()
        if 1 < len(words) <= _QUOTE_WORDS and len(span.quote) <= _QUOTE_CHARACTERS:
            return " ".join(words).strip(".!?,;:\"'“”‘’ ")
    return None


def _answers(topic: str, decided: frozenset[str], vocabulary: Vocabulary, *, timed: bool) -> bool:
    kind = vocabulary.questions[topic]
    return not decided.isdisjoint(kind.by) or (timed and not decided.isdisjoint(kind.with_time))


def _unreadable(findings: Findings, *, hopeful: bool) -> str | None:
    """A reply in which anything was decided made some sense, whatever else it was."""
    if hopeful:
        return None
    content = findings.content
    by_language = {"other": "other_language", "none": "only_emoji"}
    by_sense = {"nonsense": "puzzled", "off_topic": "pull_back"}
    return by_language.get(content.language) or by_sense.get(content.sense)


def _echo(findings: Findings, vocabulary: Vocabulary) -> str | None:
    for fault in findings.scores.decided:
        if fault in FAULTS:
            for span in findings.scores.evidence_of(fault):
                found = vocabulary.echo.search(span.quote)
                if found:
                    return found.group(0).lower()
    return None


def _misquoted_day(findings: Findings, persona: Persona) -> bool:
    """A paraphrase names a weekday, and the customer only ever spoke of others."""
    said = {day.lower() for span in findings.scores.evidence_of("paraphrase") for day in _WEEKDAY.findall(span.quote)}
    own = (persona.occasion, persona.deadline, *(fact.value for fact in persona.facts))
    known = {day.lower() for text in own if text for day in _WEEKDAY.findall(text)}
    return bool(said and known and said.isdisjoint(known))
