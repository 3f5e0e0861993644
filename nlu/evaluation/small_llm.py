"""``make eval-llm``: a small language model as rater, on samples, its limits fitted like ours on our own replies.

It is asked about each label apart. As the bare "yes likelier than no" of so small a model means little, each label's
odds are calibrated on a sample of replies that the encoder was tuned on; our held-out replies and gold only measure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from coaching_rules.techniques import LABELS
from nlu import encoder_weights
from nlu.calibration import fit_calibration
from nlu.corpus import read_corpora
from nlu.evaluation import documents, llm_questions, provenance
from nlu.evaluation.alternatives import TITLES, summary
from nlu.evaluation.llm_questions import QUESTIONS, talk_of
from nlu.evaluation.own_split import measured_replies
from nlu.evaluation.scored import Scored
from nlu.evaluation.sets import MeasuredSet, read_gold
from nlu.fingerprint import of_modules
from nlu.scorer_training import FLOORS, PRECISIONS

SAMPLE: Final = 80
SCRATCH: Final = Path("var/evaluation/llm")
_RATER: Final = Path(__file__).resolve().parent / "llm" / "rater.py"
_NAME: Final = "small_llm"


def main(arguments: Sequence[str] | None = None) -> int:
    """Rates the samples and puts the figures beside ours; returns the exit code."""
    parser = argparse.ArgumentParser(prog="nlu.evaluation.small_llm", description="Measure a small language model.")
    parser.add_argument("--python", type=Path, required=True, help="the interpreter that has llama-cpp-python")
    parser.add_argument("--gold", type=Path, help="a folder with dev.jsonl")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="replies of each set at most")
    parser.add_argument("--out", type=Path, default=documents.FIGURES)
    options = parser.parse_args(arguments)
    tuned = encoder_weights.manifest()
    replies = read_corpora(documents.CORPORA).replies
    corpus = provenance.corpus_hash(documents.CORPORA)  # of what was just read: the files may change while this runs
    learnt = measured_replies(replies, lambda group: not tuned.has_seen(group))
    sets = {"own": measured_replies(replies, tuned.has_seen), "gold_dev": read_gold(options.gold)}
    samples = {name: spread(item, options.sample) for name, item in sets.items() if item is not None}
    fitting = spread(learnt, 2 * options.sample)
    odds = {name: _rate(item, options.python, name=name) for name, item in {"fitting": fitting, **samples}.items()}
    calibration = fit_calibration(odds["fitting"], fitting.truth, floors=FLOORS, precisions=PRECISIONS)
    figures: dict[str, Any] = json.loads(options.out.read_text()) if options.out.is_file() else {}
    row: dict[str, Any] = {
        "title": TITLES[_NAME],
        "note": f"SmolLM2, 135 million weights; asked label by label, on samples of {options.sample} at most",
        "measured": {"corpus": corpus, "code": of_modules(llm_questions)[:16]},
    }
    for name, item in samples.items():
        probabilities = calibration.probabilities(odds[name])
        decided = (probabilities >= calibration.decided_from).astype(float)
        doubtful = ((probabilities >= calibration.doubtful_from) & (decided == 0)).astype(float)
        row[name] = summary(Scored(item.ids, item.groups, probabilities, decided, doubtful, item.truth))
    figures.setdefault("alternatives", {})[_NAME] = row
    options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if options.out == documents.FIGURES:
        documents.fill(figures)
    print(f"{row['title']}: " + ", ".join(f"{name} macro-F1 {row[name]['macro_f1']:.3f}" for name in samples))
    return 0


def spread(measured: MeasuredSet, count: int) -> MeasuredSet:
    """At most so many replies, taken evenly from the whole set."""
    places = np.unique(np.linspace(0, len(measured.ids) - 1, num=min(count, len(measured.ids))).astype(int))
    return measured.take(places)


def _rate(measured: MeasuredSet, python: Path, *, name: str) -> np.ndarray:
    """(replies, labels): log-odds of yes. What was answered before, on the same words, is kept."""
    stamp = of_modules(llm_questions)[:8]
    asked, answered = SCRATCH / f"{name}-{stamp}-asked.jsonl", SCRATCH / f"{name}-{stamp}-answered.jsonl"
    SCRATCH.mkdir(parents=True, exist_ok=True)
    rows = [
        {"id": place, "talk": talk_of(request), "questions": QUESTIONS}
        for place, request in zip(measured.ids, measured.requests)
    ]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    subprocess.run([str(python), str(_RATER), str(asked), str(answered)], check=True)
    found = {row["id"]: row["yes"] for row in map(json.loads, answered.read_text(encoding="utf-8").splitlines())}
    return np.array([[found[place][label] for label in LABELS] for place in measured.ids])


if __name__ == "__main__":
    sys.exit(main())
