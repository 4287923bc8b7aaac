"""Cumulative regression for ordered outcomes: proportional odds, and its probit and complementary log-log kin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.canonical import blamed
from satindex.stats.cumulative import CumulativeLikelihood
from satindex.stats.estimates import Array, Likelihood, NotFitted
from satindex.stats.links import LINKS, Link, LinkName
from satindex.stats.marginal_effects import MarginalEffects
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import maximise


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
    share = np.bincount(codes, weights=weights) / (matrix.n if weights is None else weights.sum())
    below = np.cumsum(share)[:-1]
    start = np.concatenate([LINKS[link].quantile(below), np.zeros(matrix.width - 1)])
    model = CumulativeLikelihood(matrix, codes.astype(np.int64), thresholds, weights, LINKS[link])
    found = maximise(model.evaluate, start)
    if found.ending == "diverging":
        return NotFitted("quasi_separation", blamed(found.direction[thresholds - 1 :]))
    if found.ending == "stalled":
        return NotFitted("no_convergence")
    total = float(matrix.n if weights is None else weights.sum())
    null = total * float(share @ np.log(share))
    transform = _to_original(matrix, thresholds)
    fit = Likelihood(
        coefficients=transform @ found.at,
        inverse=np.asarray(np.linalg.inv(found.point.information), dtype=np.float64),
        to_original=transform,
        scores=lambda: model.scores(found.at),
        log_likelihood=found.point.value,
        null_log_likelihood=null,
        n=matrix.n,
        predictors=matrix.width - 1 + thresholds - 1,
        steps=found.steps,
    )
    cuts = found.at[:thresholds]
    return OrdinalFit(fit, levels, thresholds, model.linear(found.at), cuts, LINKS[link], model, found.at)


def category_effects(
    fit: OrdinalFit, matrix: ModelMatrix, covariance: Array, weights: Array | None = None
) -> MarginalEffects:
    """Return the average marginal effect of each column (rows) on the probability of each level (columns).

    b_j · mean(f(ζ_{k−1} − η) − f(ζ_k − η)) with f the density of the link; each row sums to 0. Errors by the delta
    method, from the `covariance` of thresholds and slopes.
    """
    cuts = [_at_cut(fit, matrix, threshold, weights) for threshold in fit.centred_thresholds]
    slopes = fit.likelihood.coefficients[fit.thresholds :]
    density = np.array([0.0, *(cut.density for cut in cuts), 0.0])
    estimates = np.outer(slopes, density[:-1] - density[1:])
    variances = np.zeros_like(estimates)
    for level in range(fit.thresholds + 1):
        jacobian = np.zeros((len(slopes), len(covariance)))
        jacobian[:, fit.thresholds :] = np.eye(len(slopes)) * (density[level] - density[level + 1])
        for cut, sign in ((level - 1, 1.0), (level, -1.0)):
            if 0 <= cut < fit.thresholds:
                jacobian[:, cut] += sign * slopes * cuts[cut].curve
                jacobian[:, fit.thresholds :] -= sign * np.outer(slopes, cuts[cut].curve_by_column)
        variances[:, level] = np.einsum("ij,jk,ik->i", jacobian, covariance, jacobian)
    return MarginalEffects(estimates, np.sqrt(np.maximum(variances, 0.0)))


@dataclass(frozen=True)
class _Cut:
    """Means over the rows of the density at one threshold, of its derivative, and of that times each raw column."""

    density: float
    curve: float
    curve_by_column: Array


def _at_cut(fit: OrdinalFit, matrix: ModelMatrix, threshold: float, weights: Array | None) -> _Cut:
    density, curve = fit.link.density(threshold - fit.linear), fit.link.bend(threshold - fit.linear)
    total = float(matrix.n if weights is None else weights.sum())
    if weights is not None:
        density, curve = density * weights, curve * weights
    sums = np.zeros(matrix.width)
    for rows, block in matrix.blocks():
        sums += block @ curve[rows]
    by_column = matrix.mean * sums[0] + matrix.scale * sums[1:]
    return _Cut(float(density.sum()) / total, float(sums[0]) / total, by_column / total)


def _to_original(matrix: ModelMatrix, thresholds: int) -> Array:
    """ζ − Σ b(x − m)/s = (ζ + Σ (b/s)m) − Σ (b/s)x."""
    size = thresholds + matrix.width - 1
    transform = np.eye(size)
    transform[thresholds:, thresholds:] = np.diag(1 / matrix.scale)
    transform[:thresholds, thresholds:] = matrix.mean / matrix.scale
    return transform
