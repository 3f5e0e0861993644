"""What any trustworthy scorer does with slips, names, additions and negations, measured on the real model.

Each check counts *moves*: labels that were decided in one of two replies alone. Our own pairs stand in
``robustness_cases``; the disturbed replies are our own held-out ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from nlu.evaluation.disturb import with_curly_apostrophes, with_slips, without_capitals
from nlu.evaluation.live import Score, score_all
from nlu.evaluation.robustness_cases import NEUTRAL_SENTENCES, SWAPS, TURNED
from nlu.request import Context, ReplyRequest, Said

SAMPLE: Final = 150
"""Held-out replies that are disturbed."""
_OTHER_CHANNEL: Final = {"chat": "phone", "phone": "counter", "counter": "chat"}


def robustness_figures(score: Score, requests: Sequence[ReplyRequest]) -> dict[str, Any]:
    """All checks; ``requests`` are held-out replies."""
    sample = list(requests[:: max(1, len(requests) // SAMPLE)][:SAMPLE])
    plain = score_all(score, sample, name="robustness: as they are")
    disturbed = {
        "typing_slips": lambda text: with_slips(text, seed=text),
        "no_capitals": without_capitals,
        "curly_apostrophes": with_curly_apostrophes,
        "neutral_sentence_added": lambda text: f"{text.rstrip()} {NEUTRAL_SENTENCES[len(text) % 2]}",
    }
    again = score_all(score, sample[::-1], name="robustness: in another order")[::-1]
    return {
        "replies": len(sample),
        **{name: _disturbed(score, sample, plain, change, name=name) for name, change in disturbed.items()},
        "another_channel": channel_figures(score, sample, plain),
        "swaps": swap_figures(score),
        "negation": negation_figures(score),
        "order_and_repetition": {"replies": len(sample), "changed": sum(a != b for a, b in zip(plain, again))},
    }


def channel_figures(score: Score, sample: Sequence[ReplyRequest], plain: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same talk at the counter, on the telephone or in a chat: what a reply does is the same in all three."""
    talks = [
        (request, scored)
        for request, scored in zip(sample, plain, strict=True)
        if request.context.channel in _OTHER_CHANNEL
    ]
    moved = [
        replace(request, context=replace(request.context, channel=_OTHER_CHANNEL[request.context.channel]))
        for request, _ in talks
    ]
    return moves([scored for _, scored in talks], score_all(score, moved, name="robustness: another channel"))


def swap_figures(score: Score) -> dict[str, Any]:
    """Names, genders, beliefs and dialect words changed for others of their kind: no decision should move."""
    kinds: dict[str, dict[str, Any]] = {}
    for swap in SWAPS:
        decided = [set(score(reply_to(*variant))["decided"]) for variant in swap.variants()]
        moving = set.union(*decided) - set.intersection(*decided)
        row = kinds.setdefault(swap.kind, {"replies": 0, "variants": 0, "replies_that_move": 0, "labels": []})
        row["replies"] += 1
        row["variants"] += len(decided)
        row["replies_that_move"] += bool(moving)
        row["labels"] = sorted({*row["labels"], *moving})
    return kinds


def negation_figures(score: Score) -> dict[str, Any]:
    """Pairs of which one reply carries a label and the other denies it."""
    outcomes: dict[str, list[str]] = {"told_apart": [], "found_in_both": [], "found_in_neither": [], "turned_round": []}
    for pair in TURNED:
        found = pair.label in score(reply_to(pair.customer, pair.with_label))["decided"]
        denied = pair.label in score(reply_to(pair.customer, pair.without))["decided"]
        name = {
            (True, False): "told_apart",
            (True, True): "found_in_both",
            (False, False): "found_in_neither",
            (False, True): "turned_round",
        }[found, denied]
        outcomes[name].append(pair.label)
    return {"pairs": len(TURNED), **outcomes}


def reply_to(customer: str, reply: str) -> ReplyRequest:
    """A reply to one message of a customer, in a chat."""
    return ReplyRequest(text=reply, context=Context(channel="chat", history=(Said(who="customer", text=customer),)))


def moves(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """How many decisions two readings of the same replies share, and how many only one has."""
    shared = gained = lost = untouched = replies = 0
    for first, second in zip(before, after, strict=True):
        was, now = set(first["decided"]), set(second["decided"])
        shared, gained, lost = shared + len(was & now), gained + len(now - was), lost + len(was - now)
        untouched, replies = untouched + (was == now), replies + 1
    return {
        "decisions": shared + lost,
        "gained": gained,
        "lost": lost,
        "moved_share": round((gained + lost) / max(shared + gained + lost, 1), 3),
        "replies_unmoved_share": round(untouched / max(replies, 1), 3),
    }


def _disturbed(
    score: Score,
    sample: Sequence[ReplyRequest],
    plain: Sequence[dict[str, Any]],
    change: Callable[[str], str],
    *,
    name: str,
) -> dict[str, Any]:
    changed = [replace(request, text=change(request.text)) for request in sample]
    return moves(plain, score_all(score, changed, name=f"robustness: {name}"))
