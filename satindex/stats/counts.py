"""Regression of counts: Poisson, and negative binomial where counts vary more than Poisson allows."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

from satindex.stats.canonical import CanonicalFit, blamed, fit_canonical
from satindex.stats.estimates import Array, Codes, Covariance, NotFitted
from satindex.stats.intervals import two_sided_p
from satindex.stats.model_matrix import ModelMatrix

NOBODY = 1e-12
"""A fitted count so much smaller than the mean is none."""


@dataclass(frozen=True)
class Overdispersion:
    """Whether counts vary more than Poisson allows.

    `dispersion` is Pearson's χ²/(n − k), 1 under Poisson; `statistic` and `p_value` (one-sided) are Cameron and
    Trivedi's test of variance = mean + α·mean² against α = 0.
    """

    dispersion: float
    statistic: float
    p_value: float


@dataclass(frozen=True)
class NegativeBinomialFit:
    """A negative binomial fit (variance = mean + α·mean²): coefficients, their covariance, α and its error."""

    coefficients: Array
    covariance: Covariance
    alpha: float
    alpha_std_error: float
    fitted: Array
    log_likelihood: float
    null_log_likelihood: float


def fit_poisson(matrix: ModelMatrix, outcome: Array, weights: Array | None = None) -> CanonicalFit | NotFitted:
    """Fit log E(y) = b₀ + Σ b x by maximum likelihood; `outcome` holds whole numbers from 0 up.

    Slopes that run off to infinity (a group without a single event) are named, not reported.
    """
    mean = float(np.average(outcome, weights=weights))
    if mean <= 0 or np.ptp(outcome) == 0:
        return NotFitted("one_outcome")
    if matrix.n <= matrix.width:
        return NotFitted("too_few_rows")

    null = float(null_gains(outcome, mean) @ (np.ones(matrix.n) if weights is None else weights))
    found = fit_canonical(matrix, outcome, weights, kernel, math.log(mean), null)
    if isinstance(found, CanonicalFit) and found.fitted.min() <= NOBODY * mean:
        # Some expect nothing at all: their counts are separated, and the slopes only ended where numbers do.
        return NotFitted("no_convergence")
    if isinstance(found, CanonicalFit | NotFitted):
        return found
    return NotFitted("quasi_separation", blamed(found.direction))


def kernel(linear: Array, counts: Array) -> tuple[Array, Array, Array]:
    """Return each row's log likelihood, its count less the rate, and the rate."""
    from scipy import special

    rate = np.exp(np.minimum(linear, 300.0))
    return counts * linear - rate - special.gammaln(counts + 1), counts - rate, rate


def null_gains(counts: Array, mean: float) -> Array:
    """Return each row's log likelihood where all have the same rate."""
    from scipy import special

    return np.asarray(counts * math.log(mean) - mean - special.gammaln(counts + 1))


@dataclass(frozen=True)
class Dispersed:
    """Sums over n rows of counts y and rates m: Σ(y − m)²/m, and with e = ((y − m)² − y)/m those of e², e·m and m²."""

    n: int
    pearson: float
    excess: float
    along: float
    squares: float

    def plus(self, other: Dispersed) -> Dispersed:
        """Return the sums of both parts together."""
        return Dispersed(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def dispersed(outcome: Array, fitted: Array) -> Dispersed:
    """Return the sums that tell whether counts vary more than Poisson allows."""
    square = (outcome - fitted) ** 2
    excess = (square - outcome) / fitted
    sums = ((square / fitted).sum(), excess @ excess, excess @ fitted, fitted @ fitted)
    return Dispersed(len(outcome), *map(float, sums))


def overdispersion(outcome: Array, fitted: Array, parameters: int) -> Overdispersion:
    """Test a Poisson fit for overdispersion. Source: Cameron & Trivedi 1990, Journal of Econometrics 46: 347–364."""
    return overdispersed(dispersed(outcome, fitted), parameters)


def overdispersed(sums: Dispersed, parameters: int) -> Overdispersion:
    """Return the test of overdispersion from its sums."""
    slope = sums.along / sums.squares
    left = max(sums.excess - slope * sums.along, 0.0)
    error = math.sqrt(left / (sums.n - 1) / sums.squares)
    statistic = slope / error if error > 0 else 0.0
    p_value = two_sided_p(statistic, sums.n - 1) / 2
    return Overdispersion(sums.pearson / (sums.n - parameters), statistic, p_value if statistic > 0 else 1 - p_value)


def fit_negative_binomial(
    matrix: ModelMatrix,
    outcome: Array,
    errors: Literal["model", "robust", "cluster"],
    clusters: Codes | None = None,
) -> NegativeBinomialFit | NotFitted:
    """Fit the NB2 model with statsmodels (Cameron & Trivedi 2013, ch. 3), started from the Poisson fit.

    Errors: `model`, `robust` (HC0) or `cluster` as statsmodels computes them.
    """
    from statsmodels.discrete.discrete_model import NegativeBinomial

    poisson = fit_poisson(matrix, outcome)
    if isinstance(poisson, NotFitted):
        return poisson
    columns = np.concatenate([block for _, block in _copied(matrix)], axis=1).T
    start = np.concatenate([np.linalg.solve(matrix.to_original, poisson.likelihood.coefficients), [0.5]])
    options: dict[str, Any] = {"cov_type": {"model": "nonrobust", "robust": "HC0"}.get(errors, "cluster")}
    if errors == "cluster":
        options["cov_kwds"] = {"groups": clusters}
    model = NegativeBinomial(outcome, columns)
    fit = model.fit(start_params=start, method="newton", maxiter=200, disp=0, warn_convergence=False, **options)
    if not fit.mle_retvals["converged"] or not fit.params[-1] > 0 or not np.isfinite(fit.bse).all():
        return NotFitted("no_convergence")
    spread = matrix.to_original @ np.asarray(fit.cov_params())[:-1, :-1] @ matrix.to_original.T
    return NegativeBinomialFit(
        coefficients=matrix.to_original @ fit.params[:-1],
        covariance=Covariance(spread),
        alpha=float(fit.params[-1]),
        alpha_std_error=float(fit.bse[-1]),
        fitted=np.asarray(fit.predict()),
        log_likelihood=float(fit.llf),
        null_log_likelihood=float(fit.llnull),
    )


def _copied(matrix: ModelMatrix) -> list[tuple[slice, Array]]:
    return [(rows, block.copy()) for rows, block in matrix.blocks()]
