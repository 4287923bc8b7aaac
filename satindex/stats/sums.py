"""Sums of columns over rows, by group and stratum: the arithmetic under `Moments`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array, Block, Columns
from satindex.stats.whole_numbers import Whole

Codes = npt.NDArray[np.int64]
Values = npt.NDArray[np.float32] | npt.NDArray[np.float64]
Places = slice | Codes
_EXACT = 2.0**24  # float32 holds every whole number below it
_FEW = 2**16
_LOOPED = 64  # rows per cell from which a product of matrices per cell is faster
STACKED = 1 << 19
"""So many numbers are stacked at a time: they stay in the processor's cache."""


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

    @cached_property
    def within(self) -> dict[Columns, Columns]:
        """The wide blocks whose columns all stand in another one, with that one."""
        found: dict[Columns, Columns] = {}
        for columns in self.wide:
            holders = (other for other in self.wide if len(other) > len(columns) and set(columns) <= set(other))
            widest = max(holders, key=len, default=None)
            if widest is not None:
                found[columns] = widest
        return found

    def slices(self) -> Iterator[tuple[Columns, slice]]:
        """Yield each wide block with the rows of the data it stands in."""
        at = len(self.singles)
        for columns in self.wide:
            yield columns, slice(at, at + len(columns))
            at += len(columns)


