"""Spark: a session, and Parquet files read where it reads them."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from satindex.errors import DataError, MissingExtraError
from satindex.frames.recipes import Recipe
from satindex.frames.row_groups import RowGroups
from satindex.frames.spark_failures import failing
from satindex.frames.spark_files import from_files
from satindex.frames.spark_tasks import code
from satindex.language import Words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameReader, SparkSession


MOST_IN_ORDER: Final = 200

PATIENCE: Final = 1.0
"""Seconds that Java has to end after it was asked to."""


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
    logging.getLogger().addFilter(_failed)
    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    if (chosen.master or "").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("satindex")
    for key, value in _settings(chosen).items():
        builder = builder.config(key, value)
    with _stderr_kept() as said, starting():
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


@contextmanager
def starting() -> Iterator[None]:
    """Start Java within: where the work is stopped meanwhile, that process is ended.

    It would wait for ever: PySpark removes at once the folder in which Java is to write where it listens, and when it
    can't, it does not come to look whether this process lives. A handler of Ctrl-C that the process has stays: PySpark
    puts its own there, which asks Spark to cancel its work first.
    """
    from pyspark import SparkContext, java_gateway

    start, handler = java_gateway.Popen, signal.getsignal(signal.SIGINT)
    begun: list[Any] = []

    def begin(*args: Any, **named: Any) -> Any:
        begun.append(start(*args, **named))
        return begun[-1]

    java_gateway.Popen = begin
    try:
        yield
    except KeyboardInterrupt:
        if SparkContext._gateway is None:  # one that listens ends with this process
            for process in begun:
                _end(process)
        raise
    finally:
        java_gateway.Popen = start
        if handler is not signal.default_int_handler and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, handler)


def _end(process: Any) -> None:
    """Ask a process to end, so that it removes what it has on disk; where it does not soon, end it."""
    process.terminate()
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()


def _failed(record: logging.LogRecord) -> bool:
    """Whether what is logged is more than that the work was stopped, which py4j logs with where it stood."""
    return not (record.exc_info and isinstance(record.exc_info[1], KeyboardInterrupt))


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


def table(spark: SparkSession, paths: Sequence[Path], columns: Mapping[str, str], keys: Sequence[str] = ()) -> Recipe:
    """Return columns (by the names that they get) of Parquet files, each piece read where a task of Spark's needs it.

    `keys` are columns that the files' folders name, as `wave=2026/part-0.parquet` does: they are texts. A column whose
    types differ between files gets the one that holds all.
    """
    return from_files(spark, partial(_read, spark, paths, columns, keys), RowGroups(paths, columns, keys))


def _read(spark: SparkSession, paths: Sequence[Path], columns: Mapping[str, str], keys: Sequence[str]) -> DataFrame:
    """Return the files as Spark reads them, in their order up to `MOST_IN_ORDER`: together, the largest come first."""
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    alike: dict[object, list[str]] = {}
    for path in paths:
        alike.setdefault(_types_of(path, columns.values()), []).append(str(path.absolute()))
    above = str(_above(paths, keys)) if keys else None
    files = [[str(path.absolute())] for path in paths] if len(paths) <= MOST_IN_ORDER else list(alike.values())
    with failing():
        known = {like[0]: _reader(spark, above).parquet(like[0]).schema for like in alike.values()}
        schemas = {one: known[like[0]] for like in alike.values() for one in like}
        found = [_reader(spark, above).schema(schemas[some[0]]).parquet(*some) for some in files]
        return reduce(lambda one, other: one.union(other), (_chosen(one, list(columns.values())) for one in found))


def _reader(spark: SparkSession, above: str | None) -> DataFrameReader:
    return spark.read.option("basePath", above) if above else spark.read


def _types_of(path: Path, columns: Iterable[str]) -> tuple[object, ...]:
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    return tuple(str(schema.field(name).type) if name in schema.names else None for name in columns)


def _chosen(given: DataFrame, columns: Sequence[str]) -> DataFrame:
    """Return columns by their names, whatever signs these hold, called by their places."""
    places = {name: place for place, name in enumerate(given.columns)}
    coded = given.toDF(*map(code, range(len(places))))
    return coded.select(*(code(places[name]) for name in columns)).toDF(*map(code, range(len(columns))))


def _above(paths: Sequence[Path], keys: Sequence[str]) -> Path:
    """Return the folder above those that name a column."""
    named = [folder for folder in paths[0].absolute().parents if folder.name.partition("=")[0] in keys]
    return named[-1].parent if named else paths[0].absolute().parent
