"""Cross-products of columns within random groups of sampling units: correlations in every replicate, without rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from satindex.frames.group_totals import GroupTotals, GroupTotalsPart
from satindex.frames.passes import Batch
from satindex.frames.samples import Pick
from satindex.stats.moments import Array, Columns
from satindex.stats.sample import Codes
from satindex.stats.weighting.entropy import times_log

Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class GroupProducts(GroupTotals):
    """Σw, Σw·z and Σw·z·z′ (upper half) by place, over the rows that have all of `picks`; then Σw·x ln x of `logs`.

    z are the picked columns less `shift`, divided by `scale`: known means and deviations, so that nothing large is
    rounded off. `answered` counts the rows that have all, and those of them that have a weight above 0.
    """

    picks: tuple[Pick, ...] = ()
    shift: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    logs: Columns = ()

    @property
    def key(self) -> str:
        columns = [[pick.column, pick.level] for pick in self.picks]
        asked = ["products by group", columns, self.shift, self.scale, self.logs, super().key]
        return json.dumps(asked, ensure_ascii=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(pick.column for pick in self.picks), *super().columns)))

    def prepared(self, first: Batch) -> GroupProducts:
        return self

    def of(self, batch: Batch) -> GroupTotalsPart:
        values = np.stack([pick.values(batch.frame) for pick in self.picks])
        there: Chosen = np.logical_not(np.isnan(values).any(axis=0))
        z = values[:, there]
        z -= np.array(self.shift)[:, None]
        z /= np.array(self.scale)[:, None]
        every = self.places(batch)
        weights = batch.numbers(self.design.weight) if self.design.weight else np.ones(len(batch))
        rows = np.bincount(every, minlength=self.number).astype(np.float64)
        mass = np.bincount(every, weights, self.number).astype(np.float64)
        places, w = every[there], weights[there]
        logs = [np.bincount(places, w * found, self.number) for found in self._logs(batch, there)]
        sums = np.column_stack([_products(z, w, places, self.number), *logs])
        answered = np.array([len(w), np.count_nonzero(w > 0)], dtype=np.float64)
        return GroupTotalsPart({}, rows, mass, sums, answered, self.unnamed(batch))

    def _logs(self, batch: Batch, there: Chosen) -> Iterator[Array]:
        for name in self.logs:
            yield times_log(np.maximum(batch.numbers(name)[there], 0.0))


def _products(z: Array, weights: Array, places: Codes, number: int) -> Array:
    """Return Σw, then Σw·z, then Σw·z·z′ row by row of its upper half, by place."""
    order = np.argsort(places, kind="stable")
    rows = np.vstack([np.ones(len(weights)), z]).T[order]
    weighted, ends = rows * weights[order, None], np.cumsum(np.bincount(places, minlength=number))
    one, other = np.triu_indices(rows.shape[1])
    found = np.zeros((number, len(one)))
    for place in np.unique(places).tolist():
        mine = slice(ends[place - 1] if place else 0, ends[place])
        found[place] = (rows[mine].T @ weighted[mine])[one, other]
    return found
