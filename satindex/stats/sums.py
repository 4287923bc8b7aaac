"""Sums of columns over rows, by group and stratum: the arithmetic under `Moments`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array, Block, Columns

Codes = npt.NDArray[np.int64]
Values = npt.NDArray[np.float32] | npt.NDArray[np.float64]
_EXACT = 2.0**24  # float32 holds every whole number below it
_FEW = 2**16
_LOOPED = 64  # rows per cell from which a product of matrices per cell is faster


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
    """Rows coded by cell (group × stratum), in the order that brings each cell together.

    `present` are the cells that have rows, in order; those of the i-th stand from `starts[i]` to `starts[i + 1]`.
    """

    groups: int
    strata: int
    order: Codes | None
    present: Codes
    starts: Codes

    @property
    def slices(self) -> Iterator[slice]:
        """Yield where the rows of each present cell stand."""
        ends = self.starts.tolist()
        return (slice(start, end) for start, end in pairwise(ends))

    @property
    def sizes(self) -> Codes:
        """How many rows each present cell has."""
        return np.diff(self.starts)


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
    """Columns of some rows, sorted by cell, missing = NaN; float32 where all values are small whole numbers.

    `centres` are what is subtracted from the columns.
    """

    values: Mapping[str, Values]
    centres: Mapping[str, float]
    weights: Array | None
    clusters: Clusters | None
    cells: Cells

    def __len__(self) -> int:
        return int(self.cells.starts[-1])

    def stacked(self, names: Sequence[str], kind: type[np.floating[Any]] = np.float64) -> npt.NDArray[Any]:
        """Return answered (0/1) of each of c columns, then their centred values, 0 where missing: 2c × n."""
        c = len(names)
        u = np.empty((2 * c, len(self)), dtype=kind)
        for at, name in enumerate(names):
            values, answered, centred = self.values[name], u[at], u[c + at]
            np.subtract(values, self.centres.get(name, 0.0), out=centred, casting="same_kind")
            missing = np.isnan(values)
            if missing.any():
                np.copyto(centred, 0, where=missing)
                np.logical_not(missing, out=missing)
                np.copyto(answered, missing)
            else:
                answered.fill(1)
        return u


@dataclass(frozen=True)
class CellSums:
    """Σ f·u·u′ by present cell of one block, for f = 1, w and w² (the last two None where rows weigh 1)."""

    plain: Array
    weighted: Array | None
    squared: Array | None
    answered: Array

    def plus(self, other: CellSums) -> CellSums:
        """Return the sums of both parts together, which have the same cells."""
        return CellSums(
            self.plain + other.plain,
            None if self.weighted is None or other.weighted is None else self.weighted + other.weighted,
            None if self.squared is None or other.squared is None else self.squared + other.squared,
            self.answered + other.answered,
        )

    def spread(self, cells: int, at: Codes) -> CellSums:
        """Return the sums as those of so many cells, `at` which these stand; the others have none."""
        return CellSums(
            _spread(self.plain, cells, at),
            None if self.weighted is None else _spread(self.weighted, cells, at),
            None if self.squared is None else _spread(self.squared, cells, at),
            _spread(self.answered, cells, at),
        )


def _spread(sums: Array, cells: int, at: Codes) -> Array:
    if len(at) == cells:
        return sums
    found = np.zeros((cells, *sums.shape[1:]))
    found[at] = sums
    return found


def cells_of(group: Codes, stratum: Codes, groups: int, strata: int) -> Cells:
    """Return the cells of rows coded by group and by stratum."""
    n = len(group)
    if groups * strata == 1 or not n:
        return Cells(groups, strata, None, np.arange(min(n, 1)), np.array([0, n] if n else [0]))
    cell = group * strata + stratum if strata > 1 else group
    few = groups * strata < _FEW  # small codes are sorted by counting
    order = np.argsort(cell.astype(np.uint16) if few else cell, kind="stable")
    present, starts = np.unique(cell[order], return_index=True)
    return Cells(groups, strata, order, present.astype(np.int64), np.append(starts, n))


def cell_sums(layout: Layout, rows: Rows) -> dict[Columns, CellSums]:
    """Return the sums of every block by cell."""
    found: dict[Columns, CellSums] = {}
    of_kind: dict[bool, list[str]] = {}
    for name in dict.fromkeys(layout.singles):
        of_kind.setdefault(_are_small(rows, (name,)), []).append(name)
    for small, names in of_kind.items():
        together = _of_singles(rows, rows.stacked(names, np.float32 if small else np.float64))
        found |= {(name,): _one(together, at) for at, name in enumerate(names)}
    for columns in layout.wide:
        u = rows.stacked(columns, np.float32 if _are_small(rows, columns) else np.float64)
        found[columns] = _of_block(rows, u if _is_exact(u, rows.cells) else u.astype(np.float64))
    return found


def _are_small(rows: Rows, names: Sequence[str]) -> bool:
    return rows.weights is None and all(rows.values[name].dtype == np.float32 for name in names)


def _is_exact(u: npt.NDArray[Any], cells: Cells) -> bool:
    """Whether every sum of products stays a whole number that the columns' type holds exactly."""
    if u.dtype == np.float64:
        return True
    most = max(abs(float(u.max(initial=0))), abs(float(u.min(initial=0))), 1.0)
    return most**2 * int(cells.sizes.max(initial=0)) < _EXACT


