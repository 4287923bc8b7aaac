"""A random part of a frame's rows, where a figure needs the rows themselves and all of them would be too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from satindex.frames.batches import Frame, batches, row_count

MOST = 20_000
SEED = 1


@dataclass(frozen=True)
class Thinned:
    """Rows of a frame, in its order, on polars: all `total` of them, or as many drawn at random by `seed`."""

    frame: nw.DataFrame[Any]
    total: int
    seed: int

    @property
    def drawn(self) -> bool:
        """Whether rows were left out."""
        return len(self.frame) < self.total


def thinned(frame: Frame, columns: Sequence[str], most: int = MOST, seed: int = SEED) -> Thinned:
    """Return the columns of at most `most` rows, drawn without replacement.

    Examples
    --------
    >>> part = thinned(nw.from_native(pl.DataFrame({"x": range(10)})), ["x"], most=4)
    >>> len(part.frame), part.total, part.drawn
    (4, 10, True)
    """
    total = row_count(frame)
    chosen = list(dict.fromkeys(columns))
    if total <= most:
        parts = [batch.select(chosen) for batch in batches(frame, chosen)]
    else:
        drawn = np.sort(np.random.default_rng(seed).choice(total, most, replace=False))
        parts = list(_drawn(frame, chosen, drawn))
    rows = pl.concat(parts, how="vertical_relaxed") if parts else pl.DataFrame(schema=dict.fromkeys(chosen, pl.Float64))
    return Thinned(nw.from_native(rows, eager_only=True), total, seed)


def _drawn(frame: Frame, columns: list[str], drawn: np.typing.NDArray[np.int64]) -> list[pl.DataFrame]:
    if isinstance(frame, nw.DataFrame):
        return [pl.DataFrame(frame.select(*columns)[drawn].to_polars())]
    parts, start = [], 0
    for batch in batches(frame, columns):
        first, last = np.searchsorted(drawn, (start, start + batch.height))
        parts.append(batch.select(columns)[drawn[first:last] - start])
        start += batch.height
    return parts
