"""Generalised linear models with a canonical link, fitted by Newton steps over blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array, Likelihood, NotFitted
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Maximum, Point, maximise

Kernel = Callable[[Array, Array], tuple[Array, Array, Array]]
"""(linear predictor, outcome) → each row's log likelihood, its residual (outcome − mean), its variance."""

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
        lambda at: _evaluate(at, matrix, outcome, weights, kernel), _start(first, matrix, outcome, weights, kernel)
    )
    if found.ending == "diverging":
        return found
    if found.ending == "stalled":
        return NotFitted("no_convergence")
    try:
        inverse = np.asarray(np.linalg.inv(found.point.information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return NotFitted("no_convergence")
    return CanonicalFit(
        Likelihood(
            coefficients=matrix.to_original @ found.at,
            inverse=inverse,
            to_original=matrix.to_original,
            scores=lambda: _scores(found.at, matrix, outcome, weights, kernel),
            log_likelihood=found.point.value,
            null_log_likelihood=null_log_likelihood,
            n=matrix.n,
            predictors=matrix.width - 1,
            steps=found.steps,
        ),
        outcome - _residuals(found.at, matrix, outcome, kernel),
        found.at,
        lambda columns: lambda at: _evaluate(at, columns, outcome, weights, kernel),
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
    found = maximise(lambda at: _evaluate(at, few, outcome[rows], thinned, kernel), first)
    return found.at if found.ending == "converged" else first


def _evaluate(at: Array, matrix: ModelMatrix, outcome: Array, weights: Array | None, kernel: Kernel) -> Point:
    value, gradient = 0.0, np.zeros(matrix.width)
    information = np.zeros((matrix.width, matrix.width))
    for rows, block in matrix.blocks():
        gain, residual, variance = kernel(at @ block, outcome[rows])
        if weights is not None:
            gain, residual, variance = gain * weights[rows], residual * weights[rows], variance * weights[rows]
        value += float(gain.sum())
        gradient += block @ residual
        information += (block * variance) @ block.T
    return Point(value, gradient, information)


def _residuals(at: Array, matrix: ModelMatrix, outcome: Array, kernel: Kernel) -> Array:
    residuals = np.empty(matrix.n)
    for rows, block in matrix.blocks():
        residuals[rows] = kernel(at @ block, outcome[rows])[1]
    return residuals


def _scores(
    at: Array, matrix: ModelMatrix, outcome: Array, weights: Array | None, kernel: Kernel
) -> Iterator[tuple[slice, Array]]:
    for rows, block in matrix.blocks():
        residual = kernel(at @ block, outcome[rows])[1]
        yield rows, block * (residual if weights is None else residual * weights[rows])
