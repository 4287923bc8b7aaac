"""Moments of a frame's columns, by group, in one pass over batches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice

import numpy as np
import polars as pl

from satindex.frames.batches import Frame, batches, distinct_counts
from satindex.frames.made import Made
from satindex.stats.moments import Array, Block, Moments, Wanted, merged
from satindex.stats.sums import Clusters, Codes, PartialBlock, UnitTotals, block_sums, cells_of, rows_of, with_units

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Design:
    """The columns of the sampling design; each may be absent."""

    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None

    @property
    def declared(self) -> bool:
        """Whether any of the three is declared."""
        return any((self.weight, self.stratum, self.cluster))

    @property
    def columns(self) -> tuple[str, ...]:
        """The declared columns."""
        return tuple(column for column in (self.weight, self.stratum, self.cluster) if column)


@dataclass(frozen=True)
class Grouping:
    """Blocks of columns wanted by the levels of a column, or over all rows where `by` is None.

    `levels` are the groups in order; None stands for rows without a level.
    """

    blocks: tuple[Wanted, ...]
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
        known = [level for level in self.levels if level is not None]
        where_missing = self.levels.index(None) if None in self.levels else 0
        series = batch[self.column].replace_strict(
            known,
            [code for code, level in enumerate(self.levels) if level is not None],
            default=where_missing,
            return_dtype=pl.Int64,
        )
        return series.to_numpy()


@dataclass
class _Plan:
    groupings: Sequence[Grouping]
    made: Mapping[str, Made]
    design: Design
    stratum: _Key
    cluster: _Key
    keys: Sequence[_Key]
    centres: dict[str, float] = field(default_factory=dict)

    @property
    def value_columns(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(name for grouping in self.groupings for block in grouping.blocks for name in block.columns)
        )

    @property
    def read_columns(self) -> tuple[str, ...]:
        values = [source for name in self.value_columns for source in self._stored(name)]
        groups = [grouping.by for grouping in self.groupings if grouping.by]
        return tuple(dict.fromkeys((*values, *groups, *self.design.columns)))

    def _stored(self, name: str) -> tuple[str, ...]:
        return self.made[name].sources if name in self.made else (name,)


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
    plan = _Plan(
        groupings,
        made or {},
        design,
        _Key(design.stratum, _levels(frame, design.stratum)),
        _Key(design.cluster, _levels(frame, design.cluster)),
        [_Key(grouping.by, grouping.levels) for grouping in groupings],
    )
    parts = list(_parts(frame, plan, progress)) or [_batch_part(_empty(plan), plan)]
    return _finished(reduce(_Part.plus, parts), plan)


def _empty(plan: _Plan) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(plan.read_columns, pl.Float64))


def _levels(frame: Frame, column: str | None) -> tuple[object, ...]:
    if column is None:
        return (None,)
    return tuple(sorted((value for value, _ in distinct_counts(frame, column)), key=lambda v: (v is None, str(v))))


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
    columns = (name for name in plan.value_columns if name not in plan.made)
    means = {name: batch[name].cast(pl.Float64).fill_nan(None).mean() for name in columns}
    return {name: float(round(mean)) if isinstance(mean, float) else 0.0 for name, mean in means.items()}


@dataclass(frozen=True)
class _Part:
    """The sums of some rows: per grouping its blocks, and the sampling units seen (stratum × clusters + cluster)."""

    blocks: list[dict[Wanted, Block]]
    units: list[dict[Wanted, list[UnitTotals]]]
    rows_by_stratum: Array
    clusters_seen: Codes

    def plus(self, other: _Part) -> _Part:
        blocks = [
            {columns: merged(block, two[columns]) for columns, block in one.items()}
            for one, two in zip(self.blocks, other.blocks, strict=True)
        ]
        units = [
            {columns: [*totals, *two[columns]] for columns, totals in one.items()}
            for one, two in zip(self.units, other.units, strict=True)
        ]
        seen = np.union1d(self.clusters_seen, other.clusters_seen)
        return _Part(blocks, units, self.rows_by_stratum + other.rows_by_stratum, seen)


def _finished(part: _Part, plan: _Plan) -> tuple[Moments, ...]:
    clusters, design = len(plan.cluster.levels), plan.design
    units, by_t = part.rows_by_stratum, bool(design.stratum or design.cluster)
    if design.cluster:
        units = np.bincount(part.clusters_seen // clusters, minlength=len(units)).astype(float)
    found = []
    for grouping, blocks, totals in zip(plan.groupings, part.blocks, part.units, strict=True):
        if design.cluster:
            blocks = {name: with_units(block, _joined(totals[name]), clusters) for name, block in blocks.items()}
        found.append(Moments(grouping.levels, units, design.declared, by_t, blocks))
    return tuple(found)


def _joined(parts: Sequence[UnitTotals]) -> UnitTotals:
    return UnitTotals(np.concatenate([p.keys for p in parts]), np.concatenate([p.totals for p in parts]))


def _batch_part(batch: pl.DataFrame, plan: _Plan) -> _Part:
    stored: dict[str, Array] = {}
    values = {name: _values(batch, name, plan, stored) for name in plan.value_columns}
    weights = batch[plan.design.weight].cast(pl.Float64).to_numpy() if plan.design.weight else None
    strata, number = plan.stratum.codes(batch), len(plan.cluster.levels)
    clusters = Clusters(plan.cluster.codes(batch), number) if plan.design.cluster else None
    blocks: list[dict[Wanted, Block]] = []
    units: list[dict[Wanted, list[UnitTotals]]] = []
    for grouping, key in zip(plan.groupings, plan.keys, strict=True):
        cells = cells_of(key.codes(batch), strata, len(key.levels), len(plan.stratum.levels))
        rows = rows_of(values, plan.centres, weights, clusters, cells) if values else None
        sums: dict[Wanted, PartialBlock] = {w: block_sums(w, rows) for w in grouping.blocks} if rows else {}
        blocks.append({wanted: one.block for wanted, one in sums.items()})
        units.append({wanted: [one.units] if one.units else [] for wanted, one in sums.items()})
    seen = np.unique(strata * number + clusters.codes) if clusters else np.empty(0, dtype=np.int64)
    return _Part(blocks, units, np.bincount(strata, minlength=len(plan.stratum.levels)).astype(float), seen)


def _values(batch: pl.DataFrame, name: str, plan: _Plan, stored: dict[str, Array]) -> Array:
    if name in plan.made:
        made = plan.made[name]
        return made.compute(*(_values(batch, source, plan, stored) for source in made.sources))
    if name not in stored:
        stored[name] = batch[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return stored[name]
