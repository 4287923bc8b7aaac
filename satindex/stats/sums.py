"""Sums of columns over rows, by group and stratum: the arithmetic under `Moments`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array, Block, Columns

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Which columns are summed: singles on their own, blocks with all their cross-products.

    Rows of the data are the singles, then each block's columns in turn, so that a block is one slice.
    """

    blocks: tuple[Columns, ...]

    @property
    def singles(self) -> tuple[str, ...]:
        return tuple(columns[0] for columns in self.blocks if len(columns) == 1)

    @property
    def wide(self) -> tuple[Columns, ...]:
        return tuple(columns for columns in self.blocks if len(columns) > 1)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.singles, *(name for columns in self.wide for name in columns))

    def slices(self) -> Iterator[tuple[Columns, slice]]:
        """Yield each wide block with the rows of the data it stands in."""
        at = len(self.singles)
        for columns in self.wide:
            yield columns, slice(at, at + len(columns))
            at += len(columns)


@dataclass(frozen=True)
class Cells:
    """Rows coded by cell (group × stratum), in the order that brings each cell together."""

    groups: int
    strata: int
    order: Codes | None
    present: tuple[tuple[int, slice], ...]


@dataclass(frozen=True)
class Clusters:
    """The sampling unit of each row, coded 0 … number − 1 over the whole data set."""

    codes: Codes
    number: int


@dataclass(frozen=True)
class UnitTotals:
    """Totals of w·u and answered counts per sampling unit; `keys` = cell × clusters + cluster, repeated or not."""

    keys: Codes
    totals: Array


@dataclass(frozen=True)
class Rows:
    """Columns of some rows, sorted by cell: answered (0/1) and centred values (0 where missing), c × n each."""

    answered: Array
    centred: Array
    centres: Array
    weights: Array | None
    clusters: Clusters | None
    cells: Cells


@dataclass(frozen=True)
class CellSums:
    """Σ f·u·u′ by cell of one block, for f = 1, w and w² (the last two None where rows weigh 1)."""

    plain: Array
    weighted: Array | None
    squared: Array | None
    answered: Array

    def plus(self, other: CellSums) -> CellSums:
        """Return the sums of both parts together."""
        return CellSums(
            self.plain + other.plain,
            None if self.weighted is None or other.weighted is None else self.weighted + other.weighted,
            None if self.squared is None or other.squared is None else self.squared + other.squared,
            self.answered + other.answered,
        )


def cells_of(group: Codes, stratum: Codes, groups: int, strata: int) -> Cells:
    """Return the cells of rows coded by group and by stratum."""
    if groups * strata == 1:
        return Cells(groups, strata, None, ((0, slice(0, len(group))),) if len(group) else ())
    cell = group * strata + stratum
    order = np.argsort(cell, kind="stable")
    present, starts = np.unique(cell[order], return_index=True)
    ends = np.append(starts[1:], len(cell))
    slices = (slice(int(start), int(end)) for start, end in zip(starts, ends, strict=True))
    return Cells(groups, strata, order, tuple(zip(present.tolist(), slices, strict=True)))


def rows_of(
    values: Mapping[str, Array],
    layout: Layout,
    centres: Mapping[str, float],
    weights: Array | None,
    clusters: Clusters | None,
    cells: Cells,
) -> Rows:
    """Return the layout's columns (missing = NaN) sorted and centred, ready to be summed."""
    names, order = layout.names, cells.order
    centred = np.empty((len(names), len(next(iter(values.values())))))
    for at, name in enumerate(names):
        if order is None:
            centred[at] = values[name]
        else:
            np.take(values[name], order, out=centred[at])
    if order is not None:
        weights = None if weights is None else weights[order]
        clusters = clusters and Clusters(clusters.codes[order], clusters.number)
    centre = np.array([centres.get(name, 0.0) for name in names])
    missing = np.isnan(centred)
    centred -= centre[:, None]
    np.copyto(centred, 0.0, where=missing)
    return Rows((~missing).astype(np.float64), centred, centre, weights, clusters, cells)


def cell_sums(layout: Layout, rows: Rows) -> dict[Columns, CellSums]:
    """Return the sums of every block by cell."""
    found: dict[Columns, CellSums] = {}
    singles = slice(0, len(layout.singles))
    if layout.singles:
        together = _of_singles(rows, singles)
        found |= {(name,): _one(together, at) for at, name in enumerate(layout.singles)}
    for columns, where in layout.slices():
        found[columns] = _of_block(rows, where)
    return found


def _of_block(rows: Rows, where: slice) -> CellSums:
    m, x, cells, k = rows.answered[where], rows.centred[where], rows.cells, where.stop - where.start
    shape = (cells.groups, cells.strata, 2 * k, 2 * k)
    plain, answered = np.zeros(shape), np.zeros((cells.groups, cells.strata))
    weighted, squared = (None, None) if rows.weights is None else (np.zeros(shape), np.zeros(shape))
    for cell, part in cells.present:
        at = divmod(cell, cells.strata)
        _add_products(plain[at], m[:, part], x[:, part], m[:, part], x[:, part])
        answered[at] = np.maximum.reduce(m[:, part]).sum()
        if weighted is not None and squared is not None and rows.weights is not None:
            w = rows.weights[part]
            mw, xw = m[:, part] * w, x[:, part] * w
            _add_products(weighted[at], m[:, part], x[:, part], mw, xw)
            _add_products(squared[at], mw, xw, mw, xw)
    return CellSums(plain, weighted, squared, answered)


