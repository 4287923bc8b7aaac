"""Cumulative regression for ordered outcomes: proportional odds, and its probit and complementary log-log kin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from satindex.stats.canonical import blamed
from satindex.stats.cumulative import CumulativeLikelihood
from satindex.stats.estimates import Array, Likelihood, NotFitted
from satindex.stats.links import LINKS, Link, LinkName
from satindex.stats.marginal_effects import MarginalEffects
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Maximum, maximise


@dataclass(frozen=True)
class OrdinalFit:
    """A fitted model; `likelihood.coefficients` are the thresholds ζ₁ < … < ζ_{K−1}, then the slopes.

    P(y ≤ k) = F(ζ_k − Σ b x), F the distribution of `link` (logistic, normal, 1 − e^(−e^t)), as R `MASS::polr`.
    `linear` is Σ b x on each row, less its mean; `at` holds the parameters of `model`, in standardised columns.
    """

    likelihood: Likelihood
    levels: Array
    thresholds: int
    linear: Array
    centred_thresholds: Array
    link: Link
    model: CumulativeLikelihood
    at: Array


def fit_ordinal(
    matrix: ModelMatrix, outcome: Array, weights: Array | None = None, link: LinkName = "logit"
) -> OrdinalFit | NotFitted:
    """Fit by maximum likelihood (McCullagh 1980, JRSS B 42: 109–142); `weights` are frequencies or sampling weights.

    The log likelihood is concave in thresholds and slopes (Pratt 1981, JASA 76: 103–106), so Newton's method finds
    the maximum where there is one; where there is none the columns that separate the levels are named.
    """
    levels, codes = np.unique(outcome, return_inverse=True)
    if len(levels) < 2:
        return NotFitted("one_outcome")
    thresholds = len(levels) - 1
    if matrix.n <= matrix.width - 1 + thresholds:
        return NotFitted("too_few_rows")
    total = float(matrix.n if weights is None else weights.sum())
    share = np.bincount(codes, weights=weights) / total
    start = at_shares(share, matrix.width - 1, link)
    model = CumulativeLikelihood(matrix, codes.astype(np.int64), thresholds, weights, LINKS[link])
    found = maximise(model.evaluate, start)
    if found.ending == "diverging":
        return NotFitted("quasi_separation", blamed(found.direction[thresholds - 1 :]))
    if found.ending == "stalled":
        return NotFitted("no_convergence")
    null = total * float(share @ np.log(share))
    likelihood = ordinal_likelihood(found, matrix, thresholds, null, matrix.n)
    fit = replace(likelihood, scores=lambda: model.scores(found.at))
    cuts = found.at[:thresholds]
    return OrdinalFit(fit, levels, thresholds, model.linear(found.at), cuts, LINKS[link], model, found.at)


def at_shares(share: Array, columns: int, link: LinkName) -> Array:
    """Return the parameters of levels with these shares whatever the columns are."""
    return np.concatenate([LINKS[link].quantile(np.cumsum(share)[:-1]), np.zeros(columns)])


def ordinal_likelihood(found: Maximum, matrix: ModelMatrix, thresholds: int, null: float, n: int) -> Likelihood:
    """Return the likelihood at its maximum, in the units of the raw columns; its rows' scores are not there."""
    transform = _to_original(matrix, thresholds)
    return Likelihood(
        coefficients=transform @ found.at,
        inverse=np.asarray(np.linalg.inv(found.point.information), dtype=np.float64),
        to_original=transform,
        scores=lambda: iter(()),
        log_likelihood=found.point.value,
        null_log_likelihood=null,
        n=n,
        predictors=matrix.width - 1 + thresholds - 1,
        steps=found.steps,
    )


def category_effects(
    fit: OrdinalFit, matrix: ModelMatrix, covariance: Array, weights: Array | None = None
) -> MarginalEffects:
    """Return the average marginal effect of each column (rows) on the probability of each level (columns).

    b_j · mean(f(ζ_{k−1} − η) − f(ζ_k − η)) with f the density of the link; each row sums to 0. Errors by the delta
    method, from the `covariance` of thresholds and slopes.
    """
    sums = density_sums(fit.link, fit.centred_thresholds, fit.linear, matrix, weights)
    return category_effects_of(sums, matrix, fit.likelihood.coefficients, covariance)


@dataclass(frozen=True)
class DensitySums:
    """Σw over rows, and at each threshold Σw·f(ζ − η) and Σw·f′(ζ − η)·x, x the intercept and standardised columns."""

    total: float
    density: Array
    curve: Array

    def plus(self, other: DensitySums) -> DensitySums:
        """Return the sums of both parts together."""
        return DensitySums(self.total + other.total, self.density + other.density, self.curve + other.curve)


def density_sums(
    link: Link, thresholds: Array, linear: Array, matrix: ModelMatrix, weights: Array | None
) -> DensitySums:
    """Return what rows with these linear predictors add to the effects by level."""
    total = float(matrix.n if weights is None else weights.sum())
    density, curve = np.zeros(len(thresholds)), np.zeros((len(thresholds), matrix.width))
    for rows, block in matrix.blocks():
        mass = 1.0 if weights is None else weights[rows]
        for at, threshold in enumerate(thresholds.tolist()):
            density[at] += float(np.sum(link.density(threshold - linear[rows]) * mass))
            curve[at] += block @ (link.bend(threshold - linear[rows]) * mass)
    return DensitySums(total, density, curve)


def category_effects_of(
    sums: DensitySums, matrix: ModelMatrix, coefficients: Array, covariance: Array
) -> MarginalEffects:
    """Return the effects by level from their sums over columns standardised as in `matrix`."""
    thresholds = len(sums.density)
    cuts = [_at_cut(sums, matrix, at) for at in range(thresholds)]
    slopes = coefficients[thresholds:]
    density = np.array([0.0, *(cut.density for cut in cuts), 0.0])
    estimates = np.outer(slopes, density[:-1] - density[1:])
    variances = np.zeros_like(estimates)
    for level in range(thresholds + 1):
        jacobian = np.zeros((len(slopes), len(covariance)))
        jacobian[:, thresholds:] = np.eye(len(slopes)) * (density[level] - density[level + 1])
        for cut, sign in ((level - 1, 1.0), (level, -1.0)):
            if 0 <= cut < thresholds:
                jacobian[:, cut] += sign * slopes * cuts[cut].curve
                jacobian[:, thresholds:] -= sign * np.outer(slopes, cuts[cut].curve_by_column)
        variances[:, level] = np.einsum("ij,jk,ik->i", jacobian, covariance, jacobian)
    return MarginalEffects(estimates, np.sqrt(np.maximum(variances, 0.0)))


@dataclass(frozen=True)
class _Cut:
    """Means over the rows of the density at one threshold, of its derivative, and of that times each raw column."""

    density: float
    curve: float
    curve_by_column: Array


def _at_cut(sums: DensitySums, matrix: ModelMatrix, at: int) -> _Cut:
    curve = sums.curve[at]
    by_column = matrix.mean * curve[0] + matrix.scale * curve[1:]
    return _Cut(float(sums.density[at]) / sums.total, float(curve[0]) / sums.total, by_column / sums.total)


def _to_original(matrix: ModelMatrix, thresholds: int) -> Array:
    """ζ − Σ b(x − m)/s = (ζ + Σ (b/s)m) − Σ (b/s)x."""
    size = thresholds + matrix.width - 1
    transform = np.eye(size)
    transform[thresholds:, thresholds:] = np.diag(1 / matrix.scale)
    transform[:thresholds, thresholds:] = matrix.mean / matrix.scale
    return transform
