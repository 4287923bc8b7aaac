"""A frame of any engine, read in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import narwhals as nw
import numpy as np
import polars as pl

from satindex.errors import FigureError
from satindex.frames.counts_in_place import values_counted
from satindex.frames.faults import told
from satindex.frames.recipes import ROWS, Recipe
from satindex.language import Words

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
MOST_IN_MEMORY: Final = 1_000_000
"""What needs the rows themselves is computed otherwise, or refused, where there are more than this."""
MOST_NUMBERS: Final = 50_000_000
"""So many values of a lazy frame are gathered at most: some 400 MB."""
_WIDEST = 10_000


def batches(frame: Frame, columns: Sequence[str], rows: int = ROWS) -> Iterator[pl.DataFrame]:
    """Yield `columns` of a frame as polars frames of at most `rows` rows, in the frame's order.

    A DuckDB relation and a lazy polars frame are streamed; other lazy frames are collected column-wise first. Where
    reading fails, the part that can't be read is named; see `told`.
    """
    if isinstance(frame, Recipe):
        yield from (found[at : at + rows] for found in frame.rows(columns) for at in range(0, found.height, rows))
        return
    with told():
        yield from _batches(frame.select(*dict.fromkeys(columns)), rows)


def _batches(chosen: Frame, rows: int) -> Iterator[pl.DataFrame]:
    if isinstance(chosen, nw.LazyFrame) and chosen.implementation.is_duckdb():
        yield from _from_duckdb(chosen.to_native(), rows)
        return
    if isinstance(chosen, nw.LazyFrame) and chosen.implementation.is_polars():
        for found in chosen.to_native().collect_batches(chunk_size=rows):
            yield from (found[start : start + rows] for start in range(0, found.height, rows))
        return
    if isinstance(chosen, nw.LazyFrame):
        refuse_to_gather(chosen, len(chosen.collect_schema()))
    eager = chosen.collect(backend="polars") if isinstance(chosen, nw.LazyFrame) else chosen
    for start in range(0, len(eager), rows):
        part = eager[start : start + rows]
        yield pl.DataFrame(part.to_polars())


def _from_duckdb(relation: Any, rows: int) -> Iterator[pl.DataFrame]:
    reader = relation.to_arrow_reader(rows)
    try:
        for batch in reader:
            found = pl.from_arrow(batch)
            if isinstance(found, pl.DataFrame) and found.height:
                yield found
    finally:
        # A stream that is left before its end would keep its connection from any other question.
        reader.close()


def no_rows_of(frame: Frame) -> pl.DataFrame:
    """Return a frame's columns with their types, without rows."""
    head = frame.head(0)
    eager = head.collect(backend="polars") if isinstance(head, nw.LazyFrame) else head
    return pl.DataFrame(eager.to_polars())


def is_ordered(frame: Frame) -> bool:
    """Return whether a frame is read in one order, so that a row may be known by its place."""
    kind = frame.implementation
    return isinstance(frame, nw.DataFrame) or kind.is_polars() or kind.is_duckdb()


def fits(frame: Frame, rows: int | None = None) -> bool:
    """Return whether the rows of a frame may be gathered: they are in memory, or not too many (`rows` or counted)."""
    return isinstance(frame, nw.DataFrame) or (row_count(frame) if rows is None else rows) <= MOST_IN_MEMORY


def refuse_to_gather(frame: Frame, columns: int) -> None:
    """Raise FigureError where so many columns of a lazy frame would fill the memory."""
    if isinstance(frame, nw.DataFrame):
        return
    rows = row_count(frame)
    if rows * columns > MOST_NUMBERS:
        raise FigureError(
            Words(
                f"{rows:,} rows of {columns} columns would be needed in memory at once, more than {MOST_NUMBERS:,} "
                "values: leave out the part of the definition that asks for them, or read a random part of the rows.",
                f"需要同时载入内存 {rows:,} 行 {columns} 列，超过 {MOST_NUMBERS:,} 个值："
                "请去掉定义中的相应部分，或只读取随机抽取的一部分行。",
            )
        )


def computed(frame: Frame) -> nw.DataFrame[Any]:
    """Return what a frame's engine makes of its rows, where that is little: counts, sums, levels.

    Lazy polars frames are streamed: else the columns that are read would all be in memory.
    """
    if not isinstance(frame, nw.LazyFrame):
        return frame
    with told():
        if frame.implementation.is_polars():
            return frame.collect(backend="polars", engine="streaming")
        return frame.collect(backend="polars")


