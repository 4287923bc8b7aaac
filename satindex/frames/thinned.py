"""A random part of a frame's rows, where a figure needs the rows themselves and all of them would be too many."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from satindex.frames.batch import Batch
from satindex.frames.batches import Frame, row_count
from satindex.frames.identity import Identity, seeded
from satindex.frames.packing import packable
from satindex.frames.passes import Sum, passed

MOST = 20_000
SEED = 1
_LOT = "\0lot"
_SPARE = 6.0
"""So many standard deviations more than `most` rows are kept until all are known: too few are left once in 10⁹."""


@dataclass(frozen=True)
class Thinned:
    """Rows of a frame, on polars: all `total` of them in its order, or as many drawn at random by `seed`."""

    frame: nw.DataFrame[Any]
    total: int
    seed: int

    @property
    def drawn(self) -> bool:
        """Whether rows were left out."""
        return len(self.frame) < self.total


@packable
@dataclass(frozen=True)
class ThinnedPart:
    """Rows whose lots are low enough, each part as it was read, and how many rows there were."""

    rows: list[pl.DataFrame]
    total: int


@dataclass(frozen=True)
class ThinnedSum(Sum[ThinnedPart]):
    """At most `most` rows of `chosen` columns: those with the lowest lots, which seed and identity give each row.

    So the same rows are drawn on every engine, whatever the partitions and their order. `expected` is how many rows
    there are; where there are more, more are kept than need be. Source: the lots are those of Cohen & Kaplan 2007,
    Summarizing data using bottom-k sketches, PODC: 225–234.
    """

    chosen: tuple[str, ...]
    identity: Identity
    expected: int
    most: int = MOST
    seed: int = SEED

    @property
    def key(self) -> str:
        return json.dumps(["thinned", self.chosen, self.identity.columns, self.most, self.seed], ensure_ascii=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.chosen, *self.identity.columns)))

    def of(self, batch: Batch) -> ThinnedPart:
        lots = seeded(self.identity.of(batch), self.seed)
        wanted = self.most + _SPARE * math.sqrt(self.most) + _SPARE**2
        if self.expected > wanted:
            low = np.flatnonzero(lots < np.uint64(int(wanted / self.expected * 2**64)))
            rows = batch.frame.select(self.chosen)[low].with_columns(pl.Series(_LOT, lots[low]))
        else:
            rows = batch.frame.select(self.chosen).with_columns(pl.Series(_LOT, lots))
        return ThinnedPart([rows] if rows.height else [], len(batch))

    def plus(self, one: ThinnedPart, other: ThinnedPart) -> ThinnedPart:
        return ThinnedPart([*one.rows, *other.rows], one.total + other.total)

    def finished(self, part: ThinnedPart) -> Thinned:
        """Return the rows drawn, in the order of their lots; where all are kept, as they were read."""
        if not part.rows:
            rows = pl.DataFrame(schema=dict.fromkeys(self.chosen, pl.Float64))
        else:
            rows = pl.concat(part.rows, how="vertical_relaxed", rechunk=True)
            if part.total > self.most:
                rows = rows.sort(_LOT, *self.chosen).head(self.most)
            rows = rows.drop(_LOT)
        return Thinned(nw.from_native(rows, eager_only=True), part.total, self.seed)


def thinned(
    frame: Frame, columns: Sequence[str], most: int = MOST, seed: int = SEED, identity: Identity | None = None
) -> Thinned:
    """Return the columns of at most `most` rows, drawn without replacement by `identity`: rows' places where none is.

    Examples
    --------
    >>> part = thinned(nw.from_native(pl.DataFrame({"x": range(10)})), ["x"], most=4)
    >>> len(part.frame), part.total, part.drawn
    (4, 10, True)
    """
    one = ThinnedSum(tuple(dict.fromkeys(columns)), identity or Identity(), row_count(frame), most, seed)
    (part,) = passed(frame, [one])
    return one.finished(part)
