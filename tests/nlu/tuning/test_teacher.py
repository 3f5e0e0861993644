from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.corpus import read_corpora
from nlu.tuning.batches import Batch
from nlu.tuning.items import MOST_SENTENCES, TECHNIQUES, Logits, Reader
from nlu.tuning.teacher import with_opinions, with_opinions_of_both

SMALL = Path(__file__).parents[1] / "corpus"


class Counting:
    """A network whose logits are how many word pieces a row has, and the number of each sentence; or so many times."""

    def __init__(self, times: float = 1.0) -> None:
        self._times = times

    def predict(self, batch: Batch) -> Logits:
        pieces = batch.filled.sum(axis=1)[:, None] * np.ones(len(LABELS))
        numbers = np.arange(MOST_SENTENCES)[None, :, None] * np.ones((len(batch.examples), 1, len(LABELS)))
        return Logits(pieces * self._times, numbers * self._times)


def test_every_reply_of_one_row_gets_the_opinion_of_its_own_words():
    reader = Reader()
    network: Any = Counting()
    items = reader.read(read_corpora(SMALL))
    short = next(item for item in items if item.task == TECHNIQUES and len(item.sentences) > 1)
    text = short.text + " so" * 400
    longer = replace(short, text=text, sentences=(*short.sentences[:-1], (short.sentences[-1][0], len(text))))
    read = with_opinions([*items, longer], reader, network)
    assert [item.id for item in read] == [item.id for item in items] + [longer.id]
    for item in read[:-1]:
        if item.task != TECHNIQUES:
            assert item.opinion is None
            continue
        (row,) = reader.rows(item)
        assert item.opinion is not None and row.opinion is item.opinion
        assert item.opinion.whole[0] == len(row.row.ids)
        assert item.opinion.sentences[:, 0].tolist() == list(range(len(item.sentences)))
    assert read[-1].opinion is None


def test_on_what_nobody_has_labelled_teacher_and_pupil_count_alike():
    reader = Reader()
    teacher: Any = Counting()
    pupil: Any = Counting(times=3.0)
    items = reader.read(read_corpora(SMALL))
    labelled = next(item for item in items if item.task == TECHNIQUES and len(item.sentences) > 1)
    unlabelled = replace(labelled, known=np.zeros(len(LABELS)), sentence_known=np.zeros_like(labelled.sentence_known))
    content = next(item for item in items if item.task != TECHNIQUES)
    read = with_opinions_of_both([content, unlabelled, labelled], reader, teacher, pupil)
    assert [item.opinion is None for item in read] == [True, False, False]
    both, alone = read[1].opinion, read[2].opinion
    assert both is not None and alone is not None
    assert np.allclose(both.whole, 2 * alone.whole) and np.allclose(both.sentences, 2 * alone.sentences)
