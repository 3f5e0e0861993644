"""What the customer catches by the plain words of a reply (``hears`` of ``data/customer/acts.yml``).

The assistant finds kinds and topics by what sentences are like, and misses some that are said outright. A customer who
is told "we resize it, first in the queue" has heard an offer. Only sentences with something found in them are known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from coaching_rules.findings import Findings, Remedy, Span
from coaching_rules.shape import Entry
from coaching_rules.techniques import TECHNIQUES

_ASKING: Final = ("question", "re_ask")
_SUM: Final = re.compile(r"(?P<sign>[£€])\s?(?P<figure>\d[\d,]*(?:\.\d+)?)|(?P<named>\d[\d,]*) (?:pounds|quid)")
_CURRENCIES: Final = {"£": "GBP", "€": "EUR", None: "GBP"}
_AROUND: Final = 14
"""Characters before and after the name of an offer in which its sum stands: "a £30 voucher", "a voucher of £30"."""


@dataclass(frozen=True)
class Hearing:
    """Patterns by remedy kind, by topic asked and by topic answered, and of insults; ``denied`` turns any of them off.

    ``way_out`` are the labels of a sentence that offers something, ``leave`` is what asks for a yes rather than a fact.
    """

    way_out: tuple[str, ...]
    denied: re.Pattern[str]
    offers: Mapping[str, re.Pattern[str]]
    leave: re.Pattern[str]
    questions: Mapping[str, re.Pattern[str]]
    answers: Mapping[str, re.Pattern[str]]
    insults: re.Pattern[str]

    def offered(self, findings: Findings, kinds: Collection[str]) -> Iterator[Remedy]:
        """Offers of these kinds that stand in a sentence with a way out and were not found there."""
        found = {remedy.kind for remedy in findings.content.remedies}
        said_back = findings.scores.evidence_of("paraphrase")  # "so you'd like a refund" offers none
        sentences = dict.fromkeys(span for label in self.way_out for span in findings.scores.evidence_of(label))
        for span in (span for span in sentences if span not in said_back):
            for kind, pattern in self.offers.items():
                if kind in kinds and kind not in found and self._says(pattern, span):
                    found.add(kind)
                    yield _remedy(kind, pattern, span, findings)

    def names(self, remedy: Remedy) -> bool:
        """Whether the sentence of an offer says what it is; a kind with no words here is never doubted."""
        pattern = self.offers.get(remedy.kind)
        return pattern is None or not remedy.span.quote or _found(pattern, remedy.span)

    def asked(self, findings: Findings) -> tuple[str, ...]:
        """Topics asked, in order; where a sentence asks in plain words for others than were found, the words count."""
        found: dict[Span, list[str]] = {}
        for item in findings.content.topics:
            if item.mode == "asked":
                found.setdefault(item.span, []).append(item.topic)
        for span in _asking(findings):
            said = [topic for topic, pattern in self.questions.items() if _found(pattern, span)]
            alike = found.get(span, [])
            found[span] = [*said, *alike] if set(said) & set(alike) or not said else said
        return tuple(
            dict.fromkeys(topic for span in sorted(found, key=lambda span: span.start) for topic in found[span])
        )

    def asks(self, findings: Findings) -> bool:
        """Whether a fact is asked for at all, whichever."""
        return any(not _found(self.leave, span) for span in _asking(findings))

    def answered(self, findings: Findings) -> tuple[str, ...]:
        """Topics of the customer's own questions that the words of the reply answer."""
        sentences = {
            *(span for label in TECHNIQUES for span in findings.scores.evidence_of(label)),
            *(commitment.what for commitment in findings.content.commitments),
        }
        stated = [span for span in sentences if not span.quote.rstrip().endswith("?")]
        return tuple(topic for topic, said in self.answers.items() if any(self._says(said, span) for span in stated))

    def insulting(self, span: Span) -> bool:
        """Whether a sentence calls the customer names."""
        return self._says(self.insults, span)

    def _says(self, pattern: re.Pattern[str], span: Span) -> bool:
        return _found(pattern, span) and not _found(self.denied, span)


def hearing_of(entry: Entry, kinds: Collection[str], topics: Collection[str]) -> Hearing:
    """Read the section; raises MisfitError for an unknown kind or own question, or a pattern that is none."""
    fields = entry.fields(("way_out", "denied", "offers", "leave", "questions", "answers", "insults"))
    return Hearing(
        way_out=fields["way_out"].many_of(TECHNIQUES, "technique"),
        denied=_pattern(fields["denied"]),
        offers=_patterns(fields["offers"], kinds),
        leave=_pattern(fields["leave"]),
        questions=_patterns(fields["questions"]),
        answers=_patterns(fields["answers"], topics),
        insults=_pattern(fields["insults"]),
    )


def _patterns(entry: Entry, known: Collection[str] | None = None) -> dict[str, re.Pattern[str]]:
    if known is not None:
        entry.fields((), known)
    return {name: _pattern(words) for name, words in entry.pairs()}


def _pattern(entry: Entry) -> re.Pattern[str]:
    try:
        return re.compile(rf"(?<!\w)(?:{'|'.join(entry.texts())})(?!\w)", re.IGNORECASE)
    except re.error as error:
        raise entry.wrong("R0106", f"no regular expression: {error}; correct it") from error


def _asking(findings: Findings) -> tuple[Span, ...]:
    spans = dict.fromkeys(span for label in _ASKING for span in findings.scores.evidence_of(label))
    return tuple(span for span in spans if span.quote.rstrip().endswith("?"))


def _found(pattern: re.Pattern[str], span: Span) -> bool:
    return pattern.search(span.quote.replace("’", "'")) is not None


def _remedy(kind: str, pattern: re.Pattern[str], span: Span, findings: Findings) -> Remedy:
    """The offer with the sum beside its name and the first time of its sentence."""
    name = pattern.search(span.quote.replace("’", "'"))
    near = span.quote[max(0, name.start() - _AROUND) : name.end() + _AROUND] if name else ""
    total = _SUM.search(near)
    times = (time.quote for time in findings.content.when if span.start <= time.start < span.end)
    return Remedy(
        kind=kind,
        stance="offered",
        span=span,
        score=1.0,
        amount=float((total["figure"] or total["named"]).replace(",", "")) if total else None,
        currency=_CURRENCIES[total["sign"]] if total else None,
        when=next(times, None),
    )
