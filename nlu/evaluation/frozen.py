"""The plain alternative to a tuned encoder: MiniLM as it was published, one vector a text, logistic regression.

It gets what the scorer gets: the same replies, the same folds, its own calibration and limits, and the customer's last
words beside the reply.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from coaching_rules.techniques import LABELS
from nlu import encoder_weights, minilm
from nlu.calibration import fit_calibration
from nlu.corpus import LabelledReply
from nlu.evaluation.own_split import truth_of
from nlu.evaluation.ranking import average_precision
from nlu.evaluation.scored import Scored
from nlu.evaluation.sets import MeasuredSet
from nlu.folds import deal
from nlu.request import Context
from nlu.scorer_training import FLOORS, FOLDS, PRECISIONS

_LONGEST: Final = 256
_BATCH: Final = 32
_STRENGTHS: Final = (0.001, 0.01, 0.1)
_SURELY_ABSENT: Final = -8.0

Embed = Callable[[Sequence[str]], np.ndarray]
"""(texts, 384)."""


def score_frozen(
    replies: Sequence[LabelledReply], measured: MeasuredSet, gold: MeasuredSet | None, embed: Embed
) -> dict[str, Scored]:
    """Own held-out replies by cross-fitting, and gold by a fit on all of our own."""
    kept = [reply for reply in replies if reply.text.strip()]
    rows = _rows([(reply.text, reply.context) for reply in kept], embed)
    targets = truth_of(kept)
    folds = deal([reply.scenario for reply in kept], folds=FOLDS)
    held_out = np.isin([reply.id for reply in kept], measured.ids)
    strength = _best_strength(rows[~held_out], targets[~held_out], folds[~held_out])
    logits = np.zeros_like(targets)
    for fold in np.unique(folds):
        logits[folds == fold] = _fit_and_read(
            rows[folds != fold], targets[folds != fold], rows[folds == fold], strength
        )
    fair, fair_targets, fair_folds = logits[held_out], targets[held_out], folds[held_out]
    probabilities, decided, abstained = (np.zeros_like(fair) for _ in range(3))
    for fold in np.unique(fair_folds):
        here = fair_folds == fold
        parts = _decide(fair[~here], fair_targets[~here], fair[here])
        probabilities[here], decided[here], abstained[here] = parts
    own = Scored(measured.ids, measured.groups, probabilities, decided, abstained, measured.truth)
    if gold is None:
        return {"own": own}
    outside = _rows([(request.text, request.context) for request in gold.requests], embed)
    parts = _decide(fair, fair_targets, _fit_and_read(rows, targets, outside, strength))
    return {"own": own, "gold_dev": Scored(gold.ids, gold.groups, *parts, gold.truth)}


def published_embedder() -> Embed:
    """MiniLM as published: the mean over a text's word pieces, of length one."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when transformers is imported: nothing may reach for a hub
    import tensorflow as tf
    from transformers import TFBertModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    encoder = TFBertModel.from_pretrained(encoder_weights.published(), use_safetensors=True, add_pooling_layer=False)
    tokenizer = minilm.load_tokenizer()

    def embed(texts: Sequence[str]) -> np.ndarray:
        ids = [tokenizer.encode(text).ids[:_LONGEST] for text in texts]
        vectors = np.zeros((len(texts), minilm.WIDTH))
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            length = max(len(ids[place]) for place in places)
            filled = np.array([[1] * len(ids[place]) + [0] * (length - len(ids[place])) for place in places])
            padded = np.array([ids[place] + [0] * (length - len(ids[place])) for place in places])
            read = encoder(input_ids=tf.constant(padded), attention_mask=tf.constant(filled)).last_hidden_state.numpy()
            mean = (read * filled[:, :, None]).sum(axis=1) / filled.sum(axis=1, keepdims=True)
            vectors[places] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
            if start // _BATCH % 20 == 0:
                print(f"frozen MiniLM: {start} of {len(order)} texts", file=sys.stderr)
        return vectors

    return embed


def _rows(items: Sequence[tuple[str, Context]], embed: Embed) -> np.ndarray:
    last = [context.history[-1].text if context.history else "" for _, context in items]
    return np.hstack([embed([text for text, _ in items]), embed(last)])


def _best_strength(rows: np.ndarray, targets: np.ndarray, folds: np.ndarray) -> float:
    """The one that ranks best on a fold of replies that don't measure."""
    test = folds == folds.min()

    def worth(strength: float) -> float:
        logits = _fit_and_read(rows[~test], targets[~test], rows[test], strength)
        ranks = [average_precision(logits[:, column], targets[test, column])[0] for column in range(len(LABELS))]
        return float(np.nanmean(ranks))

    return max(_STRENGTHS, key=worth)


def _fit_and_read(rows: np.ndarray, targets: np.ndarray, unseen: np.ndarray, strength: float) -> np.ndarray:
    scaler = StandardScaler().fit(rows)
    known, asked = scaler.transform(rows), scaler.transform(unseen)
    logits = np.full((len(unseen), targets.shape[1]), _SURELY_ABSENT)
    for column in range(targets.shape[1]):
        if 0 < targets[:, column].sum() < len(targets):
            head = LogisticRegression(C=strength, max_iter=300).fit(known, targets[:, column])
            logits[:, column] = head.decision_function(asked)
    return logits


def _decide(logits: np.ndarray, targets: np.ndarray, unseen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    calibration = fit_calibration(logits, targets, floors=FLOORS, precisions=PRECISIONS)
    probabilities = calibration.probabilities(unseen)
    decided = probabilities >= calibration.decided_from
    abstained = ~decided & (probabilities >= calibration.doubtful_from)
    return probabilities, decided.astype(float), abstained.astype(float)
