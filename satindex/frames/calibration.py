"""What the errors of raked weights need of the whole sample: its margins, and sums over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from satindex.stats.moments import Array, MarginSums

Level = str | None


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
