"""Parquet files read piece by piece, as many pieces at a time as there are cores: memory holds no more than those."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import polars as pl

from satindex.errors import SatindexError
from satindex.frames.batches import computed
from satindex.frames.faults import told
from satindex.frames.footers import Bounds, bounds, heights
from satindex.frames.one_thread import one_thread
from satindex.frames.processes import ENDED, KEPT, ONE_EACH, can_start, starting
from satindex.frames.recipes import Progress, Recipe, Work
from satindex.frames.workers import MEMORY, held_by_each, rows_at_a_time, workers_within

PIECE: Final = 1 << 17
"""So many rows are read at a time by each core, or one row group where that is more."""
MANY: Final = 1 << 21
"""From so many rows on, processes share the work: to start them takes longer than to read a million."""
COLUMNS: Final = 200
MOST_PIECES: Final = 16
"""So many columns of pieces, at most so many pieces, a process takes at a time."""
AS_IN_MEMORY: Final = ".arrow"
"""How files are called that are read several times: Arrow's, not compressed."""
AHEAD: Final = 2
"""So many pieces more than workers are begun or done while an earlier one is waited for."""


Submit = Callable[..., Future[list[Any]]]


@dataclass(frozen=True)
class Piece:
    """Some rows of a file, which begin at a row group; `place` is that of the first among all files' rows."""

    path: Path
    first: int
    rows: int
    place: int


@dataclass(frozen=True)
class Job:
    """Work on columns of pieces that follow each other, done in a thread or a process."""

    source: RowGroups
    columns: tuple[str, ...]
    work: Work

    def __call__(self, pieces: Sequence[Piece]) -> list[Any]:
        batches = (batch for piece in pieces for batch in self.source.batches(piece, self.columns))
        return list(self.work(batches, pieces[0].place))


