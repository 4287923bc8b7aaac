"""How two columns of numbers go together: Pearson's r with Fisher's interval, Spearman's ρ beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from satindex.stats.estimates import Array

FEWEST: Final = 3
_ON_A_LINE: Final = 1 - 1e-12


@dataclass(frozen=True)
class Correlation:
    """Both correlations of n pairs with their two-sided p; the interval is None below four pairs and on a line."""

    r: float
    low: float | None
    high: float | None
    p_value: float
    rho: float
    rho_p_value: float
    n: int


def correlation(x: Array, y: Array) -> Correlation:
    """Return the correlations of at least three pairs, in which neither column is constant.

    tanh(artanh r ± z/√(n − 3)) (Fisher 1921, Metron 1: 3–32); p by t with n − 2 degrees of freedom, of ρ too.

    Examples
    --------
    r = 8/10 by hand (deviations −2 … 2, sums of squares 10 and 10, of products 8).

    >>> import numpy as np
    >>> found = correlation(np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 1, 4, 3, 5]))
    >>> round(found.r, 4), round(found.low, 4), round(found.high, 4), round(found.rho, 4)
    (0.8, -0.2796, 0.9862, 0.8)
    """
    from scipy.stats import pearsonr, spearmanr

    pearson, spearman = pearsonr(x, y), spearmanr(x, y)
    r, n = float(pearson.statistic), len(x)
    bounds = pearson.confidence_interval(0.95) if n > FEWEST and abs(r) < _ON_A_LINE else None
    return Correlation(
        r,
        float(bounds.low) if bounds else None,
        float(bounds.high) if bounds else None,
        float(pearson.pvalue),
        float(spearman.statistic),
        float(spearman.pvalue),
        n,
    )
