"""Tunes the layers of the encoder on our own corpora: ``make finetune``, offline, seldom.

Three tasks share the encoder: the thirty labels of replies (each sentence by its evidence, and the reply as a whole),
the topics and the remedies of single lines. The heads of the first are kept beside the layers. A tenth of the scenarios
is held out: on it thresholds and calibration can be fitted honestly. In each epoch some replies are read as they might
also have been typed (``nlu.augmentation``).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from coaching_rules.techniques import LABELS
from nlu import encoder_weights, minilm, windows
from nlu.augmentation import disturb
from nlu.corpus import MODES, STANCES, Corpora, LabelledContent, LabelledReply, read_corpora
from nlu.encoder import LONGEST_ROW, what_came_before
from nlu.request import Context
from nlu.scorer_training import sentence_targets
from nlu.sentences import parse
from nlu.spacy_loader import Parser, SpacyLoader

ROW_LENGTHS: Final = (64, 96, 128, 160, LONGEST_ROW)
"""Rows are filled up to the next of these, so that rows of one batch are of one length."""
HELD_OUT_PERCENT: Final = 10
_MOST_SENTENCES: Final = 16
_SECONDS_BETWEEN_WORDS: Final = 60.0


@dataclass(frozen=True)
class Recipe:
    """How the tuning goes; the defaults were chosen on held-out scenarios."""

    epochs: int = 5
    batch: int = 16
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    warm_up: float = 0.1
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    disturbed: float = 0.3
    rehearsed: float = 1.0
    """How much of what an earlier run has seen is read again in an epoch."""
    attention_dropout: float = 0.1
    sentence_weight: float = 0.5
    seed: int = 3


FURTHER: Final = Recipe(
    epochs=2,
    encoder_rate=1.5e-4,
    head_rate=5e-4,
    layers=(2, 3, 4, 5),
    disturbed=0.4,
    rehearsed=0.6,
    attention_dropout=0.0,
    seed=4,
)
"""For going on when the corpora have grown: fewer and gentler steps, and the lowest layers stay as they are."""


@dataclass(frozen=True)
class Item:
    """One labelled text: its sentences, what each carries, and what the whole carries."""

    group: str
    task: str
    text: str
    context: Context
    sentences: tuple[tuple[int, int], ...]
    sentence_targets: np.ndarray
    targets: np.ndarray

    def disturbed(self, chance: random.Random) -> Item:
        """The same as it might also have been typed."""
        typed = disturb(self.text, self.sentences, chance)
        carried = self.sentence_targets
        if typed.filler is not None:
            carried = np.insert(carried, typed.filler, 0.0, axis=0)
        return replace(self, text=typed.text, sentences=typed.sentences, sentence_targets=carried)


@dataclass(frozen=True)
class Example:
    """One row for the encoder with its targets: (sentences, labels), and (labels,) for the row as a whole."""

    row: windows.Row
    task: str
    sentences: int
    sentence_targets: np.ndarray
    targets: np.ndarray


def held_out(group: str) -> bool:
    """Whether a scenario (or a line of content) stays unseen, by its name alone, so that new data moves no old one."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 100 < HELD_OUT_PERCENT


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Tune the layers of the encoder on data/nlu.")
    parser.add_argument("--corpora", type=Path, default=Path("data/nlu"))
    parser.add_argument("--out", type=Path, default=encoder_weights.TUNED)
    parser.add_argument("--epochs", type=int, help=f"default: {Recipe.epochs}, or {FURTHER.epochs} with --further")
    parser.add_argument("--further", type=Path, metavar="FOLDER", help="go on from the layers kept there")
    chosen = parser.parse_args(arguments)
    recipe = FURTHER if chosen.further else Recipe()
    recipe = replace(recipe, epochs=chosen.epochs or recipe.epochs)
    tune(read_corpora(chosen.corpora), recipe, further=chosen.further, out=chosen.out)


