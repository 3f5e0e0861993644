"""What is learnt from, and as it might also have been: denied, put together anew, typed otherwise, to somebody else.

What a teacher is asked about (:func:`widened`) is made once; how it is typed and whom it is said to (:func:`varied`)
changes from epoch to epoch, and a teacher's opinion of the plain wording goes along.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.request import Context
from nlu.tuning.denials import Denied, columns, deny
from nlu.tuning.items import TECHNIQUES, Item
from nlu.tuning.names import Swaps, put
from nlu.tuning.recipe import Recipe
from nlu.tuning.typing_slips import disturb

_LONGEST_SPLICE: Final = 6
_NOTHING: Final = -6.0
"""The logit of a label in a sentence that says nothing."""


def rehearsed(items: Sequence[Item], recipe: Recipe, *, seen: Callable[[str], bool]) -> list[Item]:
    """What a run reads: all that is new, and as much of what an earlier run has ``seen`` as the recipe says."""
    chance = random.Random(recipe.seed + 1)  # noqa: S311 — repeatable, not secret
    part = {TECHNIQUES: recipe.rehearsed}
    return [item for item in items if not seen(item.group) or chance.random() < part.get(item.task, recipe.content)]


def widened(items: Sequence[Item], recipe: Recipe) -> list[Item]:
    """The items, and beside some of them others for a teacher to label: denied in part, or with parts of a second one.

    The same for the same recipe.
    """
    chance = random.Random(recipe.seed)  # noqa: S311 — repeatable, not secret
    replies = [item for item in items if item.task == TECHNIQUES and item.sentences]
    added = []
    for item in replies:
        if chance.random() < recipe.denied and (denied := with_a_denial(item, chance)) is not item:
            added.append(denied)
        if chance.random() < recipe.spliced:
            added.append(with_sentences_of(item, chance.choice(replies), chance))
    return [*items, *added]


def varied(items: Sequence[Item], recipe: Recipe, *, epoch: int) -> Iterator[Item]:
    """What an epoch reads; the same for the same recipe and epoch.

    Args:
        items: all that is learnt from. What a teacher has read is denied no more: its opinion would be of other words.
        recipe: how much of it is varied.
        epoch: the number of the epoch.
    """
    chance = random.Random(recipe.seed * 1000 + epoch)  # noqa: S311 — repeatable, not secret
    for item in items:
        if item.task == TECHNIQUES and item.opinion is None and chance.random() < recipe.denied:
            item = with_a_denial(item, chance)
        if chance.random() < recipe.renamed:
            item = with_other_names(item, chance)
        if chance.random() < recipe.disturbed and item.text.strip():
            item = as_typed_otherwise(item, chance)
        yield item


def as_typed_otherwise(item: Item, chance: random.Random) -> Item:
    """The same as it might also have been typed; a sentence that says nothing carries nothing."""
    typed = disturb(item.text, item.sentences, chance)
    other = replace(item, text=typed.text, sentences=typed.sentences)
    if typed.filler is None:
        return other
    opinion = item.opinion
    if opinion is not None:
        opinion = opinion._replace(sentences=np.insert(opinion.sentences, typed.filler, _NOTHING, axis=0))
    return replace(
        other,
        sentence_targets=np.insert(item.sentence_targets, typed.filler, 0.0, axis=0),
        sentence_known=np.insert(item.sentence_known, typed.filler, 1.0, axis=0),
        opinion=opinion,
    )


def with_other_names(item: Item, chance: random.Random) -> Item:
    """The same to and about other people, in other words for the same things, all through the talk."""
    swaps = Swaps(chance)
    text, moved = put(item.text, swaps.of(item.text))
    history = tuple(replace(said, text=put(said.text, swaps.of(said.text))[0]) for said in item.context.history)
    return replace(
        item,
        text=text,
        context=Context(channel=item.context.channel, history=history),
        sentences=tuple((moved[start], moved[end]) for start, end in item.sentences),
    )


def with_a_denial(item: Item, chance: random.Random) -> Item:
    """The same with one sentence denied; the item itself where no sentence can be."""
    denials = [
        (place, denied)
        for place, (start, end) in enumerate(item.sentences)
        if (denied := deny(item.text[start:end], _labels(item.sentence_targets[place]), chance)) is not None
    ]
    if not denials:
        return item
    place, denied = chance.choice(denials)
    return _with(item, place, denied)


def with_sentences_of(item: Item, other: Item, chance: random.Random) -> Item:
    """Some sentences of a reply and of another, in answer to what the first one answers. Nobody knows its labels."""
    own = [item.text[start:end] for start, end in item.sentences]
    lent = [other.text[start:end] for start, end in other.sentences]
    first = chance.sample(range(len(own)), chance.randint(0, len(own)))
    second = chance.sample(range(len(lent)), chance.randint(0 if first else 1, min(2, len(lent))))
    parts = [own[place] for place in sorted(first)][:_LONGEST_SPLICE]
    at = chance.randint(0, len(parts))
    parts[at:at] = [lent[place] for place in sorted(second)]
    sentences, start = [], 0
    for part in parts:
        sentences.append((start, start + len(part)))
        start += len(part) + 1
    nothing = np.zeros((len(parts), len(LABELS)))
    return replace(
        item,
        id=f"{item.id}+{other.id}",
        text=" ".join(parts),
        sentences=tuple(sentences),
        sentence_targets=nothing,
        targets=nothing[0],
        sentence_known=nothing,
        known=nothing[0],
    )


def _labels(targets: np.ndarray) -> frozenset[str]:
    return frozenset(label for label, carried in zip(LABELS, targets) if carried)


def _with(item: Item, place: int, denied: Denied) -> Item:
    start, end = item.sentences[place]
    shift = len(denied.text) - (end - start)
    gone, unsure = columns(denied.gone), columns(denied.unsure)
    carried, known = item.sentence_targets.copy(), item.sentence_known.copy()
    carried[place, gone] = 0.0
    known[place, unsure] = 0.0
    others = np.delete(carried, place, axis=0)
    elsewhere = others.max(axis=0) if len(others) else np.zeros(len(LABELS))
    targets, whole_known = item.targets.copy(), item.known.copy()
    targets[gone] = np.minimum(targets[gone], elsewhere[gone])
    whole_known[[column for column in unsure if not elsewhere[column]]] = 0.0
    return replace(
        item,
        text=item.text[:start] + denied.text + item.text[end:],
        sentences=tuple(
            (begun + shift * (number > place), ended + shift * (number >= place))
            for number, (begun, ended) in enumerate(item.sentences)
        ),
        sentence_targets=carried,
        sentence_known=known,
        targets=targets,
        known=whole_known,
    )
