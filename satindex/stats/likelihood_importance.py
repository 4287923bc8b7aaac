"""Drivers' shares of McFadden's R², for readers who want importance on the likelihood's own scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array, NotFitted
from satindex.stats.importance import shapley
from satindex.stats.logit import fit_logit
from satindex.stats.logit_subsets import Done, Rows, Subsets, distinct, fit_subsets
from satindex.stats.model_matrix import matrix_of, summarise

MOST_DRIVERS = 15


@dataclass(frozen=True)
class LikelihoodShares:
    """Each driver's share, McFadden's R² of all terms and of the controls alone; rows and fits, for replicates."""

    shares: Array
    r2: float
    r2_controls: float
    rows: Rows
    fits: Subsets

    def weighing(self, weights: Array) -> Array:
        """Return the shares with other weights of the respondents; NaN where all that count have one outcome."""
        rows = self.rows.weighing(weights)
        if np.isnan(rows.null):
            return np.full(len(self.shares), np.nan)
        return shares_of(rows, self.fits.coefficients).shares


def mcfadden_lmg(
    drivers: Array,
    outcome: Array,
    controls: Array | None = None,
    weights: Array | None = None,
    done: Done | None = None,
) -> LikelihoodShares | NotFitted:
    """Return each driver's average gain in McFadden's R² over all orders of entry, from 2^p logit fits (p ≤ 15).

    Controls are in every fit: the shares sum to R² − R²(controls). `drivers` is n × p, `outcome` n zeros and ones.
    Source: Azen & Traxel 2009, Journal of Educational and Behavioral Statistics 34: 319–347. Raises ValueError above
    15 drivers; NotFitted where the model of all has no estimates (no other then lacks them).
    """
    count = drivers.shape[1]
    if count > MOST_DRIVERS:
        raise ValueError(f"{count} drivers: likelihood shares are computed for at most {MOST_DRIVERS}")
    parts = [np.empty((len(outcome), 0)) if controls is None else controls, drivers]
    summary = summarise(parts, outcome, weights)
    whole = fit_logit(matrix_of(parts, summary), outcome, weights)
    if isinstance(whole, NotFitted):
        return whole
    rows = distinct(*standardised(parts, summary.mean, summary.deviation), outcome, weights)
    return shares_of(rows, None, done)


def standardised(parts: list[Array], mean: Array, deviation: Array) -> tuple[Array, Array]:
    """Return the intercept with the controls, and the drivers, in standard deviations."""
    fixed = parts[0].shape[1]
    controls = (parts[0] - mean[:fixed]) / deviation[:fixed]
    return np.column_stack([np.ones(len(controls)), controls]), (parts[1] - mean[fixed:-1]) / deviation[fixed:-1]


def shares_of(rows: Rows, start: Array | None = None, done: Done | None = None) -> LikelihoodShares:
    """Return the shares of `rows`, all fits beginning at `start`; NaN where a fit has no maximum."""
    fits, null = fit_subsets(rows, start, done), rows.null
    values = 1 - fits.log_likelihood / null
    return LikelihoodShares(shapley(values), float(values[-1]), float(values[0]), rows, fits)
