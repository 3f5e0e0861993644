"""The organisation pack: whose shop it is, what its staff may grant, and what is true of its products and its law.

A pack is separate from the personas, so that one customer can be played under any shop's rules. ``from_dict`` is
strict and raises ``MisfitError`` with the place of what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from coaching_rules.findings import Remedy
from coaching_rules.session import CHANNELS
from coaching_rules.shape import Entry

LEVELS: Final[tuple[str, ...]] = ("trainee", "supervisor", "manager")
"""Who may grant something, from the least authority to the most."""


@dataclass(frozen=True)
class PolicyCard:
    """One policy in plain words, as the trainee reads it in the brief."""

    id: str
    title: str
    text: str

    def to_dict(self) -> dict[str, str]:
        return {"id": self.id, "title": self.title, "text": self.text}


@dataclass(frozen=True)
class Limit:
    """How far a level may go with one remedy; ``up_to`` in the organisation's currency, None where no sum limits it."""

    up_to: float | None
    percent: float | None

    def allows(self, remedy: Remedy) -> bool:
        """Unknown amounts are within the limit: nothing is held against words that were not said."""
        within_sum = remedy.amount is None or self.up_to is None or remedy.amount <= self.up_to
        within_share = remedy.percent is None or self.percent is None or remedy.percent <= self.percent
        return within_sum and within_share


@dataclass(frozen=True)
class Misstatement:
    """Words that get something wrong: regular expressions over one sentence, ``unless`` another one is in it too.

    ``kinds`` limits it to sentences that hold a remedy of one of these kinds (among the offers outside policy: one that
    the reply itself offers); empty for any sentence. ``text`` says what is right, for the trainee.
    """

    id: str
    words: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    kinds: tuple[str, ...]
    text: str

    def found_in(self, sentence: str) -> bool:
        said = any(pattern.search(sentence) for pattern in self.words)
        return said and not any(pattern.search(sentence) for pattern in self.unless)


@dataclass(frozen=True)
class Product:
    """A product card: the names it goes by, its facts in plain words, and what is wrongly said of it."""

    id: str
    title: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    wrong: tuple[Misstatement, ...]


@dataclass(frozen=True)
class ResponseTime:
    """How soon a customer hears from the organisation on a channel, in hours."""

    channel: str
    first_reply_hours: float
    update_hours: float


@dataclass(frozen=True)
class EscalationStep:
    """One step of the way up: who takes over, when, and how the customer or the trainee reaches them."""

    id: str
    who: str
    when: str
    how: str


@dataclass(frozen=True)
class Jurisdiction:
    """What the law gives a consumer here, in our own plain words, and what is often misstated."""

    id: str
    title: str
    text: str
    rights: tuple[PolicyCard, ...]
    misstatements: tuple[Misstatement, ...]


@dataclass(frozen=True)
class Organisation:
    """A pack. ``currency`` is ISO 4217; ``version`` a hash of the content."""

    id: str
    name: str
    sector: str
    currency: str
    service_offer: str
    policies: tuple[PolicyCard, ...]
    authority: Mapping[str, Mapping[str, Limit]]
    outside_policy: tuple[Misstatement, ...]
    products: tuple[Product, ...]
    response_times: tuple[ResponseTime, ...]
    escalation: tuple[EscalationStep, ...]
    jurisdiction: Jurisdiction
    version: str

    def policy(self, policy_id: str) -> PolicyCard:
        return next(card for card in self.policies if card.id == policy_id)

    def may_grant(self, level: str, remedy: Remedy) -> bool:
        """Whether the level may grant the remedy; a sum in another currency is compared by its number alone."""
        limit = self.authority[level].get(remedy.kind)
        return limit is not None and limit.allows(remedy)

    def who_may_grant(self, remedy: Remedy) -> str | None:
        """The lowest level that may grant the remedy; None where nobody in the organisation may."""
        return next((level for level in LEVELS if self.may_grant(level, remedy)), None)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Organisation:
        """Read a pack; raises MisfitError. Whether its remedies are known is for ``loading.load_organisation``."""
        fields = Entry(raw).fields(_PACK)
        return cls(
            id=fields["id"].text(),
            name=fields["name"].text(),
            sector=fields["sector"].text(),
            currency=fields["currency"].text(),
            service_offer=fields["service_offer"].text(),
            policies=tuple(_policy(item) for item in fields["policies"].items()),
            authority=_authority(fields["authority"]),
            outside_policy=tuple(_misstatement(item) for item in fields["outside_policy"].items()),
            products=tuple(_product(item) for item in fields["products"].items()),
            response_times=tuple(_response_time(item) for item in fields["response_times"].items()),
            escalation=tuple(_step(item) for item in fields["escalation"].items()),
            jurisdiction=_jurisdiction(fields["jurisdiction"]),
            version=hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()[:12],
        )


