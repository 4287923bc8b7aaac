"""Products of columns with the dummies of margins: what the errors of raked weights need beside the usual sums."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from satindex.stats.moments import Array, Block
from satindex.stats.sums import Codes, Layout, Rows, UnitTotals


@dataclass(frozen=True)
class OnMargins:
    """Products of every column of a layout with the dummies x of the margins: u = [m₁ … m_c, m₁(x₁ − c₁) …].

    `on` (G × 2c × p): Σ d·u·x′ with the weights d before raking; `by` (G × H × 2c × p): Σ w²·u·x′.
    """

    on: Array
    by: Array

    def plus(self, other: OnMargins) -> OnMargins:
        """Return the sums of both parts together."""
        return OnMargins(self.on + other.on, self.by + other.by)


def on_margins(layout: Layout, rows: Rows, dummies: Array, before: Array) -> OnMargins:
    """Return the products of a layout's columns with the dummies of their rows' margins.

    `dummies` (p × n) and the weights `before` raking (n) stand in the order of the rows.
    """
    cells = rows.cells
    u = rows.stacked(layout.names)
    shape = (len(u), len(dummies))
    on, by = np.zeros((cells.groups, *shape)), np.zeros((cells.groups, cells.strata, *shape))
    for cell, part in zip(cells.present.tolist(), cells.slices, strict=True):
        group, stratum = divmod(cell, cells.strata)
        values, x = u[:, part], dummies[:, part].T
        on[group] += (values * before[part]) @ x
        weights = before[part] if rows.weights is None else rows.weights[part]
        by[group, stratum] = (values * weights**2) @ x
    return OnMargins(on, by)


def with_margins(block: Block, layout: Layout, found: OnMargins) -> Block:
    """Return the block with its columns' products with the margins."""
    at = _places(block, layout)
    return replace(block, on_margins=found.on[:, at], by_margins=found.by[:, :, at])


def with_unit_margins(block: Block, layout: Layout, units: UnitTotals, clusters: int, totals: Array) -> Block:
    """Return the block with `by_margins` over whole clusters; `totals` (units × p) are those of the dummies."""
    strata, mine = block.total.shape[1], units.totals[:, _places(block, layout)]
    by = np.zeros((*block.total.shape, totals.shape[1]))
    np.add.at(by, np.divmod(units.keys // clusters, strata), mine[:, :, None] * totals[:, None, :])
    return replace(block, by_margins=by)


def _places(block: Block, layout: Layout) -> Codes:
    at = np.array([layout.names.index(name) for name in block.columns])
    return np.concatenate([at, len(layout.names) + at])