def row_count(frame: Frame) -> int:
    """Return how many rows a frame has."""
    if isinstance(frame, nw.LazyFrame):
        return int(computed(frame.select(nw.len())).item())
    return len(frame)


def all_distinct_counts(frame: Frame, columns: Sequence[str]) -> dict[str, list[tuple[Any, int]]]:
    """Return `distinct_counts` of each of several columns; what is not in memory is read once for all of them."""
    if isinstance(frame, Recipe):
        return {column: _merged(counted) for column, counted in values_counted(frame, columns).items()}
    if not (isinstance(frame, nw.LazyFrame) and frame.implementation.is_duckdb()):
        return {column: distinct_counts(frame, column) for column in columns}
    found: dict[str, dict[Any, int]] = {column: {} for column in columns}
    for batch in batches(frame, columns) if columns else ():
        for column, counts in found.items():
            for value, count in _merged(_counted(batch[column])):
                counts[value] = counts.get(value, 0) + count
    return {column: list(counts.items()) for column, counts in found.items()}


def distinct_counts(frame: Frame, column: str) -> list[tuple[Any, int]]:
    """Return each distinct value of a column with its count, in order; missing as None, NaN counts as missing."""
    if isinstance(frame, nw.DataFrame) and frame.implementation.is_polars():
        return counted_values(frame[column].to_polars())
    if isinstance(frame, Recipe):
        return _merged(values_counted(frame, [column])[column])
    counted = frame.group_by(column).agg(nw.len().alias("__count"))
    eager = computed(counted).sort(column)
    return _merged(zip(eager[column].to_list(), eager["__count"].to_list(), strict=True))


def counted_values(series: pl.Series) -> list[tuple[Any, int]]:
    """Return each distinct value of a polars column with its count; missing as None, NaN counts as missing."""
    return _small_whole_counts(series) or _merged(_counted(series))


def _counted(series: pl.Series) -> list[tuple[Any, int]]:
    """Return the counts in the order of the values: an engine gives them in any, another at each run."""
    return series.alias("value").value_counts().sort("value").rows()


def _merged(counted: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """Return the counts with all ways of being missing as one."""
    found: dict[Any, int] = {}
    for value, count in counted:
        key = None if _is_missing(value) else value
        found[key] = found.get(key, 0) + int(count)
    return list(found.items())


def _is_missing(value: Any) -> bool:
    """Whether a value is None, NaN or pandas' NA, which can't be compared with itself."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or bool(value != value)


def _small_whole_counts(series: pl.Series) -> list[tuple[Any, int]] | None:
    """Return the counts of a column of whole numbers close together: many times faster than grouping."""
    if series.dtype not in (pl.Int8, pl.Int16, pl.Int32, pl.Int64):
        return None
    present = series.drop_nulls()
    low, high = present.min(), present.max()
    if not isinstance(low, int) or not isinstance(high, int) or high - low > _WIDEST:
        return None
    counts = np.bincount(present.to_numpy().astype(np.int64) - low)
    found: list[tuple[Any, int]] = [(low + at, int(count)) for at, count in enumerate(counts) if count]
    return [*found, (None, series.null_count())] if series.null_count() else found


def in_one_order(frame: Frame) -> nw.DataFrame[Any]:
    """Return a frame whose rows stand in the same order whenever they are read: a lazy one is collected.

    DuckDB may give the rows of a relation in another order each time. Raises FigureError where they are too many.
    """
    refuse_to_gather(frame, len(frame.collect_schema()))
    return frame.collect(backend="polars") if isinstance(frame, nw.LazyFrame) else frame


def own_where_missing(frame: Frame, column: str) -> Frame:
    """Return a frame in which every row without a value of a text column has one that no other row has.

    A lazy frame that lacks some is collected, to know its rows from each other.

    Examples
    --------
    >>> frame = own_where_missing(nw.from_native(pl.DataFrame({"id": ["a", None, None]})), "id")
    >>> frame["id"].n_unique()
    3
    """
    if row_count(frame.filter(nw.col(column).is_null())) == 0:
        return frame
    eager = in_one_order(frame)
    own = nw.concat_str(nw.lit("\0"), nw.col("\0row").cast(nw.String))
    filled = nw.when(nw.col(column).is_null()).then(own).otherwise(nw.col(column)).alias(column)
    return eager.with_row_index("\0row").with_columns(filled).drop("\0row")
