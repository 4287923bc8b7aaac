"""A simulated export in parts: Parquet files in a folder, written by several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from satindex.errors import DataError, WriteError
from satindex.frames.processes import processes, starting
from satindex.language import Words
from satindex.results.writing import remove_unfinished, write_atomically
from satindex.simulate.draw import ROWS, blocks_of, respondents
from satindex.simulate.truth import Truth
from satindex.survey.model import Survey

_NARROW = 128


@dataclass(frozen=True)
class _Parts:
    """What every part is drawn from, and the types that its columns have."""

    survey: Survey
    n: int
    seed: int
    truth: Truth
    kinds: dict[str, pl.DataType]

    def write(self, blocks: range, path: Path) -> None:
        """Write some blocks to a file, each a row group of its own."""
        import pyarrow.parquet as pq

        def write(temporary: Path) -> None:
            writer = None
            for frame in self._frames(blocks):
                table = frame.to_arrow()
                writer = writer or pq.ParquetWriter(temporary, table.schema, compression="zstd")
                writer.write_table(table)
            if writer is not None:
                writer.close()

        write_atomically(path, write)

    def _frames(self, blocks: range) -> Iterator[pl.DataFrame]:
        for block in respondents(self.survey, self.n, self.seed, self.truth, wanted=blocks):
            yield block.export.with_columns(block.export[name].cast(kind) for name, kind in self.kinds.items())


def write_blocks(survey: Survey, n: int, seed: int, truth: Truth, folder: Path, parts: int) -> list[Path]:
    """Write the blocks of `n` respondents to so many files of a folder and return these, in order."""
    blocks = blocks_of(n)
    if not 1 <= parts <= len(blocks):
        raise DataError(
            Words(
                f"{n} respondents are drawn in blocks of {ROWS}: there can be 1 to {len(blocks)} parts, not {parts}.",
                f"{n} 名受访者按每块 {ROWS} 人抽取：可分 1 至 {len(blocks)} 个部分，不能是 {parts}。",
            )
        )
    _make(folder)
    first = next(respondents(survey, n, seed, truth, wanted=range(1))).export
    drawn = _Parts(survey, n, seed, truth, _kinds(survey, truth, first))
    ends = [len(blocks) * part // parts for part in range(parts + 1)]
    width = len(str(parts))
    files = [folder / f"part-{part + 1:0{width}}.parquet" for part in range(parts)]
    pieces = [range(start, end) for start, end in pairwise(ends)]
    workers = min(parts, os.cpu_count() or 1)
    if workers == 1:
        for piece, file in zip(pieces, files, strict=True):
            drawn.write(piece, file)
        return files
    # A process of its own for each: drawing keeps Python itself busy.
    with processes(workers, at_end=remove_unfinished) as pool:
        try:
            with starting():
                written = pool.map(drawn.write, pieces, files)
            list(written)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return files


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = next(folder.iterdir(), None)
    except OSError as error:
        said = error.strerror or str(error)
        raise WriteError(Words(f"{folder} can't be made: {said}.", f"无法创建 {folder}：{said}。")) from error
    if held is not None:
        raise WriteError(
            Words(
                f"{folder} holds {held.name} already: parts are written to an empty folder.",
                f"{folder} 中已有 {held.name}：各部分只写入空文件夹。",
            )
        )


def _kinds(survey: Survey, truth: Truth, first: pl.DataFrame) -> dict[str, pl.DataType]:
    """Return the types of columns, from the first block: answers on a scale that are whole numbers are narrow.

    Where some cells are written oddly, all stay texts.
    """
    if truth.odd:
        return {column.name: column.dtype for column in first}
    scales = {item.column or name: item.scale.values for name, item in survey.items.items() if item.scale.is_numeric}
    return {column.name: _kind(column, scales.get(column.name, ())) for column in first}


def _kind(column: pl.Series, scale: Sequence[float]) -> pl.DataType:
    whole = column.cast(pl.Int64, strict=False) if column.dtype == pl.String else column
    if column.dtype != pl.String or whole.null_count() > column.null_count() or not whole.count():
        return column.dtype
    if (whole.cast(pl.String) != column).any():  # such as 007
        return column.dtype
    return pl.Int8() if scale and all(abs(value) < _NARROW for value in scale) else pl.Int64()
