"""Tables that no engine of scores carries: put down as Parquet a piece at a time, then read as files are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from narwhals import dependencies as engines

from satindex.errors import DataError, NoRowsError
from satindex.frames.engines import engine, write_batches
from satindex.language import Words
from satindex.readers.opening.source import Source, sources_of


def put_down(source: Source) -> Source:
    """Return what was handed over; an Ibis table, a Dask frame, a dataset, stream or batch of pyarrow as Parquet.

    The files stand in the folder for what memory can't hold until the work ends. Raises DataError where that fails.
    """
    if source.path is not None:
        return source
    if engines.is_dask_dataframe(source.given):
        return _as_files("Dask frame", source.given.columns, lambda folder: _of_dask(source.given, folder))
    if engines.is_ibis_table(source.given):
        # Its engine is asked once: scores translated to its SQL took minutes for a few hundred rows.
        table = source.given
        return _as_files("Ibis table", table.columns, lambda folder: table.to_parquet(folder / "part-0.parquet"))
    kind = type(source.given)
    if kind.__module__.split(".")[0] != "pyarrow" or not hasattr(source.given, "schema"):
        return source
    pieces = _pieces(source.given)
    if pieces is None:
        return source
    return _as_files(f"pyarrow {kind.__name__}", source.given.schema.names, lambda folder: _of_arrow(pieces, folder))


def _as_files(name: str, columns: Iterable[Any], write: Callable[[Path], None]) -> Source:
    folder = engine().spool()
    try:
        write(folder)
    except (ValueError, TypeError, NotImplementedError) as error:
        raise DataError(
            Words(
                f"The {name} can't be put down as Parquet: {error}. Give each column one type and another name, for "
                "example with .astype(str).",
                f"无法把 {name} 写成 Parquet：{error}。请让每列只有一种类型且列名各不相同，例如使用 .astype(str)。",
            )
        ) from error
    if not any(folder.iterdir()):
        raise NoRowsError(Words(f"The {name} has no rows.", f"{name} 没有数据行。"), name, tuple(map(str, columns)))
    (found,) = sources_of(folder)
    return replace(found, given=name)


def _of_dask(frame: Any, folder: Path) -> None:
    frame.to_parquet(str(folder), write_index=False, write_metadata_file=False)


def _of_arrow(pieces: Iterable[Any], folder: Path) -> None:
    found = (pl.DataFrame(pl.from_arrow(piece)) for piece in pieces if piece.num_rows)
    write_batches(found, folder / "part-0.parquet")


def _pieces(given: Any) -> Iterable[Any] | None:
    """Return the batches of a dataset, a stream or a batch of pyarrow; None for anything else, tables among it."""
    import pyarrow as pa

    found: Iterable[Any] | None = None
    if isinstance(given, pa.RecordBatch):
        found = [given]
    elif isinstance(given, pa.RecordBatchReader):
        found = given
    elif hasattr(given, "to_batches") and not isinstance(given, pa.Table):
        found = given.to_batches()
    return found
