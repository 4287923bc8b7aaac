"""Some rows of a frame as arrays: each column is converted once for all that ask, and sorted once by each order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import polars.selectors as cs

from satindex.stats.moments import Array
from satindex.stats.sums import Cells, Codes, Values, cells_of

_SMALL, _TRIED = 2**16, 64


class Batch:
    """Some rows of a frame; `start` is the place of the first among all, in the order in which the frame is read."""

    def __init__(self, frame: pl.DataFrame, start: int = 0) -> None:
        self.frame, self.start = frame, start
        self._values: dict[str, Values] = {}
        self._made: dict[object, Any] = {}

    def __len__(self) -> int:
        return self.frame.height

    def numbers(self, column: str) -> Array:
        """Return a column as floats; missing = NaN."""
        found: Array = self.once(("numbers", column), lambda: self.values(column).astype(np.float64, copy=False))
        return found

    def values(self, column: str) -> Values:
        """Return a column, missing = NaN; as float32 where it holds small whole numbers only."""
        if column not in self._values:
            self._values[column] = _small(self._floats[column].to_numpy())
        return self._values[column]

    @cached_property
    def _floats(self) -> pl.DataFrame:
        """The columns of numbers, all converted at once: small types of whole numbers to float32."""
        small = cs.by_dtype(pl.Int8, pl.Int16, pl.UInt8, pl.UInt16)
        kinds = (small.cast(pl.Float32), ((cs.numeric() | cs.boolean()) - small).cast(pl.Float64))
        return self.frame.rechunk().select(kind.fill_null(np.nan) for kind in kinds)

    def once(self, what: object, make: Callable[[], Any]) -> Any:
        """Return what `make` makes of the batch, made once for all that ask for the same."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]

    def codes(self, key: Key) -> Codes:
        """Return the place of each row's level among those of a key."""
        found: Codes = self.once(key, lambda: key.codes(self.frame))
        return found

    def sorted(self, group: Key, stratum: Key) -> Sorted:
        """Return the rows brought together by group and stratum."""
        sizes = len(group.levels), len(stratum.levels)
        cells, found = self.once(
            (group, stratum), lambda: (cells_of(self.codes(group), self.codes(stratum), *sizes), {})
        )
        return Sorted(self, cells, found)


@dataclass(frozen=True)
class Sorted:
    """The columns of a batch in the order of its cells; `found` are those that were asked for."""

    batch: Batch
    cells: Cells
    found: dict[str, Values]

    def values(self, column: str) -> Values:
        """Return a column as the batch does."""
        if column not in self.found:
            values, order = self.batch.values(column), self.cells.order
            self.found[column] = values if order is None else values[order]
        return self.found[column]


@dataclass(frozen=True)
class Key:
    """The levels of a key column, coded 0 … in order; an unlisted level counts as missing."""

    column: str | None
    levels: tuple[object, ...]

    @cached_property
    def _hash(self) -> int:
        return hash((self.column, self.levels))

    def __hash__(self) -> int:
        return self._hash

    def codes(self, rows: pl.DataFrame) -> Codes:
        """Return each row's code."""
        if self.column is None or len(self.levels) <= 1:
            return np.zeros(rows.height, dtype=np.int64)
        where_missing = self.levels.index(None) if None in self.levels else 0
        series, kind = rows[self.column], self._kind
        if kind is not None and series.dtype in (pl.String, pl.Categorical, pl.Enum):
            found = series.cast(kind, strict=False).to_physical()
            known = found.fill_null(len(kind.categories)) if found.null_count() else found
            codes: Codes = self._places[known.to_numpy()]
            return codes
        coded = {level: code for code, level in enumerate(self.levels) if level is not None}
        places: Codes = series.replace_strict(
            list(coded), list(coded.values()), default=where_missing, return_dtype=pl.Int64
        ).to_numpy()
        return places

    @cached_property
    def _kind(self) -> pl.Enum | None:
        named = [level for level in self.levels if isinstance(level, str)]
        return pl.Enum(named) if len(named) >= len(self.levels) - 1 else None

    @cached_property
    def _places(self) -> Codes:
        """The code of each category, and last of a missing one."""
        where_missing = self.levels.index(None) if None in self.levels else 0
        return np.array([*(code for code, level in enumerate(self.levels) if level is not None), where_missing])


def _small(values: Values) -> Values:
    """Return small whole numbers as float32, others as they are."""
    if values.dtype == np.float32:
        return values
    for part in (values[:_TRIED], values):
        there = part[~np.isnan(part)]
        if not (np.abs(there) <= _SMALL).all() or (np.rint(there) != there).any():
            return values
    return values.astype(np.float32)
