"""How respondents were drawn, and what moments are wanted of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from satindex.frames.calibration import Calibration
from satindex.frames.margin_cells import CellWeights
from satindex.stats.moments import Columns

MOST_BY_CELL = 4_000_000
"""Sums by combination of margins' levels are up to so many numbers where rows could be weighted one by one."""


@dataclass(frozen=True)
class Design:
    """The columns of the sampling design; each may be absent.

    `sampled` holds the sampling units of each stratum (None: of all) where the frame is only a part of the sample;
    `population` how many the stratum has in all, where that is known; `calibration` the margins that the weights were
    fitted to, and `beyond` the part of the sample so weighted that is not in the frame: combinations of the design's
    columns, each with its `count` of rows. With `by_cell` sums are kept by combination of the margins' levels, and
    weighted when they are finished, as when the weights are not known yet.
    """

    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    sampled: Mapping[str | None, int] = field(default_factory=dict)
    population: Mapping[str | None, float] = field(default_factory=dict)
    calibration: Calibration | None = None
    beyond: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    by_cell: CellWeights | None = field(default=None, compare=False, repr=False)

    @property
    def of_margins(self) -> tuple[str, ...]:
        """The columns of the margins that weights are fitted to."""
        if self.by_cell:
            return self.by_cell.margins
        return tuple(self.calibration.margins) if self.calibration else ()

    @property
    def summed(self) -> tuple[str, ...]:
        """The columns that moments are summed by."""
        if self.by_cell is None:
            return self.columns
        return tuple(dict.fromkeys((*self.by_cell.reads, *([self.cluster] if self.cluster else []))))

    def affordable(self, grouping: Grouping) -> Design:
        """Return the design with which sums are kept: by cell where nothing else will do, or these are not too many."""
        if self.by_cell is None or self.by_cell.only:
            return self
        size = sum((2 * len(columns)) ** 2 for columns in set(grouping.blocks))
        many = len(grouping.levels) * len(self.by_cell.combinations) * size > MOST_BY_CELL
        return replace(self, by_cell=None) if many else self

    @property
    def read_weight(self) -> str | None:
        """The column of weights that is read."""
        return self.by_cell.weight if self.by_cell else self.weight

    def undrawn(self, stratum: str | None) -> float:
        """Return 1 − f, f the share of a stratum's population of units that was drawn (0 where it is not known)."""
        return undrawn_share(self.sampled.get(stratum, 0), self.population.get(stratum))

    @property
    def declared(self) -> bool:
        """Whether anything is declared."""
        return any((self.weight, self.stratum, self.cluster, self.population))

    @property
    def columns(self) -> tuple[str, ...]:
        """The declared columns, and those of the margins."""
        declared = (column for column in (self.weight, self.stratum, self.cluster) if column)
        return tuple(dict.fromkeys((*declared, *(self.calibration.columns if self.calibration else ()))))


@dataclass(frozen=True)
class Grouping:
    """Blocks of columns wanted by the levels of a column, or over all rows where `by` is None.

    `levels` are the groups in order; None stands for rows without a level.
    """

    blocks: tuple[Columns, ...]
    by: str | None = None
    levels: tuple[str | None, ...] = (None,)


def undrawn_share(units: float, population: float | None) -> float:
    """Return 1 − f of a stratum, f the share of its population of units that is in the sample; 1 where unknown."""
    return 1.0 if population is None else 1.0 - units / population
