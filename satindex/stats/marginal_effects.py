"""Average marginal effects in closed form, with delta-method errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array
from satindex.stats.model_matrix import ModelMatrix

Slopes = Callable[[Array], tuple[Array, Array]]
"""Expected outcomes → the derivative of each with respect to its linear predictor, and the second derivative."""


@dataclass(frozen=True)
class MarginalEffects:
    """Average change of the expected outcome per unit of each column (the intercept has none)."""

    estimates: Array
    std_errors: Array


def average_marginal_effects(
    matrix: ModelMatrix,
    coefficients: Array,
    covariance: Array,
    fitted: Array,
    slopes: Slopes,
    weights: Array | None = None,
) -> MarginalEffects:
    """Return b_j·mean(f) with f the derivative of the expected outcome at each row, and its delta-method error.

    Dummies are taken as derivatives too, as statsmodels `get_margeff(at="overall")` does by default.
    Source: Greene 2018, Econometric Analysis, 8th ed., 17.3.
    """
    return effects_of(effect_sums(matrix, fitted, slopes, weights), matrix, coefficients, covariance)


@dataclass(frozen=True)
class EffectSums:
    """Σw, Σw·f and Σw·f′·x over rows, x the intercept and the standardised columns."""

    total: float
    first: float
    second: Array

    def plus(self, other: EffectSums) -> EffectSums:
        """Return the sums of both parts together."""
        return EffectSums(self.total + other.total, self.first + other.first, self.second + other.second)


def effect_sums(matrix: ModelMatrix, fitted: Array, slopes: Slopes, weights: Array | None = None) -> EffectSums:
    """Return what rows with these expected outcomes add to the average marginal effects."""
    first, second = slopes(fitted)
    total = float(len(fitted) if weights is None else weights.sum())
    if weights is not None:
        first, second = first * weights, second * weights
    moments = np.zeros(matrix.width)
    for rows, block in matrix.blocks():
        moments += block @ second[rows]
    return EffectSums(total, float(first.sum()), moments)


def effects_of(sums: EffectSums, matrix: ModelMatrix, coefficients: Array, covariance: Array) -> MarginalEffects:
    """Return the average marginal effects from their sums over columns standardised as in `matrix`."""
    # mean(f'·x) for raw columns out of the sums over standardised ones
    by_column = matrix.mean * sums.second[0] + matrix.scale * sums.second[1:]
    curved = np.concatenate([sums.second[:1], by_column]) / sums.total
    mean_slope = sums.first / sums.total
    betas = coefficients[1:]
    jacobian = np.outer(betas, curved)
    jacobian[:, 1:] += mean_slope * np.eye(len(betas))
    variance = np.einsum("ij,jk,ik->i", jacobian, covariance, jacobian)
    return MarginalEffects(betas * mean_slope, np.sqrt(np.maximum(variance, 0.0)))


def logit_slopes(probability: Array) -> tuple[Array, Array]:
    """Return p(1 − p) and its derivative p(1 − p)(1 − 2p)."""
    first = probability * (1 - probability)
    return first, first * (1 - 2 * probability)


def rate_slopes(rate: Array) -> tuple[Array, Array]:
    """Return the rate twice: the exponential is its own derivative."""
    return rate, rate
