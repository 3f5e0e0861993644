"""What is on the table, what it is worth to this customer, and what the customer makes of it.

Under the ask lies an interest: the author gives every acceptable remedy a worth, and one that serves the interest may
be worth more than the ask itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from coaching_rules.findings import Content
from coaching_rules.session import Mood
from policies.customer.dates import day_meant
from policies.customer.numbers import Numbers
from policies.customer.persona import Acceptable, Persona
from policies.customer.state import Offer

INTERIM: Final[frozenset[str]] = frozenset({"callback", "investigation", "escalation", "information"})
"""Kinds that promise work on the case and put nothing right by themselves."""


@dataclass(frozen=True)
class Worth:
    """What one offer is worth, and why not more: ``late``, ``undated``, ``unlisted``."""

    points: float
    full: float
    late: bool = False
    undated: bool = False
    unlisted: bool = False


@dataclass(frozen=True)
class Verdict:
    """The customer's view of all that is on the table.

    ``view`` is ``accept``, ``condition`` (good enough once a day is named), ``unheard`` (too furious to talk of
    offers), ``too_late``, ``too_little``, ``wrong_kind``, or None with nothing on the table. ``fresh`` is whether
    this reply added or changed an offer; ``far_below`` whether it is felt as small.
    """

    view: str | None
    fresh: bool
    best: Offer | None
    points: float
    threshold: float

    def far_below(self, numbers: Numbers) -> bool:
        return (
            self.view in ("too_little", "wrong_kind") and self.points <= self.threshold - numbers.acceptance.far_below
        )


def table(offers: tuple[Offer, ...], content: Content, turn: int) -> tuple[Offer, ...]:
    """The offers after a reply: new ones join or sharpen one of their kind, refused ones leave."""
    standing = {offer.kind: offer for offer in offers}
    reply_when = content.when[0].quote if content.when else None
    for remedy in content.remedies:
        if remedy.stance == "refused":
            standing.pop(remedy.kind, None)
            continue
        before = standing.get(remedy.kind)
        offer = Offer(
            kind=remedy.kind,
            turn=turn,
            amount=remedy.amount if remedy.amount is not None else (before.amount if before else None),
            currency=remedy.currency or (before.currency if before else None),
            percent=remedy.percent if remedy.percent is not None else (before.percent if before else None),
            when=remedy.when or reply_when or (before.when if before else None),
        )
        if before and replace(offer, turn=before.turn, standing=before.standing) == before:
            continue  # said again, nothing new in it
        standing[remedy.kind] = offer
    if reply_when:  # a day named for what was offered without one
        standing = {
            kind: replace(offer, when=reply_when, turn=turn) if offer.when is None else offer
            for kind, offer in standing.items()
        }
    return tuple(standing.values())


def judge(
    offers: tuple[Offer, ...], mood: Mood, persona: Persona, numbers: Numbers, *, turn: int, heard: bool, persuaded: int
) -> Verdict:
    """Weigh what is on the table in this mood."""
    limit = threshold(mood, persona, numbers, persuaded=persuaded)
    if not offers:
        return Verdict(view=None, fresh=False, best=None, points=0.0, threshold=limit)
    fresh = any(offer.turn == turn for offer in offers)
    weighed = sorted(
        ((worth(offer, persona, numbers), offer) for offer in offers), key=lambda pair: pair[0].points, reverse=True
    )
    best_worth, best = weighed[0]
    more = numbers.acceptance.second_remedy * sum(other.points for other, _ in weighed[1:])
    points = min(100.0, best_worth.points + more)
    if numbers.at_least(mood.anger, numbers.acceptance.never_from) and not heard:
        view = "unheard"
    elif points >= limit:
        view = "condition" if best_worth.undated else "accept"
    elif best_worth.late:
        view = "too_late"
    elif best_worth.undated and best_worth.full + more >= limit:
        view = "condition"
    elif best_worth.unlisted:
        view = "wrong_kind"
    else:
        view = "too_little"
    return Verdict(view=view, fresh=fresh, best=best, points=points, threshold=limit)


def threshold(mood: Mood, persona: Persona, numbers: Numbers, *, persuaded: int) -> float:
    """The worth from which this customer says yes just now."""
    rule = numbers.acceptance
    anger = max(0, mood.anger - numbers.bands["irritated"]) * rule.anger_per_point
    trust = max(0, mood.trust - 50) * rule.trust_per_point
    swayed = persuaded * rule.persuaded_per_point if persona.verdict != "justified" else 0.0
    return persona.accept_at + numbers.difficulties[persona.difficulty].worth + anger - trust - swayed


def worth(offer: Offer, persona: Persona, numbers: Numbers) -> Worth:
    """The best that any remedy of the persona's makes of this offer."""
    matches = [_worth(offer, remedy, persona, numbers) for remedy in persona.remedies if remedy.kind == offer.kind]
    unlisted = Worth(points=numbers.acceptance.unlisted, full=numbers.acceptance.unlisted, unlisted=True)
    return max(matches, key=lambda found: found.points, default=unlisted)


def _worth(offer: Offer, remedy: Acceptable, persona: Persona, numbers: Numbers) -> Worth:
    points = remedy.worth * _share(offer, remedy, numbers)
    day = day_meant(offer.when, date.fromisoformat(persona.today)) if offer.when else None
    late = bool(remedy.needs_date and day and persona.deadline_date and day > date.fromisoformat(persona.deadline_date))
    undated = remedy.needs_date and offer.when is None
    factor = numbers.acceptance.too_late if late else numbers.acceptance.no_date if undated else 1.0
    return Worth(points=points * factor, full=points, late=late, undated=undated)


def _share(offer: Offer, remedy: Acceptable, numbers: Numbers) -> float:
    """How much of the least acceptable sum or share is offered, at most 1; unnamed sums count like unnamed days."""
    if remedy.least is not None and offer.amount is not None:
        return min(1.0, offer.amount / remedy.least)
    if remedy.least_percent is not None and offer.percent is not None:
        return min(1.0, offer.percent / remedy.least_percent)
    named_sum_wanted = remedy.least is not None or remedy.least_percent is not None
    return numbers.acceptance.no_date if named_sum_wanted else 1.0


def in_words(offer: Offer, phrases: Mapping[str, Mapping[str, str]]) -> str:
    """The offer as the customer would name it: "a voucher for HK$200"."""
    forms = phrases[offer.kind]
    if offer.amount is not None and "amount" in forms:
        return forms["amount"].format(amount=money(offer.amount, offer.currency))
    if offer.percent is not None and "percent" in forms:
        return forms["percent"].format(percent=f"{offer.percent:g}%")
    return forms["bare"]


def money(amount: float, currency: str | None) -> str:
    """``1250.0, "HKD"`` → ``HK$1,250``; no currency, no sign."""
    figure = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    sign = {"HKD": "HK$", "GBP": "£", "EUR": "€", "USD": "$", "SGD": "S$", "AUD": "A$"}
    return f"{sign.get(currency, currency + ' ')}{figure}" if currency else figure
