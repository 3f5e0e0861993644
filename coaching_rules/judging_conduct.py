"""Judges of conduct over the whole conversation: what was kept out of it, how trust went, what a stalemate led to."""

from __future__ import annotations

from collections.abc import Sequence

from coaching_rules.conversation import Conversation
from coaching_rules.judgement import Judgement, cost, not_observed, quotes_of, scored
from coaching_rules.observation import Avoided, Stalemate, Trend
from coaching_rules.reasons import doing_any, replies, sentence, what_was_done
from coaching_rules.session import ReportTurn
from coaching_rules.signs import spans_of, too_close


def avoided(rule: Avoided, conversation: Conversation) -> Judgement:
    """Failed by the fault itself; met only by enough clean replies, of which some were at the tempting moment."""
    rules = conversation.rules
    faults = conversation.sightings(rule.against, conversation.turns)
    if faults:
        score = max(0, 100 - cost(faults, rules.scoring))
        return scored(score, sentence(what_was_done(faults, rules.words)), quotes_of(faults))
    lack = conversation.lack(rule.needs)
    if lack is not None:
        return not_observed(lack)
    doubtful = conversation.doubtful(rule.against, conversation.turns)
    clean = [turn for turn in conversation.turns if turn.turn not in doubtful]
    open_question = f"Too close to call in {replies(doubtful)}, which is left out" if doubtful else ""
    if len(clean) < rules.scoring.least_clean_replies:
        few = f"It takes {rules.scoring.least_clean_replies} replies to show this, and there are {len(clean)}"
        return not_observed(sentence(few, open_question))
    tempting = [turn for turn in conversation.at_moment(rule.moment) if turn in clean]
    if not tempting:
        return not_observed(sentence(rules.moments[rule.moment].absent, open_question))
    none = (
        f"no sign of {doing_any(rule.against, rules.words)}" if _are_labels(rule) else "nothing beyond what you may do"
    )
    why = sentence(f"In {replies(turn.turn for turn in tempting)} {none} was found", open_question)
    return scored(100, why, [conversation.opening_words(turn) for turn in tempting])


def _are_labels(rule: Avoided) -> bool:
    return all(atom.kind == "label" for sign in rule.against for atom in sign.atoms)


def trend(rule: Trend, conversation: Conversation) -> Judgement:
    """The change of one mood from the first reply to the last, on a line between two numbers of the data."""
    lack = conversation.lack(rule.needs)
    scoring, turns = conversation.rules.scoring, conversation.turns
    if lack is not None or len(turns) < scoring.least_replies:
        return not_observed(lack or f"It takes {scoring.least_replies} replies to see where {rule.mood} goes.")
    start, end = getattr(turns[0].mood_before, rule.mood), getattr(turns[-1].mood_after, rule.mood)
    change = end - start
    share = (change - scoring.trend_low) / (scoring.trend_high - scoring.trend_low)
    score = round(100 * min(1.0, max(0.0, share)))

    def moved(turn: ReportTurn) -> int:
        return int(getattr(turn.mood_after, rule.mood) - getattr(turn.mood_before, rule.mood))

    rising = score >= scoring.partly_from
    telling = sorted(turns, key=lambda turn: (-moved(turn) if rising else moved(turn), turn.turn))[:2]
    way = "rose" if change > 0 else "fell" if change < 0 else "stayed"
    most = "Most was won" if rising else "Most was lost"
    path = (
        f"The customer's {rule.mood} {way} from {start} to {end}"
        if change
        else f"The customer's {rule.mood} stayed at {end}"
    )
    numbers = replies(turn.turn for turn in telling)
    why = sentence(path, f"{most} with {numbers}" if change else "")
    return scored(score, why, [conversation.opening_words(turn) for turn in telling])


def changed_approach(rule: Stalemate, conversation: Conversation) -> Judgement:
    """Met where, after a stalemate, a sign comes that the stuck replies didn't have."""
    lack = conversation.lack(rule.needs)
    if lack is not None:
        return not_observed(lack)
    stuck = _first_stalemate(rule.moment, conversation)
    if not stuck:
        return not_observed("No place was found where the conversation got stuck, so there was nothing to change.")
    words = conversation.rules.words
    new = [sign for sign in rule.signs if not any(spans_of(sign, turn) or too_close(sign, turn) for turn in stuck)]
    after = [turn for turn in conversation.turns if turn.turn > stuck[-1].turn]
    sightings = conversation.sightings(new, after)
    got_stuck = f"In {replies(turn.turn for turn in stuck)} the anger didn't go down"
    if sightings:
        return scored(100, sentence(got_stuck, f"Then {what_was_done(sightings, words)}"), quotes_of(sightings))
    if not after and conversation.final:
        return not_observed(sentence(got_stuck, "The conversation ended before anything else could be tried"))
    doubtful = conversation.doubtful(new, after)
    if doubtful or not conversation.final:
        return not_observed(sentence(got_stuck, "Whether something new follows is still open"))
    return scored(
        0,
        sentence(got_stuck, f"Nothing new came after it, such as {doing_any(new, words)}"),
        [conversation.opening_words(turn) for turn in stuck],
    )


def _first_stalemate(moment: str, conversation: Conversation) -> Sequence[ReportTurn]:
    """The first run of replies at the moment, as long as the data say, in which anger never fell."""
    length = conversation.rules.scoring.stalemate_replies
    counted = {turn.turn for turn in conversation.at_moment(moment)}
    run: list[ReportTurn] = []
    for turn in conversation.turns:
        no_better = turn.mood_after.anger >= turn.mood_before.anger
        run = [*run, turn] if turn.turn in counted and no_better else []
        if len(run) == length:
            return run
    return ()
