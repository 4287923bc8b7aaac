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
    first, second = slopes(fitted)
    total = len(fitted) if weights is None else float(weights.sum())
    if weights is not None:
        first, second = first * weights, second * weights
    moments = np.zeros(matrix.width)
    for rows, block in matrix.blocks():
        moments += block @ second[rows]
    # mean(f'·x) for raw columns out of the sums over standardised ones
    curved = np.concatenate([moments[:1], matrix.mean * moments[0] + matrix.scale * moments[1:]]) / total
    mean_slope = float(first.sum()) / total
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
