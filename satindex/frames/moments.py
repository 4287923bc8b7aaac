"""Moments of a frame's columns, by group, in one pass over batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import cast

import numpy as np
import polars as pl

from satindex.frames.batch import Batch, Key, Sorted
from satindex.frames.batches import Frame, distinct_counts
from satindex.frames.cell_weighting import ByCombination
from satindex.frames.design import Design, Grouping, undrawn_share
from satindex.frames.kept import Kept
from satindex.frames.kept_moments import KeptMoments, KeptSums
from satindex.frames.made import Made, computed
from satindex.frames.packing import packable
from satindex.frames.passes import Progress, Sum, passed
from satindex.frames.value_counts import counted
from satindex.stats.exact import Exact
from satindex.stats.margins import OnMargins, on_margins, with_margins, with_unit_margins
from satindex.stats.moments import Array, Block, ByUnit, Columns, Moments
from satindex.stats.sums import (
    CellSums,
    Clusters,
    Codes,
    Layout,
    Rows,
    UnitTotals,
    Values,
    block_of,
    cell_sums,
    joined,
    unit_totals,
    with_units,
)

_MOST_LISTED = 16

for _kind in (CellSums, UnitTotals, OnMargins):
    packable(_kind)


@packable
@dataclass(frozen=True)
class MomentsPart:
    """The sums of some rows, for the groups and strata named; `clusters_seen` holds stratum × clusters + cluster.

    `cells` (group × strata + stratum) are those with rows, to which the `sums` belong in order. `centres` are the
    numbers that were subtracted from the columns of the layout.
    """

    levels: tuple[str | None, ...]
    strata: tuple[object, ...]
    clusters: tuple[object, ...]
    centres: Mapping[str, float]
    cells: Codes
    sums: dict[Columns, CellSums]
    units: list[UnitTotals]
    margins: OnMargins | None
    rows_by_stratum: Array
    clusters_seen: Codes


@dataclass(frozen=True)
class MomentsSum(Sum[MomentsPart]):
    """The moments of one grouping, as a sum over rows."""

    grouping: Grouping
    made: Mapping[str, Made]
    design: Design
    strata: tuple[object, ...]
    clusters: tuple[object, ...]
    centres: Mapping[str, float] = field(default_factory=dict)

    keepable = True

    @cached_property
    def layout(self) -> Layout:
        """Where each column stands in the sums."""
        return Layout(self.grouping.blocks)

    @cached_property
    def made_here(self) -> dict[str, Made]:
        """The columns of the layout that are computed while reading."""
        return {name: self.made[name] for name in dict.fromkeys(self.layout.names) if name in self.made}

    @cached_property
    def stored_columns(self) -> tuple[str, ...]:
        """The columns of the frame that the layout is made from."""
        names = dict.fromkeys(self.layout.names)
        sources = (self.made[name].sources if name in self.made else (name,) for name in names)
        return tuple(dict.fromkeys(source for found in sources for source in found))

    @property
    def columns(self) -> tuple[str, ...]:
        by = (self.grouping.by,) if self.grouping.by else ()
        return tuple(dict.fromkeys((*self.stored_columns, *by, *self.design.summed)))

    @cached_property
    def key(self) -> str:
        design = self.design
        margins = sorted(design.of_margins) or None
        made = sorted((name, repr(column)) for name, column in self.made_here.items())
        asked = [self.grouping.blocks, self.grouping.by, made, design.weight, design.stratum, design.cluster, margins]
        return f"moments {json.dumps(asked, ensure_ascii=False)}"

    def prepared(self, first: Batch) -> MomentsSum:
        """Return the sum with a whole number near each column's mean: whole answers stay whole, sums stay small."""
        means = {name: _mean(first.frame[name]) for name in self.stored_columns if name not in self.made}
        centres = {name: float(round(mean)) if isinstance(mean, float) else 0.0 for name, mean in means.items()}
        return replace(self, centres=centres)

    def of(self, batch: Batch) -> MomentsPart:
        design, number = self.design, len(self.clusters)
        group, stratum, cluster = self._keys
        found = batch.sorted(group, stratum)
        strata = found.batch.codes(stratum)
        clusters = found.batch.codes(cluster) if design.cluster else None
        sums: dict[Columns, CellSums] = {}
        units: list[UnitTotals] = []
        margins, cells = None, np.empty(0, dtype=np.int64)
        if self.layout.names:
            sums = self._counted(found)
            left = Layout(tuple(columns for columns in self.grouping.blocks if columns not in sums))
            rows = self._rows(found, clusters, left)
            sums, cells = sums | cell_sums(left, rows), rows.cells.present
            units = [unit_totals(self.layout, rows, rows.clusters)] if rows.clusters else []
            margins = self._margins(rows, found.batch)
        seen = np.empty(0, dtype=np.int64) if clusters is None else np.unique(strata * number + clusters)
        by_stratum = np.bincount(strata, minlength=len(self._names[1])).astype(float)
        return MomentsPart(*self._names, self.centres, cells, sums, units, margins, by_stratum, seen)

    @cached_property
    def _keys(self) -> tuple[Key, Key, Key]:
        """What rows are grouped by, and the stratum and cluster they are in."""
        given, design = self.grouping, self.design
        stratum = design.by_cell.key if design.by_cell else Key(design.stratum, self.strata)
        return Key(given.by, given.levels), stratum, Key(design.cluster, self.clusters)

    @property
    def _names(self) -> tuple[tuple[str | None, ...], tuple[object, ...], tuple[object, ...]]:
        """What the sums of a part are by: groups, strata (combinations of margins' levels in them), clusters."""
        by_cell = self.design.by_cell
        return self.grouping.levels, by_cell.combinations if by_cell else self.strata, self.clusters

    def _counted(self, rows: Sorted) -> dict[Columns, CellSums]:
        """Return the sums that follow from how often values occur, where no others are needed."""
        if self.design.cluster or self.design.calibration:
            return {}
        read = self.design.read_weight
        weights = rows.batch.numbers(read) if read else None
        return counted(tuple(dict.fromkeys(self.layout.singles)), self.made, rows, weights, self.centres)

    def _rows(self, rows: Sorted, clusters: Codes | None, layout: Layout) -> Rows:
        weight, batch = self.design.read_weight, rows.batch
        in_blocks = {name for columns in layout.wide for name in columns if name not in self.made}
        found = {name: batch.whole(name) for name in in_blocks}
        whole = {name: column for name, column in found.items() if column is not None}
        values = self._values(batch, [name for name in layout.names if name not in whole])
        weights = batch.numbers(weight) if weight else None
        of_units = None if clusters is None else Clusters(clusters, len(self.clusters))
        return Rows(values, self.centres, weights, of_units, rows.cells, whole)

    def _values(self, batch: Batch, names: Sequence[str]) -> dict[str, Values]:
        made = {name: self.made[name] for name in names if name in self.made}
        stored = dict.fromkeys(source for name in names for source in (made[name].sources if name in made else (name,)))
        values = {name: batch.values(name) for name in stored}
        return values | {name: computed(one, values) for name, one in made.items()}

    def _margins(self, rows: Rows, batch: Batch) -> OnMargins | None:
        found = self.design.calibration
        if found is None or self.design.by_cell:
            return None
        frame = batch.columns(found.columns)
        return on_margins(self.layout, rows, found.dummies(frame), found.before(frame))

    def plus(self, one: MomentsPart, other: MomentsPart) -> MomentsPart:
        margins = one.margins and other.margins and one.margins.plus(other.margins)
        cells, sums = _together(one, other)
        units = [*one.units, *other.units]
        return replace(
            one,
            cells=cells,
            sums=sums,
            units=units if len(units) < _MOST_LISTED else [joined(units)],
            margins=margins,
            rows_by_stratum=one.rows_by_stratum + other.rows_by_stratum,
            clusters_seen=np.union1d(one.clusters_seen, other.clusters_seen),
        )

    def kept(self, part: MomentsPart) -> KeptMoments:
        """Return the sums with what they are by; with fitted weights only by cell: more rows change the weights."""
        if part.margins is not None:
            raise TypeError("sums of raked weights are not kept")
        names, units = self.layout.names, joined(part.units) if part.units else None
        return KeptMoments(
            part.levels,
            part.strata,
            part.clusters,
            names,
            dict(part.centres),
            part.cells,
            {columns: _kept_sums(found) for columns, found in part.sums.items()},
            units.keys if units else np.empty(0, dtype=np.int64),
            Exact.of(units.totals if units else np.zeros((0, 3 * len(names)))),
            part.rows_by_stratum,
            part.clusters_seen,
        )

    def fitted(self, part: MomentsPart | Kept) -> MomentsPart:
        if isinstance(part, MomentsPart):
            same = (part.levels, part.strata, part.clusters) == self._names
            part = part if same else self.kept(part)
        if not isinstance(part, KeptMoments):
            return cast("MomentsPart", part)
        found = part.labelled(*self._names).near_means()
        units = [UnitTotals(found.units, found.totals.value)] if self.design.cluster else []
        sums = {columns: _cell_sums(one) for columns, one in found.sums.items()}
        return MomentsPart(*self._names, found.centres, found.cells, sums, units, None, found.rows, found.seen)

    def _weighted(self, part: MomentsPart) -> MomentsPart:
        """Return the sums under the weights, where they are by combination of the margins' levels."""
        design = self.design
        if design.by_cell is None:
            return part
        here = ByCombination(design.by_cell, self.strata, part.cells, len(part.levels))
        cells, sums = here.weighted(part.sums)
        calibration, clusters = design.calibration, len(part.clusters)
        return replace(
            part,
            strata=self.strata,
            cells=cells,
            sums=sums,
            units=here.units(part.units, clusters, len(self.layout.names)),
            margins=here.on_margins(self.layout, part.sums, calibration) if calibration else None,
            rows_by_stratum=here.rows(part.rows_by_stratum),
            clusters_seen=here.seen(part.clusters_seen, clusters),
        )

    def finished(self, part: MomentsPart) -> Moments:
        """Return the moments of all rows from their sums."""
        part = self._weighted(part)
        design, units = self.design, _design_units(part, self.design)
        by_t, strata = bool(design.stratum or design.cluster), [_level(level) for level in part.strata]
        undrawn = np.array([undrawn_share(n, design.population.get(s)) for n, s in zip(units, strata, strict=True)])
        margins = design.calibration.sums(strata) if design.calibration else None
        blocks = {
            columns: block_of(columns, _centre(part, columns), found, part.cells, len(part.levels), len(part.strata))
            for columns, found in part.sums.items()
        }
        if part.margins is not None:
            blocks = {columns: with_margins(block, self.layout, part.margins) for columns, block in blocks.items()}
        by_unit = None
        if design.cluster and part.units:
            of_units = joined(part.units)
            blocks = _over_clusters(blocks, self.layout, of_units, part, design)
            by_unit = _by_unit(of_units, self.layout, part) if self.grouping.by else None
        return Moments(self.grouping.levels, units, design.declared, by_t, blocks, undrawn, margins, by_unit)


