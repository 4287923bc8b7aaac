"""Frames handed over in memory: pandas, polars, DuckDB, pyarrow and whatever else narwhals knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw
from narwhals import dependencies as engines

from satindex.errors import NoRowsError
from satindex.frames.spark_rows import from_spark, is_spark
from satindex.language import Words
from satindex.readers.export import Codebook, Frame
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.cells import as_written, is_no_cell, with_plain_texts
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.source import Source

_HALF, _LOST = re.compile("[\ud800-\udfff]"), "\ufffd"


def recognises(source: Source) -> bool:
    """Tell whether narwhals knows the thing as a frame."""
    if source.path is not None:
        return False
    if engines.is_pandas_dataframe(source.given) or engines.is_pyarrow_table(source.given):
        return True
    known = nw.from_native(source.given, pass_through=True)
    return isinstance(known, (nw.DataFrame, nw.LazyFrame))


def open_source(source: Source) -> FrameExport:
    """Take over a frame as an export, without copying it; raises DataError where it has no rows or columns."""
    frame, repeated, written = _uniquely_named(source.given)
    kind = str(frame.implementation).rsplit(".", 1)[-1].lower().replace("_", "-")
    columns = tuple(frame.collect_schema().names())
    if not columns or _is_empty(frame, columns[0]):
        raise NoRowsError(
            Words(f"The {kind} frame has no rows.", f"{kind} 数据框没有数据行。"), f"{kind} frame", columns
        )
    return FrameExport(f"{kind} frame", kind, columns, repeated, frame, written)


@dataclass(frozen=True)
class FrameExport:
    """A frame in memory or in a database, its columns uniquely named."""

    source: str
    kind: str
    columns: tuple[str, ...]
    repeated: frozenset[str]
    frame: Frame = field(repr=False)
    headings: tuple[str, ...] = ()
    codebook: Codebook = field(default_factory=Codebook)
    set_aside: Mapping[Words, int] = field(default_factory=dict)

    def first_rows(self, count: int) -> list[tuple[str | None, ...]]:
        """Return the first rows, none of a lazy frame: its rows have no order; see Table."""
        if isinstance(self.frame, nw.LazyFrame):
            return []
        head = self.frame.head(count).select(self.columns)
        return [tuple(None if is_no_cell(cell) else str(cell) for cell in row) for row in head.iter_rows()]

    def attached(self) -> None:
        """Return None: a frame has no codebook of satindex's; see Table."""

    def below(self, rows: int) -> FrameExport:
        """Return the table without its first rows; see Table."""
        assert isinstance(self.frame, nw.DataFrame)  # noqa: S101 - a lazy frame has no first rows
        return replace(self, frame=self.frame[rows:])

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`, lazily where the frame is lazy; see Export. Types are the frame's own."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        return with_plain_texts(self.frame.select(wanted))


def _uniquely_named(given: Any) -> tuple[Frame, frozenset[str], tuple[str, ...]]:
    """Return the frame with unique names, the headings that stand more than once, and the headings as they were."""
    if engines.is_pandas_dataframe(given):
        written = _pandas_headings(given)
        names, repeated = unique_headings(written)
        return nw.from_native(_without_objects(given.set_axis(list(names), axis=1))), repeated, tuple(written)
    if engines.is_pyarrow_table(given):
        names, repeated = unique_headings(given.column_names)
        return nw.from_native(given.rename_columns(list(names))), repeated, tuple(given.column_names)
    if is_spark(given):
        names, repeated = unique_headings(given.columns)
        return from_spark(given, dict(enumerate(names))), repeated, tuple(given.columns)
    frame = nw.from_native(given)
    written = frame.collect_schema().names()
    names, repeated = unique_headings(written)
    if list(names) != written:
        frame = frame.rename(dict(zip(written, names, strict=True)))
    return frame, repeated, tuple(written)


def _pandas_headings(given: Any) -> list[str]:
    """Return column labels as text; the levels of a nested heading are joined by a blank."""
    return [" ".join(map(str, label)) if isinstance(label, tuple) else str(label) for label in given.columns]


def _without_objects(given: Any) -> Any:
    """Turn columns of mixed Python objects, such as numbers among labels, into texts."""
    kinds = nw.from_native(given).schema
    mixed = [name for name, kind in kinds.items() if isinstance(kind, nw.Object)]
    texts = {name: given[name].map(_mended, na_action="ignore").astype("str") for name in mixed}
    for name, kind in kinds.items():
        if isinstance(kind, nw.String) and given[name].dtype == object and any(map(_is_broken, given[name])):
            texts[name] = given[name].map(_mended, na_action="ignore")
    return given.assign(**texts) if texts else given


def _is_broken(cell: object) -> bool:
    return isinstance(cell, str) and _HALF.search(cell) is not None


def _mended(cell: object) -> str:
    """Return a cell as text, a mark for each half of a sign (surrogate) that stands alone: no file can hold one."""
    return _HALF.sub(_LOST, as_written(cell))


def _is_empty(frame: Frame, column: str) -> bool:
    first = frame.select(nw.col(column)).head(1).lazy().collect()
    return len(first) == 0
