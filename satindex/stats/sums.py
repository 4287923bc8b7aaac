"""Sums of columns over rows, by group and stratum: the arithmetic under `Moments`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array, Block, Columns

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Rows sorted by cell (group × stratum), and where each cell present begins."""

    groups: int
    strata: int
    order: Codes | None
    starts: Codes
    cells: Codes

    def slices(self, rows: int) -> list[tuple[int, slice]]:
        """Return each present cell's number and its rows in sorted order."""
        ends = np.append(self.starts[1:], rows)
        return [(int(c), slice(int(a), int(b))) for c, a, b in zip(self.cells, self.starts, ends, strict=True)]


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
class PartialBlock:
    """A block's sums over some rows; its clusters may go on in other rows."""

    block: Block
    units: UnitTotals | None


def cells_of(group: Codes, stratum: Codes, groups: int, strata: int) -> Cells:
    """Return the sorted cells of rows coded by group and by stratum."""
    if groups * strata == 1:
        present = np.zeros(1 if len(group) else 0, dtype=np.int64)
        return Cells(groups, strata, None, present, present)
    cell = group * strata + stratum
    order = np.argsort(cell, kind="stable")
    present, starts = np.unique(cell[order], return_index=True)
    return Cells(groups, strata, order, starts.astype(np.int64), present)


def block_sums(
    columns: Columns, data: Array, centre: Array, weights: Array | None, clusters: Clusters | None, cells: Cells
) -> PartialBlock:
    """Return the sums of `data` (k × n, missing = NaN) by cell; with `clusters`, unit totals too."""
    u, w = _augmented(data, centre, cells), weights if weights is None or cells.order is None else weights[cells.order]
    k, rows, shape = len(columns), data.shape[1], (cells.groups, cells.strata)
    cross, pairs = np.zeros((cells.groups, 2 * k, 2 * k)), np.zeros((cells.groups, k, k))
    total, square = np.zeros((*shape, 2 * k)), np.zeros((*shape, 2 * k, 2 * k))
    count, squares, answered = np.zeros((*shape, k)), np.zeros((cells.groups, k)), np.zeros(cells.groups)
    for cell, part in cells.slices(rows):
        group, stratum = divmod(cell, cells.strata)
        rows_u = u[:, part]
        weighted = rows_u if w is None else rows_u * w[part]
        product = rows_u @ weighted.T
        cross[group] += product
        pairs[group] += product[:k, :k] if w is None else rows_u[:k] @ rows_u[:k].T
        count[group, stratum] = rows_u[:k].sum(axis=1)
        squares[group] += count[group, stratum] if w is None else rows_u[:k] @ w[part] ** 2
        answered[group] += rows_u[:k].max(axis=0).sum()
        total[group, stratum] = weighted.sum(axis=1)
        square[group, stratum] = product if w is None else weighted @ weighted.T
    block = Block(columns, centre, count, count, cross, total, square, pairs, squares, answered)
    return PartialBlock(block, None if clusters is None else _unit_totals(u, w, cells, clusters))


def with_units(block: Block, units: UnitTotals, clusters: int) -> Block:
    """Return the block with `total`, `square` and `units` taken over whole clusters."""
    k, strata = len(block.columns), block.total.shape[1]
    keys, where = np.unique(units.keys, return_inverse=True)
    sums = np.zeros((len(keys), 3 * k))
    np.add.at(sums, where, units.totals)
    total, square, present = np.zeros_like(block.total), np.zeros_like(block.square), np.zeros_like(block.units)
    group, stratum = np.divmod(keys // clusters, strata)
    totals = sums[:, : 2 * k]
    np.add.at(total, (group, stratum), totals)
    np.add.at(square, (group, stratum), totals[:, :, None] * totals[:, None, :])
    np.add.at(present, (group, stratum), (sums[:, 2 * k :] > 0).astype(float))
    return replace(block, units=present, total=total, square=square)


def _augmented(data: Array, centre: Array, cells: Cells) -> Array:
    sorted_data = data if cells.order is None else data[:, cells.order]
    answered = ~np.isnan(sorted_data)
    return np.concatenate([answered.astype(np.float64), np.where(answered, sorted_data - centre[:, None], 0.0)])


def _unit_totals(u: Array, w: Array | None, cells: Cells, clusters: Clusters) -> UnitTotals:
    """Total w·u and the answered counts within each sampling unit of these rows."""
    rows, k = u.shape[1], u.shape[0] // 2
    cluster = clusters.codes if cells.order is None else clusters.codes[cells.order]
    keys = np.empty(rows, dtype=np.int64)
    for cell, part in cells.slices(rows):
        keys[part] = cell * clusters.number + cluster[part]
    unique, where = np.unique(keys, return_inverse=True)
    contributions = np.concatenate([u if w is None else u * w, u[:k]]).T
    totals = np.zeros((len(unique), 3 * k))
    np.add.at(totals, where, contributions)
    return UnitTotals(unique, totals)