def _mean(column: pl.Series) -> object:
    whole = column.dtype.is_integer()
    return column.mean() if whole else column.cast(pl.Float64).fill_nan(None).mean()


def _kept_sums(found: CellSums) -> KeptSums:
    weighted = None if found.weighted is None else Exact.of(found.weighted)
    squared = None if found.squared is None else Exact.of(found.squared)
    return KeptSums(Exact.of(found.plain), weighted, squared, Exact.of(found.answered))


def _cell_sums(kept: KeptSums) -> CellSums:
    weighted = None if kept.weighted is None else kept.weighted.value
    squared = None if kept.squared is None else kept.squared.value
    return CellSums(kept.plain.value, weighted, squared, kept.answered.value)


def moments_sums(
    levels: Callable[[str], Iterable[object]],
    groupings: Sequence[Grouping],
    design: Design | None = None,
    made: Mapping[str, Made] | None = None,
) -> list[MomentsSum]:
    """Return what to ask of a frame's rows for the moments of each grouping.

    `levels` gives a column's distinct values; `made` names columns that are computed while reading.
    """
    design = design or Design()
    strata, clusters = _strata(levels, design), _levels(levels, design.cluster)
    made = made or {}
    return [MomentsSum(one, made, design.affordable(one), strata, clusters) for one in groupings]


