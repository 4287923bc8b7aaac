"""Scores written to a file: at once where memory holds them, else as they stream by."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw

from satindex.errors import WriteError
from satindex.frames.batches import MOST_IN_MEMORY, Frame, no_rows_of, row_count
from satindex.frames.engines import to_parquet, written_rows
from satindex.frames.passes import Progress
from satindex.language import Words
from satindex.results.score_files import check_ending, write_csv_batches, write_table
from satindex.results.writing import write_atomically


def write_scores(kept: Frame, path: Path, progress: Progress | None = None) -> None:
    """Write a row per respondent in the format that the file's ending names; see `write_table`.

    Scores that are computed where a large file lies stream into .parquet and .csv; the other formats, which are made in
    memory, are refused for more than a million rows. `progress` hears how many rows are written.
    """
    check_ending(path)
    ending = path.suffix.lower()
    if not isinstance(kept, nw.LazyFrame):
        write_table(kept, path)
    elif ending == ".parquet":
        write_atomically(path, lambda place: to_parquet(kept, place, progress=progress))
    elif ending == ".csv":
        write_atomically(path, lambda place: _stream_csv(kept, place, progress))
    else:
        _refuse_too_many(row_count(kept), path)
        write_table(kept, path)


def _stream_csv(kept: Frame, place: Path, progress: Progress | None) -> None:
    write_csv_batches(written_rows(kept, progress), no_rows_of(kept), place)


def _refuse_too_many(rows: int, path: Path) -> None:
    if rows > MOST_IN_MEMORY:
        raise WriteError(
            Words(
                f"{rows:,} rows are too many for {path.suffix}. Write .parquet or .csv.",
                f"{rows:,} 行超出 {path.suffix} 的容量。请改用 .parquet 或 .csv。",
            )
        )
