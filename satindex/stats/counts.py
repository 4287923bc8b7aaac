"""Regression of counts: Poisson, and negative binomial where counts vary more than Poisson allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
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
    from scipy import special

    mean = float(np.average(outcome, weights=weights))
    if mean <= 0 or np.ptp(outcome) == 0:
        return NotFitted("one_outcome")
    if matrix.n <= matrix.width:
        return NotFitted("too_few_rows")

    def kernel(linear: Array, counts: Array) -> tuple[Array, Array, Array]:
        rate = np.exp(np.minimum(linear, 300.0))
        return counts * linear - rate - special.gammaln(counts + 1), counts - rate, rate

    gain = outcome * math.log(mean) - mean - special.gammaln(outcome + 1)
    null = float(gain.sum() if weights is None else gain @ weights)
    found = fit_canonical(matrix, outcome, weights, kernel, math.log(mean), null)
    if isinstance(found, CanonicalFit) and found.fitted.min() <= NOBODY * mean:
        # Some expect nothing at all: their counts are separated, and the slopes only ended where numbers do.
        return NotFitted("no_convergence")
    if isinstance(found, CanonicalFit | NotFitted):
        return found
    return NotFitted("quasi_separation", blamed(found.direction))


def overdispersion(outcome: Array, fitted: Array, parameters: int) -> Overdispersion:
    """Test a Poisson fit for overdispersion. Source: Cameron & Trivedi 1990, Journal of Econometrics 46: 347–364."""
    pearson = float(((outcome - fitted) ** 2 / fitted).sum())
    excess = ((outcome - fitted) ** 2 - outcome) / fitted
    slope = float(excess @ fitted / (fitted @ fitted))
    error = math.sqrt(float(((excess - slope * fitted) ** 2).sum()) / (len(outcome) - 1) / float(fitted @ fitted))
    statistic = slope / error if error > 0 else 0.0
    p_value = two_sided_p(statistic, len(outcome) - 1) / 2
    return Overdispersion(pearson / (len(outcome) - parameters), statistic, p_value if statistic > 0 else 1 - p_value)


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