def tune(corpora: Corpora, recipe: Recipe, *, further: Path | None = None, out: Path) -> dict[str, Any]:
    """Tunes, writes the changed layers to ``out`` and returns the figures on held-out replies.

    Args:
        corpora: what to learn from.
        recipe: how to go about it.
        further: a folder of layers tuned earlier, to go on from; None starts from the published weights.
        out: the folder for layers, heads and manifest.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when transformers is imported: nothing may reach for a hub
    import tensorflow as tf
    from transformers import TFBertModel
    from transformers.utils import logging as transformers_logging

    tf.keras.utils.set_random_seed(recipe.seed)
    tf.config.experimental.enable_op_determinism()
    transformers_logging.set_verbosity_error()
    # Half the matrix products in bfloat16 where the processor has it: a quarter less time, the same figures.
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    reader = Reader()
    items = reader.read(corpora)
    learnt = [item for item in items if not held_out(item.group)]
    plain = [row for item in learnt for row in reader.rows(item)]
    unseen = [row for item in items if held_out(item.group) and item.task == "techniques" for row in reader.rows(item)]
    print(f"{len(plain)} rows to learn from, {len(unseen)} rows of replies held out.", flush=True)
    encoder = TFBertModel.from_pretrained(
        encoder_weights.published(),
        use_safetensors=True,
        add_pooling_layer=False,
        attention_probs_dropout_prob=recipe.attention_dropout,
    )
    network = _Network(tf, encoder, {example.task: len(example.targets) for example in plain}, recipe=recipe)
    before, runs = encoder_weights.UNTUNED, list[dict[str, Any]]()
    if further is not None:
        before, runs = encoder_weights.manifest(further), encoder_weights.runs(further)
        encoder_weights.restore(encoder, further)
        network.set_heads("techniques", encoder_weights.heads(further))
    read = np.mean([recipe.rehearsed if before.has_seen(item.group) else 1.0 for item in learnt])
    steps = round(sum(1 for _ in _batches(plain, recipe, epoch=0)) * recipe.epochs * float(read))
    network.plan(steps, plain)
    clock = _Clock(steps)
    figures: dict[str, Any] = {}
    for epoch in range(recipe.epochs):
        begun = time.monotonic()
        typed = _as_typed(learnt, before, recipe, epoch=epoch)
        rows = [row for item in typed for row in reader.rows(item)]
        loss = float(np.mean([network.learn(batch) for batch in clock.through(_batches(rows, recipe, epoch=epoch))]))
        figures = _figures(network, unseen)
        print(
            f"Epoch {epoch + 1} of {recipe.epochs}: loss {loss:.2f}, held out: mean AUC {figures['auc']:.3f}, "
            f"mean average precision {figures['average_precision']:.3f} ({time.monotonic() - begun:.0f} s)",
            flush=True,
        )
    replies = sum(item.task == "techniques" for item in learnt)
    runs.append({"replies": replies, "recipe": asdict(recipe), "held_out": figures})
    encoder_weights.keep(
        encoder,
        tuple(sorted({*before.layers, *recipe.layers})),
        heads=network.heads("techniques"),
        groups=before.groups | {item.group for item in learnt},
        runs=runs,
        folder=out,
    )
    print(f"Written: {out}. Now: make train", flush=True)
    return figures


class Reader:
    """Lays the corpora out exactly as the encoder component lays out live replies."""

    def __init__(self) -> None:
        self._parser: Parser = SpacyLoader.load_parser(SpacyLoader.get_default_config())
        self._tokenizer = minilm.load_tokenizer()

    def read(self, corpora: Corpora) -> list[Item]:
        """All lines of all corpora."""
        found = [self._of_reply(reply) for reply in corpora.replies]
        vocabulary = corpora.vocabulary
        for task, lines, kinds, marks in (
            ("topics", corpora.topics, vocabulary.topics, MODES),
            ("remedies", corpora.remedies, vocabulary.remedies, STANCES),
        ):
            found += [_of_content(line, task, kinds, marks) for line in lines]
        return found

    def rows(self, item: Item) -> Iterator[Example]:
        """The rows of an item: one for a usual reply, several for a long one."""
        before = what_came_before(item.context, self._tokenizer)
        pieces = windows.pieces_of(item.text, self._tokenizer)
        rows = windows.lay_out(pieces, before, item.sentences, longest=LONGEST_ROW)
        for row in rows:
            owners = sorted({owner for owner in row.sentence_of if owner is not None and owner >= 0})[:_MOST_SENTENCES]
            if not owners:
                continue
            order = {owner: place for place, owner in enumerate(owners)}
            owner_of = tuple(owner if owner in (None, -1) else order.get(owner) for owner in row.sentence_of)
            here = item.sentence_targets[owners]
            yield Example(
                row=windows.Row(ids=row.ids, sentence_of=owner_of),
                task=item.task,
                sentences=len(owners),
                sentence_targets=here,
                # A row that holds a part of a long reply answers for that part alone.
                targets=item.targets if len(rows) == 1 else here.max(axis=0),
            )

    def _of_reply(self, reply: LabelledReply) -> Item:
        sentences = parse(reply.text, self._parser).sentences
        return Item(
            group=reply.scenario,
            task="techniques",
            text=reply.text,
            context=reply.context,
            sentences=tuple((sentence.start, sentence.end) for sentence in sentences),
            sentence_targets=sentence_targets(sentences, reply.sentences),
            targets=np.array([float(label in reply.labels) for label in LABELS]),
        )


def _of_content(line: LabelledContent, task: str, kinds: tuple[str, ...], marks: tuple[str, ...]) -> Item:
    names = {name for pair in line.marks for name in ((0, pair[0]), (1, pair[1]))}
    whole = np.array([float((0, kind) in names) for kind in kinds] + [float((1, mark) in names) for mark in marks])
    # A line is one unit, labelled as a whole.
    return Item(
        group=line.scenario,
        task=task,
        text=line.text,
        context=line.context,
        sentences=((0, len(line.text)),),
        sentence_targets=whole[None, :],
        targets=whole,
    )


def _as_typed(items: Sequence[Item], before: encoder_weights.Manifest, recipe: Recipe, *, epoch: int) -> Iterator[Item]:
    """The items of an epoch, some of them as they might also have been typed."""
    chance = random.Random(recipe.seed * 1000 + epoch)  # noqa: S311 — repeatable, not secret
    for item in items:
        if before.has_seen(item.group) and chance.random() >= recipe.rehearsed:
            continue
        yield item.disturbed(chance) if chance.random() < recipe.disturbed and item.text.strip() else item


class _Clock:
    """Says once a minute how far the tuning is."""

    def __init__(self, steps: int) -> None:
        self._steps, self._done = steps, 0
        self._begun = self._said = time.monotonic()

    def through(self, batches: Iterator[_Batch]) -> Iterator[_Batch]:
        for batch in batches:
            yield batch
            self._done += 1
            now = time.monotonic()
            if now - self._said > _SECONDS_BETWEEN_WORDS:
                self._said = now
                left = (now - self._begun) / self._done * max(self._steps - self._done, 0)
                print(f"Step {self._done} of about {self._steps}, {left / 60:.0f} minutes to go.", flush=True)


@dataclass(frozen=True)
class _Batch:
    task: str
    ids: np.ndarray
    filled: np.ndarray
    pooling: np.ndarray
    whole: np.ndarray
    present: np.ndarray
    sentence_targets: np.ndarray
    targets: np.ndarray


def _batches(examples: Sequence[Example], recipe: Recipe, *, epoch: int) -> Iterator[_Batch]:
    """All examples once, in batches of one task and one row length, in an order of the epoch's own."""
    random = np.random.default_rng((recipe.seed, epoch))
    alike: dict[tuple[str, int], list[Example]] = {}
    for place in random.permutation(len(examples)):
        example = examples[place]
        alike.setdefault((example.task, _filled_length(example.row)), []).append(example)
    chunks = [
        group[start : start + recipe.batch]
        for _, group in sorted(alike.items(), key=lambda item: item[0])
        for start in range(0, len(group), recipe.batch)
    ]
    for place in random.permutation(len(chunks)):
        yield _batch(chunks[place])


