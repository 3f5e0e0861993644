"""Which of several conversations with the same customer is which: a trainee's tries, numbered as they were begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from web.views import SessionCard


def numbered(cards: Sequence[SessionCard]) -> Mapping[str, int]:
    """By session, the number of the try; of a customer with a single conversation nothing.

    ``cards`` are all conversations of one trainee, the latest first.
    """
    by_customer: dict[str, list[str]] = {}
    for card in reversed(cards):
        by_customer.setdefault(card.persona.id, []).append(card.session_id)
    return {
        session_id: number
        for tries in by_customer.values()
        if len(tries) > 1
        for number, session_id in enumerate(tries, start=1)
    }
