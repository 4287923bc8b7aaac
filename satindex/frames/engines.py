"""Which engine holds the answers: memory for small files, polars piece by piece (or DuckDB) beyond, Spark a cluster."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import narwhals as nw
import polars as pl

from satindex.errors import DataError, MissingExtraError
from satindex.frames.batches import Frame, batches, no_rows_of
from satindex.frames.faults import remember, told
from satindex.frames.passes import Progress
from satindex.frames.processes import KEPT
from satindex.frames.recipes import Recipe
from satindex.frames.row_groups import RowGroups
from satindex.frames.workers import MEMORY
from satindex.language import Words

if TYPE_CHECKING:
    import duckdb

EngineName = Literal["auto", "memory", "polars", "duckdb", "spark"]
GIB: Final = 1 << 30
THRESHOLD: Final = GIB
"""Bytes of answers beyond which `auto` leaves them on disk: as a text file has them, or 8 for each cell of Parquet."""

ROW_GROUP: Final = 1 << 17


@dataclass(frozen=True)
class Engine:
    """How answers are held: `threshold` and `memory` in bytes, `spill` the folder for what memory can't hold.

    `master` is Spark's (`local[2]`, `spark://host:7077`, `yarn`); without it Spark's own settings decide.
    """

    name: EngineName = "auto"
    threshold: int = THRESHOLD
    memory: int = MEMORY
    spill: Path | None = None
    master: str | None = None
    _spools: list[Path] = field(default_factory=list, compare=False, repr=False)
    _databases: list[duckdb.DuckDBPyConnection] = field(default_factory=list, compare=False, repr=False)

    def leaves_on_disk(self, size: int) -> bool:
        """Whether answers of so many bytes are left on disk rather than held in memory."""
        return self.name in ("polars", "duckdb", "spark") or (self.name == "auto" and size > self.threshold)

    def spool(self) -> Path:
        """Return a new folder for files of answers that this work needs, removed at its end."""
        try:
            folder = Path(tempfile.mkdtemp(prefix="satindex-", dir=self.spill))
        except OSError as error:
            said = error.strerror or str(error)
            raise DataError(
                Words(
                    f"Nothing can be written to {self.spill or tempfile.gettempdir()}: {said}. Name another folder "
                    "(--spill).",
                    f"无法写入 {self.spill or tempfile.gettempdir()}：{said}。请指定其他文件夹（--spill）。",
                )
            ) from error
        self._spools.append(folder)
        _SPOOLS.add(folder)
        return folder

    def database(self) -> duckdb.DuckDBPyConnection:
        """Return DuckDB with this work's bounds: its frames live as long as the work does."""
        if not self._databases:
            self._databases.append(_database(self.memory, self.spool()))
        return self._databases[0]

    def remove_spools(self) -> None:
        """Remove the folders that were made; what was held there is closed."""
        while self._databases:
            self._databases.pop().close()
        while self._spools:
            folder = self._spools.pop()
            shutil.rmtree(folder, ignore_errors=True)
            _SPOOLS.discard(folder)


_SPOOLS: Final[set[Path]] = set()
DEFAULT: Final = Engine()
_CURRENT: ContextVar[Engine] = ContextVar("engine", default=DEFAULT)
atexit.register(DEFAULT.remove_spools)


def remove_all_spools() -> None:
    """Remove what any work put on disk, where the process ends before the work does."""
    for folder in list(_SPOOLS):
        shutil.rmtree(folder, ignore_errors=True)


def engine() -> Engine:
    """Return the engine that is in use."""
    return _CURRENT.get()


@contextmanager
def using(chosen: Engine) -> Iterator[Engine]:
    """Use an engine within; at the end, whatever it is, its processes are ended and what it put on disk is removed."""
    before = _CURRENT.set(chosen)
    try:
        yield chosen
    finally:
        _CURRENT.reset(before)
        KEPT.end()
        chosen.remove_spools()


