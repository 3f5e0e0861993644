from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from coaching_rules.techniques import LABELS
from nlu.tuned_heads import TunedHeads, Vectors
from nlu.tuning.backbones import tensorflow
from nlu.tuning.batches import Batch, batches
from nlu.tuning.items import TECHNIQUES, Example, Logits
from nlu.tuning.network import Network
from nlu.tuning.recipe import Recipe
from nlu.windows import CLS, SEP, Row


class Words:
    """A backbone without layers: a vector a word, which does not change."""

    width = 8
    layers: tuple[Any, ...] = ()

    def __init__(self, tf: Any) -> None:
        self._vectors = tf.constant(np.random.default_rng(1).normal(size=(1000, self.width)).astype(np.float32))

    def __call__(self, tf: Any, ids: Any, filled: Any, *, training: bool) -> Any:
        return tf.gather(self._vectors, ids)


class WordsThatLearn(Words):
    """The same behind a layer that can change."""

    def __init__(self, tf: Any) -> None:
        super().__init__(tf)
        self.layers = (tf.keras.layers.Dense(self.width, kernel_initializer="identity"),)
        self.layers[0].build((None, None, self.width))

    def __call__(self, tf: Any, ids: Any, filled: Any, *, training: bool) -> Any:
        return self.layers[0](super().__call__(tf, ids, filled, training=training))


def example(number: int, *, known: float = 1.0, carries: bool = True) -> Example:
    targets = np.zeros(len(LABELS))
    targets[0] = float(carries)
    return Example(
        id=f"e{number}",
        row=Row(ids=(CLS, 200, SEP, 300 + number, 400 + number, SEP), sentence_of=(None, -1, None, 0, 1, None)),
        task=TECHNIQUES,
        complete=True,
        sentences=2,
        sentence_targets=np.stack([targets, np.zeros(len(LABELS))]),
        targets=targets,
        sentence_known=np.full((2, len(LABELS)), known),
        known=np.full(len(LABELS), known),
    )


@pytest.fixture(scope="module")
def tf() -> Any:
    return tensorflow(1)


def network(tf: Any, examples: list[Example], *, taught: float = 0.0) -> tuple[Network, Batch]:
    made = Network(tf, Words(tf), {TECHNIQUES: len(LABELS)}, recipe=Recipe(layers=(), taught=taught, head_rate=0.05))
    made.plan(200, examples)
    return made, next(batches(examples, size=16, seed=(1, 1)))


def test_it_learns_what_it_is_told(tf: Any):
    examples = [example(number, carries=number % 2 == 0) for number in range(8)]
    learner, batch = network(tf, examples)
    before = learner.learn(batch)[0]
    for _ in range(80):
        after = learner.learn(batch)[0]
    assert after < before / 2
    logits = learner.predict(batch).whole[:, 0]
    assert ((logits > 0) == (batch.targets[:, 0] > 0)).all()
    assert learner.figures(examples)["average_precision"] == 1.0


def test_what_nobody_knows_teaches_nothing(tf: Any):
    examples = [example(number, known=0.0) for number in range(4)]
    learner, batch = network(tf, examples)
    before = learner.predict(batch)
    assert learner.learn(batch)[0] == pytest.approx(0.0)
    after = learner.predict(batch)
    assert np.allclose(before.whole, after.whole) and np.allclose(before.sentences, after.sentences)


def test_a_teacher_is_followed_where_nobody_knows(tf: Any):
    sure = Logits(whole=np.full(len(LABELS), 4.0), sentences=np.full((2, len(LABELS)), 4.0))
    examples = [replace(example(number, known=0.0), opinion=sure) for number in range(4)]
    learner, batch = network(tf, examples, taught=0.7)
    for _ in range(120):
        learner.learn(batch)
    assert (learner.predict(batch).whole > 1).all()


