"""Sums of columns over rows, by group and stratum: the arithmetic under `Moments`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array, Block, Wanted

Codes = npt.NDArray[np.int64]


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
class PartialBlock:
    """A block's sums over some rows; its clusters may go on in other rows."""

    block: Block
    units: UnitTotals | None


@dataclass(frozen=True)
class Rows:
    """Columns of some rows, sorted by cell: answered (0/1) and centred values (0 where missing), c × n each."""

    index: Mapping[str, int]
    answered: Array
    centred: Array
    centres: Array
    weights: Array | None
    clusters: Clusters | None
    cells: Cells


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
    centres: Mapping[str, float],
    weights: Array | None,
    clusters: Clusters | None,
    cells: Cells,
) -> Rows:
    """Return columns (missing = NaN) sorted and centred, ready to be summed."""
    data = np.stack(list(values.values()))
    centre = np.array([centres.get(name, 0.0) for name in values])
    if cells.order is not None:
        data = data[:, cells.order]
        weights = None if weights is None else weights[cells.order]
        clusters = clusters and Clusters(clusters.codes[cells.order], clusters.number)
    missing = np.isnan(data)
    data -= centre[:, None]
    data[missing] = 0.0
    index = {name: at for at, name in enumerate(values)}
    return Rows(index, (~missing).astype(np.float64), data, centre, weights, clusters, cells)


def block_sums(wanted: Wanted, rows: Rows) -> PartialBlock:
    """Return the sums of one block by cell."""
    at = [rows.index[name] for name in wanted.columns]
    u, answered = _augmented(rows, at, complete=wanted.complete)
    sums = _Sums.empty(len(at), rows.cells)
    for cell, part in rows.cells.present:
        sums.add(divmod(cell, rows.cells.strata), u[:, part], None if rows.weights is None else rows.weights[part])
        sums.answered[cell // rows.cells.strata] += answered[part].sum()
    block = sums.block(wanted, rows.centres[at])
    return PartialBlock(block, None if rows.clusters is None else _unit_totals(u[1:], rows, rows.clusters))


@dataclass(frozen=True)
class _Sums:
    """Sums of v = [1, u] and their products by cell, v·v′ holding the plain sums in its first row."""

    plain: Array
    cross: Array
    square: Array
    answered: Array
    weighted: list[bool]

    @classmethod
    def empty(cls, k: int, cells: Cells) -> _Sums:
        shape = (cells.groups, cells.strata, 2 * k + 1, 2 * k + 1)
        return cls(np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(cells.groups), [])

    def add(self, cell: tuple[int, int], v: Array, w: Array | None) -> None:
        self.plain[cell] += v @ v.T
        if w is not None:
            weighted = v * w
            self.cross[cell] += weighted @ v.T
            self.square[cell] += weighted @ weighted.T
            self.weighted.append(True)

    def block(self, wanted: Wanted, centre: Array) -> Block:
        k = len(wanted.columns)
        cross, square = (self.cross, self.square) if self.weighted else (self.plain, self.plain)
        count = self.plain[:, :, 0, 1 : k + 1]
        diagonal = np.arange(1, k + 1)
        return Block(
            columns=wanted.columns,
            centre=centre,
            count=count,
            units=count,
            cross=cross[:, :, 1:, 1:].sum(axis=1),
            total=cross[:, :, 0, 1:],
            square=square[:, :, 1:, 1:],
            pairs=self.plain[:, :, 1 : k + 1, 1 : k + 1].sum(axis=1),
            weight_squares=square[:, :, diagonal, diagonal].sum(axis=1),
            answered=self.answered,
        )


def _augmented(rows: Rows, at: Sequence[int], *, complete: bool) -> tuple[Array, Array]:
    """Return v = [1, m₁ … m_k, m₁x₁ … m_kx_k] (2k + 1 × n), and 1 for each row that counts as answered."""
    k, n = len(at), rows.answered.shape[1]
    v = np.empty((2 * k + 1, n))
    v[0] = 1.0
    if complete and k > 1:
        both = np.multiply.reduce(rows.answered[at])
        v[1 : k + 1] = both
        np.multiply(rows.centred[at], both, out=v[k + 1 :])
        return v, both
    v[1 : k + 1] = rows.answered[at]
    v[k + 1 :] = rows.centred[at]
    return v, v[1] if k == 1 else np.maximum.reduce(v[1 : k + 1])


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


def _unit_totals(u: Array, rows: Rows, clusters: Clusters) -> UnitTotals:
    """Total w·u and the answered counts within each sampling unit of these rows."""
    k = u.shape[0] // 2
    keys = np.empty(u.shape[1], dtype=np.int64)
    for cell, part in rows.cells.present:
        keys[part] = cell * clusters.number + clusters.codes[part]
    unique, where = np.unique(keys, return_inverse=True)
    contributions = np.concatenate([u if rows.weights is None else u * rows.weights, u[:k]]).T
    totals = np.zeros((len(unique), 3 * k))
    np.add.at(totals, where, contributions)
    return UnitTotals(unique, totals)
