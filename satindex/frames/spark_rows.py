"""The rows of a Spark table: raw columns go to Python where they lie, and what is made of them comes back."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import polars as pl

from satindex.errors import DataError
from satindex.frames.footers import Bounds
from satindex.frames.recipes import Progress, Recipe, Work
from satindex.frames.spark_failures import failing
from satindex.frames.spark_tasks import (
    PART,
    TYPES,
    Keeping,
    Task,
    as_table,
    as_they_are,
    code,
    packed,
    read_as,
    written_as,
)
from satindex.language import Words

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_AT_ONCE: Final = 64 << 20
"""So many bytes of parts are fetched at once."""
_EVERY: Final = 0.5
"""Seconds between two looks at how many rows are done."""


def is_spark(given: object) -> bool:
    """Whether a thing is a Spark DataFrame, without importing PySpark."""
    from narwhals import dependencies

    return dependencies.is_pyspark_dataframe(given) or dependencies.is_pyspark_connect_dataframe(given)


def from_spark(given: DataFrame, names: Mapping[int, str]) -> Recipe:
    """Return the columns at some places of a Spark DataFrame, by the names they get.

    Spark never sees the names: it takes a dot in them for a field, and by default A and a for the same. Decimals come
    as whole numbers where they are (as text beyond 64 bits), else as floats; points in time in the session's time zone.
    """
    return Recipe(SparkRows(given.sparkSession, lambda: given, names))


class SparkRows:
    """The rows of a Spark DataFrame: some of its columns by place, with the names they have here."""

    implementation = nw.Implementation.PYSPARK
    here = False

    def __init__(self, spark: SparkSession, make: Callable[[], DataFrame], names: Mapping[int, str]) -> None:
        self.spark, self._make = spark, make
        self._places = {name: place for place, name in names.items()}
        self._known, self._first = 0, pl.DataFrame()

    @cached_property
    def _given(self) -> DataFrame:
        return self._make()

    @cached_property
    def _frame(self) -> DataFrame:
        return self._given.toDF(*(code(place) for place in range(len(self._given.columns))))

    @cached_property
    def _as(self) -> dict[str, str | None]:
        """The type of Spark's as which each column is read."""
        kinds = [field.dataType for field in self._given.schema.fields]
        return {name: read_as(kinds[place].simpleString()) for name, place in self._places.items()}

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The columns with polars' types."""
        return {name: TYPES[kind] if kind else pl.Null for name, kind in self._as.items()}

    @property
    def height(self) -> int | None:
        """None: only reading the rows tells how many there are."""
        return None

    def _column(self, name: str) -> Column:
        from pyspark.sql import functions as sf

        kind, column = self._as[name], sf.col(code(self._places[name]))
        return (column.cast(kind) if kind else sf.lit(None).cast("string")).alias(code(self._places[name]))

    def bounds(self, columns: Sequence[str]) -> Mapping[str, Bounds]:
        """Return nothing: only reading the rows tells; see Source."""
        return {}

    def head(self, rows: int) -> pl.DataFrame:
        """Return the first rows, fetched once."""
        if rows > self._known:
            self._known, self._first = rows, self._fetched(rows)
        return self._first.head(rows)

    def _fetched(self, rows: int) -> pl.DataFrame:
        with failing(self.spark):
            found = self._frame.limit(rows).select(*map(self._column, self.schema)).toArrow()
        named = pl.DataFrame(pl.from_arrow(found))
        named.columns = list(self.schema)
        known: Any = self.schema
        return named.cast(known)

    def each(self, columns: Sequence[str], work: Work, whole: bool, progress: Progress | None = None) -> Iterator[Any]:
        """Yield what work makes of each partition's columns, in the order of the partitions; see Source."""
        done = self._counter() if progress else None
        parts = self._mapped(columns, packed(work), f"{PART} binary", done)
        with failing(self.spark), telling(done, progress):
            for row in _few_at_a_time(parts) if whole else parts.toLocalIterator(prefetchPartitions=True):
                yield pl.read_ipc(BytesIO(bytes(row[PART])))

    def _counter(self) -> Any:
        """Return what adds up rows over all tasks; None where there is no context, as with Spark Connect."""
        context = getattr(self.spark, "_sc", None)
        return None if context is None else context.accumulator(0)

    def native(self, recipe: Recipe) -> DataFrame:
        """Return a Spark table of what a recipe makes."""
        return self._table(recipe, recipe.columns).toDF(*recipe.columns)

    def counted(self, recipe: Recipe, keys: Sequence[str], counts: Mapping[str, str | None]) -> Recipe:
        """Return how many rows, or different values of a column, there are by keys; see Source."""
        from pyspark.sql import functions as sf

        columns = list(dict.fromkeys([*keys, *(column for column in counts.values() if column)]))
        place = {column: code(at) for at, column in enumerate(columns)}
        rows = self._table(recipe, columns)
        found = [
            sf.count(sf.lit(1)) if column is None else _different(sf.col(place[column])) for column in counts.values()
        ]
        grouped = rows.groupBy(*(place[key] for key in keys)).agg(*found)
        return from_spark(grouped, dict(enumerate([*keys, *counts])))

    def kept(self, recipe: Recipe, keep: Callable[[pl.DataFrame], Any]) -> Recipe:
        """Return the rows that `keep`, which can be sent away, keeps of each batch: chosen whenever they are read."""
        return from_spark(self._table(recipe, recipe.columns, Keeping(keep)), dict(enumerate(recipe.columns)))

    def _table(self, recipe: Recipe, columns: Sequence[str], each: Work = as_they_are) -> DataFrame:
        """Return a Spark table of columns that a recipe makes, which are called by their places."""
        schema = recipe.made(pl.DataFrame(schema=self.schema)).collect().to_native().select(columns).schema
        kinds = {name: written_as(kind) for name, kind in schema.items()}
        work = as_table(recipe.worked(columns, each), list(kinds.values()))
        described = ", ".join(f"{code(at)} {kind}" for at, kind in enumerate(kinds.values()))
        return self._mapped(recipe.needed(columns), work, described)

    def _mapped(self, columns: Sequence[str], work: Any, described: str, done: Any = None) -> DataFrame:
        refused = [name for name in columns if self._as[name] is None]
        if refused:
            kind = self._given.schema.fields[self._places[refused[0]]].dataType.simpleString()
            raise DataError(
                Words(
                    f"the column '{refused[0]}' of the Spark table is of type {kind}, which holds no answers.",
                    f"Spark 表的列“{refused[0]}”类型为 {kind}，无法作为回答读取。",
                )
            )
        return self.sent(self._frame.select(*map(self._column, columns)), Task(list(columns), work, done), described)

    def sent(self, rows: DataFrame, task: Any, described: str) -> DataFrame:
        """Return what a task makes of each partition of some rows, as a table of columns so described."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # on pandas, which is not used
            return rows.mapInArrow(task, described)


def _few_at_a_time(parts: DataFrame) -> Iterator[Any]:
    """Yield the rows of a table that is little; of one that is more, a partition at a time: Java holds what it fetches.

    All tasks are done first, and what they give stays on their disks meanwhile.
    """
    from pyspark import StorageLevel
    from pyspark.sql import functions as sf

    kept = parts.persist(StorageLevel.DISK_ONLY)
    try:
        size = kept.select(sf.sum(sf.octet_length(PART))).collect()[0][0] or 0
        yield from kept.collect() if size <= _AT_ONCE else kept.toLocalIterator(prefetchPartitions=True)
    finally:
        kept.unpersist()


@contextmanager
def telling(done: Any, progress: Progress | None) -> Iterator[None]:
    """Say now and then how many rows are done; tasks tell when they end."""
    ended = threading.Event()

    def tell() -> None:
        while progress and not ended.wait(_EVERY):
            progress(int(done.value))

    teller = threading.Thread(target=tell, daemon=True)
    if progress and done is not None:
        teller.start()
    try:
        yield
    finally:
        ended.set()


def _different(column: Column) -> Column:
    """Return how many different values there are; a missing one is a value, too."""
    from pyspark.sql import functions as sf

    return sf.count_distinct(column) + sf.max(sf.isnull(column).cast("int"))
