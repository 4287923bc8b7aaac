"""What Python does with a partition where Spark has it, and the types that come and go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import polars as pl

from satindex.frames.recipes import ROWS, Work

PART: Final = "part"
_PARTITION: Final = 40
"""A partition's rows have places from 2⁴⁰ times its own number on."""
TYPES: Final[dict[str, Any]] = {
    "tinyint": pl.Int8,
    "smallint": pl.Int16,
    "int": pl.Int32,
    "bigint": pl.Int64,
    "float": pl.Float32,
    "double": pl.Float64,
    "string": pl.String,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "timestamp_ntz": pl.Datetime("us"),
}
_WHOLE_DIGITS: Final = 18
"""Decimals of so many digits without a fraction are whole numbers of 64 bits."""


class Task:
    """What is done with a partition where it lies; `done` adds up rows, where it is asked how far the work is."""

    def __init__(self, names: list[str], work: Any, done: Any = None) -> None:
        self.names, self.work, self.done = names, work, done

    def __call__(self, found: Iterator[Any]) -> Iterator[Any]:
        from pyspark import TaskContext

        context = TaskContext.get()
        yield from self.work(self._batches(found), (context.partitionId() if context else 0) << _PARTITION)

    def _batches(self, found: Iterator[Any]) -> Iterator[pl.DataFrame]:
        """Yield larger batches than Spark sends."""
        waiting: list[pl.DataFrame] = []
        for rows in found:
            part = pl.DataFrame(pl.from_arrow(rows))
            part.columns = self.names
            waiting.append(part)
            if self.done is not None:
                self.done.add(part.height)
            if sum(one.height for one in waiting) >= ROWS:
                yield pl.concat(waiting, rechunk=True)
                waiting = []
        if waiting:
            yield pl.concat(waiting, rechunk=True)


def packed(work: Work) -> Any:
    def done(batches: Iterator[pl.DataFrame], partition: int) -> Iterator[Any]:
        import pyarrow as pa

        for part in work(batches, partition):
            file = BytesIO()
            part.write_ipc(file, compression="lz4")
            yield pa.RecordBatch.from_arrays([pa.array([file.getvalue()], pa.binary())], names=[PART])

    return done


def as_table(work: Work, kinds: list[str]) -> Any:
    def done(batches: Iterator[pl.DataFrame], partition: int) -> Iterator[Any]:
        import pyarrow as pa

        known = pl.DataFrame(schema=TYPES).to_arrow().schema
        fields = [known.field(kind).with_name(code(at)) for at, kind in enumerate(kinds)]
        schema = pa.schema(
            [pa.field(one.name, pa.string()) if one.type == pa.large_string() else one for one in fields]
        )
        for part in work(batches, partition):
            part.columns = schema.names
            yield from pa.table(part.to_arrow()).cast(schema).to_batches()

    return done


def as_they_are(batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
    return batches


class Keeping:
    """The rows of each batch that a function keeps."""

    def __init__(self, keep: Any) -> None:
        self.keep = keep

    def __call__(self, batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
        return (rows.filter(self.keep(rows)) for rows in batches)


def code(place: int) -> str:
    return f"c{place}"


def read_as(kind: str) -> str | None:
    """Return the type of Spark's as which a column is read; None where it holds no answers."""
    decimal = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind)
    if decimal:
        if int(decimal[2]):
            return "double"
        return "bigint" if int(decimal[1]) <= _WHOLE_DIGITS else "string"
    if kind == "timestamp":
        return "timestamp_ntz"
    if kind == "void" or re.match(r"(string|char|varchar)\b", kind):
        return "string"
    return kind if kind in TYPES else None


def written_as(kind: pl.DataType) -> str:
    for name, known in TYPES.items():
        if kind == known:
            return name
    if kind == pl.Null or kind in (pl.Categorical, pl.Enum):
        return "string"
    return "bigint" if kind.is_integer() else "timestamp_ntz"
