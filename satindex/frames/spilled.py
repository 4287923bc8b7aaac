"""Rows of a lazy frame that are chosen batch by batch, written where the engine spills and read back from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.errors import FigureError
from satindex.frames.batch import Batch
from satindex.frames.batches import Frame, batches, is_ordered, no_rows_of
from satindex.frames.engines import engine
from satindex.frames.packing import packable
from satindex.frames.passes import Sum
from satindex.frames.recipes import Recipe
from satindex.frames.row_groups import AS_IN_MEMORY, RowGroups, scanned
from satindex.frames.spark_rows import SparkRows
from satindex.language import Words

ROWS: Final = 200_000
NOT_STREAMED: Final = Words(
    "leaving out the careless (exclude) needs so many rows one after the other, which this engine does not give: write "
    "the answers to Parquet files and read those, or leave `exclude` out.",
    "剔除敷衍作答者（exclude）在行数过多时须逐批读取，而该引擎无法提供：请将回答写入 Parquet 文件后读取，"
    "或去掉 exclude。",
)

Keep = Callable[[pl.DataFrame], npt.NDArray[np.bool_]]


def rows_kept(frame: Frame, keep: Keep) -> Recipe:
    """Return the rows of a frame that `keep` keeps of each batch, in the frame's order.

    They are written once, a file for each 200,000, and read from there; the files are removed at the end of the work.
    On Spark they are chosen where they lie, whenever they are read. Raises FigureError for a frame of an engine that
    gives its rows all at once only.
    """
    if isinstance(frame, Recipe) and isinstance(frame.source, SparkRows):
        return frame.source.kept(frame, keep)
    if not is_ordered(frame):
        raise FigureError(NOT_STREAMED)
    folder = engine().spool()
    parts: list[pl.DataFrame] = []
    files: list[Path] = []
    for batch in batches(frame, frame.collect_schema().names()):
        parts.append(batch.filter(keep(batch)))
        if sum(part.height for part in parts) >= ROWS:
            files.append(_written(parts, folder, len(files)))
            parts = []
    if parts or not files:
        files.append(_written(parts or [no_rows_of(frame)], folder, len(files)))
    return _read(files)


def can_be_kept(frame: Frame) -> bool:
    """Whether the rows of a frame are streamed to this process, so that it can write them."""
    return isinstance(frame, nw.LazyFrame) and is_ordered(frame)


@packable
@dataclass(frozen=True)
class KeptRowsPart:
    """The files that hold some rows, in the order of these."""

    files: tuple[str, ...]


@dataclass(frozen=True)
class KeptRows(Sum[KeptRowsPart]):
    """Columns written as they are read, so that passes that follow read only these; see `can_be_kept`.

    Rows without a value in any of the `needed` columns are left out. The files stand where the engine spills, and are
    removed at the end of the work.
    """

    chosen: tuple[str, ...]
    needed: tuple[str, ...] = ()
    folder: Path | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        return f"rows kept {json.dumps([self.chosen, self.needed], ensure_ascii=False)}"

    @property
    def columns(self) -> tuple[str, ...]:
        return self.chosen

    def prepared(self, first: Batch) -> KeptRows:
        """Return the sum with a folder of its own."""
        return replace(self, folder=engine().spool())

    def of(self, batch: Batch) -> KeptRowsPart:
        rows = batch.frame.select(self.chosen)
        rows = rows.drop_nulls(self.needed) if self.needed else rows
        if self.folder is None or not rows.height:
            return KeptRowsPart(())
        file = self.folder / f"{batch.start:018}{AS_IN_MEMORY}"
        rows.write_ipc(file)
        return KeptRowsPart((str(file),))

    def plus(self, one: KeptRowsPart, other: KeptRowsPart) -> KeptRowsPart:
        return KeptRowsPart((*one.files, *other.files))

    def finished(self, part: KeptRowsPart, frame: Frame) -> Frame:
        """Return the columns as they were written; of a frame without rows, that frame's."""
        return _read([Path(file) for file in sorted(part.files)]) if part.files else frame.select(*self.chosen)


def _read(files: Sequence[Path]) -> Recipe:
    names = scanned(files[0]).collect_schema().names()
    return Recipe(RowGroups(files, {name: name for name in names}, memory=engine().memory))


def _written(parts: list[pl.DataFrame], folder: Path, number: int) -> Path:
    file = folder / f"{number:06}.parquet"
    pl.concat(parts, how="vertical_relaxed").write_parquet(file)
    return file
