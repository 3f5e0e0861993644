"""Judges of what must be seen: techniques shown, and techniques in the right order."""

from __future__ import annotations

from coaching_rules.conversation import Conversation, Quote, Sighting
from coaching_rules.judgement import Judgement, cost, not_observed, quotes_of, scored
from coaching_rules.observation import Ordered, Shown
from coaching_rules.reasons import doing_any, replies, sentence, what_was_done
from coaching_rules.session import ReportTurn
from coaching_rules.signs import Sign


def shown(rule: Shown, conversation: Conversation) -> Judgement:
    """The mean share of the groups that were seen, less what contradicts it. Faults count from the first reply."""
    faults = conversation.sightings(rule.against, conversation.turns)
    lack = conversation.lack(rule.needs)
    if lack is not None and (not faults or rule.needs.paths or rule.needs.channels or rule.needs.tags):
        return not_observed(lack)
    turns = conversation.at_moment(rule.moment)
    if not turns and rule.moment is not None:
        return not_observed(conversation.rules.moments[rule.moment].absent)
    groups = [conversation.sightings(group, turns) for group in rule.signs]
    if not faults and not any(groups):
        return _unseen(rule, turns, conversation)
    shares = [min(1.0, len({sighting.turn for sighting in group}) / rule.enough) for group in groups]
    score = max(0, round(100 * sum(shares) / len(shares)) - cost(faults, conversation.rules.scoring))
    why = _why(rule, groups, faults, conversation)
    begun = not conversation.final and len(conversation.turns) < conversation.rules.scoring.least_replies
    if begun and not faults and score < 100:
        return not_observed(why)
    return scored(score, why, _evidence(groups, faults))


def _unseen(rule: Shown, turns: tuple[ReportTurn, ...], conversation: Conversation) -> Judgement:
    signs = [sign for group in rule.signs for sign in group]
    doing = doing_any(signs, conversation.rules.words)
    doubtful = conversation.doubtful(signs, turns)
    if doubtful:
        return not_observed(f"Too close to call in {replies(doubtful)}: {doing}. A supervisor can settle it.")
    if not rule.due:
        return not_observed(f"No sign of it was found: {doing}.")
    if not conversation.final or len(conversation.turns) < conversation.rules.scoring.least_replies:
        return not_observed(f"Not seen yet: {doing}.")
    return scored(
        0, f"There was room for it, and it was not seen: {doing}.", [conversation.opening_words(turn) for turn in turns]
    )


def _why(
    rule: Shown,
    groups: list[tuple[Sighting, ...]],
    faults: tuple[Sighting, ...],
    conversation: Conversation,
) -> str:
    words = conversation.rules.words
    done = what_was_done([sighting for group in groups for sighting in group], words)
    absent = [group for group, seen in zip(rule.signs, groups, strict=True) if not seen]
    wanting = "; ".join(doing_any(group, words) for group in absent)
    too_few = rule.enough > 1 and any(0 < len({item.turn for item in group}) < rule.enough for group in groups)
    harm = what_was_done(faults, words)
    not_seen = "Not seen" if conversation.final else "Not seen yet"
    return sentence(
        done,
        f"{not_seen}: {wanting}" if wanting else "",
        f"Once is not enough here; {rule.enough} replies should show it" if too_few else "",
        f"Against it: {harm}" if harm else "",
    )


def _evidence(groups: list[tuple[Sighting, ...]], faults: tuple[Sighting, ...]) -> list[Quote]:
    """Faults first, then the first words of every group, then the rest: cutting short loses the least."""
    first = [quote for group in groups if group for quote in group[0].quotes()]
    rest = [quote for group in groups for quote in quotes_of(group[1:])]
    return [*quotes_of(faults), *first, *rest]


def ordered(rule: Ordered, conversation: Conversation) -> Judgement:
    """100 where the first comes before or with the second, 0 where it never comes, what the data say in between."""
    lack = conversation.lack(rule.needs)
    if lack is not None:
        return not_observed(lack)
    turns = conversation.at_moment(rule.moment)
    if not turns and rule.moment is not None:
        return not_observed(conversation.rules.moments[rule.moment].absent)
    words = conversation.rules.words
    first, then = conversation.sightings(rule.first, turns), conversation.sightings(rule.then, turns)
    if not then:
        if first and rule.alone:
            return scored(100, sentence(what_was_done(first, words)), quotes_of(first))
        return not_observed(f"The order didn't come up; not seen: {doing_any(rule.then, words)}.")
    before = [turn for turn in turns if turn.turn <= then[0].turn]
    if first and first[0].turn <= then[0].turn:
        earlier = [sighting for sighting in first if sighting.turn <= then[0].turn]
        why = sentence(what_was_done(earlier, words), f"{what_was_done(then[:1], words)}, in that order")
        return scored(100, why, quotes_of([*earlier, *then[:1]]))
    doubtful = conversation.doubtful(rule.first, before)
    if doubtful:
        return not_observed(f"Too close to call in {replies(doubtful)}: {doing_any(rule.first, words)}.")
    return _out_of_order(rule.first, first, then, conversation)


def _out_of_order(
    wanted: tuple[Sign, ...], first: tuple[Sighting, ...], then: tuple[Sighting, ...], conversation: Conversation
) -> Judgement:
    words = conversation.rules.words
    jumped = what_was_done(then[:1], words)
    if first:
        why = sentence(jumped, f"Only after that, {what_was_done(first[:1], words)}")
        return scored(conversation.rules.scoring.out_of_order, why, quotes_of([*then[:1], *first[:1]]))
    return scored(0, sentence(jumped, f"Not seen before it: {doing_any(wanted, words)}"), quotes_of(then[:1]))