_PACK: Final[tuple[str, ...]] = (
    "id",
    "name",
    "sector",
    "currency",
    "service_offer",
    "policies",
    "authority",
    "outside_policy",
    "products",
    "response_times",
    "escalation",
    "jurisdiction",
)


def _policy(entry: Entry) -> PolicyCard:
    fields = entry.fields(("id", "title", "text"))
    return PolicyCard(id=fields["id"].text(), title=fields["title"].text(), text=fields["text"].text())


def _authority(entry: Entry) -> dict[str, dict[str, Limit]]:
    levels = entry.fields(LEVELS)
    return {level: {kind: _limit(limit) for kind, limit in levels[level].pairs()} for level in LEVELS}


def _limit(entry: Entry) -> Limit:
    fields = entry.fields((), ("up_to", "percent"))
    return Limit(
        up_to=fields["up_to"].number(0, 1_000_000) if "up_to" in fields else None,
        percent=fields["percent"].number(0, 100) if "percent" in fields else None,
    )


def _misstatement(entry: Entry) -> Misstatement:
    fields = entry.fields(("id", "words", "text"), ("unless", "kinds"))
    return Misstatement(
        id=fields["id"].text(),
        words=tuple(_pattern(item) for item in fields["words"].items()),
        unless=tuple(_pattern(item) for item in fields["unless"].items()) if "unless" in fields else (),
        kinds=fields["kinds"].texts() if "kinds" in fields else (),
        text=fields["text"].text(),
    )


def _pattern(entry: Entry) -> re.Pattern[str]:
    try:
        return re.compile(entry.text(), re.IGNORECASE)
    except re.error as error:
        raise entry.wrong("R0106", f"not a regular expression ({error}); correct it") from error


def _product(entry: Entry) -> Product:
    fields = entry.fields(("id", "title", "names", "facts", "wrong"))
    return Product(
        id=fields["id"].text(),
        title=fields["title"].text(),
        names=fields["names"].texts(),
        facts=fields["facts"].texts(),
        wrong=tuple(_misstatement(item) for item in fields["wrong"].items()),
    )


def _response_time(entry: Entry) -> ResponseTime:
    fields = entry.fields(("channel", "first_reply_hours", "update_hours"))
    return ResponseTime(
        channel=fields["channel"].one_of(CHANNELS, "channel"),
        first_reply_hours=fields["first_reply_hours"].number(0, 1000),
        update_hours=fields["update_hours"].number(0, 1000),
    )


def _step(entry: Entry) -> EscalationStep:
    fields = entry.fields(("id", "who", "when", "how"))
    return EscalationStep(**{key: fields[key].text() for key in ("id", "who", "when", "how")})


def _jurisdiction(entry: Entry) -> Jurisdiction:
    fields = entry.fields(("id", "title", "text", "rights", "misstatements"))
    return Jurisdiction(
        id=fields["id"].text(),
        title=fields["title"].text(),
        text=fields["text"].text(),
        rights=tuple(_policy(item) for item in fields["rights"].items()),
        misstatements=tuple(_misstatement(item) for item in fields["misstatements"].items()),
    )
