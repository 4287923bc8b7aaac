"""Whether items correlate enough for a factor analysis: Kaiser's measure of sampling adequacy, Bartlett's test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.stats.moments import Array

SINGULAR = Words(
    "the items' correlations cannot be inverted: an item is constant, or made from others",
    "题目的相关矩阵不可逆：某题为常数，或可由其他题目得出",
)


@dataclass(frozen=True)
class Adequacy:
    """KMO over all items and by item, Bartlett's χ²; None where the matrix has no inverse: `reason` says so."""

    kmo: float | None
    by_item: tuple[float, ...]
    chi2: float | None
    df: int
    p_value: float | None
    reason: Words | None = None


def adequacy(correlation: Array, n: int) -> Adequacy:
    """Return the Kaiser–Meyer–Olkin measure Σr²/(Σr² + Σq²), q partial correlations, and Bartlett's test of r = 0.

    χ² = −(n − 1 − (2p + 5)/6)·log|R| with p(p − 1)/2 degrees of freedom. Sources: Kaiser 1974, Psychometrika 39:
    31–36; Bartlett 1951, Biometrika 38: 337–344.

    Examples
    --------
    >>> found = adequacy(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]]), n=100)
    >>> round(found.kmo, 4), round(found.chi2, 4), found.df
    (0.6923, 67.3508, 3)
    """
    from scipy import special

    matrix = np.asarray(correlation, dtype=np.float64)
    p = len(matrix)
    df = p * (p - 1) // 2
    if not np.isfinite(matrix).all() or np.linalg.eigvalsh(matrix)[0] < 1e-10:
        return Adequacy(None, (), None, df, None, SINGULAR)
    inverse = np.linalg.inv(matrix)
    spread = np.sqrt(np.diag(inverse))
    partial = -inverse / np.outer(spread, spread)
    off = ~np.eye(p, dtype=bool)
    r, q = np.where(off, matrix, 0.0) ** 2, np.where(off, partial, 0.0) ** 2
    by_item = r.sum(axis=1) / (r.sum(axis=1) + q.sum(axis=1))
    chi2 = -(n - 1 - (2 * p + 5) / 6) * float(np.linalg.slogdet(matrix)[1])
    p_value = float(special.chdtrc(df, chi2)) if chi2 > 0 else 1.0
    return Adequacy(float(r.sum() / (r.sum() + q.sum())), tuple(map(float, by_item)), chi2, df, p_value)