def test_a_batch_has_opinions_of_all_its_rows_or_of_none():
    sure = Logits(whole=np.ones(len(LABELS)), sentences=np.ones((2, len(LABELS))))
    mixed = [replace(example(number), opinion=sure if number % 2 else None) for number in range(6)]
    found = {batch.opinion is not None: batch for batch in batches(mixed, size=16, seed=(1, 1))}
    assert {int(name[1:]) % 2 for name in found[True].examples} == {1}
    assert {int(name[1:]) % 2 for name in found[False].examples} == {0}
    assert found[True].opinion.sentences[:, :2].all() and not found[True].opinion.sentences[:, 2:].any()


def test_heads_go_out_and_come_back(tf: Any):
    examples = [example(number) for number in range(4)]
    first, batch = network(tf, examples)
    first.learn(batch)
    second, _ = network(tf, examples)
    second.set_heads(TECHNIQUES, first.heads(TECHNIQUES))
    assert np.allclose(first.predict(batch).whole, second.predict(batch).whole, atol=1e-5)


def test_a_reply_is_scored_as_the_network_reads_it(tf: Any):
    examples = [example(number, carries=number % 2 == 0) for number in range(8)]
    learner, batch = network(tf, examples)
    for _ in range(20):
        learner.learn(batch)
    kept = learner.heads(TECHNIQUES)
    assert np.abs(kept["look.weight"]).max() > 0.01
    expected, heads = learner.predict(batch), TunedHeads.of(kept)
    vectors = Words(tf)(tf, batch.ids, batch.filled, training=False).numpy()
    for row, read in enumerate(vectors):
        sentences, whole = heads.judge(Vectors(read[3:5], np.array([0, 1]), read[1]), 2)
        # The network may multiply in bfloat16, of which eight bits count.
        assert np.allclose(sentences, expected.sentences[row, :2], atol=0.05)
        assert np.allclose(whole, expected.whole[row], atol=0.05)


def test_what_a_run_changes_can_be_put_back(tf: Any):
    examples = [example(number) for number in range(4)]
    learner, batch = network(tf, examples)
    begun_with, before = learner.weights(TECHNIQUES), learner.predict(batch).whole
    for _ in range(5):
        learner.learn(batch)
    assert not np.allclose(learner.predict(batch).whole, before)
    learner.set_weights(TECHNIQUES, begun_with)
    assert np.allclose(learner.predict(batch).whole, before)


def test_a_run_that_begins_again_learns_from_its_first_step_on(tf: Any):
    examples = [example(number, carries=number % 2 == 0) for number in range(8)]
    learner, batch = network(tf, examples)
    begun_with = learner.weights(TECHNIQUES)
    learner.plan(3, examples)
    for _ in range(5):
        learner.learn(batch)
    over = learner.weights(TECHNIQUES)
    learner.learn(batch)
    assert all(np.array_equal(*pair) for pair in zip(over, learner.weights(TECHNIQUES), strict=True))
    learner.begin_again(TECHNIQUES, begun_with)
    assert all(np.array_equal(*pair) for pair in zip(begun_with, learner.weights(TECHNIQUES), strict=True))
    learner.learn(batch)
    assert not np.array_equal(begun_with[0], learner.weights(TECHNIQUES)[0])


def test_heads_that_settle_leave_the_other_heads_and_the_encoder_alone(tf: Any):
    examples = [example(number, carries=number % 2 == 0) for number in range(8)]
    topics = [replace(row, task="topics") for row in examples]
    words = WordsThatLearn(tf)
    recipe = Recipe(layers=(0,), head_rate=0.05)
    learner = Network(tf, words, {TECHNIQUES: len(LABELS), "topics": len(LABELS)}, recipe=recipe)
    learner.plan(200, [*examples, *topics])
    kept, heads = learner.weights(TECHNIQUES), learner.heads("topics")
    for _ in range(40):
        learner.settle("topics", topics)
    assert all(np.array_equal(*pair) for pair in zip(kept, learner.weights(TECHNIQUES), strict=True))
    assert not np.allclose(heads["sentence.weight"], learner.heads("topics")["sentence.weight"])
    settled = learner.predict(next(batches(topics, size=16, seed=(1, 1)))).whole[:, 0]
    assert (settled > 0).any() and (settled < 0).any()
