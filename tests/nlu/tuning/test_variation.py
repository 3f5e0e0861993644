from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from coaching_rules.techniques import LABELS
from nlu.request import Context, Said
from nlu.tuning.items import TECHNIQUES, Item, Logits
from nlu.tuning.recipe import Recipe
from nlu.tuning.variation import (
    as_typed_otherwise,
    rehearsed,
    varied,
    widened,
    with_a_denial,
    with_other_names,
    with_sentences_of,
)


def item(*sentences: tuple[str, tuple[str, ...]], name: str = "i") -> Item:
    places, at = [], 0
    for text, _ in sentences:
        places.append((at, at + len(text)))
        at += len(text) + 1
    carried = np.array([[float(label in labels) for label in LABELS] for _, labels in sentences])
    return Item(
        id=name,
        group=name,
        task=TECHNIQUES,
        text=" ".join(text for text, _ in sentences),
        context=Context(channel="chat", history=(Said(who="customer", text="Where is it, Karen?"),)),
        sentences=tuple(places),
        sentence_targets=carried,
        targets=carried.max(axis=0),
        sentence_known=np.ones_like(carried),
        known=np.ones(len(LABELS)),
    )


REPLY = item(
    ("Hello, Karen here.", ("greet",)),
    ("I'll look for it now.", ("investigate", "own")),
    ("I'll ring you at six.", ("follow_up", "own")),
)


def carried(row: np.ndarray) -> set[str]:
    return {label for label, value in zip(LABELS, row) if value}


@pytest.mark.parametrize("seed", range(10))
def test_a_denied_sentence_loses_its_labels_and_the_reply_those_that_no_other_carries(seed: int):
    denied = with_a_denial(REPLY, random.Random(seed))
    changed = next(n for n in range(3) if carried(denied.sentence_targets[n]) != carried(REPLY.sentence_targets[n]))
    lost = {"investigate", "follow_up"} & carried(REPLY.sentence_targets[changed])
    assert carried(denied.sentence_targets[changed]) == set()
    assert carried(denied.targets) == carried(REPLY.targets) - lost
    start, end = denied.sentences[changed]
    assert denied.text[start:end] in {
        f"I {no} {rest}" for no in ("won't", "will not") for rest in ("look for it now.", "ring you at six.")
    }
    for place in {0, 1, 2} - {changed}:
        begun, ended = denied.sentences[place]
        was, until = REPLY.sentences[place]
        assert denied.text[begun:ended] == REPLY.text[was:until]
        assert denied.sentence_known[place].all()
    unknown = carried(1 - denied.known)
    assert "stonewall" in unknown and not unknown & {"greet", "own", *lost}
    assert denied.known.shape == denied.targets.shape


def test_where_nothing_can_be_denied_the_item_stays():
    plain = item(("It is Monday.", ()))
    assert with_a_denial(plain, random.Random(1)) is plain


def test_other_names_go_through_reply_and_history():
    other = with_other_names(REPLY, random.Random(2))
    name = other.context.history[0].text.removeprefix("Where is it, ").removesuffix("?")
    assert name != "Karen"
    assert [other.text[start:end] for start, end in other.sentences] == [
        f"Hello, {name} here.",
        "I'll look for it now.",
        "I'll ring you at six.",
    ]
    assert (other.targets == REPLY.targets).all()


@pytest.mark.parametrize("seed", range(20))
def test_of_a_reply_put_together_from_others_nothing_is_known(seed: int):
    other = item(("Calm down.", ("dismiss",)), ("It is only a cup.", ("dismiss",)), name="j")
    both = with_sentences_of(REPLY, other, random.Random(seed))
    parts = [both.text[start:end] for start, end in both.sentences]
    assert parts and " ".join(parts) == both.text
    assert set(parts) <= {REPLY.text[a:b] for a, b in REPLY.sentences} | {other.text[a:b] for a, b in other.sentences}
    assert not both.known.any() and not both.sentence_known.any()
    assert both.sentence_known.shape == (len(parts), len(LABELS))


def test_the_same_epoch_is_the_same_and_the_next_is_another():
    items = [replace(REPLY, id=f"i{number}", group=f"i{number}") for number in range(40)]

    def texts(epoch: int) -> list[str]:
        return [each.text for each in varied(items, Recipe(), epoch=epoch)]

    assert texts(0) == texts(0) != texts(1)
    assert len(texts(0)) == len(texts(1)) == 40


def test_for_a_teacher_there_are_denied_replies_and_spliced_ones_beside_the_others():
    items = [replace(REPLY, id=f"i{number}", group=f"i{number}") for number in range(40)]
    wider = widened(items, Recipe(denied=0.5, spliced=0.5))
    added = wider[40:]
    assert wider[:40] == items
    assert [item.text for item in widened(items, Recipe(denied=0.5, spliced=0.5))] == [item.text for item in wider]
    assert 10 < sum(item.known.any() for item in added) < 30, "denied: some labels are known"
    assert 10 < sum(not item.known.any() for item in added) < 30, "spliced: none is"
    assert widened(items, Recipe(denied=0.0, spliced=0.0)) == items


def test_a_teachers_opinion_stays_with_what_it_has_read():
    opinion = Logits(np.zeros(len(LABELS)), np.arange(3 * len(LABELS)).reshape(3, -1))
    read = replace(REPLY, opinion=opinion)
    recipe = Recipe(denied=1.0, disturbed=0.0, renamed=0.0)
    assert [each.text for each in varied([read], recipe, epoch=0)] == [REPLY.text]
    with_more = [as_typed_otherwise(read, random.Random(seed)) for seed in range(30)]
    longer = [item for item in with_more if len(item.sentences) == 4]
    assert longer
    for item in with_more:
        assert item.opinion is not None
        kept = [row for row in item.opinion.sentences if (row != row[0]).any()]
        assert np.array_equal(kept, opinion.sentences) and len(item.opinion.sentences) == len(item.sentences)


def test_what_an_earlier_run_has_seen_is_read_again_in_part():
    items = [replace(REPLY, id=f"i{number}", group=f"i{number}") for number in range(200)]
    read = rehearsed(items, Recipe(rehearsed=0.5), seen=lambda group: int(group[1:]) < 100)
    assert sum(int(each.group[1:]) >= 100 for each in read) == 100
    assert 30 < sum(int(each.group[1:]) < 100 for each in read) < 70


def test_of_lines_of_content_another_part_is_read_again_than_of_replies():
    items = [replace(REPLY, id=f"i{number}", group=f"i{number}", task="topics") for number in range(200)]
    read = rehearsed(items, Recipe(rehearsed=1.0, content=0.2), seen=lambda group: int(group[1:]) < 100)
    assert sum(int(each.group[1:]) >= 100 for each in read) == 100
    assert 8 < sum(int(each.group[1:]) < 100 for each in read) < 35
