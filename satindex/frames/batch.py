"""Some rows of a frame as arrays: each column is converted once for all that ask, and brought in order once."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import polars as pl

from satindex.stats.moments import Array
from satindex.stats.sums import Cells, Codes, Values, cells_of
from satindex.stats.whole_numbers import Stack, Whole, whole_of

_SMALL, _TRIED, _MANY = 2**16, 64, 2**15
_WHOLE = (pl.Int8, pl.Int16, pl.UInt8, pl.UInt16)


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
        found = self.whole(column) if self.schema[column] in _WHOLE else None
        if found is not None:
            return found.values
        return _small(floats_of(self.frame[column].cast(pl.Float64)))

    def whole(self, column: str) -> Whole | None:
        """Return a column of small whole numbers as such, None for any other."""
        found: Whole | None = self.once(("whole", column), lambda: self._whole(column))
        return found

    def _whole(self, column: str) -> Whole | None:
        if self.schema[column] in _WHOLE:
            return bytes_of(self.frame[column])
        values = self.values(column)
        return whole_of(cast("Stack", values)) if values.dtype == np.float32 else None

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

    def columns(self, columns: Sequence[str]) -> pl.DataFrame:
        return self._batch.columns(columns)[self._order]

    def _values(self, column: str) -> Values:
        found = self.whole(column)
        return self._batch.values(column)[self._order] if found is None else found.values

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


def bytes_of(series: pl.Series) -> Whole:
    """Return a column of a small type of whole numbers as the bytes that hold it.

    Examples
    --------
    >>> found = bytes_of(pl.Series([3, None, 1], dtype=pl.Int8))
    >>> found.values.tolist(), found.low, found.high
    ([3.0, nan, 1.0], 1, 3)
    """
    low: Any = series.min()
    high: Any = series.max()
    numbers, there = _buffers(series)
    if there is not None:
        numbers = numbers * there.astype(numbers.dtype)
    return Whole(numbers, there, low, high)


def floats_of(series: pl.Series) -> Values:
    """Return a column of floats, missing = NaN; what has none missing is not copied."""
    numbers, there = _buffers(series)
    return numbers if there is None else np.where(there, numbers, np.nan)


def _buffers(series: pl.Series) -> tuple[Any, Any]:
    """Return the numbers of a column, any where one is missing, and which are there (None: all)."""
    if not series.null_count():
        return series.to_numpy(), None
    if len(series) < _MANY:  # to import PyArrow would take longer than it spares
        return series.fill_null(0).to_numpy(), series.is_not_null().to_numpy().view(np.uint8)
    array = series.rechunk().to_arrow()
    (valid, data), rows = array.buffers(), slice(array.offset, array.offset + len(array))
    kind = series.head(0).to_numpy().dtype
    bits = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), bitorder="little")
    return np.frombuffer(data, dtype=kind)[rows], bits[rows]


def _small(values: Values) -> Values:
    """Return small whole numbers as float32, others as they are."""
    if values.dtype == np.float32:
        return values
    for part in (values[:_TRIED], values):
        there = part[~np.isnan(part)]
        if not (np.abs(there) <= _SMALL).all() or (np.rint(there) != there).any():
            return values
    return values.astype(np.float32)
