"""Logit and Poisson models fitted anew in every bootstrap replicate, many side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array, Codes
from satindex.stats.side_by_side import climb

ENOUGH = 1e-12
ROWS = 256
FARTHEST = 500.0
MOST_STEPS = 15
"""A replicate's maximum is some five steps from the whole sample's; a separated one never gets there."""
Expected = Callable[[Array], tuple[Array, Array]]
"""Linear predictors → expected outcomes and their derivatives, which with a canonical link are the variances."""


@dataclass(frozen=True)
class Refits:
    """Coefficients of R replicates (R × k) and the mean derivative of the expected outcome in each (R); NaN: none."""

    coefficients: Array
    slope: Array


def logistic(linear: Array) -> tuple[Array, Array]:
    """Return probabilities and p(1 − p)."""
    expected = 1 / (1 + np.exp(-np.clip(linear, -FARTHEST, FARTHEST)))
    return expected, expected * (1 - expected)


def exponential(linear: Array) -> tuple[Array, Array]:
    """Return rates twice: the exponential is its own derivative."""
    expected = np.exp(np.clip(linear, -FARTHEST, FARTHEST))
    return expected, expected


@dataclass(frozen=True)
class Rows:
    """Standardised columns (n × k, the intercept first), the outcome, weights, and each row's sampling unit."""

    columns: Array
    outcome: Array
    weights: Array
    units: Codes

    def blocks(self, counts: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Yield columns, outcomes and the weights that rows have in each replicate (rows × R), a few rows at a time."""
        for start in range(0, len(self.outcome), ROWS):
            here = slice(start, start + ROWS)
            weights = counts[:, self.units[here]].T * self.weights[here, None]
            yield self.columns[here], self.outcome[here, None], weights


def refit(rows: Rows, expected: Expected, start: Array, counts: Array) -> Refits:
    """Fit E(y) = g(Xb) in replicates in which units count so often (R × U), all from the whole sample's `start`.

    NaN where there is no maximum: where a replicate is separated, for one.
    """
    begin = np.tile(start, (len(counts), 1))
    climbed = climb(lambda at, on: _slopes(rows, expected, at, counts[on]), begin, ENOUGH, most_steps=MOST_STEPS)
    found = climbed.maximum
    return Refits(found, mean_slope(rows, expected, found, counts))


def mean_slope(rows: Rows, expected: Expected, at: Array, counts: Array) -> Array:
    """Return the mean derivative of the expected outcome at parameters (R × k) in replicates (R × U)."""
    slope, total = np.zeros(len(at)), np.zeros(len(at))
    for block, _, weights in rows.blocks(counts):
        slope += (weights * expected(block @ at.T)[1]).sum(axis=0)
        total += weights.sum(axis=0)
    return slope / total


def _slopes(rows: Rows, expected: Expected, at: Array, counts: Array) -> tuple[Array, Array]:
    k = at.shape[1]
    upper = np.triu_indices(k)
    gradient, packed = np.zeros(at.shape), np.zeros((len(at), len(upper[0])))
    for block, outcome, weights in rows.blocks(counts):
        mean, slope = expected(block @ at.T)
        gradient += (weights * (outcome - mean)).T @ block
        packed += (weights * slope).T @ (block[:, upper[0]] * block[:, upper[1]])
    information = np.empty((len(at), k, k))
    information[:, upper[0], upper[1]] = packed
    information[:, upper[1], upper[0]] = packed
    return gradient, information
