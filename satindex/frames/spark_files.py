"""Parquet files that all of Spark's workers see: each task reads its pieces of them where it runs, without Java."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from satindex.frames.faults import remember, told
from satindex.frames.footers import Bounds
from satindex.frames.recipes import Recipe
from satindex.frames.row_groups import Piece, RowGroups, pieces_at_a_time
from satindex.frames.spark_rows import SparkRows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_MOST_TASKS: Final = 1000
"""More would only send more sums to the driver."""
_FOR_EACH_CORE: Final = 4
_ALIKE: Final = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Float32, pl.Float64, pl.String, pl.Boolean, pl.Date)
_WIDER: Final[dict[Any, Any]] = {pl.UInt8: pl.Int16, pl.UInt16: pl.Int32, pl.UInt32: pl.Int64}
"""Spark has no numbers without a sign."""


def from_files(spark: SparkSession, make: Callable[[], DataFrame], files: RowGroups) -> Recipe:
    """Return the columns of files; `make` gives Spark's own table of them, where it is needed."""
    return Recipe(SparkFiles(spark, make, files))


class SparkFiles(SparkRows):
    """Rows of Parquet files, read by the tasks that need them: Spark would hand them over row by row.

    Columns whose types Spark takes for others than polars does are left to Spark, such as points in time.
    """

    def __init__(self, spark: SparkSession, make: Callable[[], DataFrame], files: RowGroups) -> None:
        super().__init__(spark, make, dict(enumerate(files.schema)))
        self._files = files

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The columns with polars' types."""
        alike = {name: _as_spark(kind) for name, kind in self._files.schema.items()}
        return alike if all(alike.values()) else super().schema

    @property
    def height(self) -> int | None:
        """How many rows there are."""
        return self._files.height

    def bounds(self, columns: Sequence[str]) -> Mapping[str, Bounds]:
        """Return within which bounds the whole numbers of columns lie; see Source."""
        return self._files.bounds([name for name in columns if self._is_alike(name)])

    def head(self, rows: int) -> pl.DataFrame:
        """Return the first rows."""
        if all(map(self._is_alike, self.schema)):
            return self._files.head(rows).cast(pl.Schema(self.schema))
        return super().head(rows)

    def _is_alike(self, column: str) -> bool:
        return bool(_as_spark(self._files.schema[column]) == self.schema[column])

    def _mapped(self, columns: Sequence[str], work: Any, described: str, done: Any = None) -> DataFrame:
        if not self._files.height or not all(map(self._is_alike, columns)):
            return super()._mapped(columns, work, described, done)
        kinds = {name: self.schema[name] for name in columns}
        runs = self._runs(len(columns))
        numbers = self.spark.range(0, len(runs), 1, len(runs))
        return self.sent(numbers, FilesTask(self._files, kinds, runs, work, done), described)

    def _runs(self, columns: int) -> list[Sequence[Piece]]:
        """Return the pieces that each task reads: several where there are many, enough of them for every core."""
        pieces = self._files.pieces
        context = getattr(self.spark, "_sc", None)
        least = _FOR_EACH_CORE * (8 if context is None else context.defaultParallelism)
        tasks = min(len(pieces), max(least, -(-len(pieces) // pieces_at_a_time(columns))), _MOST_TASKS)
        cuts = [len(pieces) * task // tasks for task in range(tasks + 1)]
        return [pieces[start:end] for start, end in pairwise(cuts)]


def _as_spark(kind: Any) -> Any:
    """Return the type of polars' as which Spark hands over a column of files; None where it takes it for another."""
    return _WIDER.get(kind) or (kind if kind in _ALIKE else None)


@dataclass(frozen=True)
class FilesTask:
    """What is done with some runs of pieces where a task is; `done` adds up rows, where it is asked how far it is."""

    files: RowGroups
    kinds: Mapping[str, Any]
    runs: Sequence[Sequence[Piece]]
    work: Any
    done: Any = None

    def __call__(self, found: Iterator[Any]) -> Iterator[Any]:
        for numbers in found:
            for number in numbers.column(0).to_pylist():
                pieces = self.runs[number]
                remember(piece.path for piece in pieces)
                with told():
                    yield from self.work(self._batches(pieces), pieces[0].place)

    def _batches(self, pieces: Sequence[Piece]) -> Iterator[pl.DataFrame]:
        for piece in pieces:
            for batch in self.files.batches(piece, list(self.kinds)):
                yield batch.cast(pl.Schema(self.kinds))
                if self.done is not None:
                    self.done.add(batch.height)
