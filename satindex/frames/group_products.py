"""Cross-products of columns within random groups of sampling units: correlations in every replicate, without rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from satindex.frames.group_totals import GroupTotals, GroupTotalsPart
from satindex.frames.passes import Batch
from satindex.frames.samples import Pick
from satindex.stats.moments import Array


@dataclass(frozen=True, eq=False)
class GroupProducts(GroupTotals):
    """Σw, Σw·z and Σw·z·z′ (upper half) by group, over the rows that have all of `picks`; weights are kept.

    z are the picked columns less `shift`, divided by `scale`: known means and deviations, so that nothing large is
    rounded off.
    """

    picks: tuple[Pick, ...] = ()
    shift: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()

    @property
    def key(self) -> str:
        columns = [[pick.column, pick.level] for pick in self.picks]
        return json.dumps(["products by group", columns, self.shift, self.scale, super().key], ensure_ascii=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(pick.column for pick in self.picks), *super().columns)))

    def prepared(self, first: Batch) -> GroupProducts:
        return self

    def of(self, batch: Batch) -> GroupTotalsPart:
        values = np.stack([pick.values(batch.frame) for pick in self.picks])
        there = ~np.isnan(values).any(axis=0)
        z = (values[:, there] - np.array(self.shift)[:, None]) / np.array(self.scale)[:, None]
        weights = batch.numbers(self.design.weight)[there] if self.design.weight else np.ones(z.shape[1])
        every, number = self.groups.of(batch), len(self.groups.strata)
        places = every[there]
        sums = [np.bincount(places, row, number).astype(np.float64) for row in _products(z, weights)]
        rows = np.bincount(every, minlength=number).astype(np.float64)
        unnamed = 0 if self.groups.dealt else self.groups.identity.unnamed(batch)
        return GroupTotalsPart({}, rows, sums[0], np.stack(sums, axis=1), np.zeros(0), unnamed)


def _products(z: Array, weights: Array) -> Iterator[Array]:
    """Yield w, then w·z, then w·z·z′ row by row of its upper half."""
    yield weights
    weighted = z * weights
    yield from weighted
    for at in range(len(z)):
        yield from weighted[at] * z[at:]