def moments(
    frame: Frame,
    groupings: Sequence[Grouping],
    design: Design | None = None,
    made: Mapping[str, Made] | None = None,
    progress: Progress | None = None,
) -> tuple[Moments, ...]:
    """Return the moments of each grouping, computed together in one pass; see `moments_sums` and `passed`.

    Memory is bounded by the batch, except for a declared cluster, whose totals are kept until the end.
    """
    sums = moments_sums(partial(_distinct, frame), groupings, design, made)
    return tuple(one.finished(part) for one, part in zip(sums, passed(frame, sums, progress), strict=True))


def _together(one: MomentsPart, other: MomentsPart) -> tuple[Codes, dict[Columns, CellSums]]:
    """Return the cells of either part and their sums."""
    if np.array_equal(one.cells, other.cells):
        return one.cells, {columns: found.plus(other.sums[columns]) for columns, found in one.sums.items()}
    cells = np.union1d(one.cells, other.cells)
    at, beside = np.searchsorted(cells, one.cells), np.searchsorted(cells, other.cells)
    return cells, {
        columns: found.spread(len(cells), at).plus(other.sums[columns].spread(len(cells), beside))
        for columns, found in one.sums.items()
    }


def _centre(part: MomentsPart, columns: Columns) -> Array:
    return np.array([part.centres.get(name, 0.0) for name in columns])