def _add_products(into: Array, m: Array, x: Array, m2: Array, x2: Array) -> None:
    k = len(m)
    into[:k, :k] = m @ m2.T
    into[k:, :k] = x @ m2.T
    into[:k, k:] = into[k:, :k].T
    into[k:, k:] = x @ x2.T


def _of_singles(rows: Rows, where: slice) -> CellSums:
    m, x, cells = rows.answered[where], rows.centred[where], rows.cells
    shape = (cells.groups, cells.strata, len(m), 2, 2)
    plain, answered = np.zeros(shape), np.zeros((cells.groups, cells.strata))
    weighted, squared = (None, None) if rows.weights is None else (np.zeros(shape), np.zeros(shape))
    for cell, part in cells.present:
        at = divmod(cell, cells.strata)
        _add_diagonal(plain[at], m[:, part], x[:, part], None)
        if weighted is not None and squared is not None and rows.weights is not None:
            _add_diagonal(weighted[at], m[:, part], x[:, part], rows.weights[part])
            _add_diagonal(squared[at], m[:, part], x[:, part], rows.weights[part] ** 2)
    return CellSums(plain, weighted, squared, answered)


def _add_diagonal(into: Array, m: Array, x: Array, factor: Array | None) -> None:
    mf, xf = (m, x) if factor is None else (m * factor, x * factor)
    into[:, 0, 0] = mf.sum(axis=1)
    into[:, 0, 1] = into[:, 1, 0] = xf.sum(axis=1)
    into[:, 1, 1] = np.einsum("ij,ij->i", x, xf)


def _one(together: CellSums, at: int) -> CellSums:
    plain = together.plain[:, :, at]
    return CellSums(
        plain,
        None if together.weighted is None else together.weighted[:, :, at],
        None if together.squared is None else together.squared[:, :, at],
        plain[:, :, 0, 0],
    )


def block_of(columns: Columns, centre: Array, sums: CellSums) -> Block:
    """Return the block of finished sums, each respondent being a sampling unit."""
    k = len(columns)
    diagonal, below = np.arange(k), np.arange(k, 2 * k)
    cross = sums.plain if sums.weighted is None else sums.weighted
    square = sums.plain if sums.squared is None else sums.squared
    count = sums.plain[:, :, diagonal, diagonal]
    return Block(
        columns=columns,
        centre=centre,
        count=count,
        units=count,
        cross=cross.sum(axis=1),
        total=np.concatenate([cross[:, :, diagonal, diagonal], cross[:, :, below, diagonal]], axis=2),
        square=square,
        present=sums.answered,
        pairs=sums.plain[:, :, :k, :k].sum(axis=1),
        weight_squares=square[:, :, diagonal, diagonal].sum(axis=1),
        answered=sums.answered.sum(axis=1),
    )


def unit_totals(layout: Layout, rows: Rows, clusters: Clusters) -> UnitTotals:
    """Return the totals of w·m, w·x and m of every column within each sampling unit of these rows."""
    keys = np.empty(rows.answered.shape[1], dtype=np.int64)
    for cell, part in rows.cells.present:
        keys[part] = cell * clusters.number + clusters.codes[part]
    unique, where = np.unique(keys, return_inverse=True)
    w = 1.0 if rows.weights is None else rows.weights
    totals = np.zeros((len(unique), 3 * len(layout.names)))
    np.add.at(totals, where, np.concatenate([rows.answered * w, rows.centred * w, rows.answered]).T)
    return UnitTotals(unique, totals)


def with_units(block: Block, layout: Layout, units: UnitTotals, clusters: int) -> Block:
    """Return the block with `total`, `square` and `units` taken over whole clusters; `units` has unique keys."""
    strata, c = block.total.shape[1], len(layout.names)
    at = np.array([layout.names.index(name) for name in block.columns])
    totals = np.concatenate([units.totals[:, at], units.totals[:, c + at]], axis=1)
    total, square, present = np.zeros_like(block.total), np.zeros_like(block.square), np.zeros_like(block.units)
    group, stratum = np.divmod(units.keys // clusters, strata)
    np.add.at(total, (group, stratum), totals)
    np.add.at(square, (group, stratum), totals[:, :, None] * totals[:, None, :])
    answered = units.totals[:, 2 * c + at] > 0
    np.add.at(present, (group, stratum), answered.astype(float))
    with_any = np.zeros_like(block.present)
    np.add.at(with_any, (group, stratum), answered.any(axis=1).astype(float))
    return replace(block, units=present, total=total, square=square, present=with_any)


def joined(parts: list[UnitTotals]) -> UnitTotals:
    """Return the totals of units whose rows came in several parts, each unit once."""
    keys, where = np.unique(np.concatenate([part.keys for part in parts]), return_inverse=True)
    totals = np.zeros((len(keys), parts[0].totals.shape[1]))
    np.add.at(totals, where, np.concatenate([part.totals for part in parts]))
    return UnitTotals(keys, totals)
