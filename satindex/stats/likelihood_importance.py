"""Drivers' shares of McFadden's R², for readers who want importance on the likelihood's own scale."""

from __future__ import annotations

import math

import numpy as np

from satindex.stats.estimates import Array, NotFitted
from satindex.stats.logit import fit_logit
from satindex.stats.model_matrix import matrix_of, summarise

MOST_DRIVERS = 10


def mcfadden_lmg(drivers: Array, outcome: Array) -> Array | NotFitted:
    """Return each driver's average gain in McFadden's R² over all orders of entry, from 2^p logit fits (p ≤ 10).

    Source: Azen & Traxel 2009, Journal of Educational and Behavioral Statistics 34: 319–347. Raises ValueError above
    10 drivers; NotFitted where some subset has no estimates.
    """
    count = drivers.shape[1]
    if count > MOST_DRIVERS:
        raise ValueError(f"{count} drivers: likelihood shares are computed for at most {MOST_DRIVERS}")
    summary = summarise([drivers], outcome)
    values = np.zeros(2**count)
    for subset in range(1, 2**count):
        left_out = [place for place in range(count) if not subset >> place & 1]
        fit = fit_logit(matrix_of([drivers], summary, left_out), outcome)
        if isinstance(fit, NotFitted):
            return fit
        values[subset] = 1 - fit.likelihood.log_likelihood / fit.likelihood.null_log_likelihood
    return average_gains(values)


def average_gains(values: Array) -> Array:
    """Return each member's average gain over all orders (Shapley 1953) from the values of all 2^p subsets.

    Bit i of a place says whether member i is in the subset.

    Examples
    --------
    >>> average_gains(np.array([0.0, 1.0, 3.0, 6.0])).tolist()
    [2.0, 4.0]
    """
    count = int(math.log2(len(values)))
    gains = np.zeros(count)
    for subset in range(len(values)):
        size = subset.bit_count()
        for member in range(count):
            if not subset >> member & 1:
                gain = values[subset | 1 << member] - values[subset]
                gains[member] += gain / (count * math.comb(count - 1, size))
    return gains
