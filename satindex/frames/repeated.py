"""How many names stand in several rows of a frame: of very many names estimated from a part of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.frames.batches import Frame, row_count
from satindex.frames.identity import Hashes, Identity, seeded
from satindex.frames.passes import Batch, Sum, passed

MOST_NAMES: Final = 8_000_000
"""So many hashes are kept: 64 MB."""


@dataclass(frozen=True)
class Repeated:
    """How many names stand more than once, and in how many rows; estimated from one of `of` names where that is not 1.

    Examples
    --------
    >>> import narwhals as nw, polars as pl
    >>> repeated(nw.from_native(pl.DataFrame({"id": ["a", "b", "a", None, None]})), ["id"])
    Repeated(names=1, rows=2, of=1)
    """

    names: int
    rows: int
    of: int = 1


def repeated(frame: Frame, columns: Sequence[str]) -> Repeated:
    """Return how many combinations of columns stand more than once; rows without a value in the first do not count.

    Names are told apart by hashes of 64 bits. Of more rows than MOST_NAMES only a part of the names is looked at.
    """
    of = max(1, -(-row_count(frame) // MOST_NAMES))
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
