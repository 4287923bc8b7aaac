"""Spark as the place where partitions lie: Python reads raw columns there, and what it makes of them comes back."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import polars as pl

from satindex.errors import DataError, MissingExtraError
from satindex.frames.recipes import ROWS, Recipe, Work
from satindex.language import Words

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_PART: Final = "part"
_TYPES: Final[dict[str, Any]] = {
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


class Settings(Protocol):
    """What a session is started with; `memory` in bytes."""

    @property
    def master(self) -> str | None: ...
    @property
    def memory(self) -> int: ...
    @property
    def spill(self) -> Path | None: ...


def session(chosen: Settings) -> SparkSession:
    """Return the running Spark session, or one started with these settings, which writes no log to the terminal.

    Raises MissingExtraError without PySpark, DataError where Spark does not start.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError("pyspark", "spark", Words("Spark", "使用 Spark ")) from error
    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    if (chosen.master or "").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("satindex")
    for key, value in _settings(chosen).items():
        builder = builder.config(key, value)
    with _stderr_kept() as said:
        try:
            return builder.getOrCreate()
        except (PySparkException, OSError) as error:
            why = next((line for line in reversed(said().splitlines()) if line.strip()), str(error).splitlines()[0])
            raise DataError(
                Words(
                    f"Spark did not start: {why.strip()}. It needs Java 17 or 21 (JAVA_HOME), and a master that "
                    f"answers ({chosen.master or 'none is named'}).",
                    f"Spark 未能启动：{why.strip()}。需要 Java 17 或 21（JAVA_HOME），以及可用的 master"
                    f"（{chosen.master or '未指定'}）。",
                )
            ) from error


def _settings(chosen: Settings) -> dict[str, str]:
    return {
        **({"spark.master": chosen.master} if chosen.master else {}),
        **({"spark.local.dir": str(chosen.spill)} if chosen.spill else {}),
        "spark.driver.memory": f"{max(chosen.memory >> 20, 512)}m",
        "spark.log.level": "OFF",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # Headings that differ by case alone are different questions.
        "spark.sql.caseSensitive": "true",
        # Spark runs as many tasks as there are cores: each keeps to its own.
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        "spark.executorEnv.OMP_NUM_THREADS": "1",
        "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
    }


@contextmanager
def _stderr_kept() -> Iterator[Any]:
    """Keep what is written to the terminal's error stream meanwhile, by programs that are started as well."""
    sys.stderr.flush()
    before = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            yield lambda: os.pread(file.fileno(), 1 << 20, 0).decode(errors="replace")
        finally:
            os.dup2(before, 2)
            os.close(before)


def is_spark(given: object) -> bool:
    """Whether a thing is a Spark DataFrame, without importing PySpark."""
    from narwhals import dependencies

    return dependencies.is_pyspark_dataframe(given) or dependencies.is_pyspark_connect_dataframe(given)


def from_spark(given: DataFrame, names: Mapping[int, str]) -> Recipe:
    """Return the columns at some places of a Spark DataFrame, by the names they get.

    Spark never sees the names: it takes a dot in them for a field, and by default A and a for the same. Decimals come
    as whole numbers where they are (as text beyond 64 bits), else as floats; points in time in the session's time zone.
    """
    return Recipe(SparkRows(given, dict(names)))


def table(spark: SparkSession, paths: Sequence[Path], columns: Mapping[str, str], keys: Sequence[str] = ()) -> Recipe:
    """Return columns (by the names that they get) of Parquet files, each partition read where Spark reads it.

    `keys` are columns that the files' folders name, as `wave=2026/part-0.parquet` does: they are texts. A column whose
    types differ between files gets the one that holds all, as Spark's UNION does it.
    """
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    alike: dict[object, list[str]] = {}
    for path in paths:
        alike.setdefault(_types_of(path, columns.values()), []).append(str(path.absolute()))
    reader = spark.read.option("basePath", str(_above(paths, keys))) if keys else spark.read
    with _failing():
        found = [_chosen(reader.parquet(*files), list(columns.values())) for files in alike.values()]
        given = reduce(lambda one, other: one.union(other), found)
    return from_spark(given, dict(enumerate(columns)))


def _types_of(path: Path, columns: Iterable[str]) -> tuple[object, ...]:
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    return tuple(str(schema.field(name).type) if name in schema.names else None for name in columns)


def _chosen(given: DataFrame, columns: Sequence[str]) -> DataFrame:
    """Return columns by their names, whatever signs these hold, called by their places."""
    places = {name: place for place, name in enumerate(given.columns)}
    coded = given.toDF(*map(_code, range(len(places))))
    return coded.select(*(_code(places[name]) for name in columns)).toDF(*map(_code, range(len(columns))))