@contextmanager
def held_for(size: int) -> Iterator[None]:
    """Leave within on disk what is part of answers of `size` bytes in all, where these do not fit into memory."""
    chosen = engine()
    on_disk = chosen.leaves_on_disk(size) and chosen.name == "auto"
    before = _CURRENT.set(replace(chosen, name="polars") if on_disk else chosen)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def from_parquet(
    paths: Sequence[Path], columns: Mapping[str, str], size: int, top: int = 0, keys: Sequence[str] = ()
) -> Frame:
    """Return columns (by the names that they get) of Parquet files, one below the other, on the engine that suits.

    `size` is about how many bytes they take in memory; `top` rows of the first file are left out. `keys` are
    columns of texts that the files' folders name, as `wave=2026/part-0.parquet` does.
    """
    chosen = engine()
    remember(paths)
    if not chosen.leaves_on_disk(size) or top:
        # What follows further headings is an export of a platform: such files are small.
        with told():
            rows = RowGroups(paths, columns, keys, memory=chosen.memory).scanned().slice(top).collect()
        return nw.from_native(rows, eager_only=True)
    if chosen.name == "spark":
        from satindex.frames.spark import session, table

        on_spark: Frame = table(session(chosen), paths, columns, keys)
        return on_spark
    if chosen.name == "duckdb":
        return _on_duckdb(chosen, paths, columns, keys)
    return Recipe(RowGroups(paths, columns, keys, memory=chosen.memory))


def streamed(parts: Iterable[Iterator[pl.DataFrame]], types: Mapping[str, pl.DataType], size: int) -> Frame:
    """Return the rows of several files one below the other: in memory, or by way of the disk where they are large.

    Each part yields its rows in batches; all have the columns and types of `types`. `size` is that of the files.
    """
    chosen = engine()
    if not chosen.leaves_on_disk(size):
        rows = [batch for part in parts for batch in part]
        return nw.from_native(pl.concat(rows) if rows else pl.DataFrame(schema=dict(types)), eager_only=True)
    folder = chosen.spool()
    paths = [folder / f"part-{number:06}.parquet" for number, part in enumerate(parts) if _kept(part, folder, number)]
    if not paths:
        return nw.from_native(pl.DataFrame(schema=dict(types)), eager_only=True)
    return from_parquet(paths, {name: name for name in types}, size)


def _kept(part: Iterator[pl.DataFrame], folder: Path, number: int) -> bool:
    """Write a part's rows to a file of their own; tell whether it had any."""
    return write_batches(part, folder / f"part-{number:06}.parquet")


def to_parquet(
    frame: Frame, path: Path, metadata: Mapping[str, str] | None = None, progress: Progress | None = None
) -> None:
    """Write a frame of any engine to a Parquet file, a batch at a time; NaN is written as missing."""
    if not write_batches(written_rows(frame, progress), path, metadata):
        without_nan(no_rows_of(frame)).write_parquet(path, metadata=dict(metadata or {}))


def written_rows(frame: Frame, progress: Progress | None = None) -> Iterator[pl.DataFrame]:
    """Yield a frame's rows in batches as they are written; `progress` hears how many are."""
    done = 0
    for batch in batches(frame, frame.collect_schema().names(), ROW_GROUP):
        yield without_nan(batch)
        done += batch.height
        if progress:
            progress(done)


def write_batches(parts: Iterable[pl.DataFrame], path: Path, metadata: Mapping[str, str] | None = None) -> bool:
    """Write batches of rows to a Parquet file as they come; return whether there were any."""
    import pyarrow.parquet as pq

    writer = None
    try:
        for batch in parts:
            table = batch.to_arrow()
            if writer is None:
                schema = table.schema.with_metadata(dict(metadata or {}))
                writer = pq.ParquetWriter(path, schema, compression="snappy", write_statistics=False)
            writer.write_table(table.cast(writer.schema))
    finally:
        if writer is not None:
            writer.close()
    return writer is not None


def without_nan(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table in which NaN is missing."""
    return table.with_columns(column.fill_nan(None) for column in table if column.dtype.is_float())


def _on_duckdb(chosen: Engine, paths: Sequence[Path], columns: Mapping[str, str], keys: Sequence[str]) -> Frame:
    # A connection serves one stream at a time: every frame has its own to the same database.
    connection = chosen.database().cursor()
    files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    options = f"hive_partitioning = {bool(keys)}, hive_types_autocast = false, union_by_name = {len(paths) > 1}"
    named = ", ".join(f"{_quoted(written)} AS {_quoted(name)}" for name, written in columns.items())
    # Names and files are quoted; nothing of the data stands in the query.
    query = f"SELECT {named} FROM read_parquet([{files}], {options})"  # noqa: S608
    found: Frame = nw.from_native(connection.sql(query))
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _database(memory: int, spill: Path) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError("duckdb", "duckdb", Words("A file larger than memory", "大于内存的文件")) from error
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{memory // (1 << 20)}MiB'")
    connection.execute("SET temp_directory = ?", [str(spill)])
    connection.execute("SET enable_progress_bar = false")
    return connection