@dataclass(frozen=True)
class Cells:
    """Rows that stand together by cell (group × stratum).

    `present` are the cells that have rows, in order; those of the i-th stand from `starts[i]` to `starts[i + 1]`.
    """

    groups: int
    strata: int
    present: Codes
    starts: Codes

    @property
    def are_one(self) -> bool:
        """Whether there is one cell only."""
        return self.groups * self.strata == 1

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

    `centres` are what is subtracted from the columns; `whole` are columns as the bytes that hold them.
    """

    values: Mapping[str, Values]
    centres: Mapping[str, float]
    weights: Array | None
    clusters: Clusters | None
    cells: Cells
    whole: Mapping[str, Whole] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.cells.starts[-1])

    def answered(self, names: Sequence[str]) -> Array:
        """Return how many rows of each present cell answer any of the columns."""
        there = [self._there(name) for name in dict.fromkeys(names)]
        known = [one for one in there if one is not None]
        if len(known) < len(there):
            return self.cells.sizes.astype(np.float64)
        either = known[0].copy()
        for one in known[1:]:
            np.logical_or(either, one, out=either)
        return _counts(either, self.cells)

    def _there(self, name: str) -> npt.NDArray[np.bool_] | None:
        return self.whole[name].there if name in self.whole else ~np.isnan(self.values[name])

    def stacked(
        self, names: Sequence[str], part: slice = slice(None), into: npt.NDArray[Any] | None = None
    ) -> npt.NDArray[Any]:
        """Return answered (0/1) of each of c columns, then their centred values, 0 where missing: 2c × n.

        They are written `into` an array of the `kind` of so many rows, where one is given.
        """
        c, n = len(names), len(range(*part.indices(len(self))))
        u = np.empty((2 * c, n), dtype=self.kind(names, n)) if into is None else into[:, :n]
        for at, name in enumerate(names):
            centre, answered, centred = self.centres.get(name, 0.0), u[at], u[c + at]
            if u.dtype == np.float32 and name in self.whole:
                self.whole[name].stacked(centre, part, answered, centred)
            else:
                values = self.values[name] if name in self.values else self.whole[name].values
                _stacked(values[part], centre, answered, centred)
        return u

    def kind(self, names: Sequence[str], n: int) -> npt.DTypeLike:
        """Return float32 where sums of products over n rows are whole numbers that it holds, else float64."""
        if self.weights is not None or not all(self._is_small(name) for name in names):
            return np.float64
        farthest = max((self._farthest(name) for name in names), default=0.0)
        return np.float32 if max(farthest, 1.0) ** 2 * n < _EXACT else np.float64

    def _is_small(self, name: str) -> bool:
        return name in self.whole or self.values[name].dtype == np.float32

    def _farthest(self, name: str) -> float:
        centre = self.centres.get(name, 0.0)
        if name in self.whole:
            return self.whole[name].farthest(centre)
        return float(np.nanmax(np.abs(self.values[name] - centre), initial=0.0))


def _stacked(values: Values, centre: float, answered: npt.NDArray[Any], centred: npt.NDArray[Any]) -> None:
    np.subtract(values, centre, out=centred, casting="same_kind")
    missing = np.isnan(values)
    if missing.any():
        np.copyto(centred, 0, where=missing)
        np.logical_not(missing, out=missing)
        np.copyto(answered, missing)
    else:
        answered.fill(1)


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

    def of(self, places: Places, answered: Array) -> CellSums:
        """Return the sums of some of the columns, by their places; `answered` are the rows with any of these."""
        every = np.arange(self.plain.shape[-1]).reshape(2, -1)
        at = every[:, places].ravel()
        chosen = (slice(None), at[:, None], at)
        return CellSums(
            self.plain[chosen],
            None if self.weighted is None else self.weighted[chosen],
            None if self.squared is None else self.squared[chosen],
            answered,
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


def all_in_one(n: int) -> Cells:
    """Return the only cell there is, of n rows."""
    return Cells(1, 1, np.arange(min(n, 1)), np.array([0, n] if n else [0]))


def cells_of(group: Codes, stratum: Codes, groups: int, strata: int) -> tuple[Cells, Codes | None]:
    """Return the cells of rows coded by group and by stratum, and the order of rows that brings each cell together.

    There is no order where all rows are in one cell.
    """
    n = len(group)
    if groups * strata == 1:
        return all_in_one(n), None
    if not n:
        return Cells(groups, strata, np.arange(0), np.zeros(1, dtype=np.int64)), None
    cell = group * strata + stratum if strata > 1 else group
    few = groups * strata < _FEW  # small codes are sorted by counting
    order = np.argsort(cell.astype(np.uint16) if few else cell, kind="stable")
    present, starts = np.unique(cell[order], return_index=True)
    return Cells(groups, strata, present.astype(np.int64), np.append(starts, n)), order


def cell_sums(layout: Layout, rows: Rows) -> dict[Columns, CellSums]:
    """Return the sums of every block by cell."""
    found: dict[Columns, CellSums] = {}
    together = len(rows.cells.present) * _LOOPED > len(rows)
    for columns in dict.fromkeys(layout.blocks):
        if columns not in layout.within:
            inner = [columns, *(other for other, holder in layout.within.items() if holder == columns)]
            if together:
                found |= _of_small_cells(rows, columns, inner)
            elif len(columns) == 1:
                found[columns] = _of_single(rows, columns)
            else:
                found |= _of_blocks(rows, columns, inner)
    return found


def _of_single(rows: Rows, columns: Columns) -> CellSums:
    """Return the sums of a column alone, cell by cell."""
    answered, centred = rows.stacked(columns)
    w, slices = rows.weights, list(rows.cells.slices)
    plain = _by_cell(answered, centred, centred, slices)
    if w is None:
        return CellSums(plain, None, None, plain[:, 0, 0])
    weighted, squared = _by_cell(answered * w, centred * w, centred, slices), w**2
    return CellSums(plain, weighted, _by_cell(answered * squared, centred * squared, centred, slices), plain[:, 0, 0])


def _by_cell(there: Values, centred: Values, by: Values, slices: Sequence[slice]) -> Array:
    """Return the sums of answered, of centred, and of centred times `by`, by cell, as those of products."""
    found = np.empty((len(slices), 2, 2))
    for cell, rows in enumerate(slices):
        found[cell, 0, 0] = there[rows].sum()
        found[cell, 0, 1] = found[cell, 1, 0] = centred[rows].sum()
        found[cell, 1, 1] = centred[rows] @ by[rows]
    return found


def _of_blocks(rows: Rows, columns: Columns, inner: Sequence[Columns]) -> dict[Columns, CellSums]:
    """Return the sums of blocks whose columns stand in one, a piece of the rows after the other."""
    cells, size, w = len(rows.cells.present), 2 * len(columns), rows.weights
    plain = np.zeros((cells, size, size))
    weighted, squared = (None, None) if w is None else (np.zeros_like(plain), np.zeros_like(plain))
    length = min(max(STACKED // size, 1), len(rows))
    into = np.empty((size, length), dtype=rows.kind(columns, length))
    for piece, first, bounds in _pieces(rows.cells.starts, length):
        u = rows.stacked(columns, piece, into)
        uw = None if w is None else u * w[piece]
        for cell, (start, end) in enumerate(pairwise(bounds.tolist()), first):
            here = u[:, start:end]
            plain[cell] += here @ here.T
            if uw is not None and weighted is not None and squared is not None:
                weighted[cell] += here @ uw[:, start:end].T
                squared[cell] += uw[:, start:end] @ uw[:, start:end].T
    whole = CellSums(plain, weighted, squared, np.zeros(cells))
    return {block: whole.of(_places(columns, block), rows.answered(block)) for block in inner}


def _pieces(starts: Codes, length: int) -> Iterator[tuple[slice, int, Codes]]:
    """Yield pieces of rows, the first cell of each, and where its cells begin and end in it."""
    for start in range(0, int(starts[-1]), max(length, 1)):
        end = min(start + length, int(starts[-1]))
        first, last = int(np.searchsorted(starts, start, "right")) - 1, int(np.searchsorted(starts, end, "left"))
        yield slice(start, end), first, np.clip(starts[first : last + 1], start, end) - start


def _places(columns: Columns, block: Columns) -> Places:
    """Return where a block's columns stand: as a slice, which copies nothing, where they stand side by side."""
    at = [columns.index(name) for name in block]
    beside = at == list(range(at[0], at[0] + len(at)))
    return slice(at[0], at[0] + len(at)) if beside else np.array(at)


