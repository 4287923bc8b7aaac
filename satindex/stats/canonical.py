"""Generalised linear models with a canonical link, fitted by Newton steps over blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from satindex.stats.estimates import Array, Likelihood, NotFitted
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Maximum, Point, maximise

Kernel = Callable[[Array, Array], tuple[Array, Array, Array]]
"""(linear predictor, outcome) → each row's log likelihood, its residual (outcome − mean), its variance."""
Known = Callable[[slice, Array], tuple[Array, Array, Array]]
"""(rows, block of columns) → what the kernel makes of them."""

BLAMED = 1e-3
MANY_ROWS = 100_000
THINNED = 16


@dataclass(frozen=True)
class CanonicalFit:
    """A fitted model with `fitted`, the n expected outcomes (probabilities or rates).

    `at` are its parameters on standardised columns, `likelihood_of` the log likelihood of any columns.
    """

    likelihood: Likelihood
    fitted: Array
    at: Array
    likelihood_of: Callable[[ModelMatrix], Callable[[Array], Point]]


def fit_canonical(
    matrix: ModelMatrix,
    outcome: Array,
    weights: Array | None,
    kernel: Kernel,
    start: float,
    null_log_likelihood: float,
) -> CanonicalFit | Maximum | NotFitted:
    """Fit by Newton from an intercept of `start` and slopes of 0; a climb without end is returned as it ended."""
    first = np.zeros(matrix.width)
    first[0] = start
    found = maximise(
        lambda at: evaluate(at, matrix, outcome, weights, kernel), _start(first, matrix, outcome, weights, kernel)
    )
    if found.ending == "diverging":
        return found
    if found.ending == "stalled":
        return NotFitted("no_convergence")
    likelihood = likelihood_at(found, matrix, null_log_likelihood, matrix.n)
    if isinstance(likelihood, NotFitted):
        return likelihood
    return CanonicalFit(
        replace(likelihood, scores=lambda: scores(found.at, matrix, outcome, weights, kernel)),
        outcome - residuals(found.at, matrix, outcome, kernel),
        found.at,
        lambda columns: lambda at: evaluate(at, columns, outcome, weights, kernel),
    )


def likelihood_at(found: Maximum, matrix: ModelMatrix, null: float, n: int) -> Likelihood | NotFitted:
    """Return the likelihood at its maximum, in the units of the raw columns; its rows' scores are not there."""
    try:
        inverse = np.asarray(np.linalg.inv(found.point.information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return NotFitted("no_convergence")
    return Likelihood(
        coefficients=matrix.to_original @ found.at,
        inverse=inverse,
        to_original=matrix.to_original,
        scores=lambda: iter(()),
        log_likelihood=found.point.value,
        null_log_likelihood=null,
        n=n,
        predictors=matrix.width - 1,
        steps=found.steps,
    )


def blamed(direction: Array) -> tuple[int, ...]:
    """Return the places of the columns along which a climb without end goes."""
    slopes = np.abs(direction[1:])
    return tuple(int(place) for place in np.flatnonzero(slopes > BLAMED * slopes.max(initial=0.0)))


def _start(first: Array, matrix: ModelMatrix, outcome: Array, weights: Array | None, kernel: Kernel) -> Array:
    """With many rows, climb most of the way on every 16th of them."""
    if matrix.n < MANY_ROWS:
        return first
    rows, few = slice(None, None, THINNED), matrix.every(THINNED)
    thinned = None if weights is None else weights[rows]
    found = maximise(lambda at: evaluate(at, few, outcome[rows], thinned, kernel), first)
    return found.at if found.ending == "converged" else first


def evaluate(at: Array, matrix: ModelMatrix, outcome: Array, weights: Array | None, kernel: Kernel) -> Point:
    """Return the log likelihood of the rows at some parameters of standardised columns."""
    return added(matrix, weights, lambda rows, block: kernel(at @ block, outcome[rows]))


def added(matrix: ModelMatrix, weights: Array | None, known: Known) -> Point:
    """Return the log likelihood of the rows from what the kernel makes of each block of them."""
    value, gradient = 0.0, np.zeros(matrix.width)
    information = np.zeros((matrix.width, matrix.width))
    for rows, block in matrix.blocks():
        gain, residual, variance = known(rows, block)
        if weights is not None:
            gain, residual, variance = gain * weights[rows], residual * weights[rows], variance * weights[rows]
        value += float(gain.sum())
        gradient += block @ residual
        information += (block * variance) @ block.T
    return Point(value, gradient, information)


def residuals(at: Array, matrix: ModelMatrix, outcome: Array, kernel: Kernel) -> Array:
    """Return each row's outcome less its mean."""
    found = np.empty(matrix.n)
    for rows, block in matrix.blocks():
        found[rows] = kernel(at @ block, outcome[rows])[1]
    return found


def scores(
    at: Array, matrix: ModelMatrix, outcome: Array, weights: Array | None, kernel: Kernel
) -> Iterator[tuple[slice, Array]]:
    """Yield the rows' own gradients."""
    for rows, block in matrix.blocks():
        residual = kernel(at @ block, outcome[rows])[1]
        yield rows, block * (residual if weights is None else residual * weights[rows])
