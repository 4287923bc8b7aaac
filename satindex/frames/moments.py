"""Moments of a frame's columns, by group, in one pass over batches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import islice

import numpy as np
import polars as pl

from satindex.frames.batches import Frame, batches, distinct_counts
from satindex.frames.calibration import Calibration
from satindex.frames.made import Made
from satindex.stats.margins import OnMargins, on_margins, with_margins, with_unit_margins
from satindex.stats.moments import Array, Block, ByUnit, Columns, Moments
from satindex.stats.sums import (
    CellSums,
    Clusters,
    Codes,
    Layout,
    UnitTotals,
    block_of,
    cell_sums,
    cells_of,
    joined,
    rows_of,
    unit_totals,
    with_units,
)

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Design:
    """The columns of the sampling design; each may be absent.

    `sampled` holds the sampling units of each stratum (None: of all) where the frame is only a part of the sample;
    `population` how many the stratum has in all, where that is known; `calibration` the margins that the weights were
    fitted to, and `beyond` the part of the sample so weighted that is not in the frame: combinations of the design's
    columns, each with its `count` of rows.
    """

    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    sampled: Mapping[str | None, int] = field(default_factory=dict)
    population: Mapping[str | None, float] = field(default_factory=dict)
    calibration: Calibration | None = None
    beyond: pl.DataFrame | None = field(default=None, compare=False, repr=False)

    def undrawn(self, stratum: str | None) -> float:
        """Return 1 − f, f the share of a stratum's population of units that was drawn (0 where it is not known)."""
        return _undrawn(self.sampled.get(stratum, 0), self.population.get(stratum))

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


@dataclass(frozen=True)
class _Key:
    """The levels of a key column, coded 0 … in order; an unlisted level counts as missing."""

    column: str | None
    levels: tuple[object, ...]

    def codes(self, batch: pl.DataFrame) -> Codes:
        if self.column is None or len(self.levels) <= 1:
            return np.zeros(batch.height, dtype=np.int64)
        coded = {level: code for code, level in enumerate(self.levels) if level is not None}
        where_missing = self.levels.index(None) if None in self.levels else 0
        series = batch[self.column].replace_strict(
            list(coded), list(coded.values()), default=where_missing, return_dtype=pl.Int64
        )
        return series.to_numpy()


@dataclass
class _Plan:
    groupings: Sequence[Grouping]
    made: Mapping[str, Made]
    design: Design
    stratum: _Key
    cluster: _Key
    centres: dict[str, float] = field(default_factory=dict)

    @cached_property
    def layouts(self) -> list[Layout]:
        return [Layout(grouping.blocks) for grouping in self.groupings]

    @cached_property
    def value_columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for layout in self.layouts for name in layout.names))

    @cached_property
    def stored_columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source for name in self.value_columns for source in self._sources(name)))

    @cached_property
    def read_columns(self) -> tuple[str, ...]:
        groups = [grouping.by for grouping in self.groupings if grouping.by]
        return tuple(dict.fromkeys((*self.stored_columns, *groups, *self.design.columns)))

    def _sources(self, name: str) -> tuple[str, ...]:
        return self.made[name].sources if name in self.made else (name,)


@dataclass(frozen=True)
class _Part:
    """The sums of some rows, per grouping; `clusters_seen` holds stratum × clusters + cluster of each unit."""

    sums: list[dict[Columns, CellSums]]
    units: list[list[UnitTotals]]
    margins: list[OnMargins | None]
    rows_by_stratum: Array
    clusters_seen: Codes

    def plus(self, other: _Part) -> _Part:
        sums = [
            {columns: found.plus(two[columns]) for columns, found in one.items()}
            for one, two in zip(self.sums, other.sums, strict=True)
        ]
        units = [[*one, *two] for one, two in zip(self.units, other.units, strict=True)]
        margins = [one and two and one.plus(two) for one, two in zip(self.margins, other.margins, strict=True)]
        seen = np.union1d(self.clusters_seen, other.clusters_seen)
        return _Part(sums, units, margins, self.rows_by_stratum + other.rows_by_stratum, seen)


