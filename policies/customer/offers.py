"""What is on the table, what it is worth to this customer, and what the customer makes of it.

Under the ask lies an interest: the author gives every acceptable remedy a worth, and one that serves the interest may
be worth more than the ask itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from coaching_rules.session import Mood
from policies.customer.dates import day_meant
from policies.customer.numbers import Numbers
from policies.customer.persona import Acceptable, Persona
from policies.customer.reading import Reading
from policies.customer.state import Offer

INTERIM: Final[frozenset[str]] = frozenset({"callback", "investigation", "escalation", "information"})
"""Kinds that promise work on the case and put nothing right by themselves: steps, which nobody turns down."""


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
    offers), ``too_late``, ``too_little``, ``wrong_kind``, or None with nothing to judge. ``best`` is the one that
    counts: of several the best, a step only where there is nothing else. ``new`` is whether this reply added or
    changed an offer; ``far_below`` whether it is felt as small.
    """

    view: str | None
    new: bool
    best: Offer | None
    points: float
    threshold: float

    def far_below(self, numbers: Numbers) -> bool:
        return (
            self.view in ("too_little", "wrong_kind") and self.points <= self.threshold - numbers.acceptance.far_below
        )


def table(offers: tuple[Offer, ...], reading: Reading, turn: int) -> tuple[Offer, ...]:
    """The offers after a reply: new ones join or sharpen one of their kind, refused ones leave.

    A day once named gives way only to one of a sentence that offers or follows up.
    """
    standing = {offer.kind: offer for offer in offers}
    for remedy in reading.offers:
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
            when=remedy.when or reading.dated or (before.when if before else None) or reading.when,
            named=remedy.kind in reading.named or (before is not None and before.named),
        )
        if before and replace(offer, turn=before.turn, standing=before.standing) == before:
            continue  # said again, nothing new in it
        standing[remedy.kind] = offer
    if reading.dated:  # a day named for what was offered without one
        standing = {
            kind: replace(offer, when=reading.dated) if offer.when is None else offer
            for kind, offer in standing.items()
        }
    return tuple(standing.values())


def judge(
    offers: tuple[Offer, ...], mood: Mood, persona: Persona, numbers: Numbers, *, turn: int, heard: bool, persuaded: int
) -> Verdict:
    """Weigh what is on the table in this mood."""
    limit = threshold(mood, persona, numbers, persuaded=persuaded)
    if not offers:
        return Verdict(view=None, new=False, best=None, points=0.0, threshold=limit)
    new = any(offer.turn == turn for offer in offers)
    best_worth, best = max(
        ((worth(offer, persona, numbers), offer) for offer in offers),
        key=lambda pair: (pair[1].kind not in INTERIM, pair[0].points),
    )
    others = (worth(offer, persona, numbers).points for offer in offers if offer is not best)
    more = numbers.acceptance.second_remedy * sum(others)
    points = min(100.0, best_worth.points + more)
    if best.kind in INTERIM and points < limit:
        view = None
    elif numbers.at_least(mood.anger, numbers.acceptance.never_from) and not heard:
        view = "unheard"
    elif points >= limit or _granted(best, best_worth.points, persona):
        view = "condition" if best_worth.undated else "accept"
    elif best_worth.late:
        view = "too_late"
    elif best_worth.undated and (best_worth.full + more >= limit or _granted(best, best_worth.full, persona)):
        view = "condition"
    elif best_worth.unlisted:
        view = "wrong_kind"
    else:
        view = "too_little"
    return Verdict(view=view, new=new, best=best, points=points, threshold=limit)


def _granted(best: Offer, points: float, persona: Persona) -> bool:
    """Whether the offer is the very thing that was asked for, in full: nobody turns that down as too little."""
    asked = [remedy.worth for remedy in persona.remedies if remedy.kind == persona.ask_kind == best.kind]
    return bool(asked) and points >= max(asked)


def threshold(mood: Mood, persona: Persona, numbers: Numbers, *, persuaded: int) -> float:
    """The worth from which this customer says yes just now."""
    rule = numbers.acceptance
    anger = max(0, mood.anger - numbers.bands["irritated"]) * rule.anger_per_point
    trust = max(0, mood.trust - rule.trust_from) * rule.trust_per_point
    swayed = persuaded * rule.persuaded_per_point if persona.verdict != "justified" else 0.0
    return persona.accept_at + numbers.difficulties[persona.difficulty].worth + anger - trust - swayed


def worth(offer: Offer, persona: Persona, numbers: Numbers) -> Worth:
    """The best that any remedy of the persona's makes of this offer."""
    matches = [_worth(offer, remedy, persona, numbers) for remedy in persona.remedies if remedy.kind == offer.kind]
    unlisted = Worth(points=numbers.acceptance.unlisted, full=numbers.acceptance.unlisted, unlisted=True)
    return max(matches, key=lambda found: found.points, default=unlisted)


def _worth(offer: Offer, remedy: Acceptable, persona: Persona, numbers: Numbers) -> Worth:
    points = remedy.worth * _share(offer, remedy, persona, numbers)
    day = day_meant(offer.when, date.fromisoformat(persona.today)) if offer.when else None
    late = bool(remedy.needs_date and day and persona.deadline_date and day > date.fromisoformat(persona.deadline_date))
    undated = remedy.needs_date and offer.when is None
    factor = numbers.acceptance.too_late if late else numbers.acceptance.no_date if undated else 1.0
    return Worth(points=points * factor, full=points, late=late, undated=undated)


def _share(offer: Offer, remedy: Acceptable, persona: Persona, numbers: Numbers) -> float:
    """How much of the least acceptable sum or share is offered, at most 1.

    Unnamed sums count like unnamed days, and sums in a currency not the customer's like unnamed ones.
    """
    foreign = offer.amount is not None and offer.currency not in (None, persona.currency)
    if remedy.least is not None and offer.amount is not None and not foreign:
        return _part(offer.amount, remedy.least)
    if remedy.least_percent is not None and offer.percent is not None:
        return _part(offer.percent, remedy.least_percent)
    whole = remedy.kind == "refund" and not foreign  # a refund of no named sum is the whole price back
    named_sum_wanted = remedy.least is not None or remedy.least_percent is not None
    return numbers.acceptance.no_date if named_sum_wanted and not whole else 1.0


def in_words(offer: Offer, phrases: Mapping[str, Mapping[str, str]]) -> str | None:
    """The offer as the customer would name it: "a voucher for HK$200"; None where the trainee didn't name it."""
    if not offer.named:
        return None
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


def _part(offered: float, least: float) -> float:
    """How much of the least is offered, at most 1; of nothing, as personas of old may say, anything is enough."""
    return min(1.0, offered / least) if least else 1.0