def _of_block(rows: Rows, u: npt.NDArray[Any]) -> CellSums:
    starts = rows.cells.starts
    answered = _sums(np.maximum.reduce(u[: len(u) // 2], axis=0), starts)
    if rows.weights is None:
        return CellSums(_products(u, None, rows.cells), None, None, answered)
    uw = u * rows.weights
    plain, weighted = _products(u, None, rows.cells), _products(u, uw, rows.cells)
    return CellSums(plain, weighted, _products(uw, None, rows.cells), answered)


def _products(u: npt.NDArray[Any], other: npt.NDArray[Any] | None, cells: Cells) -> Array:
    """Return Σ u·v′ by cell, v = u unless there is another that makes the products symmetric, too."""
    v, size = u if other is None else other, len(u)
    found = np.empty((len(cells.present), size, size))
    if len(cells.present) * _LOOPED <= u.shape[1]:
        for at, part in enumerate(cells.slices):
            here = u[:, part]
            found[at] = here @ (here if other is None else v[:, part]).T
        return found
    for i in range(size):  # cells of a few rows each: column by column, never cell by cell
        found[:, i, i:] = found[:, i:, i] = _sums(u[i] * v[i:], cells.starts).T
    return found


def _sums(values: npt.NDArray[Any], starts: Codes) -> Array:
    """Return the sums by cell, along the last axis."""
    if len(starts) < 2:
        return np.zeros((*values.shape[:-1], 0))
    return np.add.reduceat(values, starts[:-1], axis=-1).astype(np.float64, copy=False)


def _of_singles(rows: Rows, u: npt.NDArray[Any]) -> CellSums:
    c, w = len(u) // 2, rows.weights
    columns = [(m, x if _is_exact(x, rows.cells) else x.astype(np.float64)) for m, x in zip(u[:c], u[c:], strict=True)]
    plain = _diagonals(columns, None, rows.cells)
    answered = plain[:, :, 0, 0]
    if w is None:
        return CellSums(plain, None, None, answered)
    return CellSums(plain, _diagonals(columns, w, rows.cells), _diagonals(columns, w**2, rows.cells), answered)


def _diagonals(columns: Sequence[tuple[Values, Values]], weights: Array | None, cells: Cells) -> Array:
    """Return Σ w·u·u′ by cell and column, u = (m, x): whether it is answered, and its value."""
    found = np.empty((len(cells.present), len(columns), 2, 2))
    for at, (m, x) in enumerate(columns):
        mw, xw = (m, x) if weights is None else (m * weights, x * weights)
        found[:, at, 0, 0] = _sums(mw, cells.starts)
        found[:, at, 0, 1] = found[:, at, 1, 0] = _sums(xw, cells.starts)
        found[:, at, 1, 1] = _sums(xw * x, cells.starts)
    return found


def _one(together: CellSums, at: int) -> CellSums:
    plain = together.plain[:, at]
    return CellSums(
        plain,
        None if together.weighted is None else together.weighted[:, at],
        None if together.squared is None else together.squared[:, at],
        plain[:, 0, 0],
    )


def block_of(columns: Columns, centre: Array, found: CellSums, cells: Codes, groups: int, strata: int) -> Block:
    """Return the block of finished sums of some cells, each respondent being a sampling unit."""
    whole, k, shape = found.spread(groups * strata, cells), len(columns), (groups, strata)
    plain, answered = whole.plain.reshape(*shape, 2 * k, 2 * k), whole.answered.reshape(shape)
    cross = plain if whole.weighted is None else whole.weighted.reshape(plain.shape)
    square = plain if whole.squared is None else whole.squared.reshape(plain.shape)
    diagonal, below = np.arange(k), np.arange(k, 2 * k)
    count = plain[:, :, diagonal, diagonal]
    return Block(
        columns=columns,
        centre=centre,
        count=count,
        units=count,
        cross=cross.sum(axis=1),
        total=np.concatenate([cross[:, :, diagonal, diagonal], cross[:, :, below, diagonal]], axis=2),
        square=square,
        present=answered,
        pairs=plain[:, :, :k, :k].sum(axis=1),
        weight_squares=square[:, :, diagonal, diagonal].sum(axis=1),
        answered=answered.sum(axis=1),
    )


def unit_totals(layout: Layout, rows: Rows, clusters: Clusters) -> UnitTotals:
    """Return the totals of w·m, w·x and m of every column within each sampling unit of these rows."""
    cell = np.repeat(rows.cells.present, rows.cells.sizes)
    u, w = rows.stacked(layout.names), 1.0 if rows.weights is None else rows.weights
    return _by_key(cell * clusters.number + clusters.codes, np.concatenate([u * w, u[: len(u) // 2]]).T)


def _by_key(keys: Codes, totals: Array) -> UnitTotals:
    """Return the rows of totals added up by key, in order."""
    order = np.argsort(keys, kind="stable")
    unique, starts = np.unique(keys[order], return_index=True)
    return UnitTotals(unique, np.add.reduceat(totals[order], starts, axis=0) if len(keys) else totals)


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
    return _by_key(np.concatenate([part.keys for part in parts]), np.concatenate([part.totals for part in parts]))
