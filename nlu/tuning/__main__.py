"""Tunes the layers of the encoder on our own corpora: ``make finetune``, offline, seldom.

Three tasks share the encoder: the thirty labels of replies (each sentence by its evidence, and the reply as a whole),
the topics and the remedies of single lines. The heads of the first are kept beside the layers. A tenth of the scenarios
is held out: on it thresholds and calibration can be fitted honestly. In each epoch some replies are read as they might
also have been typed, denied or said to somebody else (``variation``). With a teacher (``teacher``) the encoder also
learns how sure that larger one is of each label, on replies that nobody has labelled as well. What goes on from kept
layers does so in several runs of other seeds, and ends at the mean of where they end, with or without where they began:
whichever is best on the held-out replies.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from nlu import encoder_weights
from nlu.corpus import Corpora, read_corpora
from nlu.tuning.backbones import MiniLMBackbone, tensorflow
from nlu.tuning.epochs import epochs, steps_of
from nlu.tuning.items import TECHNIQUES, Reader, held_out
from nlu.tuning.network import Network
from nlu.tuning.recipe import FURTHER, TAUGHT, Recipe
from nlu.tuning.teacher import Teacher
from nlu.tuning.variation import rehearsed, varied, widened


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Tune the layers of the encoder on data/nlu.")
    parser.add_argument("--corpora", type=Path, default=Path("data/nlu"))
    parser.add_argument("--out", type=Path, default=encoder_weights.TUNED)
    parser.add_argument("--epochs", type=int, help="as many as the recipe says, unless given")
    parser.add_argument("--runs", type=int, help="the same")
    parser.add_argument("--further", type=Path, metavar="FOLDER", help="go on from the layers kept there")
    parser.add_argument("--teacher", type=Path, metavar="FOLDER", help="learn from the teacher tuned there as well")
    parser.add_argument("--mpnet", type=Path, metavar="FOLDER", help="the published weights under the teacher's")
    chosen = parser.parse_args(arguments)
    if (chosen.teacher is None) != (chosen.mpnet is None):
        parser.error("--teacher and --mpnet belong together")
    recipe = TAUGHT if chosen.teacher else FURTHER if chosen.further else Recipe()
    recipe = replace(recipe, epochs=chosen.epochs or recipe.epochs, runs=chosen.runs or recipe.runs)
    tune(
        read_corpora(chosen.corpora),
        recipe,
        further=chosen.further,
        teacher=(chosen.mpnet, chosen.teacher) if chosen.teacher else None,
        out=chosen.out,
    )


def tune(
    corpora: Corpora,
    recipe: Recipe,
    *,
    further: Path | None = None,
    teacher: tuple[Path, Path] | None = None,
    out: Path,
) -> dict[str, Any]:
    """Tunes, writes the changed layers to ``out`` after each epoch and returns the figures on held-out replies.

    Args:
        corpora: what to learn from.
        recipe: how to go about it.
        further: a folder of layers tuned earlier, to go on from; None starts from the published weights.
        teacher: the folders of the published MPNet and of what tuning added to make it a teacher.
        out: the folder for layers, heads and manifest.
    """
    tf = tensorflow(recipe.seed)
    reader = Reader()
    items = reader.read(corpora)
    learnt = [item for item in items if not held_out(item.group)]
    plain = reader.rows_of(learnt)
    unseen = reader.rows_of(item for item in items if held_out(item.group) and item.task == TECHNIQUES)
    print(f"{len(plain)} rows to learn from, {len(unseen)} rows of replies held out.", flush=True)
    backbone = MiniLMBackbone(dropout=recipe.dropout)
    network = Network(tf, backbone, {example.task: len(example.targets) for example in plain}, recipe=recipe)
    before, runs = encoder_weights.UNTUNED, list[dict[str, Any]]()
    if further is not None:
        before, runs = encoder_weights.manifest(further), encoder_weights.runs(further)
        encoder_weights.restore(backbone.model, further)
        network.set_heads(TECHNIQUES, encoder_weights.heads(further))
    mentor = Teacher(tf, *teacher) if teacher else None
    read = rehearsed(learnt, recipe, seen=before.has_seen)
    if mentor:
        read = mentor.on(widened(read, recipe), reader, beside=network)
    steps = steps_of(reader.rows_of(read), recipe)
    network.plan(steps, plain)
    if further is not None:
        precision = network.figures(unseen)["average_precision"]
        print(f"Before: mean average precision {precision:.3f} on the same held-out rows.", flush=True)
        for task in sorted({example.task for example in plain} - {TECHNIQUES}):  # their heads are not kept
            network.settle(task, [example for example in plain if example.task == task])
    run: dict[str, Any] = {
        "replies": sum(item.task == TECHNIQUES for item in learnt),
        "recipe": asdict(recipe),
        **({"teacher": mentor.figures} if mentor else {}),
    }

    def keep(**also: Any) -> None:
        encoder_weights.keep(
            backbone.model,
            tuple(sorted({*before.layers, *recipe.layers})),
            heads=network.heads(TECHNIQUES),
            groups=before.groups | {item.group for item in learnt},
            runs=[*runs, {**run, **also}],
            folder=out,
        )

    passed, figures = [network.weights(TECHNIQUES)], dict[str, float]()
    for number in range(recipe.runs):
        now = replace(recipe, seed=recipe.seed + number)
        if number:
            network.begin_again(TECHNIQUES, passed[0])
            if not mentor:  # it is asked once
                read = rehearsed(learnt, now, seen=before.has_seen)
        for figures in epochs(
            network,
            now,
            rows_of=lambda epoch, now=now, read=read: reader.rows_of(varied(read, now, epoch=epoch)),
            learn=lambda batch: network.learn(batch)[0],
            steps=steps,
            unseen=unseen,
        ):
            keep(held_out=figures)
        passed.append(network.weights(TECHNIQUES))
    last = figures
    mixes = [passed, passed[1:]] if recipe.runs > 1 else [passed]  # the end of a single run is measured already
    for mixed in mixes if further is not None else ():
        network.set_weights(TECHNIQUES, [np.mean(same, axis=0) for same in zip(*mixed, strict=True)])
        middle = network.figures(unseen)
        of = "the beginning and the ends" if mixed is passed else "the ends"
        print(f"The mean of {of}: mean average precision {middle['average_precision']:.3f}.", flush=True)
        if middle["average_precision"] > figures["average_precision"]:
            keep(held_out=middle, mean_of=of, last=last)
            figures = middle
    print(f"Written: {out}. Now: make train", flush=True)
    return figures


if __name__ == "__main__":
    main()
