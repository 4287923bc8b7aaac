"""What the errors of raked weights need of the whole sample: its margins, and sums over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from satindex.stats.moments import Array, MarginSums
from satindex.stats.sample import Codes

Level = str | None
RANK = 1e-10
"""A direction of the dummies with less than this share of their cross-products is determined by the others."""


@dataclass(frozen=True)
class Calibration:
    """The margins that a sample's weights were fitted to, as columns of the frame with their levels.

    `weight` is the column of the weights before fitting (None: 1 each). `inverse`, `total`, `square`: as in
    `MarginSums`, by stratum; `units`: T of each (stratum, cluster), empty where no cluster is declared.
    """

    margins: Mapping[str, tuple[str, ...]]
    weight: str | None
    inverse: Array
    total: Mapping[Level, Array]
    square: Mapping[Level, Array]
    units: Mapping[tuple[Level, Level], Array] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that `dummies` and `before` read."""
        return (*self.margins, *([self.weight] if self.weight else []))

    def dummies(self, batch: pl.DataFrame) -> Array:
        """Return the margins' dummies (p × n) of a batch."""
        return dummies(batch, self.margins)

    def before(self, batch: pl.DataFrame) -> Array:
        """Return the weights before fitting."""
        return batch[self.weight].cast(pl.Float64).to_numpy() if self.weight else np.ones(batch.height)

    def sums(self, strata: Sequence[Level]) -> MarginSums:
        """Return the sums by the given strata, in their order."""
        return MarginSums(
            self.inverse, np.stack([self.total[level] for level in strata]), np.stack([self.square[s] for s in strata])
        )

    def unit_totals(self, units: Sequence[tuple[Level, Level]]) -> Array:
        """Return T of each (stratum, cluster): units × p."""
        return np.stack([self.units[unit] for unit in units]) if units else np.zeros((0, len(self.inverse)))


def dummies(batch: pl.DataFrame, margins: Mapping[str, tuple[str, ...]]) -> Array:
    """Return 0/1 rows for the levels of columns: all of the first margin, all but the first level of the others."""
    kept = [
        (name, level)
        for at, (name, levels) in enumerate(margins.items())
        for level in (levels if at == 0 else levels[1:])
    ]
    return np.stack([(batch[name] == level).fill_null(value=False).cast(pl.Float64).to_numpy() for name, level in kept])


def calibration_of(
    cells: pl.DataFrame,
    margins: Mapping[str, tuple[str, ...]],
    weight: str | None,
    before: Array,
    after: Array,
    squares: Array,
    stratum: str | None,
    cluster: str | None,
) -> Calibration:
    """Return the calibration of a sample from its `cells`: combinations of margins' levels, stratum, cluster.

    `before` and `after` are the sums of each one's weights before fitting and after, `squares` of those squared.
    """
    x = dummies(cells, margins)
    # Margins that determine each other leave fewer free dummies than columns: hence the generalised inverse.
    inverse: Array = np.linalg.pinv((x * before) @ x.T, rcond=RANK, hermitian=True).astype(np.float64)
    keys = [name for name in (stratum, cluster) if name] if cluster else []
    units, at = _coded(cells, keys)
    within, total_of, square_of = x, after, squares
    strata = cells.select(stratum).to_series().to_list() if stratum else [None] * cells.height
    if cluster:
        within, total_of, square_of = np.zeros((len(x), len(units))), np.ones(len(units)), np.ones(len(units))
        np.add.at(within.T, at, (x * after).T)
        strata = [unit[0] if stratum else None for unit in units]
    total, square = _by_stratum(strata, within, total_of, square_of)
    of_units: dict[tuple[Level, Level], Array] = {
        (unit[0] if stratum else None, unit[-1]): within[:, k] for k, unit in enumerate(units)
    }
    return Calibration(margins, weight, inverse, total, square, of_units if cluster else {})


def _coded(cells: pl.DataFrame, keys: list[str]) -> tuple[list[tuple[str, ...]], Codes]:
    """Return the distinct values of the key columns, and which of them each cell has."""
    if not keys:
        return [], np.zeros(cells.height, dtype=np.int64)
    units = cells.select(keys).unique(maintain_order=True).with_row_index("unit")
    at = cells.select(keys).join(units, on=keys, how="left", maintain_order="left")["unit"].cast(pl.Int64)
    return units.select(keys).rows(), at.to_numpy()


def _by_stratum(
    strata: Sequence[Level], within: Array, totals: Array, squares: Array
) -> tuple[dict[Level, Array], dict[Level, Array]]:
    """Return Σ T and Σ T·T′ by stratum; a column x of `within` stands for `totals`·x and `squares`·x·x′."""
    total: dict[Level, Array] = {}
    square: dict[Level, Array] = {}
    levels = {level: code for code, level in enumerate(dict.fromkeys(strata))}
    codes = np.array([levels[level] for level in strata], dtype=np.int64)
    for level, code in levels.items():
        mine = codes == code
        part = within[:, mine]
        total[level] = (part * totals[mine]).sum(axis=1)
        square[level] = (part * squares[mine]) @ part.T
    return total, square
