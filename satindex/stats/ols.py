"""Ordinary (and weighted) least squares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from satindex.stats.estimates import Array, Covariance, Likelihood, NotFitted
from satindex.stats.model_matrix import ModelMatrix

ALONE = 1e-9
"""A leverage nearer to 1 than this is 1 as far as rounding tells."""
PULLED = 1e-8


@dataclass(frozen=True)
class Explained:
    """A least-squares fit: `likelihood.inverse` is (X'WX)⁻¹, not yet multiplied by `variance` = RSS/(n − k)."""

    likelihood: Likelihood
    variance: float
    r2: float
    adjusted_r2: float

    def covariance(self) -> Covariance:
        """Return the classical covariance σ²(X'WX)⁻¹ with n − k degrees of freedom."""
        fit = self.likelihood
        scaled = fit.to_original @ fit.inverse @ fit.to_original.T * self.variance
        return Covariance(scaled, float(fit.n - len(fit.inverse)))


@dataclass(frozen=True)
class LeastSquares(Explained):
    """A least-squares fit with its rows."""

    residuals: Array
    matrix: ModelMatrix
    weights: Array | None

    def hc3(self) -> Covariance:
        """Return HC3 (MacKinnon & White 1985): residuals divided by 1 − leverage; t with n − k degrees of freedom.

        A row of leverage 1 alone determines some coefficients: theirs are NaN, all others do not depend on it.
        """
        return hc3_of(self.likelihood, hc3_sums(self.likelihood, self.matrix, self.residuals, self.weights))


@dataclass(frozen=True)
class HC3Sums:
    """Σ s·s′ of scores divided by 1 − leverage, and how many rows of leverage 1 each coefficient depends on."""

    meat: Array
    alone: Array

    def plus(self, other: HC3Sums) -> HC3Sums:
        """Return the sums of both parts together."""
        return HC3Sums(self.meat + other.meat, self.alone + other.alone)


def hc3_sums(fit: Likelihood, matrix: ModelMatrix, residuals: Array, weights: Array | None) -> HC3Sums:
    """Return what rows add to HC3."""
    meat, undetermined = np.zeros_like(fit.inverse), np.zeros(len(fit.inverse))
    for rows, block in matrix.blocks():
        mass = 1.0 if weights is None else weights[rows]
        pulls = fit.inverse @ block
        left = 1 - np.einsum("ij,ij->j", block, pulls) * mass
        alone = left < ALONE
        scores = block * np.where(alone, 0.0, mass * residuals[rows] / np.where(alone, 1.0, left))
        meat += scores @ scores.T
        undetermined += _determined_by(fit, pulls[:, alone])
    return HC3Sums(meat, undetermined)


def hc3_of(fit: Likelihood, sums: HC3Sums) -> Covariance:
    """Return HC3 from its sums."""
    undetermined = sums.alone > 0
    around = fit.to_original @ fit.inverse @ sums.meat @ fit.inverse @ fit.to_original.T
    around[undetermined] = around[:, undetermined] = np.nan
    return Covariance(around, float(fit.n - len(fit.inverse)))


def _determined_by(fit: Likelihood, pulls: Array) -> npt.NDArray[np.bool_]:
    """Return which coefficients depend on any of the rows whose (X'X)⁻¹x are given (k × rows)."""
    own = np.sqrt(np.diag(fit.to_original @ fit.inverse @ fit.to_original.T))
    return np.asarray(np.any(np.abs(fit.to_original @ pulls) > PULLED * own[:, None], axis=1))


def fit_ols(matrix: ModelMatrix, outcome: Array, weights: Array | None = None) -> LeastSquares | NotFitted:
    """Fit y = b₀ + Σ b x by least squares, weighted where `weights` are given."""
    if matrix.n <= matrix.width:
        return NotFitted("too_few_rows")
    if np.ptp(outcome) == 0:
        return NotFitted("one_outcome")
    cross, with_outcome = np.zeros((matrix.width, matrix.width)), np.zeros(matrix.width)
    centre = float(np.average(outcome, weights=weights))
    for rows, block in matrix.blocks():
        weighted = block if weights is None else block * weights[rows]
        cross += weighted @ block.T
        with_outcome += weighted @ (outcome[rows] - centre)
    at = np.asarray(np.linalg.solve(cross, with_outcome), dtype=np.float64)
    at[0] += centre
    residuals = outcome - np.concatenate([at @ block for _, block in matrix.blocks()])
    return _described(matrix, outcome, weights, cross, at, residuals)


def _described(
    matrix: ModelMatrix, outcome: Array, weights: Array | None, cross: Array, at: Array, residuals: Array
) -> LeastSquares:
    mass = np.ones(matrix.n) if weights is None else weights
    centred = outcome - np.average(outcome, weights=weights)
    squares = float(mass @ residuals**2), float(mass @ centred**2)
    found = explained(matrix, cross, at, squares, matrix.n, float(np.log(mass).sum()))
    fit = replace(found.likelihood, scores=lambda: _scores(matrix, weights, residuals))
    return LeastSquares(fit, found.variance, found.r2, found.adjusted_r2, residuals, matrix, weights)


def explained(
    matrix: ModelMatrix, cross: Array, at: Array, squares: tuple[float, float], n: int, log_mass: float
) -> Explained:
    """Return the fit of n rows: `squares` are the weighted sums left unexplained and in all, `log_mass` is Σ log w."""
    unexplained, total = squares
    k, r2 = matrix.width, 1 - unexplained / total
    fit = Likelihood(
        coefficients=matrix.to_original @ at,
        inverse=np.asarray(np.linalg.inv(cross), dtype=np.float64),
        to_original=matrix.to_original,
        scores=lambda: iter(()),
        log_likelihood=_gaussian(unexplained, n, log_mass),
        null_log_likelihood=_gaussian(total, n, log_mass),
        n=n,
        predictors=k - 1,
        steps=1,
    )
    return Explained(fit, unexplained / (n - k), r2, 1 - (1 - r2) * (n - 1) / (n - k))


def _gaussian(squares: float, n: int, log_mass: float) -> float:
    spread = n * (np.log(2 * np.pi * max(squares, 1e-300) / n) + 1)
    return float((log_mass - spread) / 2)


def _scores(matrix: ModelMatrix, weights: Array | None, residuals: Array) -> Iterator[tuple[slice, Array]]:
    for rows, block in matrix.blocks():
        yield rows, block * (residuals[rows] if weights is None else residuals[rows] * weights[rows])
