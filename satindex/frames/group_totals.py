"""Totals of columns within random groups of sampling units: what a bootstrap needs of any number of rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from satindex.frames.design import Design
from satindex.frames.packing import packable
from satindex.frames.passes import Batch, Sum
from satindex.frames.unit_groups import Groups
from satindex.stats.grouped import grouped_replicates
from satindex.stats.moments import Array, Columns
from satindex.stats.resampling import Replicates, reraked
from satindex.stats.sample import Codes


@packable
@dataclass(frozen=True)
class GroupTotalsPart:
    """By place (P): rows, Σw, and for each column Σw·m and Σw·m·(x − centre), m whether it is answered (P × 2k).

    `answered` (k) counts those who did; `unnamed` the rows that have no id; `centres` are by column.
    """

    centres: Mapping[str, float]
    rows: Array
    mass: Array
    totals: Array
    answered: Array
    unnamed: int


@dataclass(frozen=True, eq=False)
class GroupTotals(Sum[GroupTotalsPart]):
    """The totals of columns by place: a group, or the part of it with one combination of the margins' levels."""

    names: Columns
    groups: Groups
    design: Design
    centres: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        groups, design = self.groups, self.design
        asked = [self.names, groups.keys, groups.identity.columns, groups.seed, len(groups.strata), design.weight]
        return json.dumps(["totals by group", *asked, sorted(self.margins)], ensure_ascii=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.names, *self.groups.columns, *self.design.columns)))

    @cached_property
    def margins(self) -> Mapping[str, tuple[str, ...]]:
        """The margins that the weights were fitted to, with their levels."""
        return self.design.calibration.margins if self.design.calibration else {}

    @property
    def shape(self) -> tuple[int, ...]:
        """How many levels each margin has."""
        return tuple(map(len, self.margins.values()))

    @property
    def cells(self) -> int:
        """How many combinations of the margins' levels there can be; 1 without margins."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def number(self) -> int:
        """How many places there are."""
        return len(self.groups.strata) * self.cells

    def prepared(self, first: Batch) -> GroupTotals:
        means = ((name, first.numbers(name)) for name in self.names)
        return replace(self, centres={n: float(np.nanmean(v)) for n, v in means if not np.isnan(v).all()})

    def of(self, batch: Batch) -> GroupTotalsPart:
        places, number = self.places(batch), self.number
        weights = batch.numbers(self.design.weight) if self.design.weight else np.ones(len(batch))
        rows = np.bincount(places, minlength=number).astype(np.float64)
        mass = np.bincount(places, weights, number).astype(np.float64)
        totals, answered = np.empty((number, 2 * len(self.names))), np.zeros(len(self.names))
        for at, name in enumerate(self.names):
            values = batch.numbers(name)
            there = ~np.isnan(values)
            answered[at] = there.sum()
            whole = answered[at] == len(batch)
            where, w = (places, weights) if whole else (places[there], weights[there])
            x = (values if whole else values[there]) - self.centres.get(name, 0.0)
            totals[:, at] = mass if whole else np.bincount(where, w, number)
            totals[:, len(self.names) + at] = np.bincount(where, w * x, number)
        return GroupTotalsPart(self.centres, rows, mass, totals, answered, self.unnamed(batch))

    def places(self, batch: Batch) -> Codes:
        """Return the place of each row of a batch."""
        return self.groups.of(batch) * self.cells + self._cell(batch.frame)

    def unnamed(self, batch: Batch) -> int:
        """Return how many rows of a batch are dealt by their place only."""
        return 0 if self.groups.dealt else self.groups.identity.unnamed(batch)

    def _cell(self, frame: pl.DataFrame) -> Codes:
        """Return each row's combination of the margins' levels."""
        found = np.zeros(frame.height, dtype=np.int64)
        for column, levels in self.margins.items():
            codes = frame[column].replace_strict(list(levels), list(range(len(levels))), return_dtype=pl.Int64)
            found = found * len(levels) + codes.to_numpy()
        return found

    def plus(self, one: GroupTotalsPart, other: GroupTotalsPart) -> GroupTotalsPart:
        k, moved = len(self.names), other.totals
        shift = np.array([other.centres.get(name, 0.0) - one.centres.get(name, 0.0) for name in self.names])
        if shift.any():
            moved = np.concatenate([moved[:, :k], moved[:, k:] + moved[:, :k] * shift], axis=1)
        return GroupTotalsPart(
            one.centres,
            one.rows + other.rows,
            one.mass + other.mass,
            one.totals + moved,
            one.answered + other.answered,
            one.unnamed + other.unnamed,
        )

    def replicates(self, part: GroupTotalsPart, number: int) -> tuple[Replicates, Array] | None:
        """Return replicates, and the totals at their places; None where a stratum has a single unit."""
        found = self.drawn(part, number)
        return None if found is None else (found[0], part.totals[found[1]])

    def drawn(self, part: GroupTotalsPart, number: int) -> tuple[Replicates, Codes] | None:
        """Return replicates, and which of all places they are of; None where a stratum has a single unit.

        Those of the sample who do not stand in the frame are drawn too.
        """
        groups, random = self.groups, np.random.default_rng([self.groups.seed, 1])
        if groups.lonely:
            return None
        rows, mass = self._beyond(random)
        rows, mass = rows + part.rows, mass + part.mass
        drawn = groups.clusters
        if drawn is None:
            sizes = rows.reshape(-1, self.cells).sum(axis=1)
            sizes += self._absent(sizes, random)
            drawn = grouped_replicates(sizes, groups.strata, number, groups.seed, self._undrawn)
        if drawn is None or not self.margins:
            return None if drawn is None else (drawn, np.arange(len(part.rows)))
        places = np.flatnonzero(mass)
        unit_of, cell_of = np.divmod(places, self.cells)
        cells, cell_of = np.unique(cell_of, return_inverse=True)
        levels = np.stack(np.unravel_index(cells, self.shape))
        again = reraked(drawn.counts, levels, unit_of, cell_of, mass[places])
        return replace(drawn, raked=again), places

    @property
    def _undrawn(self) -> Array | None:
        design = self.design
        return np.array([design.undrawn(level) for level in self.groups.levels]) if design.population else None

    def _absent(self, sizes: Array, random: np.random.Generator) -> Array:
        """Return how many units without rows anywhere fall into each group."""
        found = np.zeros(len(sizes))
        for code, level in enumerate(self.groups.levels):
            members = np.flatnonzero(self.groups.strata == code)
            absent = round(self.design.sampled.get(level, 0) - sizes[members].sum())
            if absent > 0:
                found[members] = random.multinomial(absent, np.full(len(members), 1 / len(members)))
        return found

    def _beyond(self, random: np.random.Generator) -> tuple[Array, Array]:
        """Return rows and Σw, by place, of those who were weighted with these but do not stand in the frame."""
        groups, beyond = self.groups, self.design.beyond
        rows, mass = np.zeros(self.number), np.zeros(self.number)
        if beyond is None or not self.design.weight:
            return rows, mass
        count = beyond["count"].cast(pl.Float64).to_numpy()
        alike, which = np.unique(groups.combination(beyond) * self.cells + self._cell(beyond), return_inverse=True)
        counts = np.bincount(which, count).astype(np.int64)
        masses = np.bincount(which, count * beyond[self.design.weight].cast(pl.Float64).to_numpy())
        for key, people, weight in zip(alike.tolist(), counts.tolist(), masses.tolist(), strict=True):
            at, cell = divmod(key, self.cells)
            number = int(groups.number[at])
            times = random.multinomial(people, np.full(number, 1 / number))
            places = (groups.first[at] + np.arange(number)) * self.cells + cell
            rows[places] += times
            mass[places] += times * (weight / people)
        return rows, mass
