"""Brant's test: does one slope per term serve all cut points of an ordered outcome?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from satindex.stats.canonical import CanonicalFit
from satindex.stats.chi_square import ChiSquare, wald
from satindex.stats.estimates import Array, NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.model_matrix import ModelMatrix


@dataclass(frozen=True)
class ProportionalOdds:
    """Wald's χ² of equal slopes at all cuts, for all terms together.

    `differences` holds each column's slope at a later cut less that at the first, cut by cut; `spread` is their
    covariance.
    """

    together: ChiSquare
    differences: Array
    spread: Array
    columns: int

    def of(self, columns: Sequence[int]) -> ChiSquare | None:
        """Return the test of one term, the columns at these places; None where it has none of its own."""
        cuts = range(len(self.differences) // self.columns)
        places = [cut * self.columns + column for cut in cuts for column in columns]
        return wald(self.differences[places], self.spread[np.ix_(places, places)])


def proportional_odds_test(
    matrix: ModelMatrix, outcome: Array, weights: Array | None = None
) -> ProportionalOdds | NotFitted:
    """Test whether the binary logits of y > k have the same slopes at every k; `weights` are frequencies.

    NotFitted where some cut has no estimates (a rare level is separated), there is only one cut, or Brant's estimate
    of the covariance is not positive definite (as it need not be in a small sample).
    Source: Brant 1990, Biometrics 46: 1171–1178.
    """
    levels = np.unique(outcome)[:-1]
    if len(levels) < 2:
        return NotFitted("one_outcome")
    fits: list[CanonicalFit] = []
    for level in levels:
        fit = fit_logit(matrix, (outcome > level).astype(np.float64), weights)
        if isinstance(fit, NotFitted):
            return fit
        fits.append(fit)
    return of_cuts(np.stack([_standardised_slopes(matrix, fit) for fit in fits]), _between(matrix, fits, weights))


def of_cuts(slopes: Array, between: Array) -> ProportionalOdds | NotFitted:
    """Return the test from the slopes at each cut (K × p) and, for cuts k ≤ l, X'diag(π_l − π_k π_l)X (K × K × …).

    Columns are standardised, the intercept first in X.
    """
    cuts, terms = slopes.shape
    contrast = _against_first(cuts, terms)
    difference = contrast @ slopes.ravel()
    spread = contrast @ _joint_covariance(between) @ contrast.T
    together = wald(difference, spread)
    if together is None:
        return NotFitted("no_convergence")
    return ProportionalOdds(together, difference, spread, terms)


def _standardised_slopes(matrix: ModelMatrix, fit: CanonicalFit) -> Array:
    return np.asarray(fit.likelihood.coefficients[1:] * matrix.scale)


def _against_first(cuts: int, terms: int) -> Array:
    each = np.eye(terms)
    return np.hstack([np.tile(-each, (cuts - 1, 1)), np.kron(np.eye(cuts - 1), each)])


def _between(matrix: ModelMatrix, fits: list[CanonicalFit], weights: Array | None) -> Array:
    found = np.zeros((len(fits), len(fits), matrix.width, matrix.width))
    for low, one in enumerate(fits):
        for high in range(low, len(fits)):
            between = fits[high].fitted * (1 - one.fitted)
            for rows, block in matrix.blocks():
                mass = between[rows] if weights is None else between[rows] * weights[rows]
                found[low, high] += (block * mass) @ block.T
    return found


def _joint_covariance(between: Array) -> Array:
    """Cov(b_k, b_l) = H_k⁻¹ X'diag(π_l − π_k π_l)X H_l⁻¹ for cuts k ≤ l, without the intercepts."""
    cuts, terms = len(between), between.shape[-1] - 1
    inverses = [np.linalg.inv(between[cut, cut]) for cut in range(cuts)]
    joint = np.empty((cuts * terms, cuts * terms))
    for low in range(cuts):
        for high in range(low, cuts):
            part = (inverses[low] @ between[low, high] @ inverses[high])[1:, 1:]
            joint[low * terms : (low + 1) * terms, high * terms : (high + 1) * terms] = part
            joint[high * terms : (high + 1) * terms, low * terms : (low + 1) * terms] = part.T
    return joint