def _above(paths: Sequence[Path], keys: Sequence[str]) -> Path:
    """Return the folder above those that name a column."""
    named = [folder for folder in paths[0].absolute().parents if folder.name.partition("=")[0] in keys]
    return named[-1].parent if named else paths[0].absolute().parent


class SparkRows:
    """The rows of a Spark DataFrame: some of its columns by place, with the names they have here."""

    def __init__(self, given: DataFrame, names: Mapping[int, str]) -> None:
        kinds = dict(enumerate(field.dataType for field in given.schema.fields))
        self._given = given
        self._known, self._first = 0, pl.DataFrame()
        self._frame = given.toDF(*(_code(place) for place in range(len(given.columns))))
        self._places = {name: place for place, name in names.items()}
        self._as = {name: _read_as(kinds[place].simpleString()) for name, place in self._places.items()}
        self.schema = {name: _TYPES[kind] if kind else pl.Null for name, kind in self._as.items()}

    def _column(self, name: str) -> Column:
        from pyspark.sql import functions as sf

        kind, column = self._as[name], sf.col(_code(self._places[name]))
        return (column.cast(kind) if kind else sf.lit(None).cast("string")).alias(_code(self._places[name]))

    def head(self, rows: int) -> pl.DataFrame:
        """Return the first rows, fetched once."""
        if rows > self._known:
            self._known, self._first = rows, self._fetched(rows)
        return self._first.head(rows)

    def _fetched(self, rows: int) -> pl.DataFrame:
        with _failing(self._given):
            found = self._frame.limit(rows).select(*map(self._column, self.schema)).toArrow()
        named = pl.DataFrame(pl.from_arrow(found))
        named.columns = list(self.schema)
        return named.cast(self.schema)

    def each(self, columns: Sequence[str], work: Work, whole: bool) -> Iterator[pl.DataFrame]:
        """Yield what work makes of each partition's columns, in the order of the partitions; see Source."""
        parts = self._mapped(columns, _packed(work), f"{_PART} binary")
        with _failing(self._given):
            for row in parts.collect() if whole else parts.toLocalIterator(prefetchPartitions=True):
                yield pl.read_ipc(BytesIO(bytes(row[_PART])))

    def native(self, recipe: Recipe) -> DataFrame:
        """Return a Spark table of what a recipe makes."""
        return self._table(recipe, recipe.columns).toDF(*recipe.columns)

    def counted(self, recipe: Recipe, keys: Sequence[str], counts: Mapping[str, str | None]) -> SparkRows:
        """Return how many rows, or different values of a column, there are by keys; see Source."""
        from pyspark.sql import functions as sf

        columns = list(dict.fromkeys([*keys, *(column for column in counts.values() if column)]))
        place = {column: _code(at) for at, column in enumerate(columns)}
        rows = self._table(recipe, columns)
        found = [
            sf.count(sf.lit(1)) if column is None else _different(sf.col(place[column])) for column in counts.values()
        ]
        grouped = rows.groupBy(*(place[key] for key in keys)).agg(*found)
        return SparkRows(grouped, dict(enumerate([*keys, *counts])))

    def _table(self, recipe: Recipe, columns: Sequence[str]) -> DataFrame:
        """Return a Spark table of columns that a recipe makes, which are called by their places."""
        schema = recipe.made(pl.DataFrame(schema=self.schema)).collect().to_native().select(columns).schema
        kinds = {name: _written_as(kind) for name, kind in schema.items()}
        work = _as_table(recipe.worked(columns, _as_they_are), list(kinds.values()))
        described = ", ".join(f"{_code(at)} {kind}" for at, kind in enumerate(kinds.values()))
        return self._mapped(recipe.needed(columns), work, described)

    def _mapped(self, columns: Sequence[str], work: Any, described: str) -> DataFrame:
        refused = [name for name in columns if self._as[name] is None]
        if refused:
            kind = self._given.schema.fields[self._places[refused[0]]].dataType.simpleString()
            raise DataError(
                Words(
                    f"the column '{refused[0]}' of the Spark table is of type {kind}, which holds no answers.",
                    f"Spark 表的列“{refused[0]}”类型为 {kind}，无法作为回答读取。",
                )
            )
        task = _Task(list(columns), {name: self.schema[name] for name in columns}, work)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # on pandas, which is not used
            return self._frame.select(*map(self._column, columns)).mapInArrow(task, described)


