"""``make eval-baselines``: measures the slower alternatives and puts their figures beside ours.

What was measured on the same corpus with the same code is kept; ``--again`` measures it anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nlu import encoder_weights, fingerprint
from nlu.corpus import LabelledReply, read_corpora
from nlu.evaluation import diet, documents, frozen, provenance
from nlu.evaluation.alternatives import TITLES, summary
from nlu.evaluation.own_split import measured_replies
from nlu.evaluation.scored import Scored
from nlu.evaluation.sets import MeasuredSet, read_gold

CORPORA: Final = Path("data/nlu")
SCRATCH: Final = Path("var/evaluation/diet")

Measure = Callable[[Sequence[LabelledReply], MeasuredSet, MeasuredSet | None], Mapping[str, Scored]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what is not yet measured; returns the exit code."""
    parser = argparse.ArgumentParser(prog="nlu.evaluation.baselines", description="Measure the alternatives.")
    parser.add_argument("--gold", type=Path, help="a folder with dev.jsonl")
    parser.add_argument("--only", choices=MEASURES, action="append", help="one alternative; all when left out")
    parser.add_argument("--again", action="store_true", help="measure also what is already there")
    parser.add_argument("--out", type=Path, default=documents.FIGURES)
    options = parser.parse_args(arguments)
    figures: dict[str, Any] = json.loads(options.out.read_text()) if options.out.is_file() else {}
    rows = figures.setdefault("alternatives", {})
    tuned = encoder_weights.manifest()
    replies = read_corpora(CORPORA).replies
    corpus = provenance.corpus_hash(CORPORA)  # of what was just read: the files may change while this runs for long
    own, gold = measured_replies(replies, tuned.has_seen), read_gold(options.gold)
    for name in options.only or MEASURES:
        stamp = stamp_of(name, corpus=corpus, split=tuned.sha256)
        if not options.again and is_current(rows.get(name, {}), stamp, needs_gold=gold is not None):
            print(f"{name}: measured already on this corpus and split.")
            continue
        scored = MEASURES[name](replies, own, gold)
        rows[name] = {"title": TITLES[name], "note": NOTES[name], "measured": stamp} | {
            part: summary(item) for part, item in scored.items()
        }
        options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        print(f"{name}: " + ", ".join(f"{part} macro-F1 {rows[name][part]['macro_f1']:.3f}" for part in scored))
    if options.out == documents.FIGURES:
        documents.fill(figures)
    return 0


def stamp_of(name: str, *, corpus: str, split: str) -> dict[str, str]:
    """What an alternative's figures depend on: corpus, split and its own code."""
    return {"corpus": corpus, "split": split[:16], "code": fingerprint.of_modules(_MODULES[name])[:16]}


def is_current(row: Mapping[str, Any], stamp: Mapping[str, str], *, needs_gold: bool) -> bool:
    """Whether a row was measured on this corpus, split and code, and on gold where that is present."""
    return row.get("measured") == stamp and ("gold_dev" in row or not needs_gold)


def _frozen(replies: Sequence[LabelledReply], own: MeasuredSet, gold: MeasuredSet | None) -> Mapping[str, Scored]:
    return frozen.score_frozen(replies, own, gold, frozen.published_embedder())


def _diet(replies: Sequence[LabelledReply], own: MeasuredSet, gold: MeasuredSet | None) -> Mapping[str, Scored]:
    return diet.score_diet(replies, [own, *([gold] if gold else [])], SCRATCH)


MEASURES: Final[dict[str, Measure]] = {"frozen_minilm": _frozen, "diet": _diet}
NOTES: Final = {
    "frozen_minilm": "same folds and calibration; reads the reply and the last message",
    "diet": (
        f"{diet.EPOCHS} epochs on {diet.MOST:,} replies that don't measure, of {diet.LONGEST} words at most, whose "
        f"combination of labels occurs {diet.LEAST} times or more; reads the reply alone"
    ),
}
_MODULES: Final = {"frozen_minilm": frozen, "diet": diet}

if __name__ == "__main__":
    sys.exit(main())
