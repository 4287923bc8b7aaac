"""Parquet files, read lazily."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.errors import DataError, NoRowsError
from satindex.language import Words
from satindex.readers.export import Codebook, Frame
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.cells import with_plain_texts
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.source import Source
from satindex.readers.tidy.attached import KEY, Attached, from_json

MARK = b"PAR1"


def recognises(source: Source) -> bool:
    """Tell whether the file starts with Parquet's mark."""
    return source.head.startswith(MARK)


def open_source(source: Source) -> ParquetExport:
    """Open a Parquet file; raises DataError where it is damaged or has no rows."""
    path = Path(source.given)
    try:
        lazy = pl.scan_parquet(path, glob=False)
        written = lazy.collect_schema().names()
        rows = lazy.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(source.name) from error
    names, repeated = unique_headings(written)
    if not rows or not written:
        raise NoRowsError(Words(f"{source.name} has no rows.", f"{source.name} 没有数据行。"), source.name, names)
    named = "" if source.suffix in (".parquet", ".pq", "") else f" (named {source.suffix})"
    return ParquetExport(source.name, f"parquet{named}", names, repeated, path, tuple(written))


@dataclass(frozen=True)
class ParquetExport:
    """A Parquet file whose schema was read."""

    source: str
    kind: str
    columns: tuple[str, ...]
    repeated: frozenset[str]
    path: Path
    headings: tuple[str, ...]
    top: int = 0
    codebook: Codebook = field(default_factory=Codebook)
    set_aside: Mapping[Words, int] = field(default_factory=dict)

    def first_rows(self, count: int) -> list[tuple[str | None, ...]]:
        """Return the first rows as text; see Table."""
        head = self._lazy().head(count).collect()
        return [tuple(None if cell is None else str(cell) for cell in row) for row in head.iter_rows()]

    def attached(self) -> Attached | None:
        """Return the codebook among the file's metadata; see Table."""
        rows = from_json(pl.read_parquet_metadata(self.path).get(KEY))
        return None if rows is None else Attached(rows)

    def below(self, rows: int) -> ParquetExport:
        """Return the table without its first rows; see Table."""
        return replace(self, top=self.top + rows)

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`, lazily; see Export. Types are the file's own."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        return with_plain_texts(nw.from_native(self._lazy().select(wanted)))

    def _lazy(self) -> pl.LazyFrame:
        lazy = pl.scan_parquet(self.path, glob=False)
        if self.headings != self.columns:
            lazy = lazy.rename(dict(zip(self.headings, self.columns, strict=True)))
        return lazy.slice(self.top) if self.top else lazy


def _damaged(name: str) -> DataError:
    return DataError(
        Words(
            f"{name} starts like a Parquet file, but it is cut off or damaged. Write or download it again.",
            f"{name} 开头像 Parquet 文件，但不完整或已损坏。请重新生成或下载。",
        )
    )
