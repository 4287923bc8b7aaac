"""Sums of columns alone that follow from how often values of a few whole numbers occur together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from satindex.frames.batch import Batch, Sorted
from satindex.frames.made import Made, computed
from satindex.stats.moments import Array, Columns
from satindex.stats.sums import Cells, CellSums, all_in_one
from satindex.stats.value_counts import Tally, tallied


def counted(
    names: Sequence[str], made: Mapping[str, Made], rows: Sorted, weights: Array | None, centres: Mapping[str, float]
) -> dict[Columns, CellSums]:
    """Return the sums of those columns, stored or made, whose sources hold a few whole numbers."""
    tallies: dict[tuple[str, ...], Tally | None] = {}
    found: dict[Columns, CellSums] = {}
    for name in names:
        sources = made[name].sources if name in made else (name,)
        if sources not in tallies:
            tallies[sources] = _tally(sources, rows, weights)
        tally = tallies[sources]
        if tally is not None:
            values = dict(zip(sources, tally.values, strict=True))
            column = computed(made[name], values) if name in made else values[name]
            found[name,] = tally.sums(column.astype(np.float64), centres.get(name, 0.0))
    return found


def counts_of_all(batch: Batch, sources: tuple[str, ...]) -> Tally | None:
    """Return how often combinations of columns' values occur in a batch, counted once for all that ask."""
    found: Tally | None = batch.once(
        ("counts of all", sources), lambda: _tallied(sources, batch, all_in_one(len(batch)))
    )
    return found


def _tally(sources: tuple[str, ...], rows: Sorted, weights: Array | None) -> Tally | None:
    if rows.cells.are_one and weights is None:
        return counts_of_all(rows.batch.in_any_order, sources)
    return _tallied(sources, rows.batch, rows.cells, weights)


def _tallied(sources: Sequence[str], batch: Batch, cells: Cells, weights: Array | None = None) -> Tally | None:
    columns = []
    for source in sources:
        column = batch.whole(source)
        if column is None:
            return None
        columns.append(column)
    return tallied(columns, cells, weights)
