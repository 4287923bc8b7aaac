"""Sums by combinations of margins' levels, weighted: from them those of any grouping and stratum under the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from satindex.frames.calibration import Calibration
from satindex.frames.margin_cells import CellWeights
from satindex.stats.margins import OnMargins
from satindex.stats.moments import Array, Columns
from satindex.stats.sums import CellSums, Codes, Layout, UnitTotals


@dataclass(frozen=True)
class ByCombination:
    """Where sums by group and combination belong: `cells` are group × combinations + combination, in order."""

    weights: CellWeights
    strata: tuple[object, ...]
    cells: Codes
    groups: int

    @property
    def group(self) -> Codes:
        """The group of each of the sums."""
        return self.cells // len(self.weights.combinations)

    @property
    def combination(self) -> Codes:
        """The combination of each of the sums."""
        return self.cells % len(self.weights.combinations)

    def belongs(self, cells: Codes) -> Codes:
        """Return group × strata + stratum of each group × combinations + combination."""
        group, combination = np.divmod(cells, len(self.weights.combinations))
        found: Codes = group * len(self.strata) + self.weights.strata(self.strata)[combination]
        return found

    def weighted(self, sums: Mapping[Columns, CellSums]) -> tuple[Codes, dict[Columns, CellSums]]:
        """Return the cells (group × strata + stratum) that have rows, and the sums of each under the weights."""
        cells, at = np.unique(self.belongs(self.cells), return_inverse=True)
        after = self.weights.after[self.combination]
        return cells, {
            columns: CellSums(
                _added(found.plain, at, len(cells)),
                _added(_of_weights(found) * after[:, None, None], at, len(cells)),
                _added(_of_squares(found) * (after**2)[:, None, None], at, len(cells)),
                _added(found.answered, at, len(cells)),
            )
            for columns, found in sums.items()
        }

    def on_margins(self, layout: Layout, sums: Mapping[Columns, CellSums], calibration: Calibration) -> OnMargins:
        """Return the products of the columns with the margins, as `stats.margins.on_margins` makes them of rows."""
        x = calibration.dummies(self.weights.frame()).T[self.combination]
        before, after = self.weights.before[self.combination], self.weights.after[self.combination]
        c, strata, belongs = len(layout.names), len(self.strata), self.belongs(self.cells)
        on = np.zeros((self.groups, 2 * c, x.shape[1]))
        by = np.zeros((self.groups * strata, 2 * c, x.shape[1]))
        for columns, found in sums.items():
            at = np.array([layout.names.index(name) for name in columns])
            at = np.concatenate([at, c + at])
            first, second = _of_columns(_of_weights(found)), _of_columns(_of_squares(found))
            on[:, at] = _added((first * before[:, None])[:, :, None] * x[:, None, :], self.group, self.groups)
            squares = (second * (after**2)[:, None])[:, :, None] * x[:, None, :]
            by[:, at] = _added(squares, belongs, self.groups * strata)
        return OnMargins(on, by.reshape(self.groups, strata, 2 * c, -1))

    def units(self, found: Sequence[UnitTotals], clusters: int, columns: int) -> list[UnitTotals]:
        """Return the totals of sampling units under the weights."""
        return [self._units(one, clusters, columns) for one in found]

    def _units(self, found: UnitTotals, clusters: int, columns: int) -> UnitTotals:
        cells, cluster = np.divmod(found.keys, clusters)
        totals = found.totals.copy()
        totals[:, : 2 * columns] *= self.weights.after[cells % len(self.weights.combinations)][:, None]
        return UnitTotals(self.belongs(cells) * clusters + cluster, totals)

    def rows(self, by_combination: Array) -> Array:
        """Return the rows by stratum."""
        of = self.weights.strata(self.strata)
        return np.bincount(of, by_combination, len(self.strata)).astype(np.float64)

    def seen(self, units: Codes, clusters: int) -> Codes:
        """Return stratum × clusters + cluster of each combination × clusters + cluster that was seen."""
        combination, cluster = np.divmod(units, clusters)
        return np.unique(self.weights.strata(self.strata)[combination] * clusters + cluster)


def _of_weights(found: CellSums) -> Array:
    return found.plain if found.weighted is None else found.weighted


def _of_squares(found: CellSums) -> Array:
    return found.plain if found.squared is None else found.squared


def _of_columns(sums: Array) -> Array:
    """Return Σ f·m and Σ f·x of each column from Σ f·u·u′: cells × 2k."""
    k = sums.shape[-1] // 2
    at = np.arange(k)
    return np.concatenate([sums[:, at, at], sums[:, k + at, at]], axis=1)


def _added(parts: Array, at: Codes, size: int) -> Array:
    """Return parts added up by the place of each among so many."""
    found = np.zeros((size, *parts.shape[1:]))
    if len(at):
        order = np.argsort(at, kind="stable")
        there, starts = np.unique(at[order], return_index=True)
        found[there] = np.add.reduceat(parts[order], starts, axis=0)
    return found
