"""What else could have been built, measured on the same replies as the scorer; never on more than it learnt from.

The word list is measured with every ``make eval``. The others take minutes (``make eval-baselines``,
``make eval-llm``): their figures stay as they were measured, each with the corpus it was trained on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from nlu.evaluation.figures import set_figures
from nlu.evaluation.keywords import score_with_keywords
from nlu.evaluation.scored import Scored
from nlu.evaluation.sets import MeasuredSet

TITLES: Final = {
    "keywords": "word list",
    "frozen_minilm": "MiniLM as published, logistic regression",
    "diet": "Rasa's DIET, labels joined to intents",
    "small_llm": "small language model as rater",
}
_POOLED: Final = (
    "replies",
    "macro_f1",
    "macro_f1_interval_95",
    "micro_f1",
    "macro_average_precision",
    "macro_auc",
    "gates",
)


def figures(own: MeasuredSet, gold: MeasuredSet | None, before: Mapping[str, Any]) -> dict[str, Any]:
    """The word list measured now, the slow ones as they stand; without gold its old figure stays."""
    return {**before, "keywords": measured("keywords", own, gold, before, score=score_with_keywords)}


def measured(
    name: str,
    own: MeasuredSet,
    gold: MeasuredSet | None,
    before: Mapping[str, Any],
    *,
    score: Callable[[MeasuredSet], Scored],
) -> dict[str, Any]:
    """The row of one alternative."""
    row: dict[str, Any] = {"title": TITLES[name], "own": summary(score(own))}
    if gold is not None:
        row["gold_dev"] = summary(score(gold))
    elif "gold_dev" in before.get(name, {}):
        row["gold_dev"] = before[name]["gold_dev"]
    return row


def summary(scored: Scored) -> dict[str, Any]:
    """The pooled figures, and F1 for each label."""
    whole = set_figures(scored)
    pooled = {name: whole[name] for name in _POOLED if name in whole}
    return pooled | {"labels_f1": {label: row["f1"] for label, row in whole["labels"].items()}}
