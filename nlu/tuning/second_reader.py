"""Tunes the teacher: ``make teacher``. MPNet learns the same labels, and then shows MiniLM how sure it is of them.

It is eight times the encoder that the product runs: too slow to serve, and better at tone. It sees what MiniLM sees and
no more, so that the held-out scenarios stay unseen by both. Its weights stay on the machine (440 MB); the manifest of
the layers it helped to tune says how good it was.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.corpus import read_corpora
from nlu.tuning.backbones import MPNetBackbone, tensorflow
from nlu.tuning.batches import Batch, batches
from nlu.tuning.epochs import Clock, epochs, steps_of
from nlu.tuning.items import TECHNIQUES, Item, Logits, Reader, held_out
from nlu.tuning.network import Network
from nlu.tuning.recipe import TEACHER, Recipe
from nlu.tuning.variation import rehearsed, varied

KEPT: Final = Path(".make/teacher")
_READ_AT_ONCE: Final = 32
_WEIGHTS, _HEADS, _FIGURES, _OPINIONS = "mpnet.h5", "heads.npz", "figures.json", "opinions.npz"


class Teacher:
    """A tuned MPNet that tells what it thinks of replies."""

    def __init__(self, tf: Any, folder: Path, weights: Path) -> None:
        """``folder`` is where it was tuned to, ``weights`` the published ones that it is built on."""
        backbone = MPNetBackbone(weights, dropout=0.0)
        self._network = Network(tf, backbone, {TECHNIQUES: len(LABELS)}, recipe=TEACHER)
        one = np.ones((1, 8), np.int32)
        backbone(tf, one, one, training=False)
        backbone.model.load_weights(str(folder / _WEIGHTS))
        self._network.set_heads(TECHNIQUES, dict(np.load(folder / _HEADS)))
        self.figures: dict[str, Any] = json.loads((folder / _FIGURES).read_text(encoding="utf-8"))

    def on(self, items: Sequence[Item], reader: Reader) -> list[Item]:
        """The items with its opinion on them."""
        return with_opinions(items, reader, self._network)


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
    parser.add_argument("--out", type=Path, default=KEPT)
    parser.add_argument("--epochs", type=int, default=TEACHER.epochs)
    parser.add_argument("--part", type=float, default=TEACHER.rehearsed, help="of the replies, read in each epoch")
    chosen = parser.parse_args(arguments)
    recipe = replace(TEACHER, epochs=chosen.epochs, rehearsed=chosen.part)
    tune(chosen.corpora, recipe, weights=chosen.mpnet, out=chosen.out)


def tune(corpora: Path, recipe: Recipe, *, weights: Path, out: Path) -> dict[str, Any]:
    """Tunes MPNet on the techniques, writes it to ``out`` after each epoch and returns its figures on held-out replies.

    ``opinions.npz`` keeps what it thought of each reply when it read it last, before it learnt from it: where that and
    the labels differ, a second look at the labels is worth its while.
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
    steps = round(steps_of(plain, recipe) * recipe.rehearsed)
    network.plan(steps, plain)
    out.mkdir(parents=True, exist_ok=True)
    figures: dict[str, Any] = {}
    opinions: dict[str, np.ndarray] = {}

    def read(epoch: int) -> list[Item]:
        return rehearsed(learnt, replace(recipe, seed=recipe.seed + epoch), seen=lambda group: True)

    def learn(batch: Batch) -> float:
        loss, logits = network.learn(batch)
        # Of a reply in several rows the last one's opinion is kept; a reply that was denied in part is of no use here.
        opinions.update((name, row) for name, row, known in zip(batch.examples, logits, batch.known) if known.all())
        return loss

    for measured in epochs(
        network,
        recipe,
        rows_of=lambda epoch: reader.rows_of(varied(read(epoch), recipe, epoch=epoch)),
        learn=learn,
        steps=steps,
        unseen=unseen,
    ):
        figures = {**measured, "replies": len(learnt), "recipe": asdict(recipe)}
        _keep(backbone, network, figures, opinions, out)
        opinions.clear()
    print(f"Written: {out}. Now: make finetune TEACHER={out}", flush=True)
    return figures


def _keep(
    backbone: MPNetBackbone, network: Network, figures: dict[str, Any], opinions: dict[str, np.ndarray], out: Path
) -> None:
    backbone.model.save_weights(str(out / _WEIGHTS))
    np.savez(out / _HEADS, **network.heads(TECHNIQUES))
    names = np.array(list(opinions))
    np.savez_compressed(out / _OPINIONS, ids=names, logits=np.stack(list(opinions.values())).astype(np.float16))
    (out / _FIGURES).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
