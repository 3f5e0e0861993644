"""Compares what a reply says with the organisation pack: authority, policies, the law, the products.

Simple on purpose: sums against limits, and patterns of the pack against single sentences. It says something only where
the words are plain; what it doesn't find may still be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from coaching_rules.content_finding import Finding
from coaching_rules.findings import Findings, Remedy, Span
from coaching_rules.organisation import Misstatement, Organisation, Product
from coaching_rules.rubric import Rules

_OWN_OFFERS = ("offered", "asked")
"""Stances that commit the trainee: a condition ("if my manager agrees") or a refusal doesn't."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")
"""A run of words up to a full stop, question or exclamation mark before a blank or the end ("£4.50" stays whole)."""


def check_content(findings: Findings, organisation: Organisation, rules: Rules, *, reply: str) -> tuple[Finding, ...]:
    """What in the reply disagrees with the pack, in the order of the reply; ``reply`` is the text that was scored."""
    sentences = tuple(_sentences(reply))
    found = [
        *_beyond_authority(findings, organisation, rules),
        *_outside_policy(findings, organisation, sentences),
        *_said_wrongly("rights_misstated", organisation.jurisdiction.misstatements, findings, sentences),
        *_wrong_product_facts(findings, organisation, reply, sentences),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.evidence[0].start, finding.id, finding.text)))


def _sentences(reply: str) -> Iterator[Span]:
    for match in _SENTENCE.finditer(reply):
        text = match.group()
        if not text.strip():
            continue
        start = match.start() + len(text) - len(text.lstrip())
        end = match.end() - (len(text) - len(text.rstrip()))
        yield Span(start, end, reply[start:end])


def _beyond_authority(findings: Findings, organisation: Organisation, rules: Rules) -> Iterator[Finding]:
    words = rules.authority_words
    scores = findings.scores
    if any(label in scores.abstained for label in words.handing_over):
        return
    handed_over = [
        span for label in words.handing_over if label in scores.decided for span in scores.evidence_of(label)
    ]
    seen: set[tuple[str, int, int]] = set()
    for remedy in findings.content.remedies:
        if remedy.stance not in _OWN_OFFERS or organisation.may_grant("trainee", remedy):
            continue
        if any(_overlap(remedy.span, span) for span in handed_over):
            continue
        place = (remedy.kind, remedy.span.start, remedy.span.end)
        if place not in seen:
            seen.add(place)
            yield Finding("beyond_authority", _authority_text(remedy, organisation, rules), (remedy.span,))


def _authority_text(remedy: Remedy, organisation: Organisation, rules: Rules) -> str:
    level = organisation.who_may_grant(remedy)
    return rules.authority_words.nobody if level is None else rules.authority_words.by_level[level]


def _outside_policy(findings: Findings, organisation: Organisation, sentences: tuple[Span, ...]) -> Iterator[Finding]:
    offers = [remedy for remedy in findings.content.remedies if remedy.stance in _OWN_OFFERS]
    for rule in organisation.outside_policy:
        spans = _sentences_against(rule, sentences, offers)
        if spans:
            yield Finding("outside_policy", rule.text, spans)


def _said_wrongly(
    finding_id: str, misstatements: tuple[Misstatement, ...], findings: Findings, sentences: tuple[Span, ...]
) -> Iterator[Finding]:
    texts: set[str] = set()
    for rule in misstatements:
        spans = _sentences_against(rule, sentences, findings.content.remedies)
        if spans and rule.text not in texts:
            texts.add(rule.text)
            yield Finding(finding_id, rule.text, spans)


def _sentences_against(rule: Misstatement, sentences: tuple[Span, ...], remedies: Sequence[Remedy]) -> tuple[Span, ...]:
    """The sentences in which the rule finds its words; those with one of its remedies alone, where it names any."""
    places = [remedy.span for remedy in remedies if remedy.kind in rule.kinds]
    return tuple(
        sentence
        for sentence in sentences
        if (not rule.kinds or any(_overlap(sentence, place) for place in places))
        and rule.found_in(_plain(sentence.quote))
    )


def _wrong_product_facts(
    findings: Findings, organisation: Organisation, reply: str, sentences: tuple[Span, ...]
) -> Iterator[Finding]:
    for product in organisation.products:
        if _names(product, reply):
            yield from _said_wrongly("wrong_product_fact", product.wrong, findings, sentences)


def _names(product: Product, reply: str) -> bool:
    plain = _plain(reply).casefold()
    return any(re.search(rf"\b{re.escape(name.casefold())}\b", plain) for name in product.names)


def _plain(text: str) -> str:
    """Typographic apostrophes as typewritten ones, of the same length, so that one pattern serves both."""
    return text.replace("’", "'")


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
