"""Tunes the teacher: ``make teacher``. MPNet learns the same labels, and then shows MiniLM how sure it is of them.

It is eight times the encoder that the product runs: too slow to serve, and better at tone. It sees what MiniLM sees and
no more, so that the held-out scenarios stay unseen by both. What tuning adds to the published weights is kept as
products of thin matrices, and can be gone on from.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from coaching_rules.techniques import LABELS
from nlu import encoder_weights
from nlu.corpus import read_corpora
from nlu.tuning import teacher_weights
from nlu.tuning.backbones import MPNetBackbone, tensorflow
from nlu.tuning.batches import batches
from nlu.tuning.epochs import Clock, epochs, steps_of
from nlu.tuning.items import TECHNIQUES, Item, Logits, Reader, held_out
from nlu.tuning.network import Network
from nlu.tuning.recipe import TEACHER, Recipe
from nlu.tuning.variation import rehearsed, varied

_READ_AT_ONCE: Final = 32


class Teacher:
    """A tuned MPNet that tells what it thinks of replies."""

    def __init__(self, tf: Any, mpnet: Path, folder: Path) -> None:
        """``mpnet`` holds the published weights, ``folder`` what tuning added."""
        backbone = MPNetBackbone(mpnet, dropout=0.0)
        self._network = Network(tf, backbone, {TECHNIQUES: len(LABELS)}, recipe=TEACHER)
        teacher_weights.restore(backbone.model, folder, backbone.published)
        self._network.set_heads(TECHNIQUES, encoder_weights.heads(folder))
        self.figures: dict[str, Any] = encoder_weights.runs(folder)[-1]

    def on(self, items: Sequence[Item], reader: Reader, *, beside: Network) -> list[Item]:
        """The items with what it thinks of them, together with the pupil's network as it begins."""
        return with_opinions_of_both(items, reader, self._network, beside)


def with_opinions_of_both(items: Sequence[Item], reader: Reader, teacher: Network, pupil: Network) -> list[Item]:
    """The items with the teacher's opinion; of those that nobody has labelled wholly, the mean of its and the pupil's.

    The two differ in what they get wrong, so their mean is better than either. On replies with labels the pupil's own
    opinion would be little more than what it has learnt there already.
    """
    read = with_opinions(items, reader, teacher)
    unlabelled = [place for place, item in enumerate(read) if item.opinion and not item.known.all()]
    for place, also in zip(unlabelled, with_opinions([items[place] for place in unlabelled], reader, pupil)):
        one, other = read[place].opinion, also.opinion
        if one is not None and other is not None:
            both = Logits((one.whole + other.whole) / 2, (one.sentences + other.sentences) / 2)
            read[place] = replace(read[place], opinion=both)
    return read


def with_opinions(items: Sequence[Item], reader: Reader, network: Network) -> list[Item]:
    """The items, those of the techniques with what a network thinks; what does not fit in one row goes without."""
    rows = [
        replace(row, id=str(place))
        for place, item in enumerate(items)
        if item.task == TECHNIQUES
        for row in reader.rows(item)
        if row.complete
    ]
    opinions: dict[int, Logits] = {}
    clock = Clock(-(-len(rows) // _READ_AT_ONCE), "The teacher reads: step")
    for batch in clock.through(batches(rows, size=_READ_AT_ONCE, seed=(0, 0))):
        logits = network.predict(batch)
        for name, whole, sentences in zip(batch.examples, logits.whole, logits.sentences):
            opinions[int(name)] = Logits(whole, sentences[: len(items[int(name)].sentences)])
    return [replace(item, opinion=opinions.get(place)) for place, item in enumerate(items)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Tune MPNet on data/nlu, to teach the encoder.")
    parser.add_argument("--corpora", type=Path, default=Path("data/nlu"))
    parser.add_argument("--mpnet", type=Path, required=True, help="the folder of the published all-mpnet-base-v2")
    parser.add_argument("--further", type=Path, metavar="FOLDER", help="go on from the layers kept there")
    parser.add_argument("--out", type=Path, default=teacher_weights.KEPT)
    parser.add_argument("--epochs", type=int, default=TEACHER.epochs)
    parser.add_argument("--part", type=float, default=TEACHER.rehearsed, help="of the replies, read in an epoch")
    chosen = parser.parse_args(arguments)
    recipe = replace(TEACHER, epochs=chosen.epochs, rehearsed=chosen.part)
    tune(chosen.corpora, recipe, weights=chosen.mpnet, further=chosen.further, out=chosen.out)


def tune(corpora: Path, recipe: Recipe, *, weights: Path, further: Path | None = None, out: Path) -> dict[str, float]:
    """Tunes MPNet on the techniques, writes it to ``out`` after each epoch and returns its figures on held-out replies.

    Args:
        corpora: the folder of what to learn from.
        recipe: how to go about it.
        weights: the folder of the published weights.
        further: a folder of layers tuned earlier, to go on from.
        out: the folder for layers, heads and manifest.
    """
    tf = tensorflow(recipe.seed)
    reader = Reader()
    items = [item for item in reader.read(read_corpora(corpora)) if item.task == TECHNIQUES]
    learnt = [item for item in items if not held_out(item.group)]
    plain = reader.rows_of(learnt)
    unseen = reader.rows_of(item for item in items if held_out(item.group))
    print(f"{len(plain)} rows to learn from, {len(unseen)} rows held out.", flush=True)
    backbone = MPNetBackbone(weights, dropout=recipe.dropout)
    network = Network(tf, backbone, {TECHNIQUES: len(LABELS)}, recipe=recipe)
    runs = list[dict[str, Any]]()
    if further is not None:
        runs = encoder_weights.runs(further)
        teacher_weights.restore(backbone.model, further, backbone.published)
        network.set_heads(TECHNIQUES, encoder_weights.heads(further))
    steps = round(steps_of(plain, recipe) * recipe.rehearsed)
    network.plan(steps, plain)
    # TensorFlow reads the source of what it runs when that runs first: here, and not after an hour of edits.
    network.figures(unseen[:_READ_AT_ONCE])

    def read(epoch: int) -> list[Item]:
        return rehearsed(learnt, replace(recipe, seed=recipe.seed + epoch), seen=lambda group: True)

    figures = dict[str, float]()
    for figures in epochs(
        network,
        recipe,
        rows_of=lambda epoch: reader.rows_of(varied(read(epoch), recipe, epoch=epoch)),
        learn=lambda batch: network.learn(batch)[0],
        steps=steps,
        unseen=unseen,
    ):
        run = {"replies": len(learnt), "recipe": asdict(recipe), "held_out": figures}
        teacher_weights.keep(
            backbone.model,
            recipe.layers,
            backbone.published,
            heads=network.heads(TECHNIQUES),
            groups=frozenset(item.group for item in learnt),
            runs=[*runs, run],
            folder=out,
        )
    print(f"Written: {out}. Now: make finetune FURTHER=data/encoder TEACHER={out}", flush=True)
    return figures


if __name__ == "__main__":
    main()
