"""Binary logistic regression."""

from __future__ import annotations

import math

import numpy as np

from satindex.stats.canonical import CanonicalFit, blamed, fit_canonical
from satindex.stats.estimates import Array, NotFitted
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Maximum


def fit_logit(matrix: ModelMatrix, outcome: Array, weights: Array | None = None) -> CanonicalFit | NotFitted:
    """Fit logit P(y = 1) = b₀ + Σ b x by maximum likelihood; `outcome` is n zeros and ones, `weights` frequencies.

    Complete and quasi-complete separation (Albert & Anderson 1984, Biometrika 71: 1–10) are recognised and returned
    as NotFitted with the columns that separate; no huge coefficient ever comes out.
    """
    share = float(np.average(outcome, weights=weights))
    if not 0 < share < 1:
        return NotFitted("one_outcome")
    if matrix.n <= matrix.width:
        return NotFitted("too_few_rows")
    start, null = without_predictors(share, float(matrix.n if weights is None else weights.sum()))
    found = fit_canonical(matrix, outcome, weights, kernel, start, null)
    if isinstance(found, CanonicalFit | NotFitted):
        return found
    return separated(found, separates(found.direction, matrix, outcome))


def without_predictors(share: float, total: float) -> tuple[float, float]:
    """Return the intercept that alone gives the share of events, and the log likelihood of so many rows there."""
    return math.log(share / (1 - share)), total * (share * math.log(share) + (1 - share) * math.log(1 - share))


def separated(found: Maximum, complete: bool) -> NotFitted:
    """Return which columns a climb without end goes along."""
    return NotFitted("separation" if complete else "quasi_separation", blamed(found.direction))


def kernel(linear: Array, outcome: Array) -> tuple[Array, Array, Array]:
    """Return each row's log likelihood, its outcome less the probability p, and p(1 − p)."""
    small = np.exp(-np.abs(linear))
    upper = 1 / (1 + small)
    probability = np.where(linear >= 0, upper, small * upper)
    gain = outcome * linear - np.maximum(linear, 0.0) - np.log1p(small)
    return gain, outcome - probability, small * upper * upper


def separates(direction: Array, matrix: ModelMatrix, outcome: Array) -> bool:
    """Whether moving along `direction` raises every row's likelihood."""
    return all(bool(np.all((2 * outcome[rows] - 1) * (direction @ block) > 0)) for rows, block in matrix.blocks())
