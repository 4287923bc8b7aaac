"""Columns of a few whole numbers, counted by cell: sums over rows of what is made of them follow from the counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.sums import Cells, CellSums
from satindex.stats.whole_numbers import Whole

FEW_VALUES, FEW_CELLS = 17, 32
"""So many values are compared with every row of so many cells: quicker than to look up each row's place."""

MOST_COUNTS = 4096
"""Where there would be more combinations of cells and values, columns are summed row by row."""


@dataclass(frozen=True)
class Tally:
    """Σf of the rows by present cell and combination of values, for f = 1, w and w² (None where rows weigh 1).

    `values` are those of each column in every combination.
    """

    values: tuple[Array, ...]
    plain: Array
    weighted: Array | None = None
    squared: Array | None = None

    def sums(self, made: Array, centre: float) -> CellSums:
        """Return the sums of a column alone that is `made` of the combinations' values."""
        there = np.equal(made, made).astype(np.float64)
        centred = np.where(there > 0, made - centre, 0.0)
        products = np.array([there, centred, centred, centred**2]).T
        plain = _summed(self.plain, products)
        return CellSums(
            plain,
            None if self.weighted is None else _summed(self.weighted, products),
            None if self.squared is None else _summed(self.squared, products),
            plain[:, 0, 0],
        )


def _summed(counts: Array, products: Array) -> Array:
    return (counts @ products).reshape(len(counts), 2, 2)


def tallied(columns: Sequence[Whole], cells: Cells, weights: Array | None = None) -> Tally | None:
    """Return the counts of combinations of columns' values, None where they would be too many; rows stand by cell.

    Examples
    --------
    >>> from satindex.stats.whole_numbers import whole_of
    >>> x = whole_of(np.array([3, np.nan, 1, 1], dtype=np.float32))
    >>> found = tallied([x], Cells(1, 1, np.array([0]), np.array([0, 4])))
    >>> found.values[0].tolist(), found.plain.tolist()
    ([1.0, 2.0, 3.0, nan], [[2.0, 0.0, 1.0, 1.0]])
    """
    levels, number = [column.levels for column in columns], len(cells.present)
    width = prod(map(len, levels))
    if width * number > MOST_COUNTS:
        return None
    if len(columns) == 1 and weights is None and width <= FEW_VALUES and number <= FEW_CELLS:
        return Tally((levels[0],), _compared(columns[0], cells))
    factors = [None] if weights is None else [None, weights, weights**2]
    counts = [np.zeros((number, width)) for _ in factors]
    at = columns[0].codes
    for column, of_column in zip(columns[1:], levels[1:], strict=True):
        at = at * np.int16(len(of_column)) + column.codes
    for cell, rows in enumerate(cells.slices):
        for found, factor in zip(counts, factors, strict=True):
            found[cell] = np.bincount(at[rows], None if factor is None else factor[rows], minlength=width)
    values = tuple(grid.ravel() for grid in np.meshgrid(*levels, indexing="ij"))
    return Tally(values, *counts)


def _compared(column: Whole, cells: Cells) -> Array:
    levels, found = column.levels[:-1].astype(column.numbers.dtype), np.zeros((len(cells.present), len(column.levels)))
    for cell, rows in enumerate(cells.slices):
        numbers = column.numbers[rows]
        found[cell, :-1] = [np.count_nonzero(numbers == level) for level in levels]
    found[:, -1] = cells.sizes - found[:, :-1].sum(axis=1)
    return found
