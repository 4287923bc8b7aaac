"""How many names stand in several rows of a frame: counted by its engine, or estimated from a part of the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np

from satindex.frames.batches import MOST_IN_MEMORY, Frame, computed, row_count
from satindex.frames.identity import Hashes, Identity, seeded
from satindex.frames.passes import Batch, Sum, passed

_TIMES = "\0times"


@dataclass(frozen=True)
class Repeated:
    """How many names stand more than once, and in how many rows; estimated from one of `of` names where that is not 1.

    Examples
    --------
    >>> import polars as pl
    >>> repeated(nw.from_native(pl.DataFrame({"id": ["a", "b", "a", None, None]})), ["id"])
    Repeated(names=1, rows=2, of=1)
    """

    names: int
    rows: int
    of: int = 1


def repeated(frame: Frame, columns: Sequence[str]) -> Repeated:
    """Return how many combinations of columns stand more than once; rows without a value in the first do not count.

    A lazy polars frame can't count more of them than fit into memory: of these it is estimated.
    """
    lazy_polars = isinstance(frame, nw.LazyFrame) and frame.implementation.is_polars()
    rows = row_count(frame) if lazy_polars else 0
    if rows > MOST_IN_MEMORY:
        return _estimated(frame, columns, -(-rows // MOST_IN_MEMORY))
    names = frame.select(*columns).filter(~nw.col(columns[0]).is_null())
    times = names.group_by(*columns).agg(nw.len().alias(_TIMES)).filter(nw.col(_TIMES) > 1)
    found = computed(times.select(nw.len().alias("names"), nw.col(_TIMES).sum().alias("rows")))
    return Repeated(*(int(found[name].to_list()[0] or 0) for name in ("names", "rows")))


def _estimated(frame: Frame, columns: Sequence[str], of: int) -> Repeated:
    (hashes,) = passed(frame, [_NamesSum(Identity(tuple(columns)), of)])
    _, times = np.unique(np.concatenate(hashes) if hashes else np.empty(0), return_counts=True)
    several = times[times > 1]
    return Repeated(len(several) * of, int(several.sum()) * of, of)


@dataclass(frozen=True)
class _NamesSum(Sum[list[Hashes]]):
    """The hashes of one of `share` names, wherever these stand."""

    identity: Identity
    share: int

    @property
    def key(self) -> str:
        return f"names {self.identity.columns} {self.share}"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.identity.columns

    def of(self, batch: Batch) -> list[Hashes]:
        named = Batch(batch.frame.filter(batch.frame[self.identity.columns[0]].is_not_null()))
        hashes = self.identity.of(named)
        return [hashes[seeded(hashes, 0) % np.uint64(self.share) == 0]]

    def plus(self, one: list[Hashes], other: list[Hashes]) -> list[Hashes]:
        return [*one, *other]