def moments(
    frame: Frame,
    groupings: Sequence[Grouping],
    design: Design | None = None,
    made: Mapping[str, Made] | None = None,
    progress: Progress | None = None,
) -> tuple[Moments, ...]:
    """Return the moments of each grouping, computed together in one pass.

    `made` names columns that are computed while reading. Memory is bounded by the batch, except for a declared
    cluster, whose totals are kept until the end. Sums are added in the frame's order, so the same frame gives
    the same figures to the last digit.
    """
    design = design or Design()
    stratum, cluster = (
        _Key(design.stratum, _strata(frame, design)),
        _Key(design.cluster, _levels(frame, design.cluster)),
    )
    plan = _Plan(groupings, made or {}, design, stratum, cluster)
    parts = list(_parts(frame, plan, progress)) or [_batch_part(_empty(plan), plan)]
    return tuple(_finished(reduce(_Part.plus, parts), plan))


def _empty(plan: _Plan) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(plan.read_columns, pl.Float64))


def _levels(frame: Frame, column: str | None) -> tuple[object, ...]:
    if column is None:
        return (None,)
    return _in_order(value for value, _ in distinct_counts(frame, column))


def _in_order(levels: Iterable[object]) -> tuple[object, ...]:
    return tuple(sorted(levels, key=lambda level: (level is None, str(level))))


def _strata(frame: Frame, design: Design) -> tuple[object, ...]:
    """Return the strata that the frame has; where weights were fitted to margins, all that the sample has."""
    whole = design.sampled if design.calibration else {}
    return _in_order(whole) if whole else _levels(frame, design.stratum)


def _level(level: object) -> str | None:
    return None if level is None else str(level)


def _parts(frame: Frame, plan: _Plan, progress: Progress | None) -> Iterator[_Part]:
    workers, done = min(4, os.cpu_count() or 1), 0
    parts = batches(frame, plan.read_columns) if plan.read_columns else iter(())
    with ThreadPoolExecutor(workers) as pool:
        while chunk := list(islice(parts, workers)):
            if not plan.centres:
                plan.centres.update(_centres(chunk[0], plan))
            yield reduce(_Part.plus, pool.map(lambda batch: _batch_part(batch, plan), chunk))
            done += sum(batch.height for batch in chunk)
            if progress:
                progress(done)


def _centres(batch: pl.DataFrame, plan: _Plan) -> dict[str, float]:
    """Return a whole number near each stored column's mean: whole answers stay whole, sums stay small."""
    means = {
        name: batch[name].cast(pl.Float64).fill_nan(None).mean()
        for name in plan.stored_columns
        if name not in plan.made
    }
    return {name: float(round(mean)) if isinstance(mean, float) else 0.0 for name, mean in means.items()}


def _batch_part(batch: pl.DataFrame, plan: _Plan) -> _Part:
    values = _values(batch, plan)
    weights = batch[plan.design.weight].cast(pl.Float64).to_numpy() if plan.design.weight else None
    strata, number = plan.stratum.codes(batch), len(plan.cluster.levels)
    clusters = Clusters(plan.cluster.codes(batch), number) if plan.design.cluster else None
    sums: list[dict[Columns, CellSums]] = []
    units: list[list[UnitTotals]] = []
    margins: list[OnMargins | None] = []
    calibration = plan.design.calibration
    dummies = (calibration.dummies(batch), calibration.before(batch)) if calibration else None
    for grouping, layout in zip(plan.groupings, plan.layouts, strict=True):
        group = _Key(grouping.by, grouping.levels).codes(batch)
        cells = cells_of(group, strata, len(grouping.levels), len(plan.stratum.levels))
        if not layout.names:
            sums.append({})
            units.append([])
            margins.append(None)
            continue
        rows = rows_of(values, layout, plan.centres, weights, clusters, cells)
        sums.append(cell_sums(layout, rows))
        units.append([unit_totals(layout, rows, rows.clusters)] if rows.clusters else [])
        margins.append(on_margins(rows, *dummies) if dummies else None)
    seen = np.unique(strata * number + clusters.codes) if clusters else np.empty(0, dtype=np.int64)
    return _Part(sums, units, margins, np.bincount(strata, minlength=len(plan.stratum.levels)).astype(float), seen)


