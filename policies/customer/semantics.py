"""What no schema can say about a persona: references, dates, and whether the case can be won and lost at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

from coaching_rules.findings import Remedy, Span
from coaching_rules.organisation import Organisation
from policies.customer.endings import BAD, GOOD
from policies.customer.lines import SLOT
from policies.customer.places import Pointer
from policies.customer.schema import BANDS, VOCABULARY

ERROR: Final = "error"
WARNING: Final = "warning"

Document = Mapping[str, Any]

_OPENINGS: Final = 3
"""From here on somebody who tries again is not greeted by the same words at once."""
_MARKUP: Final = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]+|#[0-9]+);")
_CURLY: Final = re.compile("\\s*(?:[“”„][^“”„]*[“”]|[‘‚][^‘’‚]*[’‘])\\s*")
"""A whole text in curly quotes, as word processors set them where YAML wants straight ones."""


@dataclass(frozen=True)
class Remark:
    """One thing found, by pointer; the places in the text are looked up by ``validation``."""

    code: str
    severity: str
    pointer: Pointer
    message: str


def remarks(document: Document, organisation: Organisation | None, *, broken: Collection[str] = ()) -> Iterator[Remark]:
    """Everything found in a document. ``broken`` are the parts that don't fit the schema: nothing looks at them."""
    for check, parts in _CHECKS:
        if parts.isdisjoint(broken):
            yield from check(document)
    if organisation is not None:
        for judge, parts in _UNDER_ORGANISATION:
            if parts.isdisjoint(broken):
                yield from judge(document, organisation)


def _error(code: str, pointer: Pointer, message: str) -> Remark:
    return Remark(code, ERROR, pointer, message)


def _warning(code: str, pointer: Pointer, message: str) -> Remark:
    return Remark(code, WARNING, pointer, message)


def _ids(document: Document) -> Iterator[Remark]:
    for section in ("facts", "evidence"):
        seen: set[str] = set()
        for index, item in enumerate(document[section]):
            if item["id"] in seen:
                yield _error("P0201", (section, index, "id"), f'the id "{item["id"]}" stands twice; rename one')
            seen.add(item["id"])
    topics: set[str] = set()
    for index, question in enumerate(document["questions"]):
        if question["topic"] in topics:
            yield _error("P0201", ("questions", index, "topic"), "a question about this stands above; join the two")
        topics.add(question["topic"])


def _references(document: Document) -> Iterator[Remark]:
    facts = {fact["id"] for fact in document["facts"]}
    evidence = {item["id"] for item in document["evidence"]}
    for index, event in enumerate(document["timeline"]):
        yield from _missing(event.get("facts", []), facts, ("timeline", index, "facts"), "P0202", "fact")
    for index, item in enumerate(document["evidence"]):
        for side in ("proves", "refutes"):
            yield from _missing(item[side], facts, ("evidence", index, side), "P0202", "fact")
    for index, fact in enumerate(document["facts"]):
        yield from _missing(fact.get("evidence", []), evidence, ("facts", index, "evidence"), "P0203", "evidence item")
        if fact["disclosed"] == "trust" and "trust" not in fact:
            yield _error("P0204", ("facts", index), "disclosed by trust needs `trust`, the points it takes; add it")
        if fact["truth"] == "false" and "really" not in fact:
            yield _error("P0205", ("facts", index), "a false fact needs `really`, what is true instead; add it")


def _missing(names: Sequence[str], known: set[str], pointer: Pointer, code: str, what: str) -> Iterator[Remark]:
    for index, name in enumerate(names):
        if name not in known:
            yield _error(code, (*pointer, index), f'no {what} "{name}" in this file; correct the name or write it')


def _zone(document: Document) -> Iterator[Remark]:
    if document["locale"]["time_zone"] not in available_timezones():
        yield _error("P0108", ("locale", "time_zone"), "no such time zone; write it as Europe/London")


