"""Columns of a few whole numbers, counted by cell: all sums over rows of such a column follow from its counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.sums import Cells, CellSums, Codes, Values
from satindex.stats.whole_numbers import MOST_VALUES, Coded, one_value, values_between

@dataclass(frozen=True)
class Tally:
    """Σf of the rows with each value, by present cell, for f = 1, w and w² (the last two None where rows weigh 1)."""

    values: Array
    plain: Array
    weighted: Array | None = None
    squared: Array | None = None

    def sums(self, values: Array, centre: float) -> CellSums:
        """Return the sums of a column alone that has these `values` in place of the counted ones."""
        there = np.equal(values, values).astype(np.float64)
        centred = np.nan_to_num(values - centre)
        products = np.array([there, centred, centred, centred**2]).T
        plain = self._summed(self.plain, products)
        return CellSums(
            plain,
            None if self.weighted is None else self._summed(self.weighted, products),
            None if self.squared is None else self._summed(self.squared, products),
            plain[:, 0, 0],
        )

    @staticmethod
    def _summed(counts: Array, products: Array) -> Array:
        return (counts @ products).reshape(len(counts), 2, 2)


def coded(values: Values) -> Coded | None:
    """Return a column of whole numbers coded by its values; None where their range is wide.

    `values` are known to be whole, missing = NaN.

    Examples
    --------
    >>> found = coded(np.array([3, np.nan, 1], dtype=np.float32))
    >>> found.places.tolist(), found.values.tolist()
    ([2, 3, 0], [1.0, 2.0, 3.0, nan])
    """
    missing = np.isnan(values)
    some = bool(missing.any())
    there = values[~missing] if some else values
    if not len(there):
        return one_value(len(values))
    low, high = float(there.min()), float(there.max())
    if high - low >= MOST_VALUES:
        return None
    found = values - low
    if some:
        np.copyto(found, high - low + 1, where=missing)
    return Coded(found.astype(np.intp), values_between(low, high))


def tallied(column: Coded, cell: Codes, cells: Cells, weights: Array | None) -> Tally:
    """Return the counts of a column's values; `cell` is each row's place among the present cells."""
    width, number = len(column.values), len(cells.present)
    at = column.places if number == 1 else cell * width + column.places

    def counted(factor: Array | None) -> Array:
        found = np.bincount(at, factor, minlength=number * width)
        return found.astype(np.float64, copy=False).reshape(number, width)

    if weights is None:
        return Tally(column.values, counted(None))
    return Tally(column.values, counted(None), counted(weights), counted(weights**2))
