"""Rows of a lazy frame that are chosen batch by batch, written where the engine spills and read back from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from satindex.errors import FigureError
from satindex.frames.batches import Frame, batches, is_ordered
from satindex.frames.engines import engine
from satindex.language import Words

ROWS: Final = 200_000
NOT_STREAMED: Final = Words(
    "leaving out the careless (exclude) needs so many rows one after the other, which this engine does not give: write "
    "the answers to Parquet files and read those, or leave `exclude` out.",
    "剔除敷衍作答者（exclude）在行数过多时须逐批读取，而该引擎无法提供：请将回答写入 Parquet 文件后读取，"
    "或去掉 exclude。",
)

Keep = Callable[[pl.DataFrame], npt.NDArray[np.bool_]]


def rows_kept(frame: Frame, keep: Keep) -> nw.LazyFrame[Any]:
    """Return the rows of a frame that `keep` keeps of each batch, in the frame's order.

    They are written once, a file for each 200,000, and read from there; the files are removed at the end of the work.
    Raises FigureError for a frame of an engine that gives its rows all at once only.
    """
    if not is_ordered(frame):
        raise FigureError(NOT_STREAMED)
    folder = engine().spool()
    parts: list[pl.DataFrame] = []
    number, waiting = 0, 0
    for batch in batches(frame, frame.collect_schema().names()):
        parts.append(batch.filter(keep(batch)))
        waiting += parts[-1].height
        if waiting >= ROWS:
            _write(parts, folder, number)
            parts, number, waiting = [], number + 1, 0
    if parts:
        _write(parts, folder, number)
    return nw.from_native(pl.scan_parquet(folder / "*.parquet"))


def columns_kept(frame: Frame, columns: Sequence[str]) -> Frame:
    """Return columns of a lazy frame written once as they are computed: the passes that follow read only these.

    A frame of an engine that gives its rows all at once, or where they lie, stays as it is.
    """
    if not isinstance(frame, nw.LazyFrame) or not is_ordered(frame):
        return frame
    return rows_kept(frame.select(*columns), lambda batch: np.ones(batch.height, dtype=np.bool_))


def _write(parts: list[pl.DataFrame], folder: Path, number: int) -> None:
    pl.concat(parts, how="vertical_relaxed").write_parquet(folder / f"{number:06}.parquet")
