"""Brant's test: does one slope per term serve all cut points of an ordered outcome?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.canonical import CanonicalFit
from satindex.stats.estimates import Array, NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.model_matrix import ModelMatrix

SINGULAR = 1e-10


@dataclass(frozen=True)
class ProportionalOdds:
    """Wald's χ² of equal slopes at all cuts, for all terms together."""

    chi2: float
    df: int
    p_value: float


def proportional_odds_test(
    matrix: ModelMatrix, outcome: Array, weights: Array | None = None
) -> ProportionalOdds | NotFitted:
    """Test whether the binary logits of y > k have the same slopes at every k; `weights` are frequencies.

    NotFitted where some cut has no estimates (a rare level is separated) or there is only one cut.
    Source: Brant 1990, Biometrics 46: 1171–1178.
    """
    from scipy import special

    levels = np.unique(outcome)[:-1]
    if len(levels) < 2:
        return NotFitted("one_outcome")
    fits: list[CanonicalFit] = []
    for level in levels:
        fit = fit_logit(matrix, (outcome > level).astype(np.float64), weights)
        if isinstance(fit, NotFitted):
            return fit
        fits.append(fit)
    slopes = np.concatenate([_standardised_slopes(matrix, fit) for fit in fits])
    contrast = _against_first(len(levels), matrix.width - 1)
    difference = contrast @ slopes
    spread = contrast @ _joint_covariance(matrix, fits, weights) @ contrast.T
    eigenvalues = np.linalg.eigvalsh(spread)
    if eigenvalues[0] <= SINGULAR * eigenvalues[-1]:
        # Brant's estimate of the covariance need not be positive definite in a small sample.
        return NotFitted("no_convergence")
    chi2 = float(difference @ np.linalg.solve(spread, difference))
    return ProportionalOdds(chi2, len(difference), float(special.chdtrc(len(difference), chi2)))


def _standardised_slopes(matrix: ModelMatrix, fit: CanonicalFit) -> Array:
    return np.asarray(fit.likelihood.coefficients[1:] * matrix.scale)


def _against_first(cuts: int, terms: int) -> Array:
    each = np.eye(terms)
    return np.hstack([np.tile(-each, (cuts - 1, 1)), np.kron(np.eye(cuts - 1), each)])


def _joint_covariance(matrix: ModelMatrix, fits: list[CanonicalFit], weights: Array | None) -> Array:
    """Cov(b_k, b_l) = H_k⁻¹ X'diag(π_l − π_k π_l)X H_l⁻¹ for cuts k ≤ l, without the intercepts."""
    terms = matrix.width - 1
    joint = np.empty((len(fits) * terms, len(fits) * terms))
    for low, one in enumerate(fits):
        for high in range(low, len(fits)):
            other = fits[high]
            between = other.fitted * (1 - one.fitted)
            cross = np.zeros((matrix.width, matrix.width))
            for rows, block in matrix.blocks():
                mass = between[rows] if weights is None else between[rows] * weights[rows]
                cross += (block * mass) @ block.T
            part = (one.likelihood.inverse @ cross @ other.likelihood.inverse)[1:, 1:]
            joint[low * terms : (low + 1) * terms, high * terms : (high + 1) * terms] = part
            joint[high * terms : (high + 1) * terms, low * terms : (low + 1) * terms] = part.T
    return joint