def _filled_length(row: windows.Row) -> int:
    return next(length for length in ROW_LENGTHS if length >= len(row.ids))


def _batch(examples: Sequence[Example]) -> _Batch:
    count, length, labels = len(examples), _filled_length(examples[0].row), len(examples[0].targets)
    ids = np.zeros((count, length), np.int32)
    filled = np.zeros((count, length), np.int32)
    pooling = np.zeros((count, _MOST_SENTENCES, length), np.float32)
    whole = np.zeros((count, 2, length), np.float32)
    present = np.zeros((count, _MOST_SENTENCES), np.float32)
    carried = np.zeros((count, _MOST_SENTENCES, labels), np.float32)
    for number, example in enumerate(examples):
        row = example.row
        ids[number, : len(row.ids)], filled[number, : len(row.ids)] = row.ids, 1
        owners = np.full(length, -2)
        owners[: len(row.ids)] = [-2 if owner is None else owner for owner in row.sentence_of]
        for sentence in range(example.sentences):
            pooling[number, sentence] = _mean_of(owners == sentence)
        whole[number] = _mean_of(owners >= 0), _mean_of(owners == -1)
        present[number, : example.sentences] = 1
        carried[number, : example.sentences] = example.sentence_targets
    return _Batch(
        task=examples[0].task,
        ids=ids,
        filled=filled,
        pooling=pooling,
        whole=whole,
        present=present,
        sentence_targets=carried,
        targets=np.array([example.targets for example in examples], np.float32),
    )


