"""Tests of several coefficients at once: Wald's, and the likelihood ratio's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array

SINGULAR = 1e-10


@dataclass(frozen=True)
class ChiSquare:
    """A χ² with its degrees of freedom and p value."""

    chi2: float
    df: int
    p_value: float


def chi_square(chi2: float, df: int) -> ChiSquare:
    """Return χ² with its p value; a value below 0 (by rounding) is 0.

    Examples
    --------
    >>> round(chi_square(3.841459, 1).p_value, 6)
    0.05
    """
    from scipy import special

    value = max(chi2, 0.0)
    return ChiSquare(value, df, float(special.chdtrc(df, value)))


def wald(estimates: Array, covariance: Array) -> ChiSquare | None:
    """Return b'V⁻¹b, the test that all of b is 0; None where V is not positive definite.

    Examples
    --------
    >>> wald(np.array([2.0, 1.0]), np.diag([1.0, 0.25]))  # 2² + (1/.5)²
    ChiSquare(chi2=8.0, df=2, p_value=0.0183...)
    """
    if len(estimates) == 0:
        return None
    variances = np.diag(covariance)
    if not np.all(variances > 0):
        return None
    spread = np.sqrt(variances)
    scaled = covariance / np.outer(spread, spread)
    eigenvalues = np.linalg.eigvalsh(scaled)
    if eigenvalues[0] <= SINGULAR * eigenvalues[-1]:
        return None
    standardised = estimates / spread
    return chi_square(float(standardised @ np.linalg.solve(scaled, standardised)), len(estimates))
