"""``make eval``: measures the trained scorer and writes figures, picture and model card.

Our own held-out replies come first, then outside sets where they are present. A set that is not there keeps the
figures that were committed, with the model they were measured with, and the command says which those are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from nlu import encoder_weights
from nlu.batch import MODELS, newest_model
from nlu.corpus import read_corpora
from nlu.errors import UnderstandingError
from nlu.evaluation import alternatives, documents, provenance, report, run_log
from nlu.evaluation.by_channel import channel_figures
from nlu.evaluation.commitments import commitment_figures
from nlu.evaluation.figures import gap, ranking_figures, set_figures
from nlu.evaluation.live import Score, score_set, scorer_of, version_of
from nlu.evaluation.own import own_figures, own_scored
from nlu.evaluation.own_split import measured_replies
from nlu.evaluation.precision import precision_figures
from nlu.evaluation.robustness import robustness_figures
from nlu.evaluation.sets import MeasuredSet, read_external, read_gold
from nlu.evaluation.speed import file_figures, speed_figures
from nlu.graph import load_processor

FIGURES: Final = Path("data/metrics/scorer.json")
CORPORA: Final = Path("data/nlu")


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluates what is there and writes the figures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="nlu.evaluation", description="Measure the trained scorer.")
    parser.add_argument("--gold", type=Path, help="a folder with dev.jsonl")
    parser.add_argument("--external", type=Path, help="a folder with outside sets, *.jsonl")
    parser.add_argument("--date", default="", help="the day of the run, for the log")
    parser.add_argument("--out", type=Path, default=FIGURES)
    parser.add_argument("--log", type=Path, default=run_log.RUNS)
    options = parser.parse_args(arguments)
    before: dict[str, Any] = json.loads(options.out.read_text()) if options.out.is_file() else {}
    try:
        figures, kept = measure(before, gold=read_gold(options.gold), external=read_external(options.external))
    except UnderstandingError as error:
        print(error, file=sys.stderr)
        return 2
    figures["measured"]["sets"] |= _sources(options.gold, options.external)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    run_log.append(options.log, figures, date=options.date, kept=kept)
    if options.out == FIGURES:
        documents.fill(figures)
    print("\n".join(report.lines(figures)))
    if kept:
        print(f"Not measured now, committed values kept: {', '.join(kept)} (their data is not here).")
    return 0


def measure(
    before: dict[str, Any], *, gold: MeasuredSet | None, external: Sequence[MeasuredSet]
) -> tuple[dict[str, Any], list[str]]:
    """The figures, those of missing sets taken over from ``before``, and the names of what was taken over."""
    model = newest_model(MODELS)
    tuned = encoder_weights.manifest()
    corpora = read_corpora(CORPORA)
    held_out = measured_replies(corpora.replies, tuned.has_seen)
    own = own_figures(model)
    processor = load_processor(model)
    score, version = scorer_of(processor), version_of(processor, held_out.requests[0])
    measured = {
        "model": version,
        "encoder": tuned.sha256[:16],
        "corpus": provenance.corpus_hash(CORPORA),
        "sets": before.get("measured", {}).get("sets", {})
        | {"own": {"replies": len(held_out.ids), "scenarios": len(set(held_out.groups))}},
    }
    if (scored := own_scored(model)) is not None:
        channel_of = dict(zip(held_out.ids, (request.context.channel for request in held_out.requests)))
        own["techniques"]["channels"] = channel_figures(scored, [channel_of.get(name, "") for name in scored.ids])
    figures: dict[str, Any] = {"measured": measured, "own": own}
    figures["gold_dev"] = _with_model(_gold_figures(score, gold), version) if gold else before.get("gold_dev")
    figures["external"] = (
        _with_model({"sets": {item.name: ranking_figures(score_set(score, item)) for item in external}}, version)
        if external
        else before.get("external")
    )
    if figures["gold_dev"]:
        figures["gap_own_minus_gold_dev"] = gap(own["techniques"], figures["gold_dev"])
    figures["commitments"] = commitment_figures()
    figures["robustness"] = robustness_figures(score, held_out.requests)
    figures["speed"] = speed_figures(score, held_out.requests) | {"file": file_figures(model, held_out.requests)}
    unseen = [reply for reply in corpora.replies if not tuned.has_seen(reply.scenario)]
    figures["precision"] = precision_figures(corpora, unseen)
    figures["alternatives"] = alternatives.figures(held_out, gold, before.get("alternatives", {}))
    kept = [name for name, present in (("gold_dev", gold), ("external", external)) if not present]
    return {name: value for name, value in figures.items() if value is not None}, kept


def _gold_figures(score: Score, gold: MeasuredSet) -> dict[str, Any]:
    scored = score_set(score, gold)
    channels = [request.context.channel for request in gold.requests]
    return set_figures(scored) | {"channels": channel_figures(scored, channels)}


def _with_model(figures: dict[str, Any], version: str) -> dict[str, Any]:
    return {"model": version, **figures}


def _sources(gold: Path | None, external: Path | None) -> dict[str, Any]:
    files = [gold / "dev.jsonl"] if gold and (gold / "dev.jsonl").is_file() else []
    files += sorted(external.glob("*.jsonl")) if external and external.is_dir() else []
    return {("gold_dev" if file.stem == "dev" else file.stem): provenance.source_of(file) for file in files}


if __name__ == "__main__":
    sys.exit(main())
