"""What eight bits cost: the scorer fitted and validated on vectors of either precision, and the time for one reply."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from sklearn.metrics import average_precision_score

from nlu.corpus import Corpora, LabelledReply
from nlu.encoder import ReplyEncoder
from nlu.examples import messages_of
from nlu.scorer_training import fit_scorer
from nlu.sentences import SentenceSplitter
from nlu.spacy_loader import SpacyLoader
from nlu.technique_scorer import reading_of

PRECISIONS: Final = ("int8", "float32")


def precision_figures(corpora: Corpora, replies: Sequence[LabelledReply]) -> dict[str, Any]:
    """For each precision: macro-F1 and macro average precision on unseen replies, and milliseconds to encode one."""
    messages = messages_of(replace(corpora, replies=tuple(replies), topics=(), remedies=()))
    SentenceSplitter().process(messages, SpacyLoader.load_parser(SpacyLoader.get_default_config()))
    figures = {}
    for precision in PRECISIONS:
        config = {**ReplyEncoder.get_default_config(), "precision": precision}
        encoder = ReplyEncoder.create(config, None, None, None)  # type: ignore[arg-type] — it keeps nothing of Rasa's
        spent = []
        for message in messages:
            begun = time.perf_counter()
            encoder.process([message])
            spent.append(time.perf_counter() - begun)
        _, validation = fit_scorer([reading_of(message) for message in messages], replies)
        scored = validation.scored
        ranked = [
            average_precision_score(truth, probabilities)
            for truth, probabilities in zip(scored.truth.T, scored.probabilities.T)
            if 0 < truth.sum() < len(truth)
        ]
        figures[precision] = {
            "macro_f1": round(validation.macro_f1, 4),
            "macro_average_precision": round(float(np.mean(ranked)), 4),
            "encoder_ms": round(float(np.median(spent)) * 1000, 2),
        }
    return figures
