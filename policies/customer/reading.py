"""What the customer takes from a reply: the findings, seen with the customer's own questions and offers in mind.

The customer perceives what was *decided*, the content and the plain words of both; probabilities are for the coach. It
knows what it has said itself, so it minds only faults that can be ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from coaching_rules.findings import Findings, Remedy, Span
from coaching_rules.techniques import FAULTS, TECHNIQUES
from policies.customer.acts import Vocabulary
from policies.customer.dates import lies_ahead
from policies.customer.persona import Persona
from policies.customer.state import CustomerState

LAST_WORD: Final = frozenset({"confirm", "thank", "close"})
"""What a reply is made of that brings a settled conversation to its end."""
_NO_QUESTION: Final = frozenset({"confirm", "close", "escalate"})
"""A reply with one of these asks for a yes, if anything."""
_DATING: Final = ("solve", "options", "compromise", "confirm", "follow_up")
"""A time in a sentence with one of these is one by which something happens."""
_QUOTE_WORDS = 6
_QUOTE_CHARACTERS = 60
_WEEKDAY = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One reply as the customer took it.

    ``unreadable`` is the act that answers a reply without sense (``puzzled``, ``pull_back``, ``other_language``,
    ``only_emoji``), else None. ``found`` is all that was decided; ``techniques`` and ``faults`` are what the customer
    credits and minds of it. ``asked`` and ``told`` are topics in order, each once; ``unclear`` is a question whose
    topic was not caught. ``answered`` are those of the customer's open questions that this reply answers, ``ahead``
    those it answers before they were put. ``offers`` are the remedies put or refused, ``named`` the kinds called by
    their name. ``creditable`` is whether there is something to be glad of and nothing to doubt. ``when`` is the first
    expression of a time to come, ``dated`` the first in a sentence that offers or follows up.
    """

    techniques: tuple[str, ...]
    faults: tuple[str, ...]
    found: frozenset[str]
    asked: tuple[str, ...]
    unclear: bool
    told: tuple[str, ...]
    answered: tuple[str, ...]
    ahead: tuple[str, ...]
    offers: tuple[Remedy, ...]
    named: frozenset[str]
    creditable: bool
    unreadable: str | None
    repeated: bool
    refused: bool
    when: str | None
    dated: str | None
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
        return not (self.techniques or self.faults or self.asked or self.told or self.offers or self.when)


def read(findings: Findings, state: CustomerState, persona: Persona, vocabulary: Vocabulary) -> Reading:
    """Perceive the reply; of its times, only those to come: what happened three days ago is no promise."""
    findings = _ahead(findings, date.fromisoformat(persona.today))
    decided = frozenset(findings.scores.decided)
    content, hearing = findings.content, vocabulary.hearing
    techniques = tuple(label for label in TECHNIQUES if label in decided and not _insults(findings, label, vocabulary))
    asked = _asked(findings, persona, vocabulary)
    told = tuple(dict.fromkeys((*content.told(), *hearing.answered(findings))))
    when = content.when[0].quote if content.when else None
    offers = _offers(findings, persona, vocabulary)
    return Reading(
        techniques=techniques,
        faults=_minded(findings, asked, state, persona, vocabulary),
        found=decided,
        asked=asked,
        unclear=hearing.asks(findings) and not (asked or offers or decided.intersection(_NO_QUESTION)),
        told=told,
        answered=tuple(
            topic
            for topic in state.open_questions
            if topic in told or _answers(topic, decided, vocabulary, timed=when is not None)
        ),
        ahead=tuple(topic for topic in told if _counts_ahead(topic, decided, vocabulary)),
        offers=offers,
        named=frozenset(remedy.kind for remedy in offers if hearing.names(remedy)),
        creditable=bool(techniques) and decided.isdisjoint(FAULTS) and not set(findings.scores.abstained) & set(FAULTS),
        unreadable=_unreadable(findings, hopeful=bool(decided)),
        repeated=content.repeats_turn is not None,
        refused=any(remedy.stance == "refused" for remedy in offers),
        when=when,
        dated=_dated(findings),
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


def _ahead(findings: Findings, today: date) -> Findings:
    content = findings.content
    return replace(
        findings,
        content=replace(
            content,
            remedies=tuple(
                remedy if remedy.when is None or lies_ahead(remedy.when, today) else replace(remedy, when=None)
                for remedy in content.remedies
            ),
            when=tuple(span for span in content.when if lies_ahead(span.quote, today)),
        ),
    )


def _dated(findings: Findings) -> str | None:
    """A sentence whose words are unknown, as in rehearsal, is taken to hold every time of its reply."""
    content = findings.content
    said_back = findings.scores.evidence_of("paraphrase")  # "so you need it by Friday" promises none
    sentences: tuple[Span, ...] = (
        *(span for label in _DATING for span in findings.scores.evidence_of(label) if span not in said_back),
        *(remedy.span for remedy in content.remedies if remedy.stance != "refused"),
        *(topic.span for topic in content.topics if (topic.topic, topic.mode) == ("when_resolved", "told")),
    )
    return next(
        (
            time.quote
            for time in content.when
            if any(not span.quote or span.start <= time.start < span.end for span in sentences)
        ),
        None,
    )


def _asked(findings: Findings, persona: Persona, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is asked of the customer; of what it asks itself only where it has something to tell."""
    told_of = {fact.topic for fact in persona.facts}
    return tuple(
        topic for topic in vocabulary.hearing.asked(findings) if topic in told_of or topic not in vocabulary.questions
    )


def _insults(findings: Findings, label: str, vocabulary: Vocabulary) -> bool:
    """Whether all that carries the label calls the customer names: "you are an idiot" is no empathy."""
    spans = findings.scores.evidence_of(label)
    return bool(spans) and all(vocabulary.hearing.insulting(span) for span in spans)


def _minded(
    findings: Findings, asked: tuple[str, ...], state: CustomerState, persona: Persona, vocabulary: Vocabulary
) -> tuple[str, ...]:
    """The faults that are ones to the customer.

    Names it is called, whatever they were taken for. Asking again only what was asked or told before. After a yes, no
    short word, and beside a courteous one only what would take the yes back.
    """
    decided = set(findings.scores.decided)
    found = decided.intersection(FAULTS)
    if any(vocabulary.hearing.insulting(item.span) for item in findings.scores.evidence):
        found.add("hostile")
    told = {fact.topic for fact in persona.facts if fact.id in state.disclosed} | set(state.questioned)
    if told.isdisjoint(asked) and findings.content.repeats_turn is None:
        found.discard("re_ask")
    if state.settled is not None:
        found.discard("abrupt")
        if not decided.isdisjoint(LAST_WORD):
            found.intersection_update(vocabulary.takes_back)
    return tuple(label for label in FAULTS if label in found)


def _offers(findings: Findings, persona: Persona, vocabulary: Vocabulary) -> tuple[Remedy, ...]:
    """What was found, where it is named or the reply seeks a way out; and what this customer would take, by name."""
    hearing = vocabulary.hearing
    way_out = not set(hearing.way_out).isdisjoint(findings.scores.decided)
    found = (
        remedy for remedy in findings.content.remedies if way_out or remedy.stance == "refused" or hearing.names(remedy)
    )
    return (*found, *hearing.offered(findings, {remedy.kind for remedy in persona.remedies}))


def _counts_ahead(topic: str, decided: frozenset[str], vocabulary: Vocabulary) -> bool:
    kind = vocabulary.questions.get(topic)
    return kind is not None and (not kind.ahead or not decided.isdisjoint(kind.ahead))


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