def _past(document: Document) -> Iterator[Remark]:
    today = date.fromisoformat(document["locale"]["today"])
    for index, event in enumerate(document["timeline"]):
        if date.fromisoformat(event["at"]) > today:
            yield _error("P0206", ("timeline", index, "at"), f"lies after today, {today}; correct one of them")


def _deadline(document: Document) -> Iterator[Remark]:
    today = date.fromisoformat(document["locale"]["today"])
    deadline = document["complaint"].get("deadline")
    if deadline and date.fromisoformat(deadline["date"]) < today:
        yield _error("P0206", ("complaint", "deadline", "date"), f"lies before today, {today}; correct one of them")


def _start(document: Document) -> Iterator[Remark]:
    start = document["start"]
    low = BANDS[start["mood"]]
    high = min((band - 1 for band in BANDS.values() if band > low), default=100)
    if not low <= start.get("anger", low) <= high:
        yield _error("P0207", ("start", "anger"), f"{start['mood']} is {low} to {high}; change anger or mood")
    if start["opens"] == "customer" and not start["says"]:
        yield _error("P0208", ("start", "says"), "the customer opens and has nothing to say; write an opening")
    elif start["opens"] == "customer" and len(start["says"]) < _OPENINGS:
        message = f"few openings ({len(start['says'])}); write {_OPENINGS}, so that a second try begins differently"
        yield _warning("P0310", ("start", "says"), message)


def _told_at_once(document: Document) -> Iterator[Remark]:
    opens = document["start"]["opens"] == "customer"
    if opens and all(fact["disclosed"] != "opening" for fact in document["facts"]):
        message = "no fact is told at the opening; set `disclosed: opening` on what the first words say already"
        yield _warning("P0311", ("facts",), message)


def _slots(document: Document) -> Iterator[Remark]:
    known = VOCABULARY.slots | {f"fact.{fact['id']}" for fact in document["facts"]}
    for index, text in enumerate(document["start"]["says"]):
        if "{" in text or "}" in text:
            yield _error("P0209", ("start", "says", index), "braces aren't filled in an opening; write it out")
    for pointer, text in _spoken(document):
        unknown = [slot for slot in SLOT.findall(text) if slot not in known]
        if unknown:
            yield _error("P0209", pointer, f"unknown slot {{{unknown[0]}}}; one of {', '.join(sorted(known))}")
        elif "{" in SLOT.sub("", text) or "}" in SLOT.sub("", text):
            yield _error("P0209", pointer, "a brace without its partner; close or delete it")


def _spoken(document: Document) -> Iterator[tuple[Pointer, str]]:
    for section in ("facts", "questions"):
        for index, item in enumerate(document[section]):
            yield from (((section, index, "says", place), text) for place, text in enumerate(item["says"]))
    for place, text in enumerate(document["complaint"]["ask"]["says"]):
        yield ("complaint", "ask", "says", place), text
    for act, moods in document.get("lines", {}).items():
        for mood, says in moods.items():
            yield from ((("lines", act, mood, place), text) for place, text in enumerate(says))


def _winnable(document: Document) -> Iterator[Remark]:
    endings, complaint = set(document["endings"]), document["complaint"]
    if not endings & GOOD:
        yield _error("P0301", ("endings",), f"no good ending; allow one of {', '.join(sorted(GOOD))}")
    if not endings & BAD:
        yield _error("P0302", ("endings",), f"no bad ending; allow one of {', '.join(sorted(BAD))}")
    best = max(remedy["worth"] for remedy in document["remedies"])
    if best < document["walk_away"]["worth"] and complaint["verdict"] != "unjustified":
        yield _error("P0303", ("walk_away", "worth"), f"no remedy is worth that much (the best is {best:g}); lower it")
    if complaint["verdict"] == "unjustified" and "fair_no" not in endings:
        yield _error("P0304", ("endings",), "an unjustified complaint must be able to end in fair_no; allow it")
    asked = [remedy["worth"] for remedy in document["remedies"] if remedy["kind"] == complaint["ask"]["remedy"]]
    serving = [remedy["worth"] for remedy in document["remedies"] if complaint["interest"] in remedy["serves"]]
    if not serving:
        yield _error("P0305", ("remedies",), f"no remedy serves the interest {complaint['interest']}; add one")
    elif asked and max(serving) < max(asked):
        yield _warning("P0306", ("remedies",), "the ask is worth more than what serves the interest; is that so?")


