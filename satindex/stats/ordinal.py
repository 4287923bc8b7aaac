"""Proportional-odds (cumulative logit) regression for ordered outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from satindex.stats.canonical import blamed
from satindex.stats.estimates import Array, Codes, Likelihood, NotFitted
from satindex.stats.marginal_effects import MarginalEffects
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Point, maximise


@dataclass(frozen=True)
class OrdinalFit:
    """A fitted model; `likelihood.coefficients` are the thresholds ζ₁ < … < ζ_{K−1}, then the slopes.

    logit P(y ≤ k) = ζ_k − Σ b x, as R `MASS::polr`. `linear` is Σ b x on each row, less its mean.
    """

    likelihood: Likelihood
    levels: Array
    thresholds: int
    linear: Array
    centred_thresholds: Array


def fit_ordinal(matrix: ModelMatrix, outcome: Array, weights: Array | None = None) -> OrdinalFit | NotFitted:
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
    start = np.concatenate([np.log(below / (1 - below)), np.zeros(matrix.width - 1)])
    problem = _Problem(matrix, codes.astype(np.int64), thresholds, weights)
    found = maximise(problem.evaluate, start)
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
        scores=lambda: problem.scores(found.at),
        log_likelihood=found.point.value,
        null_log_likelihood=null,
        n=matrix.n,
        predictors=matrix.width - 1 + thresholds - 1,
        steps=found.steps,
    )
    return OrdinalFit(fit, levels, thresholds, problem.linear(found.at), found.at[:thresholds])


def category_effects(
    fit: OrdinalFit, matrix: ModelMatrix, covariance: Array, weights: Array | None = None
) -> MarginalEffects:
    """Return the average marginal effect of each column (rows) on the probability of each level (columns).

    b_j · mean(f(ζ_{k−1} − η) − f(ζ_k − η)) with f the logistic density; each row sums to 0. Errors by the delta
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
    probability = _logistic(threshold - fit.linear)
    density = probability * (1 - probability)
    curve = density * (1 - 2 * probability)
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


def _logistic(value: Array) -> Array:
    small = np.exp(-np.abs(value))
    return np.asarray(np.where(value >= 0, 1.0, small) / (1 + small))


@dataclass(frozen=True)
class _Problem:
    matrix: ModelMatrix
    codes: Codes
    thresholds: int
    weights: Array | None

    def linear(self, at: Array) -> Array:
        slopes = np.concatenate([[0.0], at[self.thresholds :]])
        return np.concatenate([slopes @ block for _, block in self.matrix.blocks()])

    def evaluate(self, at: Array) -> Point:
        size = len(at)
        value, gradient, information = 0.0, np.zeros(size), np.zeros((size, size))
        if np.any(np.diff(at[: self.thresholds]) <= 0):
            return Point(-np.inf, gradient, information)
        for upper, lower, terms in self._pieces(at):
            value += float(terms.gain.sum())
            gradient += upper @ terms.upper + lower @ terms.lower
            across = (upper * terms.cross) @ lower.T
            information += (upper * terms.upper_curve) @ upper.T + (lower * terms.lower_curve) @ lower.T
            information += across + across.T
        return Point(value, gradient, information)

    def scores(self, at: Array) -> Iterator[tuple[slice, Array]]:
        start = 0
        for upper, lower, terms in self._pieces(at):
            stop = start + upper.shape[1]
            yield slice(start, stop), upper * terms.upper + lower * terms.lower
            start = stop

    def _pieces(self, at: Array) -> Iterator[tuple[Array, Array, _Terms]]:
        """Yield the two design blocks (of ζ_k − η and of ζ_{k−1} − η) and the derivatives of the likelihood in each."""
        padded = np.concatenate([[-np.inf], at[: self.thresholds], [np.inf]])
        for rows, block in self.matrix.blocks():
            codes = self.codes[rows]
            eta = at[self.thresholds :] @ block[1:]
            columns = np.arange(len(codes))
            upper = np.zeros((len(at) + 2, len(codes)))
            lower = np.zeros((len(at) + 2, len(codes)))
            # One spare row at either end takes the thresholds −∞ and ∞, and is dropped.
            upper[codes + 1, columns] = 1.0
            lower[codes, columns] = 1.0
            slopes = -block[1:]
            keep = slice(1, self.thresholds + 1)
            mass = None if self.weights is None else self.weights[rows]
            yield (
                np.concatenate([upper[keep], slopes]),
                np.concatenate([lower[keep], slopes]),
                _terms(padded[codes + 1] - eta, padded[codes] - eta, mass),
            )


@dataclass(frozen=True)
class _Terms:
    """Per row: log probability, first derivatives, and minus the second derivatives in the two bounds."""

    gain: Array
    upper: Array
    lower: Array
    upper_curve: Array
    lower_curve: Array
    cross: Array


def _terms(upper: Array, lower: Array, mass: Array | None) -> _Terms:
    above, below = _logistic(upper), _logistic(lower)
    # On the side where both are near 1 the difference of upper tails keeps its digits.
    tails = _logistic(-lower) - _logistic(-upper)
    chance = np.maximum(np.where(lower > 0, tails, above - below), 1e-300)
    top, bottom = above * (1 - above), below * (1 - below)
    first, second = top / chance, -bottom / chance
    terms = (
        np.log(chance),
        first,
        second,
        first**2 - first * (1 - 2 * above),
        second**2 - second * (1 - 2 * below),
        first * second,
    )
    return _Terms(*(term if mass is None else term * mass for term in terms))
