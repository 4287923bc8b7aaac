"""Weights from how unevenly each part is spread over the respondents: the entropy method (熵权法)."""

from __future__ import annotations

import numpy as np

from satindex.stats.moments import Array

# The sums of millions of scores round to about this much; a part that differs less does not differ.
SMALLEST = 1e-12


def entropies(values: Array, weights: Array | None = None) -> Array:
    """Return each part's entropy (0–1) from its values (k × n, n ≥ 2, none negative), weighted by respondent.

    With p = x/Σx, e = −Σ p ln p/ln n (0 ln 0 = 0); a part that is the same for all has 1. A respondent of weight w
    stands for w respondents, weights having mean 1. The part's weight is proportional to 1 − e. Not unchanged by
    a shift of the scale. Source: Shannon 1948, Bell System Technical Journal 27: 379–423, as the entropy weight method
    uses it.

    Examples
    --------
    >>> entropies(np.array([[0, 50, 100], [50, 50, 50], [10, 20, 30]])).round(5).tolist()
    [0.57938, 1.0, 0.92062]
    """
    mean = np.average(values, axis=1, weights=weights)
    return entropies_of_means(mean, np.average(times_log(values), axis=1, weights=weights), values.shape[1])


def times_log(values: Array) -> Array:
    """Return x ln x, 0 at 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values == 0, 0.0, values * np.log(values))


def entropies_of_means(mean: Array, mean_times_log: Array, n: int) -> Array:
    """Return the entropies from the means of x and of x ln x: 1 − (mean(x ln x)/mean(x) − ln mean(x))/ln n.

    The bracket is Theil's index of inequality (Theil 1967), so the weights do not depend on n.
    """
    some = mean > 0
    safe = np.where(some, mean, 1.0)
    theil = np.where(some, mean_times_log / safe - np.log(safe), 0.0)
    return np.asarray(1 - np.where(theil > SMALLEST, theil, 0.0) / np.log(n))