def _of_small_cells(rows: Rows, columns: Columns, inner: Sequence[Columns]) -> dict[Columns, CellSums]:
    """Return the sums of blocks whose columns stand in one, column by column: the cells have a few rows each."""
    u, starts, w = rows.stacked(columns), rows.cells.starts, rows.weights
    uw = None if w is None else u * w
    plain, weighted = _products(u, u, starts), None if uw is None else _products(u, uw, starts)
    squared = None if uw is None else _products(uw, uw, starts)
    whole = CellSums(plain, weighted, squared, np.zeros(len(plain)))
    return {block: whole.of(_places(columns, block), rows.answered(block)) for block in inner}


def _products(u: npt.NDArray[Any], v: npt.NDArray[Any], starts: Codes) -> Array:
    """Return Σ u·v′ by cell, where these products are symmetric."""
    found = np.empty((len(starts) - 1, len(u), len(u)))
    for i in range(len(u)):
        found[:, i, i:] = found[:, i:, i] = _sums(u[i] * v[i:], starts).T
    return found


def _counts(there: npt.NDArray[np.bool_], cells: Cells) -> Array:
    """Return how many are true in each present cell."""
    if len(cells.present) * _LOOPED > len(there):
        return _sums(there, cells.starts)
    return np.array([np.count_nonzero(there[rows]) for rows in cells.slices], dtype=np.float64)


def _sums(values: npt.NDArray[Any], starts: Codes) -> Array:
    """Return the sums by cell, along the last axis."""
    if len(starts) < 2:
        return np.zeros((*values.shape[:-1], 0))
    kind = np.int64 if values.dtype == np.bool_ else values.dtype
    return np.add.reduceat(values, starts[:-1], axis=-1, dtype=kind).astype(np.float64, copy=False)


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
        cross=_over_strata(cross),
        total=np.concatenate([cross[:, :, diagonal, diagonal], cross[:, :, below, diagonal]], axis=2),
        square=square,
        present=answered,
        pairs=_over_strata(plain[:, :, :k, :k]),
        weight_squares=square[:, :, diagonal, diagonal].sum(axis=1),
        answered=answered.sum(axis=1),
    )


def _over_strata(sums: Array) -> Array:
    """Return sums by group; where there is one stratum, as they stand."""
    return sums[:, 0] if sums.shape[1] == 1 else np.asarray(sums.sum(axis=1))


def unit_totals(layout: Layout, rows: Rows, clusters: Clusters) -> UnitTotals:
    """Return the totals of w·m, w·x and m of every column within each sampling unit of these rows."""
    cell = np.repeat(rows.cells.present, rows.cells.sizes)
    u, w = rows.stacked(layout.names), 1.0 if rows.weights is None else rows.weights
    return _by_key(cell * clusters.number + clusters.codes, np.concatenate([u * w, u[: len(u) // 2]]).T)


def _by_key(keys: Codes, totals: Array) -> UnitTotals:
    """Return the rows of totals added up by key, in order; as float64: products of totals are no small numbers."""
    order = np.argsort(keys, kind="stable")
    unique, starts = np.unique(keys[order], return_index=True)
    if not len(keys):
        return UnitTotals(unique, totals.astype(np.float64))
    return UnitTotals(unique, np.add.reduceat(totals[order], starts, axis=0, dtype=np.float64))


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
