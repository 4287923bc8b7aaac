"""Some rows of a frame as arrays: each column is converted once for all that ask, and brought in order once."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import polars as pl

from satindex.stats.moments import Array
from satindex.stats.sums import Cells, Codes, Values, cells_of
from satindex.stats.whole_numbers import Stack, Whole, whole_of

_SMALL, _TRIED = 2**16, 64
_HIGHEST: Mapping[Any, int] = {pl.Int8: 2**7 - 1, pl.UInt8: 2**8 - 1, pl.Int16: 2**15 - 1, pl.UInt16: 2**16 - 1}
"""The types of small whole numbers, with the highest each holds."""


class Batch:
    """Some rows of a frame; `start` is the place of the first among all, in the order in which the frame is read."""

    def __init__(self, frame: pl.DataFrame, start: int = 0) -> None:
        self.frame, self.start = frame, start
        self._made: dict[object, Any] = {}
        self._arranged: Batch | None = None

    def __len__(self) -> int:
        return self.frame.height

    @cached_property
    def schema(self) -> pl.Schema:
        """The columns' types."""
        return self.frame.schema

    def columns(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return columns as a frame."""
        return self.frame.select(columns)

    def once(self, what: object, make: Callable[[], Any]) -> Any:
        """Return what `make` makes of the batch, made once for all that ask for the same."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]

    def numbers(self, column: str) -> Array:
        """Return a column as floats; missing = NaN."""
        found: Array = self.once(("numbers", column), lambda: self.values(column).astype(np.float64, copy=False))
        return found

    def values(self, column: str) -> Values:
        """Return a column, missing = NaN; as float32 where it holds small whole numbers only."""
        found: Values = self.once(("values", column), lambda: self._values(column))
        return found

    def _values(self, column: str) -> Values:
        kind = self.schema[column]
        found = self.whole(column) if kind in _HIGHEST else None
        if found is not None:
            return found.values
        return _small((self._filled if kind == pl.Float64 else floats(self.frame.select(column)))[column].to_numpy())

    def whole(self, column: str) -> Whole | None:
        """Return a column of small whole numbers as such, None for any other."""
        found: Whole | None = self.once(("whole", column), lambda: self._whole(column))
        return found

    def _whole(self, column: str) -> Whole | None:
        if self.schema[column] in _HIGHEST:
            return self._bytes[column]
        values = self.values(column)
        return whole_of(cast("Stack", values)) if values.dtype == np.float32 else None

    @cached_property
    def _bytes(self) -> Mapping[str, Whole]:
        return bytes_of(self.frame.select(name for name, kind in self.schema.items() if kind in _HIGHEST))

    @cached_property
    def _filled(self) -> pl.DataFrame:
        return floats(self.frame.select(name for name, kind in self.schema.items() if kind == pl.Float64))

    @property
    def in_any_order(self) -> Batch:
        """The same rows in the order in which most is known of them already."""
        return self

    def codes(self, key: Key) -> Codes:
        """Return the place of each row's level among those of a key."""
        found: Codes = self.once(key, lambda: self._codes(key))
        return found

    def _codes(self, key: Key) -> Codes:
        return key.codes(self.frame)

    def sorted(self, group: Key, stratum: Key) -> Sorted:
        """Return the rows brought together by group and stratum; where all are together, they stand in any order."""
        sizes = len(group.levels), len(stratum.levels)
        cells, order = self.once((group, stratum), lambda: cells_of(self.codes(group), self.codes(stratum), *sizes))
        if order is not None:
            self._arranged = self.once(("in order of", group, stratum), lambda: Arranged(self, order))
        return Sorted(self._arranged or self, cells)


class Arranged(Batch):
    """The rows of a batch in another order: a column is brought in order when it is asked for."""

    def __init__(self, batch: Batch, order: Codes) -> None:
        # The batch holds this one: were it held in turn, both would stay in memory until garbage is looked for.
        self._batch: Batch = weakref.proxy(batch)
        self._order = order
        super().__init__(batch.frame)

    @property
    def in_any_order(self) -> Batch:
        return self._batch

    def columns(self, columns: Sequence[str]) -> pl.DataFrame:
        return self._batch.columns(columns)[self._order]

    def _values(self, column: str) -> Values:
        found = self.whole(column)
        values: Values = found.values if found is not None else self._batch.values(column).take(self._order)
        return values

    def _whole(self, column: str) -> Whole | None:
        found = self._batch.whole(column)
        return None if found is None else found.taken(self._order)

    def _codes(self, key: Key) -> Codes:
        return np.take(self._batch.codes(key), self._order)


@dataclass(frozen=True)
class Sorted:
    """The rows of a batch in the order of their cells."""

    batch: Batch
    cells: Cells


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


def bytes_of(rows: pl.DataFrame) -> dict[str, Whole]:
    """Return columns of small types of whole numbers as the bytes that hold them.

    Examples
    --------
    >>> found = bytes_of(pl.DataFrame({"x": pl.Series([3, None, 1], dtype=pl.Int8)}))["x"]
    >>> found.values.tolist(), found.low, found.high
    ([3.0, nan, 1.0], 1, 3)
    """
    if not rows.width:
        return {}
    kinds = rows.schema
    lows: dict[str, Any] = rows.min().row(0, named=True)
    highs: dict[str, Any] = rows.max().row(0, named=True)
    some = [column.name for column in rows if column.null_count()]
    missing = {name: 0 if highs[name] is None else highs[name] + 1 for name in some}
    filled = rows.select(_with_missing(name, kind, missing.get(name)) for name, kind in kinds.items())
    return {
        column.name: Whole(column.to_numpy(), missing.get(column.name), lows[column.name], highs[column.name])
        for column in filled
    }


def _with_missing(name: str, kind: pl.DataType, missing: int | None) -> pl.Expr:
    if missing is None:
        return pl.col(name)
    return (pl.col(name) if missing <= _HIGHEST[kind] else pl.col(name).cast(pl.Int32)).fill_null(missing)


def floats(rows: pl.DataFrame) -> pl.DataFrame:
    """Return columns as floats, missing = NaN; what has none missing is not copied."""
    return rows.select(
        number.fill_null(np.nan) if rows[name].null_count() else number
        for name, number in ((name, pl.col(name).cast(pl.Float64)) for name in rows.columns)
    )


def _small(values: Values) -> Values:
    """Return small whole numbers as float32, others as they are."""
    if values.dtype == np.float32:
        return values
    for part in (values[:_TRIED], values):
        there = part[~np.isnan(part)]
        if not (np.abs(there) <= _SMALL).all() or (np.rint(there) != there).any():
            return values
    return values.astype(np.float32)
