"""Ordinary (and weighted) least squares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.stats.estimates import Array, Covariance, Likelihood, NotFitted
from satindex.stats.model_matrix import ModelMatrix

ALONE = 1e-9
"""A leverage nearer to 1 than this is 1 as far as rounding tells."""
PULLED = 1e-8


@dataclass(frozen=True)
class LeastSquares:
    """A least-squares fit: `likelihood.inverse` is (X'WX)⁻¹, not yet multiplied by `variance` = RSS/(n − k)."""

    likelihood: Likelihood
    residuals: Array
    variance: float
    r2: float
    adjusted_r2: float
    matrix: ModelMatrix
    weights: Array | None

    def covariance(self) -> Covariance:
        """Return the classical covariance σ²(X'WX)⁻¹ with n − k degrees of freedom."""
        fit = self.likelihood
        scaled = fit.to_original @ fit.inverse @ fit.to_original.T * self.variance
        return Covariance(scaled, float(fit.n - len(fit.inverse)))

    def hc3(self) -> Covariance:
        """Return HC3 (MacKinnon & White 1985): residuals divided by 1 − leverage; t with n − k degrees of freedom.

        A row of leverage 1 alone determines some coefficients: theirs are NaN, all others do not depend on it.
        """
        fit = self.likelihood
        meat = np.zeros_like(fit.inverse)
        undetermined = np.zeros(len(meat), dtype=bool)
        for rows, block in self.matrix.blocks():
            mass = 1.0 if self.weights is None else self.weights[rows]
            pulls = fit.inverse @ block
            left = 1 - np.einsum("ij,ij->j", block, pulls) * mass
            alone = left < ALONE
            scores = block * np.where(alone, 0.0, mass * self.residuals[rows] / np.where(alone, 1.0, left))
            meat += scores @ scores.T
            undetermined |= self._determined_by(pulls[:, alone])
        around = fit.to_original @ fit.inverse @ meat @ fit.inverse @ fit.to_original.T
        around[undetermined] = around[:, undetermined] = np.nan
        return Covariance(around, float(fit.n - len(fit.inverse)))

    def _determined_by(self, pulls: Array) -> npt.NDArray[np.bool_]:
        """Return which coefficients depend on any of the rows whose (X'X)⁻¹x are given (k × rows)."""
        fit = self.likelihood
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
    unexplained, total = float(mass @ residuals**2), float(mass @ centred**2)
    r2 = 1 - unexplained / total
    n, k = matrix.n, matrix.width
    fit = Likelihood(
        coefficients=matrix.to_original @ at,
        inverse=np.asarray(np.linalg.inv(cross), dtype=np.float64),
        to_original=matrix.to_original,
        scores=lambda: _scores(matrix, weights, residuals),
        log_likelihood=_gaussian(unexplained, n, mass),
        null_log_likelihood=_gaussian(total, n, mass),
        n=n,
        predictors=k - 1,
        steps=1,
    )
    return LeastSquares(fit, residuals, unexplained / (n - k), r2, 1 - (1 - r2) * (n - 1) / (n - k), matrix, weights)


def _gaussian(squares: float, n: int, mass: Array) -> float:
    spread = n * (np.log(2 * np.pi * max(squares, 1e-300) / n) + 1)
    return float((np.log(mass).sum() - spread) / 2)


def _scores(matrix: ModelMatrix, weights: Array | None, residuals: Array) -> Iterator[tuple[slice, Array]]:
    for rows, block in matrix.blocks():
        yield rows, block * (residuals[rows] if weights is None else residuals[rows] * weights[rows])
