"""Moments as they are kept and added up: by the names of groups, strata and clusters, exact beyond floats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from satindex.frames.kept import Kept
from satindex.frames.packing import packable
from satindex.stats.exact import Exact, block
from satindex.stats.moments import Array, Codes, Columns

packable(Exact)
Labels = tuple[object, ...]


@packable
@dataclass(frozen=True)
class KeptSums:
    """Σ f·u·u′ by cell of one block, for f = 1, w and w², as in `CellSums`."""

    plain: Exact
    weighted: Exact | None
    squared: Exact | None
    answered: Exact

    def spread(self, rows: int, at: Codes) -> KeptSums:
        """Return the sums as those of some among so many cells."""
        return self._each(lambda one: one.spread(rows, at), self.answered.spread(rows, at))

    def plus(self, other: KeptSums) -> KeptSums:
        """Return the sums of both, which have the same cells."""
        weighted, squared = _plus(self.weighted, other.weighted), _plus(self.squared, other.squared)
        return KeptSums(self.plain.plus(other.plain), weighted, squared, self.answered.plus(other.answered))

    def moved(self, by: Array) -> KeptSums:
        """Return the sums about centres that are less `by` so much, column by column."""
        return self._each(lambda one: _moved(one, by), self.answered)

    def _each(self, change: Callable[[Exact], Exact], answered: Exact) -> KeptSums:
        weighted = None if self.weighted is None else change(self.weighted)
        squared = None if self.squared is None else change(self.squared)
        return KeptSums(change(self.plain), weighted, squared, answered)


def _plus(one: Exact | None, other: Exact | None) -> Exact | None:
    """Return the sum of both; of weights that one part has and the other has not there is none."""
    if one is None and other is None:
        return None
    if one is None or other is None:
        raise ValueError("one part is weighted, the other is not")
    return one.plus(other)


def _moved(sums: Exact, by: Array) -> Exact:
    """Return Σ u·u′ with x + by in the place of x: (x + d)m′ = xm′ + d·mm′, and the same from the right."""
    k, rows, columns = len(by), by[:, None], by[None, :]
    upper, lower = sums.at(..., slice(k), slice(k)), sums.at(..., slice(k, None), slice(k))
    rest = sums.at(..., slice(k, None), slice(k, None))
    beside = upper.times(rows)
    left = lower.plus(beside)
    below = rest.plus(left.swapped().times(rows)).plus(lower.times(columns))
    one = np.abs(lower.high) + np.abs(beside.high)
    two = np.abs(rest.high) + np.swapaxes(one, -1, -2) * np.abs(rows) + np.abs(lower.high * columns)
    return block(upper, left.settled(one), below.settled(two))


@packable
@dataclass(frozen=True)
class KeptMoments(Kept):
    """The sums of moments of some rows.

    `cells` (group × strata + stratum) are those with rows, to which the `sums` belong in order; `units` (cell ×
    clusters + cluster) the sampling units that `totals` belong to, whose columns are Σw·m, Σw·x and Σm of all `names`;
    `seen` (stratum × clusters + cluster) those of all rows. `rows` are counted by stratum.
    """

    levels: Labels
    strata: Labels
    clusters: Labels
    names: Columns
    centres: Mapping[str, float]
    cells: Codes
    sums: dict[Columns, KeptSums]
    units: Codes
    totals: Exact
    rows: Array
    seen: Codes

    def joined(self, other: Kept) -> KeptMoments:
        if not isinstance(other, KeptMoments):
            raise TypeError(f"moments and {type(other).__name__} do not add up")
        pairs = ((self.levels, other.levels), (self.strata, other.strata), (self.clusters, other.clusters))
        levels, strata, clusters = (tuple(dict.fromkeys((*mine, *theirs))) for mine, theirs in pairs)
        one = self.labelled(levels, strata, clusters)
        two = other.about(self.centres).labelled(levels, strata, clusters)
        cells, units = np.union1d(one.cells, two.cells), np.union1d(one.units, two.units)
        one, two = one.spread(cells, units), two.spread(cells, units)
        return replace(
            one,
            sums={columns: found.plus(two.sums[columns]) for columns, found in one.sums.items()},
            totals=one.totals.plus(two.totals),
            rows=one.rows + two.rows,
            seen=np.union1d(one.seen, two.seen),
        )

    def spread(self, cells: Codes, units: Codes) -> KeptMoments:
        """Return the same sums among more cells and units, both in order."""
        at, of_units = np.searchsorted(cells, self.cells), np.searchsorted(units, self.units)
        sums = {columns: found.spread(len(cells), at) for columns, found in self.sums.items()}
        return replace(self, cells=cells, sums=sums, units=units, totals=self.totals.spread(len(units), of_units))

    def labelled(self, levels: Labels, strata: Labels, clusters: Labels) -> KeptMoments:
        """Return the same sums by groups, strata and clusters in another order, with others beside them.

        Raises ValueError where one that has rows is not among them.
        """
        if (levels, strata, clusters) == (self.levels, self.strata, self.clusters):
            return self
        to_group, to_stratum = _places(self.levels, levels), _places(self.strata, strata)
        to_cluster, old, new = _places(self.clusters, clusters), len(self.clusters), len(clusters)
        group, stratum = np.divmod(self.cells, len(self.strata))
        cells = to_group[group] * len(strata) + to_stratum[stratum]
        unit_group, unit_stratum = np.divmod(self.units // old, len(self.strata))
        units = (to_group[unit_group] * len(strata) + to_stratum[unit_stratum]) * new + to_cluster[self.units % old]
        seen = to_stratum[self.seen // old] * new + to_cluster[self.seen % old]
        used = (to_group[group], to_stratum[stratum], to_stratum[self.seen // old], to_cluster[self.seen % old])
        if any((codes < 0).any() for codes in used):
            raise ValueError("a group, stratum or cluster of the sums is not among those asked for")
        order, of_units = np.argsort(cells), np.argsort(units)
        rows, there = np.zeros(len(strata)), to_stratum >= 0
        rows[to_stratum[there]] = self.rows[there]
        return replace(
            self,
            levels=levels,
            strata=strata,
            clusters=clusters,
            cells=cells[order],
            sums={columns: found.spread(len(order), np.argsort(order)) for columns, found in self.sums.items()},
            units=units[of_units],
            totals=self.totals.at(of_units),
            rows=rows,
            seen=np.sort(seen),
        )

    def about(self, centres: Mapping[str, float]) -> KeptMoments:
        """Return the same sums about other centres."""
        by = {name: self.centres.get(name, 0.0) - centres.get(name, 0.0) for name in self.names}
        if not any(by.values()):
            return replace(self, centres=dict(centres))
        sums = {columns: found.moved(np.array([by[name] for name in columns])) for columns, found in self.sums.items()}
        c, moved = len(self.names), np.array([by[name] for name in self.names])
        weights, values = self.totals.at(slice(None), slice(c)), self.totals.at(slice(None), slice(c, 2 * c))
        by_weight = weights.times(moved[None, :])
        values = values.plus(by_weight).settled(np.abs(values.high) + np.abs(by_weight.high))
        parts = (weights, values, self.totals.at(slice(None), slice(2 * c, None)))
        totals = Exact(
            *(np.concatenate(found, axis=1) for found in zip(*((p.high, p.low) for p in parts), strict=True))
        )
        return replace(self, centres=dict(centres), sums=sums, totals=totals)

    def near_means(self) -> KeptMoments:
        """Return the same sums about whole numbers near the columns' means, so that they are small."""
        return self.about(dict(_near(self)))


def _near(kept: KeptMoments) -> Iterator[tuple[str, float]]:
    for columns, found in kept.sums.items():
        k = len(columns)
        for at, name in enumerate(columns):
            total = found.plain.value[:, k + at, at].sum()
            count = found.plain.value[:, at, at].sum()
            mean = kept.centres.get(name, 0.0) + (total / count if count else 0.0)
            yield name, float(round(mean)) if np.isfinite(mean) else 0.0


def _places(mine: Sequence[object], wanted: Sequence[object]) -> Codes:
    """Return where each of my labels stands among those wanted, −1 where it does not."""
    places = {label: at for at, label in enumerate(wanted)}
    return cast("Codes", np.array([places.get(label, -1) for label in mine], dtype=np.int64))