def _asked_for(document: Document) -> Iterator[Remark]:
    kind = document["complaint"]["ask"]["remedy"]
    kinds = sorted({remedy["kind"] for remedy in document["remedies"]})
    if kind not in kinds:
        message = f"{kind} is not among the remedies ({', '.join(kinds)}), so offering it would not do; add it there"
        yield _error("P0312", ("complaint", "ask", "remedy"), message)


def _looks(document: Document) -> Iterator[Remark]:
    """What is taken for a sign of layout elsewhere and stands in the words here."""
    for pointer, text in _texts(document, ()):
        if found := _MARKUP.search(text):
            yield _warning("P0313", pointer, f"{found.group()} is shown as it is written; delete it")
        if _CURLY.fullmatch(text):
            message = "the curly quotes are part of the text, and are said or shown; write straight ones, or none"
            yield _warning("P0314", pointer, message)


def _texts(value: object, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*pointer, index))


def _cards(document: Document, organisation: Organisation) -> Iterator[Remark]:
    policies = {card.id for card in organisation.policies}
    yield from _unlisted(document["brief"]["policies"], policies, ("brief", "policies"), "policy card", organisation)


def _products(document: Document, organisation: Organisation) -> Iterator[Remark]:
    products = {card.id for card in organisation.products}
    yield from _unlisted(document["products"], products, ("products",), "product card", organisation)


def _currency(document: Document, organisation: Organisation) -> Iterator[Remark]:
    if document["locale"]["currency"] != organisation.currency:
        message = f"{organisation.name} reckons in {organisation.currency}; use that"
        yield _error("P0308", ("locale", "currency"), message)


def _grants(document: Document, organisation: Organisation) -> Iterator[Remark]:
    for index, remedy in enumerate(document["remedies"]):
        offer = Remedy(
            kind=remedy["kind"],
            stance="offered",
            span=Span(0, 0, ""),
            score=1.0,
            amount=remedy.get("least"),
            percent=remedy.get("least_percent"),
        )
        if organisation.who_may_grant(offer) is None:
            message = f"nobody at {organisation.name} may grant this; is it meant to be out of reach?"
            yield _warning("P0309", ("remedies", index), message)


def _unlisted(
    names: Sequence[str], known: set[str], pointer: Pointer, what: str, organisation: Organisation
) -> Iterator[Remark]:
    for index, name in enumerate(names):
        if name not in known:
            yield _error(
                "P0307",
                (*pointer, index),
                f'{organisation.name} has no {what} "{name}"; use one of {", ".join(sorted(known))}',
            )


_CHECKS: Final[tuple[tuple[Callable[[Document], Iterator[Remark]], frozenset[str]], ...]] = (
    (_ids, frozenset({"facts", "evidence", "questions"})),
    (_references, frozenset({"facts", "evidence", "timeline"})),
    (_zone, frozenset({"locale"})),
    (_past, frozenset({"locale", "timeline"})),
    (_deadline, frozenset({"locale", "complaint"})),
    (_start, frozenset({"start"})),
    (_told_at_once, frozenset({"start", "facts"})),
    (_slots, frozenset({"start", "facts", "questions", "complaint", "lines"})),
    (_winnable, frozenset({"endings", "complaint", "walk_away", "remedies"})),
    (_asked_for, frozenset({"complaint", "remedies"})),
    (_looks, frozenset()),
)
"""Every check with the parts of the document it reads."""
_UNDER_ORGANISATION: Final[tuple[tuple[Callable[[Document, Organisation], Iterator[Remark]], frozenset[str]], ...]] = (
    (_cards, frozenset({"brief"})),
    (_products, frozenset({"products"})),
    (_currency, frozenset({"locale"})),
    (_grants, frozenset({"remedies"})),
)
