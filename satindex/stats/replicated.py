"""Correlations of columns in every bootstrap replicate of a sample, from sums over its sampling units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from satindex.stats.cross_products import Summary
from satindex.stats.estimates import Array
from satindex.stats.model_matrix import BLOCK_ROWS
from satindex.stats.sample import Codes

SINGULAR = 1e-9
VARIES = 1e-5
"""Standard deviations below this part of the whole sample's are rounding (√10⁻¹⁶ = 10⁻⁸): the column is constant."""


@dataclass(frozen=True)
class UnitSums:
    """Σw, Σwz and Σwz·z′ (upper half) of k standardised columns within each of U units (U × q)."""

    width: int
    sums: Array

    def correlations(self, counts: Array) -> Array:
        """Return the correlations (R × k × k) where units count so often (R × U); NaN where they are not defined.

        They are not where a column does not vary, or where the columns before the last determine one another.
        """
        return self.moments(counts)[0]

    def moments(self, counts: Array) -> tuple[Array, Array]:
        """Return the correlations (R × k × k) and standard deviations (R × k), in those of the whole sample."""
        k = self.width
        totals = counts @ self.sums
        mass = totals[:, :1]
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = totals[:, 1 : k + 1] / mass
            covariance = _square(totals[:, k + 1 :] / mass, k) - mean[:, :, None] * mean[:, None, :]
            spread = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0.0))
            found = covariance / (spread[:, :, None] * spread[:, None, :])
        return _where_defined(found, spread), spread


def unit_sums(
    parts: Sequence[Array], outcome: Array, summary: Summary, places: Sequence[int], weights: Array | None, by: Codes
) -> UnitSums:
    """Return the sums within units of the columns at `places` of `summary`; `by` is each row's unit.

    `parts` and `outcome` are the columns that were summarised.
    """
    k, number = len(places), int(by.max(initial=-1)) + 1
    upper = np.triu_indices(k)
    sums = np.zeros((1 + k + len(upper[0]), number))
    mean, scale = summary.mean[list(places)], summary.deviation[list(places)]
    for start in range(0, len(outcome), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        columns = np.concatenate([*(part[rows].T for part in parts), outcome[rows][None, :]])[list(places)]
        z = (columns - mean[:, None]) / scale[:, None]
        one = np.ones((1, z.shape[1]))
        values = np.concatenate([one, z, z[upper[0]] * z[upper[1]]]) * (1.0 if weights is None else weights[rows])
        for total, row in zip(sums, values, strict=True):
            total += np.bincount(by[rows], row, number)
    return UnitSums(k, np.ascontiguousarray(sums.T))


def _square(upper: Array, k: int) -> Array:
    found = np.empty((len(upper), k, k))
    rows, columns = np.triu_indices(k)
    found[:, rows, columns] = upper
    found[:, columns, rows] = upper
    return found


def _where_defined(correlations: Array, spread: Array) -> Array:
    """NaN for every replicate with a constant column, or with predictors that determine one another."""
    varied = np.all(np.isfinite(spread) & (spread > VARIES), axis=1)
    correlations[~varied] = np.nan
    if np.any(varied) and correlations.shape[-1] > 1:
        smallest = np.linalg.eigvalsh(correlations[varied][:, :-1, :-1])[:, 0]
        correlations[np.flatnonzero(varied)[smallest < SINGULAR]] = np.nan
    return correlations
