"""Logistic heads for many labels at once: small, convex, the same result each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nlu.ngrams import PhraseSpace


@dataclass(frozen=True)
class Rows:
    """The features of some rows: a dense block (rows, a) and a sparse one (rows, b), multiplied apart for speed."""

    dense: np.ndarray
    sparse: csr_matrix

    @property
    def shape(self) -> tuple[int, int]:
        return self.dense.shape[0], self.dense.shape[1] + self.sparse.shape[1]

    def take(self, rows: np.ndarray) -> Rows:
        return Rows(dense=self.dense[rows], sparse=self.sparse[rows])

    def times(self, weights: np.ndarray) -> np.ndarray:
        """(rows, labels) for weights (a + b, labels)."""
        width = self.dense.shape[1]
        product: np.ndarray = self.dense @ weights[:width] + self.sparse @ weights[width:]
        return product

    def transposed_times(self, errors: np.ndarray) -> np.ndarray:
        """(a + b, labels) for errors (rows, labels)."""
        return np.vstack([self.dense.T @ errors, self.sparse.T @ errors])


@dataclass(frozen=True)
class Heads:
    """One linear head a label: ``logits = rows · weights + bias``."""

    weights: np.ndarray
    bias: np.ndarray

    def logits(self, rows: Rows) -> np.ndarray:
        """(rows, labels)."""
        return rows.times(self.weights) + self.bias


@dataclass(frozen=True)
class Space:
    """Brings dense numbers and phrases to one scale; what it subtracts and divides by comes from the corpus."""

    mean: np.ndarray
    scale: np.ndarray
    phrases: PhraseSpace
    phrase_weight: float

    @classmethod
    def fit(cls, dense: np.ndarray, texts: Sequence[str], *, at_least: int, phrase_weight: float) -> Space:
        scale = dense.std(axis=0)
        return cls(
            mean=dense.mean(axis=0),
            # A number that never varies in the corpus tells nothing: it is kept at 0.
            scale=np.where(scale > 1e-6, 1 / np.maximum(scale, 1e-6), 0.0),
            phrases=PhraseSpace.fit(texts, at_least=at_least),
            phrase_weight=phrase_weight,
        )

    def rows(self, dense: np.ndarray, texts: Sequence[str]) -> Rows:
        """Dense numbers (rows, d) and their texts, ready for the heads."""
        # Beyond six standard deviations a number is an accident of one text; it may not drown the words.
        standard = np.clip((dense - self.mean) * self.scale, -6, 6)
        return Rows(dense=standard, sparse=self.phrases.matrix(texts) * self.phrase_weight)


def fit_heads(
    rows: Rows, targets: np.ndarray, *, ridge: float, prior: np.ndarray | None = None, steps: int = 200
) -> Heads:
    """Fits all heads together by L-BFGS.

    Args:
        rows: the features.
        targets: (rows, labels), 0 or 1.
        ridge: strength of the pull of the weights towards ``prior``, against the log-loss summed over rows.
        prior: (features, labels); zeros when None.
        steps: at most this many iterations.
    """
    count, width = rows.shape
    labels = targets.shape[1]
    centre = np.zeros((width, labels)) if prior is None else prior
    rate = np.clip(targets.mean(axis=0), 1 / (2 * count + 2), 1 - 1 / (2 * count + 2))
    start = np.vstack([centre, np.log(rate / (1 - rate)) if prior is None else np.zeros(labels)])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(width + 1, labels)
        logits = rows.times(weights[:-1]) + weights[-1]
        off = weights[:-1] - centre
        # One exponential serves both log-loss and probability: this line is where the training's time goes.
        small = np.exp(-np.abs(logits))
        probabilities = np.where(logits >= 0, 1.0, small) / (1.0 + small)
        log_loss = np.maximum(logits, 0) + np.log1p(small) - targets * logits
        value = log_loss.sum() + ridge / 2 * (off**2).sum()
        error = probabilities - targets
        gradient = np.vstack([rows.transposed_times(error) + ridge * off, error.sum(axis=0)])
        return float(value), gradient.ravel()

    # Fits that stop at a millionth of the loss score unseen replies as those do that go on.
    options = {"maxiter": steps, "ftol": 1e-6}
    solved = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options=options)
    fitted = solved.x.reshape(width + 1, labels)
    return Heads(weights=fitted[:-1], bias=fitted[-1])


def cross_fitted(
    rows: Rows, targets: np.ndarray, folds: np.ndarray, *, ridge: float, prior: np.ndarray | None = None
) -> np.ndarray:
    """(rows, labels) logits, each from heads that were fitted on the other folds alone."""
    logits = np.zeros_like(targets)
    for fold in np.unique(folds):
        heads = fit_heads(rows.take(folds != fold), targets[folds != fold], ridge=ridge, prior=prior)
        logits[folds == fold] = heads.logits(rows.take(folds == fold))
    return logits


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Probabilities; never overflows."""
    result: np.ndarray = np.exp(-np.logaddexp(0, -logits))
    return result
