"""Means of columns within random groups of sampling units, by the levels of a segment and by who answered what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.frames.batch import Key
from satindex.frames.design import Design
from satindex.frames.group_totals import GroupTotals
from satindex.frames.packing import packable
from satindex.frames.passes import Batch, Sum
from satindex.frames.unit_groups import Groups
from satindex.stats.moments import Array, Columns
from satindex.stats.sample import Codes, Sample

Chosen = npt.NDArray[np.bool_]


MOST_WHOLE: Final = 200_000
"""Combinations of a level and a place up to which each batch has sums for all of them."""


@packable
@dataclass(frozen=True)
class GroupMeansPart:
    """Σw and Σw·x of k columns: in `whole` of the rows that have all, by level and place (L·P × 1 + k).

    In `sums` of the others that have some, by `keys`: (which they have · L + level) · P + place, which they have in
    bits. Where levels and places are many, `whole` is empty, and all are there.
    """

    whole: Array
    keys: Codes
    sums: Array


@dataclass(frozen=True, eq=False)
class GroupMeans(Sum[GroupMeansPart]):
    """The totals of `names` by level, by which of them are answered, and by place: see `GroupTotals`."""

    names: Columns
    groups: Groups
    design: Design
    by: Key

    @property
    def key(self) -> str:
        return json.dumps(["means by group", self.by.column, self.by.levels, self._totals.key], ensure_ascii=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._totals.columns, *([self.by.column] if self.by.column else []))))

    @cached_property
    def _totals(self) -> GroupTotals:
        return GroupTotals(self.names, self.groups, self.design)

    @property
    def cells(self) -> int:
        """How many combinations of a level and a place there are."""
        return len(self.by.levels) * self._totals.number

    def of(self, batch: Batch) -> GroupMeansPart:
        design, number = self.design, self.cells
        values = np.stack([batch.numbers(name) for name in self.names])
        weights = batch.numbers(design.weight) if design.weight else np.ones(len(batch))
        places = batch.codes(self.by) * self._totals.number + self._totals.places(batch)
        there = ~np.isnan(values)
        every: Chosen = np.asarray(there.all(axis=0)) & (number <= MOST_WHOLE)
        whole = _sums(values, weights, places, every, number if number <= MOST_WHOLE else 0)
        some = there.any(axis=0) & ~every
        bits = (there[:, some] << np.arange(len(self.names), dtype=np.int64)[:, None]).sum(axis=0)
        keys, which = np.unique(bits * number + places[some], return_inverse=True)
        alone = np.arange(len(which))
        found = np.where(there[:, some], values[:, some], 0.0)
        sums = _sums(found, weights[some], which, alone, len(keys))
        return GroupMeansPart(whole, keys, sums)

    def plus(self, one: GroupMeansPart, other: GroupMeansPart) -> GroupMeansPart:
        keys = np.union1d(one.keys, other.keys)
        sums = np.zeros((len(keys), one.whole.shape[1]))
        for part in (one, other):
            sums[np.searchsorted(keys, part.keys)] += part.sums
        return GroupMeansPart(one.whole + other.whole, keys, sums)

    def sample(self, part: GroupMeansPart, level: int | None = None) -> Sample:
        """Return the rows, or those of a level: of one place and level, those that have the same columns are one.

        Their values are means, their positions the places.
        """
        rows = list(self._rows(part, level))
        values, weights, places = (np.concatenate(found, axis=-1) for found in zip(*rows, strict=True))
        return Sample(values, weights, positions=places)

    def _rows(self, part: GroupMeansPart, level: int | None) -> Iterator[tuple[Array, Array, Codes]]:
        each, k = self._totals.number, len(self.names)
        if len(part.whole):
            by_level = part.whole.reshape(-1, each, 1 + k)
            whole = by_level.sum(axis=0) if level is None else by_level[level]
            yield _meant(whole, np.ones((k, each), dtype=np.bool_), np.arange(each))
        bits, place = np.divmod(part.keys, len(self.by.levels) * each)
        mine = np.ones(len(place), dtype=np.bool_) if level is None else place // each == level
        there = (bits[mine] >> np.arange(k)[:, None]) & 1 == 1
        yield _meant(part.sums[mine], there, place[mine] % each)


def _sums(values: Array, weights: Array, places: Codes, rows: Chosen | Codes, number: int) -> Array:
    """Return Σw and Σw·x of some rows by place."""
    w, at = weights[rows], places[rows]
    found = [np.bincount(at, w, number), *(np.bincount(at, w * x[rows], number) for x in values)]
    return np.stack(found, axis=1).astype(np.float64)


def _meant(sums: Array, there: Array, places: Codes) -> tuple[Array, Array, Codes]:
    """Return the means (k × n, NaN where not `there`), weights and places of sums that have a weight."""
    kept = sums[:, 0] > 0
    means = sums[kept, 1:].T / sums[kept, 0]
    return np.where(there[:, kept], means, np.nan), sums[kept, 0], places[kept]
