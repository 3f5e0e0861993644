"""Rasa's own classifier on the same replies: DIET with combinations of labels as intents.

DIET gives a message one intent. Many labels at once are Rasa's *multi-intents*: names joined by a plus sign, whose
parts it learns, though it can only ever answer with a combination that it has seen. It reads the reply alone.

Thirty labels make thousands of combinations, most of them seen once; DIET compares every message with all of them, and
with so many one epoch takes longer than ours needs altogether. And it fills a batch up to its longest reply. So it
learns combinations that are not rare, from a sample of replies that are not long; it is asked about all.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from coaching_rules.techniques import LABELS
from nlu.corpus import LabelledReply
from nlu.evaluation.combination_importer import CombinationImporter, labels_of
from nlu.evaluation.keywords import decisions_alone
from nlu.evaluation.scored import Scored
from nlu.evaluation.sets import MeasuredSet
from nlu.graph import load_processor, message_of
from nlu.request import neutralise

EPOCHS: Final = 6
"""Each takes two to three minutes of two cores; after the second two thirds of what it learns from are right."""
LEAST: Final = 10
"""Replies that a combination of labels needs to be learnt."""
LONGEST: Final = 60
"""Words of a reply it learns from at most."""
MOST: Final = 8_000
"""Replies it learns from at most, taken evenly."""


def score_diet(
    replies: Sequence[LabelledReply], sets: Sequence[MeasuredSet], folder: Path, *, epochs: int = EPOCHS
) -> dict[str, Scored]:
    """Trains on replies that don't measure, in ``folder``, and decides on each set."""
    measured = {name for item in sets for name in item.ids}
    learnt = [reply for reply in replies if reply.id not in measured and reply.text.strip()]
    processor = load_processor(_train(sample(usual(learnt)), folder, epochs=epochs))
    return {item.name: _decide(processor, item) for item in sets}


def usual(replies: Sequence[LabelledReply], *, least: int = LEAST) -> list[LabelledReply]:
    """The replies that are not long and whose combination of labels occurs at least so often."""
    short = [reply for reply in replies if len(reply.text.split()) <= LONGEST]
    seen = Counter(frozenset(reply.labels) for reply in short)
    return [reply for reply in short if seen[frozenset(reply.labels)] >= least]


def sample(replies: Sequence[LabelledReply], *, most: int = MOST) -> list[LabelledReply]:
    """At most so many, taken evenly."""
    step = max(len(replies) / most, 1.0)
    return [replies[int(place * step)] for place in range(min(most, len(replies)))]


def configuration(replies: Path, *, epochs: int) -> dict[str, Any]:
    """Words, pieces of words and DIET, as Rasa's own starting configuration has them."""
    return {
        "recipe": "default.v1",
        "assistant_id": "amends-diet",
        "language": "en",
        "importers": [{"name": f"{CombinationImporter.__module__}.CombinationImporter", "replies": str(replies)}],
        "pipeline": [
            {"name": "WhitespaceTokenizer", "intent_tokenization_flag": True, "intent_split_symbol": "+"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "entity_recognition": False, "random_seed": 1},
        ],
    }


def _train(replies: Sequence[LabelledReply], folder: Path, *, epochs: int) -> Path:
    from rasa.model_training import train_nlu

    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    folder.mkdir(parents=True, exist_ok=True)
    rows, config = folder / "replies.jsonl", folder / "config.yml"
    lines = [json.dumps({"text": neutralise(reply.text), "labels": list(reply.labels)}) for reply in replies]
    rows.write_text("\n".join(lines) + "\n", encoding="utf-8")
    config.write_text(yaml.safe_dump(configuration(rows, epochs=epochs)), encoding="utf-8")
    model = train_nlu(str(config), nlu_data=str(rows), output=str(folder / "models"), fixed_model_name="diet")
    if model is None:
        raise RuntimeError("Rasa trained no model; its message stands above")
    return Path(model)


def _decide(processor: Any, measured: MeasuredSet) -> Scored:
    decided = np.zeros((len(measured.ids), len(LABELS)))
    for row, request in enumerate(measured.requests):
        found = asyncio.run(processor.parse_message(message_of(request.text)))
        for label in labels_of(found["intent"]["name"]):
            decided[row, LABELS.index(label)] = 1.0
    return decisions_alone(measured, decided)