def _distinct(frame: Frame, column: str) -> list[object]:
    return [value for value, _ in distinct_counts(frame, column)]


def _levels(levels: Callable[[str], Iterable[object]], column: str | None) -> tuple[object, ...]:
    return (None,) if column is None else _in_order(levels(column))


def _in_order(levels: Iterable[object]) -> tuple[object, ...]:
    return tuple(sorted(levels, key=lambda level: (level is None, str(level))))


def _strata(levels: Callable[[str], Iterable[object]], design: Design) -> tuple[object, ...]:
    """Return the strata that the frame has; where weights were fitted to margins, all that the sample has."""
    whole = design.sampled if design.of_margins else {}
    return _in_order(whole) if whole else _levels(levels, design.stratum)


def _level(level: object) -> str | None:
    return None if level is None else str(level)


def _by_unit(units: UnitTotals, layout: Layout, part: MomentsPart) -> ByUnit:
    clusters, strata = len(part.clusters), len(part.strata)
    group, unit = np.divmod(units.keys, clusters * strata)
    return ByUnit(layout.names, clusters, group, unit, units.totals)


def _design_units(part: MomentsPart, design: Design) -> Array:
    """Return how many sampling units each stratum of the sample holds."""
    if design.sampled:
        return np.array([float(design.sampled[_level(level)]) for level in part.strata])
    if design.cluster:
        strata = part.clusters_seen // len(part.clusters)
        return np.bincount(strata, minlength=len(part.rows_by_stratum)).astype(float)
    return part.rows_by_stratum


def _over_clusters(
    blocks: dict[Columns, Block], layout: Layout, units: UnitTotals, part: MomentsPart, design: Design
) -> dict[Columns, Block]:
    clusters, calibration = len(part.clusters), design.calibration
    found = {columns: with_units(block, layout, units, clusters) for columns, block in blocks.items()}
    if calibration is None:
        return found
    at = ((key // clusters % len(part.strata), key % clusters) for key in units.keys.tolist())
    named = [(_level(part.strata[stratum]), _level(part.clusters[cluster])) for stratum, cluster in at]
    totals = calibration.unit_totals(named)
    return {columns: with_unit_margins(block, layout, units, clusters, totals) for columns, block in found.items()}
