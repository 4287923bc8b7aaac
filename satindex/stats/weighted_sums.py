"""A total over events that come by chance, each with an amount of its own: how sure it is."""

from __future__ import annotations

import math

import numpy as np

from satindex.stats.base import Estimate
from satindex.stats.intervals import quantile
from satindex.stats.moments import Array


def total_of_events(amounts: Array) -> Estimate:
    """Return the sum of the amounts of n events, and the interval of what is expected where events are Poisson.

    Error √Σw². Interval by gamma quantiles as for a weighted sum of Poisson counts, equal to Garwood's where all
    amounts are alike; ± z·SE where an amount is negative.
    Source: Fay & Feuer 1997, Statistics in Medicine 16: 791–801.

    Examples
    --------
    >>> found = total_of_events(np.ones(10))
    >>> found.estimate, round(found.ci_low, 3), round(found.ci_high, 3)  # R: poisson.test(10)
    (10.0, 4.795, 18.39)
    """
    from scipy import special

    n, total, square = len(amounts), float(amounts.sum()), float(amounts @ amounts)
    error = math.sqrt(square)
    if not (total > 0 and square > 0) or np.any(amounts < 0):
        half = quantile() * error
        return Estimate(total, error, total - half, total + half, n)
    most = float(amounts.max())
    above, spread = total + most, square + most * most
    low = square / total * float(special.gammaincinv(total * total / square, 0.025))
    high = spread / above * float(special.gammaincinv(above * above / spread, 0.975))
    return Estimate(total, error, low, high, n)