def _mean_of(mask: np.ndarray) -> np.ndarray:
    mean: np.ndarray = mask / max(mask.sum(), 1)
    return mean


class _Network:
    """The encoder with a linear head a task for sentences and one for whole replies."""

    def __init__(self, tf: Any, encoder: Any, tasks: dict[str, int], *, recipe: Recipe) -> None:
        self._tf = tf
        self._encoder = encoder
        self._recipe = recipe
        starts = {
            name: tf.keras.initializers.TruncatedNormal(stddev=0.02, seed=place) for place, name in enumerate(tasks)
        }
        low = tf.constant_initializer(-3.0)  # most labels are absent from most replies
        self._sentence = {
            task: tf.keras.layers.Dense(size, kernel_initializer=starts[task], bias_initializer=low)
            for task, size in tasks.items()
        }
        self._reply = {
            task: tf.keras.layers.Dense(size, kernel_initializer=starts[task]) for task, size in tasks.items()
        }
        for task in tasks:
            self._sentence[task].build((None, None, minilm.WIDTH))
            self._reply[task].build((None, 2 * minilm.WIDTH))
        self._dropout = tf.keras.layers.Dropout(0.1, seed=recipe.seed)
        self._steps: dict[str, Any] = {task: tf.function(self._step_of(task), reduce_retracing=True) for task in tasks}
        self._weight: dict[str, Any] = {}

    def plan(self, steps: int, examples: Sequence[Example]) -> None:
        """Sets the learning rates, and how much more a rare label's positives weigh."""
        optimizers, recipe = self._tf.keras.optimizers, self._recipe
        self._encoder_optimizer = optimizers.Adam(self._rate(recipe.encoder_rate, steps), clipnorm=1.0)
        self._head_optimizer = optimizers.Adam(self._rate(recipe.head_rate, steps))
        self._encoder_variables = [
            variable
            for layer in recipe.layers
            for variable in self._encoder.bert.encoder.layer[layer].trainable_variables
        ]
        self._head_variables = [
            variable
            for task in self._sentence
            for head in (self._sentence[task], self._reply[task])
            for variable in head.trainable_variables
        ]
        self._encoder_optimizer.build(self._encoder_variables)
        self._head_optimizer.build(self._head_variables)
        for task in self._sentence:
            rate = np.mean([example.targets for example in examples if example.task == task], axis=0)
            weight = np.clip(np.sqrt((1 - rate) / np.maximum(rate, 1e-3)), 1, 6)
            self._weight[task] = self._tf.constant(weight.astype(np.float32))

    def _rate(self, highest: float, steps: int) -> Any:
        """A learning rate that rises over the first steps and then falls to nothing."""
        tf, warm = self._tf, self._recipe.warm_up * steps

        class UpAndDown(tf.keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc, name-defined]
            def __call__(self, step: Any) -> Any:
                at = tf.cast(step, tf.float32)
                return highest * tf.minimum((at + 1) / (warm + 1), tf.maximum(0.0, (steps - at) / (steps - warm)))

        return UpAndDown()

    def learn(self, batch: _Batch) -> float:
        """One step; returns the loss."""
        return float(self._steps[batch.task](*_tensors(batch), batch.sentence_targets, batch.targets))

    def heads(self, task: str) -> dict[str, np.ndarray]:
        """The task's heads as (labels, width) matrices and (labels,) offsets."""
        named = {}
        for name, head in (("sentence", self._sentence[task]), ("reply", self._reply[task])):
            kernel, bias = (variable.numpy() for variable in head.weights)
            named |= {f"{name}.weight": np.ascontiguousarray(kernel.T), f"{name}.bias": bias}
        return named

    def set_heads(self, task: str, kept: Mapping[str, np.ndarray]) -> None:
        """The way back of :meth:`heads`."""
        for name, head in (("sentence", self._sentence[task]), ("reply", self._reply[task])):
            head.set_weights([kept[f"{name}.weight"].T, kept[f"{name}.bias"]])

    def predict(self, batch: _Batch) -> np.ndarray:
        """(rows, labels) logits of whole rows."""
        logits: np.ndarray = self._logits(batch.task, *_tensors(batch), training=False)[0].numpy()
        return logits

    def _logits(
        self, task: str, ids: Any, filled: Any, pooling: Any, whole: Any, present: Any, *, training: bool
    ) -> tuple[Any, Any]:
        tf = self._tf
        zeros = tf.zeros_like(ids)
        vectors = self._encoder(input_ids=ids, attention_mask=filled, token_type_ids=zeros, training=training)
        vectors = tf.cast(vectors.last_hidden_state, tf.float32)
        sentences = self._sentence[task](self._dropout(tf.matmul(pooling, vectors), training=training))
        both = tf.reshape(tf.matmul(whole, vectors), (-1, 2 * minilm.WIDTH))
        absent = (1 - present)[:, :, tf.newaxis] * -1e4
        strongest = tf.reduce_max(sentences + absent, axis=1) + tf.reduce_logsumexp(sentences + absent, axis=1)
        return strongest / 2 + self._reply[task](self._dropout(both, training=training)), sentences

    def _step_of(self, task: str) -> Any:
        tf = self._tf

        def step(
            ids: Any, filled: Any, pooling: Any, whole: Any, present: Any, sentence_targets: Any, targets: Any
        ) -> Any:
            with tf.GradientTape() as tape:
                logits, sentences = self._logits(task, ids, filled, pooling, whole, present, training=True)
                missed = tf.nn.weighted_cross_entropy_with_logits
                reply_loss = tf.reduce_mean(tf.reduce_sum(missed(targets, logits, self._weight[task]), axis=-1))
                each = tf.reduce_sum(missed(sentence_targets, sentences, self._weight[task]), axis=-1) * present
                loss = reply_loss + self._recipe.sentence_weight * tf.reduce_sum(each) / tf.reduce_sum(present)
            variables = self._encoder_variables + self._head_variables
            gradients = tape.gradient(loss, variables)
            cut = len(self._encoder_variables)
            self._encoder_optimizer.apply_gradients(zip(gradients[:cut], variables[:cut]))
            heads = [
                (gradient, head) for gradient, head in zip(gradients[cut:], variables[cut:]) if gradient is not None
            ]
            self._head_optimizer.apply_gradients(heads)
            return loss

        return step


def _tensors(batch: _Batch) -> tuple[np.ndarray, ...]:
    return batch.ids, batch.filled, batch.pooling, batch.whole, batch.present


def _figures(network: _Network, unseen: Sequence[Example]) -> dict[str, float]:
    """Mean AUC and mean average precision over the labels that occur in the held-out rows."""
    batches = list(_batches(unseen, Recipe(batch=32), epoch=0))
    logits = np.concatenate([network.predict(batch) for batch in batches])
    targets = np.concatenate([batch.targets for batch in batches])
    judged = [label for label in range(targets.shape[1]) if 0 < targets[:, label].sum() < len(targets)]
    auc = np.mean([roc_auc_score(targets[:, label], logits[:, label]) for label in judged])
    precision = np.mean([average_precision_score(targets[:, label], logits[:, label]) for label in judged])
    return {"rows": len(targets), "auc": round(float(auc), 4), "average_precision": round(float(precision), 4)}


if __name__ == "__main__":
    main()