class _Task:
    """What is done with a partition where it lies; says which one it is where that fails."""

    def __init__(self, names: list[str], schema: Mapping[str, Any], work: Any) -> None:
        self.names, self.schema, self.work = names, schema, work

    def __call__(self, found: Iterator[Any]) -> Iterator[Any]:
        from pyspark import TaskContext

        context = TaskContext.get()
        yield from self.work(self._batches(found), context.partitionId() if context else 0)

    def _batches(self, found: Iterator[Any]) -> Iterator[pl.DataFrame]:
        """Yield larger batches than Spark sends."""
        waiting: list[pl.DataFrame] = []
        for rows in found:
            part = pl.DataFrame(pl.from_arrow(rows))
            part.columns = self.names
            waiting.append(part)
            if sum(one.height for one in waiting) >= ROWS:
                yield pl.concat(waiting, rechunk=True)
                waiting = []
        if waiting:
            yield pl.concat(waiting, rechunk=True)


def _packed(work: Work) -> Any:
    def done(batches: Iterator[pl.DataFrame], partition: int) -> Iterator[Any]:
        import pyarrow as pa

        for part in work(batches, partition):
            file = BytesIO()
            part.write_ipc(file, compression="lz4")
            yield pa.RecordBatch.from_arrays([pa.array([file.getvalue()], pa.binary())], names=[_PART])

    return done


def _as_table(work: Work, kinds: list[str]) -> Any:
    def done(batches: Iterator[pl.DataFrame], partition: int) -> Iterator[Any]:
        import pyarrow as pa

        known = pl.DataFrame(schema=_TYPES).to_arrow().schema
        fields = [known.field(kind).with_name(_code(at)) for at, kind in enumerate(kinds)]
        schema = pa.schema(
            [pa.field(one.name, pa.string()) if one.type == pa.large_string() else one for one in fields]
        )
        for part in work(batches, partition):
            part.columns = schema.names
            yield from pa.table(part.to_arrow()).cast(schema).to_batches()

    return done


def _as_they_are(batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
    return batches


def _code(place: int) -> str:
    return f"c{place}"


def _read_as(kind: str) -> str | None:
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
    return kind if kind in _TYPES else None


def _written_as(kind: pl.DataType) -> str:
    for name, known in _TYPES.items():
        if kind == known:
            return name
    if kind == pl.Null or kind in (pl.Categorical, pl.Enum):
        return "string"
    return "bigint" if kind.is_integer() else "timestamp_ntz"


def _different(column: Column) -> Column:
    """Return how many different values there are; a missing one is a value, too."""
    from pyspark.sql import functions as sf

    return sf.count_distinct(column) + sf.max(sf.isnull(column).cast("int"))


@contextmanager
def _failing(given: DataFrame | None = None) -> Iterator[None]:
    """Raise DataError naming the partition, and the file that it is from, where a task failed for good."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise _failed(error, given) from error
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("py4j", "pyspark", "grpc"):
            raise
        raise _failed(error, given) from error


def _failed(error: Exception, given: DataFrame | None) -> DataError:
    said = str(error)
    task = re.search(r"Task (\d+) in stage", said)
    file = re.search(r"(?:file:|hdfs:|s3a?:|abfss?:|gs:)/[^\s,;\]]+", said)
    files = [file[0]] if file else _files_of(given, int(task[1])) if task and given is not None else []
    why = _why(said)
    if task is None and not files:
        return DataError(Words(f"Spark could not do what was asked: {why}", f"Spark 未能完成操作：{why}"))
    en = f"partition {task[1]}" if task else "a partition"
    zh = f"分区 {task[1]}" if task else "某个分区"
    of_en, of_zh = (f" ({', '.join(files)})", f"（{'、'.join(files)}）") if files else ("", "")
    return DataError(
        Words(
            f"Spark could not work on {en}{of_en}, tried as often as it is set to: {why}",
            f"Spark 未能处理{zh}{of_zh}，已按设定次数重试：{why}",
        )
    )


def _why(said: str) -> str:
    """Return the line that says what went wrong: that of Python's own error where there is one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"^(?:\w+\.)*\w*(?:Error|Exception)\b.*:", line)]
    missing = next((line for line in raised if "No module named" in line), None)
    if missing:
        return f"{missing} (satindex must be installed for the Python that Spark runs, which PYSPARK_PYTHON names)"
    python = [line for line in raised if not re.match(r"^(?:org|java|scala|py4j|pyspark)\.", line)]
    return (python or raised or lines or ["?"])[-1 if python else 0][:300]


def _files_of(given: DataFrame, partition: int) -> list[str]:
    """Return the files that a partition is from; none where Spark can't tell."""
    from pyspark.sql import functions as sf

    try:
        if not given.inputFiles():
            return []
        where = given.select(sf.spark_partition_id().alias("p"), sf.input_file_name().alias("f"))
        found = where.where(sf.col("p") == partition).select("f").distinct().limit(3).collect()
        return sorted(row["f"] for row in found if row["f"])
    except Exception:
        return []
