"""Rows of one task and one length, put together for one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nlu import windows
from nlu.encoder import LONGEST_ROW
from nlu.tuning.items import MOST_SENTENCES, Example, Logits

ROW_LENGTHS: Final = (48, 64, 80, 96, 112, 128, 160, LONGEST_ROW)
"""Rows are filled up to the next of these, so that rows of one batch are of one length."""


@dataclass(frozen=True)
class Batch:
    """The arrays of one step, for n rows of w word pieces, s sentences at most and l labels.

    Attributes:
        task: whose heads answer.
        examples: the ids of the items the rows come from.
        ids: (n, w) word pieces, MiniLM's.
        filled: (n, w), 1 where there is a piece.
        pooling: (n, s, w), the mean over a sentence's pieces.
        whole: (n, 2, w), the means over the reply and over what came before.
        present: (n, s), 1 where there is a sentence.
        sentence_targets, sentence_known: (n, s, l).
        targets, known: (n, l).
        opinion: a teacher's (n, l) of the wholes and (n, s, l) of the sentences, where it has one of every row.
    """

    task: str
    examples: tuple[str, ...]
    ids: np.ndarray
    filled: np.ndarray
    pooling: np.ndarray
    whole: np.ndarray
    present: np.ndarray
    sentence_targets: np.ndarray
    sentence_known: np.ndarray
    targets: np.ndarray
    known: np.ndarray
    opinion: Logits | None

    def read(self) -> tuple[np.ndarray, ...]:
        """What an encoder and its heads read."""
        return self.ids, self.filled, self.pooling, self.whole, self.present


def batches(examples: Sequence[Example], *, size: int, seed: tuple[int, ...]) -> Iterator[Batch]:
    """All examples once, in an order of the seed's own.

    Those of a batch are of one task and one row length, and all with a teacher's opinion or all without.
    """
    random = np.random.default_rng(seed)
    alike: dict[tuple[str, int, bool], list[Example]] = {}
    for place in random.permutation(len(examples)):
        example = examples[place]
        kind = example.task, _filled_length(example.row), example.opinion is not None
        alike.setdefault(kind, []).append(example)
    chunks = [
        group[start : start + size]
        for _, group in sorted(alike.items(), key=lambda item: item[0])
        for start in range(0, len(group), size)
    ]
    for place in random.permutation(len(chunks)):
        yield _batch(chunks[place])


def _filled_length(row: windows.Row) -> int:
    return next(length for length in ROW_LENGTHS if length >= len(row.ids))


def _batch(examples: Sequence[Example]) -> Batch:
    count, length, labels = len(examples), _filled_length(examples[0].row), len(examples[0].targets)
    ids = np.zeros((count, length), np.int32)
    filled = np.zeros((count, length), np.int32)
    pooling = np.zeros((count, MOST_SENTENCES, length), np.float32)
    whole = np.zeros((count, 2, length), np.float32)
    present = np.zeros((count, MOST_SENTENCES), np.float32)
    carried = np.zeros((count, MOST_SENTENCES, labels), np.float32)
    known = np.zeros((count, MOST_SENTENCES, labels), np.float32)
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
        known[number, : example.sentences] = example.sentence_known
    return Batch(
        task=examples[0].task,
        examples=tuple(example.id for example in examples),
        ids=ids,
        filled=filled,
        pooling=pooling,
        whole=whole,
        present=present,
        sentence_targets=carried,
        sentence_known=known,
        targets=np.array([example.targets for example in examples], np.float32),
        known=np.array([example.known for example in examples], np.float32),
        opinion=_opinions_of(examples),
    )


def _opinions_of(examples: Sequence[Example]) -> Logits | None:
    opinions = [example.opinion for example in examples if example.opinion is not None]
    if len(opinions) < len(examples):
        return None
    sentences = np.zeros((len(opinions), MOST_SENTENCES, len(opinions[0].whole)), np.float32)
    for number, opinion in enumerate(opinions):
        sentences[number, : len(opinion.sentences)] = opinion.sentences
    return Logits(whole=np.array([opinion.whole for opinion in opinions], np.float32), sentences=sentences)


def _mean_of(mask: np.ndarray) -> np.ndarray:
    mean: np.ndarray = mask / max(mask.sum(), 1)
    return mean
