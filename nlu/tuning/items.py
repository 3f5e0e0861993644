"""What is learnt from: labelled texts, laid out in rows exactly as the encoder component lays out live replies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from coaching_rules.techniques import LABELS
from nlu import minilm, windows
from nlu.corpus import MODES, STANCES, Corpora, LabelledContent, LabelledReply
from nlu.encoder import LONGEST_ROW, what_came_before
from nlu.request import Context
from nlu.scorer_training import sentence_targets
from nlu.sentences import parse
from nlu.spacy_loader import Parser, SpacyLoader

TECHNIQUES: Final = "techniques"
HELD_OUT_PERCENT: Final = 10
MOST_SENTENCES: Final = 16
"""Of one row; what stands behind them is read, and counts for the reply as a whole alone."""


class Logits(NamedTuple):
    """How sure an encoder is: (labels,) of a whole and (sentences, labels), or as many of both as there are rows."""

    whole: np.ndarray
    sentences: np.ndarray


@dataclass(frozen=True)
class Item:
    """One labelled text: its sentences, what each carries, and what the whole carries.

    Attributes:
        id: of the line in the corpus.
        group: the scenario (or the line of content) that stays together when some are held out.
        task: ``techniques``, ``topics`` or ``remedies``.
        text: the reply or line.
        context: what it answers.
        sentences: (start, end) of each sentence.
        sentence_targets: (sentences, labels), 1 where a sentence carries a label.
        targets: (labels,), of the whole.
        sentence_known: (sentences, labels), 0 where nobody knows.
        known: (labels,), of the whole.
        opinion: what a teacher thinks of it, where one was asked.
    """

    id: str
    group: str
    task: str
    text: str
    context: Context
    sentences: tuple[tuple[int, int], ...]
    sentence_targets: np.ndarray
    targets: np.ndarray
    sentence_known: np.ndarray
    known: np.ndarray
    opinion: Logits | None = None


@dataclass(frozen=True)
class Example:
    """One row for the encoder with its targets: (sentences, labels), and (labels,) for the row as a whole.

    ``complete`` where it holds a whole item with every sentence. A teacher's opinion is about a whole item: a row that
    is not complete goes without.
    """

    id: str
    row: windows.Row
    task: str
    complete: bool
    sentences: int
    sentence_targets: np.ndarray
    targets: np.ndarray
    sentence_known: np.ndarray
    known: np.ndarray
    opinion: Logits | None = None


def held_out(group: str) -> bool:
    """Whether a scenario (or a line of content) stays unseen, by its name alone, so that new data moves no old one."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 100 < HELD_OUT_PERCENT


class Reader:
    """Turns corpora into items, and items into rows."""

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

    def rows_of(self, items: Iterable[Item]) -> list[Example]:
        """The rows of all items."""
        return [row for item in items for row in self.rows(item)]

    def rows(self, item: Item) -> Iterator[Example]:
        """The rows of an item: one for a usual reply, several for a long one."""
        before = what_came_before(item.context, self._tokenizer)
        pieces = windows.pieces_of(item.text, self._tokenizer)
        rows = windows.lay_out(pieces, before, item.sentences, longest=LONGEST_ROW)
        for row in rows:
            owners = sorted({owner for owner in row.sentence_of if owner is not None and owner >= 0})[:MOST_SENTENCES]
            if not owners:
                continue
            order = {owner: place for place, owner in enumerate(owners)}
            owner_of = tuple(owner if owner in (None, -1) else order.get(owner) for owner in row.sentence_of)
            here, known = item.sentence_targets[owners], item.sentence_known[owners]
            # A row that holds a part of a long reply answers for that part alone.
            whole = len(rows) == 1
            complete = whole and len(owners) == len(item.sentences)
            yield Example(
                id=item.id,
                row=windows.Row(ids=row.ids, sentence_of=owner_of),
                task=item.task,
                complete=complete,
                sentences=len(owners),
                sentence_targets=here,
                targets=item.targets if whole else here.max(axis=0),
                sentence_known=known,
                known=item.known if whole else known.min(axis=0),
                opinion=item.opinion if complete else None,
            )

    def _of_reply(self, reply: LabelledReply) -> Item:
        sentences = parse(reply.text, self._parser).sentences
        carried = sentence_targets(sentences, reply.sentences)
        targets = np.array([float(label in reply.labels) for label in LABELS])
        return Item(
            id=reply.id,
            group=reply.scenario,
            task=TECHNIQUES,
            text=reply.text,
            context=reply.context,
            sentences=tuple((sentence.start, sentence.end) for sentence in sentences),
            sentence_targets=carried,
            targets=targets,
            sentence_known=np.ones_like(carried),
            known=np.ones_like(targets),
        )


def _of_content(line: LabelledContent, task: str, kinds: tuple[str, ...], marks: tuple[str, ...]) -> Item:
    names = {name for pair in line.marks for name in ((0, pair[0]), (1, pair[1]))}
    whole = np.array([float((0, kind) in names) for kind in kinds] + [float((1, mark) in names) for mark in marks])
    # A line is one unit, labelled as a whole.
    return Item(
        id=line.id,
        group=line.scenario,
        task=task,
        text=line.text,
        context=line.context,
        sentences=((0, len(line.text)),),
        sentence_targets=whole[None, :],
        targets=whole,
        sentence_known=np.ones((1, len(whole))),
        known=np.ones(len(whole)),
    )
