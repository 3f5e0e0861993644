"""Tags sentences with kinds (topics, remedies) and each kind with a mark (mode, stance)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nlu import encoder_weights, saved
from nlu.calibration import Calibration, f1, fit_calibration
from nlu.corpus import LabelledContent
from nlu.features import Reading, sentence_features
from nlu.folds import deal
from nlu.linear_heads import Heads, Space, cross_fitted, fit_heads

FOLDS: Final = 5


@dataclass(frozen=True)
class Tag:
    """A kind found in a sentence, its mark and its probability."""

    kind: str
    mark: str
    score: float


@dataclass(frozen=True)
class Tagger:
    """Fitted heads: which kinds a sentence carries, and with which mark."""

    kinds: tuple[str, ...]
    marks: tuple[str, ...]
    space: Space
    kind_heads: Heads
    mark_heads: Heads
    calibration: Calibration

    def tag(self, reading: Reading) -> list[tuple[Tag, ...]]:
        """The tags of every sentence of a reply, in order."""
        if not reading.sentences:
            return []
        rows = self.space.rows(sentence_features(reading), [sentence.text for sentence in reading.sentences])
        probabilities = np.round(self.calibration.probabilities(self.kind_heads.logits(rows)), 4)
        marks = self.mark_heads.logits(rows).argmax(axis=1)
        return [
            tuple(
                Tag(kind=self.kinds[column], mark=self.marks[mark], score=float(row[column]))
                for column in np.flatnonzero(row >= self.calibration.decided_from)
            )
            for row, mark in zip(probabilities, marks)
        ]

    def to_arrays(self, name: str) -> dict[str, np.ndarray]:
        return {
            f"{name}.kinds": np.array(self.kinds, dtype=np.str_),
            f"{name}.marks": np.array(self.marks, dtype=np.str_),
            **saved.space_to_arrays(f"{name}.space", self.space),
            **saved.heads_to_arrays(f"{name}.kind", self.kind_heads),
            **saved.heads_to_arrays(f"{name}.mark", self.mark_heads),
            **saved.calibration_to_arrays(f"{name}.kind", self.calibration),
        }

    @classmethod
    def from_arrays(cls, name: str, arrays: saved.Arrays) -> Tagger:
        return cls(
            kinds=tuple(str(kind) for kind in arrays[f"{name}.kinds"]),
            marks=tuple(str(mark) for mark in arrays[f"{name}.marks"]),
            space=saved.space_from_arrays(f"{name}.space", arrays),
            kind_heads=saved.heads_from_arrays(f"{name}.kind", arrays),
            mark_heads=saved.heads_from_arrays(f"{name}.mark", arrays),
            calibration=saved.calibration_from_arrays(f"{name}.kind", arrays),
        )


def fit_tagger(
    readings: Sequence[Reading],
    items: Sequence[LabelledContent],
    *,
    kinds: tuple[str, ...],
    marks: tuple[str, ...],
    ridge: float,
    phrase_weight: float,
) -> tuple[Tagger, dict[str, Any]]:
    """Fits kinds on all items and marks on those that carry one; returns cross-validated figures beside the tagger."""
    pairs = [(reading, item) for reading, item in zip(readings, items) if reading.sentences]
    # A line of the corpus is one unit, labelled as a whole, also where it holds two short sentences.
    dense = np.stack([sentence_features(reading).mean(axis=0) for reading, _ in pairs])
    texts = [reading.text for reading, _ in pairs]
    space = Space.fit(dense, texts, at_least=2, phrase_weight=phrase_weight)
    rows = space.rows(dense, texts)
    kind_targets = np.array(
        [[float(any(kind == mark[0] for mark in item.marks)) for kind in kinds] for _, item in pairs]
    )
    mark_targets = np.array(
        [[float(any(name == mark[1] for mark in item.marks)) for name in marks] for _, item in pairs]
    )
    marked = np.flatnonzero(mark_targets.any(axis=1))
    folds = deal([item.scenario for _, item in pairs], folds=FOLDS)
    unseen = cross_fitted(rows, kind_targets, folds, ridge=ridge)
    unseen_marks = cross_fitted(rows.take(marked), mark_targets[marked], folds[marked], ridge=ridge)
    # What the encoder was tuned on looks clearer than any live reply: limits and figures come from the other lines.
    tuned = encoder_weights.manifest()
    fair = np.array([not tuned.has_seen(item.scenario) for _, item in pairs])
    tagger = Tagger(
        kinds=kinds,
        marks=marks,
        space=space,
        kind_heads=fit_heads(rows, kind_targets, ridge=ridge),
        mark_heads=fit_heads(rows.take(marked), mark_targets[marked], ridge=ridge),
        calibration=fit_calibration(unseen[fair], kind_targets[fair]),
    )
    fair_marked = fair[marked]
    return tagger, _figures(
        tagger, unseen[fair], kind_targets[fair], unseen_marks[fair_marked], mark_targets[marked][fair_marked]
    )


def _figures(
    tagger: Tagger, unseen: np.ndarray, kinds: np.ndarray, unseen_marks: np.ndarray, marks: np.ndarray
) -> dict[str, Any]:
    decided = tagger.calibration.probabilities(unseen) >= tagger.calibration.decided_from
    scores: Mapping[str, float] = {
        kind: round(f1(decided[:, column].astype(float), kinds[:, column]), 4)
        for column, kind in enumerate(tagger.kinds)
        if kinds[:, column].any()
    }
    right = (unseen_marks.argmax(axis=1) == marks.argmax(axis=1)).mean() if len(marks) else 0.0
    return {
        "lines": len(kinds),
        "macro_f1": round(float(np.mean(list(scores.values()))), 4) if scores else 0.0,
        "mark_accuracy": round(float(right), 4),
        "kinds": dict(scores),
    }
