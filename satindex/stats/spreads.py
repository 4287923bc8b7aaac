"""Means, deviations and correlations of columns in many replicates at once, from totals of sampling units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.sample import Codes

ROWS = 16_384


def unit_products(values: Array, weights: Array, of_row: Codes, units: int) -> Array:
    """Return Σ w·z·z′ by unit, z = [1, x] of values k × n: the upper triangle, row by row (U × (k + 1)(k + 2)/2)."""
    one, other = np.triu_indices(len(values) + 1)
    totals = np.zeros((units, len(one)))
    for part in _stretches(of_row):
        z = np.vstack([np.ones(len(part)), values[:, part]]).T
        products = (z[:, one] * weights[part, None]) * z[:, other]
        present, starts = np.unique(of_row[part], return_index=True)
        totals[present] += np.add.reduceat(products, starts, axis=0)
    return totals


def _stretches(of_row: Codes) -> Iterator[Codes]:
    """Yield the rows by unit, some thousands at a time."""
    order = np.argsort(of_row, kind="stable")
    for start in range(0, len(order), ROWS):
        yield order[start : start + ROWS]


@dataclass(frozen=True)
class Spreads:
    """Means (B × k), standard deviations (B × k, 0 for a constant) and correlations (B × k × k) of B replicates."""

    means: Array
    deviations: Array
    correlations: Array


def spreads(products: Array, columns: int) -> Spreads:
    """Return (weighted) means, deviations and correlations from sums of products as `unit_products` lays them out.

    A column that is constant in a replicate, or of which nobody is left, has correlations of 0 there.

    Examples
    --------
    >>> x = np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]])
    >>> totals = unit_products(x, np.ones(3), np.arange(3), 3)
    >>> spreads(totals.sum(axis=0, keepdims=True), 2).correlations[0].round(4).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    one, other = np.triu_indices(columns + 1)
    full = np.zeros((len(products), columns + 1, columns + 1))
    full[:, one, other] = products
    full[:, other, one] = products
    total = full[:, 0, 0]
    per = 1 / np.where(total > 0, total, np.inf)
    means = full[:, 0, 1:] * per[:, None]
    covariance = full[:, 1:, 1:] * per[:, None, None] - means[:, :, None] * means[:, None, :]
    square = np.diagonal(full, axis1=1, axis2=2)[:, 1:] * per[:, None]
    variance = np.diagonal(covariance, axis1=1, axis2=2)
    # A variance that is only rounding is that of a constant.
    deviations = np.sqrt(np.where(variance > 1e-12 * square, variance, 0.0))
    inverse = np.divide(1.0, deviations, out=np.zeros_like(deviations), where=deviations > 0)
    return Spreads(means, deviations, covariance * inverse[:, :, None] * inverse[:, None, :])