class RowGroups:
    """The rows of Parquet files, one below the other: columns by the names that they get, as the files write them.

    `keys` are columns of texts that the files' folders name. A column whose types differ between files gets the one
    that holds all. `memory` is what those may hold together, in bytes, that share the work.
    """

    implementation = nw.Implementation.POLARS
    here = True

    def __init__(
        self, paths: Sequence[Path], columns: Mapping[str, str], keys: Sequence[str] = (), *, memory: int = MEMORY
    ) -> None:
        self.paths, self._columns, self._keys = tuple(paths), dict(columns), tuple(keys)
        self._memory = memory

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The columns with polars' types."""
        with told():
            return self.scanned().collect_schema()

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The rows of all files in pieces, in order."""
        with told():
            return tuple(_pieces(self.paths))

    @property
    def height(self) -> int:
        """How many rows there are."""
        return sum(piece.rows for piece in self.pieces)

    @cached_property
    def workers(self) -> int:
        """How many threads or processes may share the pieces: of all columns, as a pass may read them."""
        largest = max((piece.rows for piece in self.pieces), default=0)
        return workers_within(self._memory, held_by_each(self.schema.values(), largest))

    def bounds(self, columns: Sequence[str]) -> Mapping[str, Bounds]:
        """Return within which bounds the whole numbers of columns lie; see Source."""
        written = {name: self._columns[name] for name in columns if self.schema[name].is_integer()}
        if any(path.suffix == AS_IN_MEMORY for path in self.paths):
            return {}
        with told():
            found = bounds(self.paths, set(written.values()))
        return {name: found[column] for name, column in written.items() if column in found}

    def scanned(self) -> pl.LazyFrame:
        """Return all rows as polars scans them."""
        found = [self._of(path, list(self._columns)) for path in self.paths]
        return found[0] if len(found) == 1 else pl.concat(found, how="vertical_relaxed")

    def head(self, rows: int) -> pl.DataFrame:
        """Return the first rows."""
        with told():
            return self.scanned().head(rows).collect()

    def each(self, columns: Sequence[str], work: Work, whole: bool, progress: Progress | None = None) -> Iterator[Any]:
        """Yield what work makes of each piece's columns, in the order of the pieces; see Source.

        Threads share the pieces, of many rows processes (one where memory has room for no more): each has a Python of
        its own then, and its own way with memory.
        """
        workers = self.workers
        by_processes = whole and self.height >= MANY and can_start()
        job = Job(self, tuple(columns), work)
        runs = _runs(self.pieces, pieces_at_a_time(len(columns)) if by_processes else 1)
        with told(), _by_processes(workers) if by_processes else _by_threads(workers) as submit:
            begun: deque[tuple[Piece, Future[list[Any]]]] = deque()
            try:
                begun.extend((run[-1], submit(job, run)) for run in islice(runs, workers + AHEAD))
                while begun:
                    piece, future = begun.popleft()
                    found = future.result()
                    begun.extend((run[-1], submit(job, run)) for run in islice(runs, 1))
                    if progress:
                        progress(piece.place + piece.rows)
                    yield from found
            except BrokenProcessPool as error:
                raise SatindexError(ENDED) from error
            finally:
                for _, future in begun:
                    future.cancel()

    def counted(self, recipe: Recipe, keys: Sequence[str], counts: Mapping[str, str | None]) -> nw.LazyFrame[Any]:
        """Return how many rows, or different values of a column, there are by keys; see Source."""
        asked = {name: pl.len() if column is None else pl.col(column).n_unique() for name, column in counts.items()}
        grouped = self.native(recipe).group_by(keys).agg(**asked)
        return computed(nw.from_native(grouped)).lazy()

    def native(self, recipe: Recipe) -> pl.LazyFrame:
        """Return polars' lazy frame of what a recipe makes."""
        found: pl.LazyFrame = recipe.made(self.scanned()).to_native()
        return found

    def __getstate__(self) -> dict[str, Any]:
        """Return what is needed to read pieces that are known."""
        return {**self.__dict__, "schema": self.schema, "paths": (), "pieces": ()}

    def batches(self, piece: Piece, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield columns of a piece in batches."""
        kinds = pl.Schema({name: self.schema[name] for name in columns})
        rows = self._of(piece.path, columns).slice(piece.first, piece.rows).cast(kinds).collect()
        step = rows_at_a_time(len(columns))
        yield from (rows[at : at + step] for at in range(0, rows.height, step))

    def _of(self, path: Path, columns: Sequence[str]) -> pl.LazyFrame:
        found = scanned(path, self._keys)
        return found.select(pl.col(self._columns[name]).alias(name) for name in columns)


@contextmanager
def _by_threads(workers: int) -> Iterator[Submit]:
    # Each piece has its thread: products of matrices that take several more would only wait for each other.
    with one_thread(), ThreadPoolExecutor(workers) as pool:
        try:
            yield pool.submit
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _by_processes(workers: int) -> Iterator[Submit]:
    with KEPT.used(workers) as pool:

        def submit(job: Job, run: Sequence[Piece]) -> Future[list[Any]]:
            with starting(ONE_EACH):
                return pool.submit(job, run)

        yield submit


def pieces_at_a_time(columns: int) -> int:
    """Return how many pieces of so many columns go together to a process: what is sent costs as much as rows."""
    return min(max(COLUMNS // columns, 1), MOST_PIECES)


def _runs(pieces: Sequence[Piece], length: int) -> Iterator[Sequence[Piece]]:
    return (pieces[at : at + length] for at in range(0, len(pieces), length))


def scanned(path: Path, keys: Sequence[str] = ()) -> pl.LazyFrame:
    """Return a file as polars scans it, with what its folders say of it as texts."""
    if path.suffix == AS_IN_MEMORY:
        return pl.scan_ipc(path, glob=False, hive_partitioning=False)
    if not keys:
        return pl.scan_parquet(path, glob=False, hive_partitioning=False)
    return pl.scan_parquet(path, glob=False, hive_partitioning=True, hive_schema=dict.fromkeys(keys, pl.String))


def _pieces(paths: Sequence[Path]) -> Iterator[Piece]:
    place = 0
    for path in paths:
        first, rows = 0, 0
        for height in _heights(path):
            if rows and rows + height > PIECE:
                yield Piece(path, first, rows, place + first)
                first, rows = first + rows, 0
            rows += height
        if rows:
            yield Piece(path, first, rows, place + first)
        place += first + rows


def _heights(path: Path) -> list[int]:
    """Return how many rows each row group has; a file as in memory is one group."""
    return [scanned(path).select(pl.len()).collect().item()] if path.suffix == AS_IN_MEMORY else heights(path)