def _values(batch: pl.DataFrame, plan: _Plan) -> dict[str, Array]:
    if not plan.stored_columns:
        return {}
    numbers = pl.col(plan.stored_columns).cast(pl.Float64).fill_null(np.nan)
    table = batch.select(numbers).to_numpy()
    stored = {name: table[:, at] for at, name in enumerate(plan.stored_columns)}
    made = {
        n: one.compute(*(stored[s] for s in one.sources)) for n, one in plan.made.items() if n in plan.value_columns
    }
    return stored | made


def _finished(part: _Part, plan: _Plan) -> Iterator[Moments]:
    design, units = plan.design, _design_units(part, plan)
    by_t, strata = bool(design.stratum or design.cluster), [_level(level) for level in plan.stratum.levels]
    undrawn = np.array([_undrawn(n, design.population.get(s)) for n, s in zip(units, strata, strict=True)])
    margins = design.calibration.sums(strata) if design.calibration else None
    parts = zip(plan.groupings, plan.layouts, part.sums, part.units, part.margins, strict=True)
    for grouping, layout, sums, totals, on in parts:
        blocks = {
            columns: block_of(columns, np.array([plan.centres.get(name, 0.0) for name in columns]), found)
            for columns, found in sums.items()
        }
        if on is not None:
            blocks = {columns: with_margins(block, layout, on) for columns, block in blocks.items()}
        by_unit = None
        if design.cluster and totals:
            of_units = joined(totals)
            blocks = _over_clusters(blocks, layout, of_units, plan)
            by_unit = _by_unit(of_units, layout, plan) if grouping.by else None
        yield Moments(grouping.levels, units, design.declared, by_t, blocks, undrawn, margins, by_unit)


def _by_unit(units: UnitTotals, layout: Layout, plan: _Plan) -> ByUnit:
    clusters, strata = len(plan.cluster.levels), len(plan.stratum.levels)
    group, unit = np.divmod(units.keys, clusters * strata)
    return ByUnit(layout.names, clusters, group, unit, units.totals)


def _design_units(part: _Part, plan: _Plan) -> Array:
    """Return how many sampling units each stratum of the sample holds."""
    if plan.design.sampled:
        return np.array([float(plan.design.sampled[_level(level)]) for level in plan.stratum.levels])
    if plan.design.cluster:
        strata = part.clusters_seen // len(plan.cluster.levels)
        return np.bincount(strata, minlength=len(part.rows_by_stratum)).astype(float)
    return part.rows_by_stratum


def _undrawn(units: float, population: float | None) -> float:
    return 1.0 if population is None else 1.0 - units / population


def _over_clusters(
    blocks: dict[Columns, Block], layout: Layout, units: UnitTotals, plan: _Plan
) -> dict[Columns, Block]:
    clusters, calibration = len(plan.cluster.levels), plan.design.calibration
    found = {columns: with_units(block, layout, units, clusters) for columns, block in blocks.items()}
    if calibration is None:
        return found
    at = ((key // clusters % len(plan.stratum.levels), key % clusters) for key in units.keys.tolist())
    named = [(_level(plan.stratum.levels[stratum]), _level(plan.cluster.levels[cluster])) for stratum, cluster in at]
    totals = calibration.unit_totals(named)
    return {columns: with_unit_margins(block, layout, units, clusters, totals) for columns, block in found.items()}
