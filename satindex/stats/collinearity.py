"""How much the predictors of a model overlap."""

from __future__ import annotations

import numpy as np

from satindex.stats.estimates import Array


def variance_inflation(correlation: Array) -> Array:
    """Return the VIF of each column of a non-singular correlation matrix: 1/(1 − R² on the other columns).

    Source: Marquardt 1970, Technometrics 12: 591–612.

    Examples
    --------
    >>> variance_inflation(np.array([[1.0, 0.5], [0.5, 1.0]])).round(6).tolist()
    [1.333333, 1.333333]
    """
    return np.diag(np.linalg.inv(correlation)).copy() if len(correlation) else np.empty(0)
