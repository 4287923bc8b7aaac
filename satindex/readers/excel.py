"""Excel workbooks: xlsx, xlsm, xlsb and xls, every cell read as the text that it shows."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from satindex.errors import DataError, NoRowsError
from satindex.language import Words
from satindex.readers.export import Codebook, Frame
from satindex.readers.opening.asked import check_asked
from satindex.readers.opening.headings import unique_headings
from satindex.readers.opening.source import Source
from satindex.readers.text.numbers import as_numbers
from satindex.readers.tidy.attached import SHEET, Attached, from_cells

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls")
MIDNIGHT = r"^\d{4}-\d\d-\d\d 00:00:00$"
DAY_ZERO = r"^18(99-12-3[01]) \d\d:\d\d:\d\d"


def recognises(source: Source) -> bool:
    """Tell whether the file holds a workbook, or is what is left of one."""
    if source.path is None:
        return False
    if source.head.startswith(ZIP):
        return _has_workbook(source)
    return source.head.startswith(OLE) and _ole_names(source.path, "Workbook", "Book", "EncryptedPackage")


def open_source(source: Source) -> ExcelExport:
    """Open the first sheet that has data; raises DataError where the workbook is damaged, locked or empty."""
    path = Path(source.given)
    if source.head.startswith(OLE) and _ole_names(path, "EncryptedPackage"):
        raise _locked(source.name)
    book = _workbook(path)
    headings: tuple[str | None, ...] = ()
    for sheet in book.sheet_names:
        cells = _cells(book, sheet)
        if cells.height > 1:
            return _export(source, cells, sheet, [name for name in book.sheet_names if name != sheet])
        headings = headings or (cells.row(0) if cells.height else ())
    raise NoRowsError(
        Words(f"{source.name} has no sheet with headings and rows.", f"{source.name} 没有同时含标题和数据行的工作表。"),
        source.name,
        unique_headings(headings)[0],
    )


def _export(source: Source, cells: pl.DataFrame, sheet: str, others: list[str]) -> ExcelExport:
    headings = cells.row(0)
    names, repeated = unique_headings(headings)
    body = cells.slice(1)
    empty = [
        body.to_series(place).null_count() == body.height and not heading for place, heading in enumerate(headings)
    ]
    named = "" if source.suffix in SUFFIXES else f"; named {source.suffix}"
    also = f"; other sheets: {', '.join(map(repr, others))}" if others else ""
    kept = tuple(name for name, is_empty in zip(names, empty, strict=True) if not is_empty)
    kind = f"excel (sheet {sheet!r}{also}{named})"
    return ExcelExport(source.name, kind, kept, repeated, Path(source.given), sheet, names, cells)


@dataclass(frozen=True)
class ExcelExport:
    """One sheet of a workbook; `written` are all its columns, with those that have neither heading nor cell."""

    source: str
    kind: str
    columns: tuple[str, ...]
    repeated: frozenset[str]
    path: Path
    sheet: str
    written: tuple[str, ...]
    cells: pl.DataFrame = field(repr=False)
    top: int = 1
    codebook: Codebook = field(default_factory=Codebook)
    set_aside: Mapping[Words, int] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row as written; see Table."""
        first = self.cells.row(0)
        return tuple(first[self.written.index(name)] or "" for name in self.columns)

    def first_rows(self, count: int) -> list[tuple[str | None, ...]]:
        """Return the first rows below the headings; see Table."""
        return self._texts.select(self.columns).head(count).rows()

    def attached(self) -> Attached | None:
        """Return the codebook on a sheet of its own; see Table."""
        if self.sheet == SHEET or f"'{SHEET}'" not in self.kind:
            return None
        rows = from_cells(_cells(_workbook(self.path), SHEET).rows())
        return None if rows is None else Attached(rows)

    def below(self, rows: int) -> ExcelExport:
        """Return the table without its first rows; see Table."""
        return replace(self, top=self.top + rows)

    def read(self, columns: Sequence[str] | None = None, numeric: Collection[str] = ()) -> Frame:
        """Return the rows of `columns`; see Export. A date is ISO text, a whole number has no decimal point."""
        wanted = check_asked(self.columns if columns is None else columns, self.columns, self.source)
        asked = [name for name in wanted if name in frozenset(numeric)]
        frame = self._texts.select(wanted)
        if not asked:
            return nw.from_native(frame, eager_only=True)
        numbers = _cells(_workbook(self.path), self.sheet, [self.written.index(name) for name in asked])
        exact = (_numbers(frame[name], numbers.to_series(self.written.index(name)).slice(self.top)) for name in asked)
        return nw.from_native(frame.with_columns(exact), eager_only=True)

    @cached_property
    def _texts(self) -> pl.DataFrame:
        body = self.cells.slice(self.top)
        body.columns = list(self.written)
        return body.select(_without_midnight(body[name]) for name in body.columns)


def _numbers(texts: pl.Series, numbers: pl.Series) -> pl.Series:
    """Return the cells' own numbers where every filled cell reads as one, for the text of a number may be rounded.

    A date or a truth value has a number behind it too, but does not read as one: it stays text.
    """
    parsed = as_numbers(texts)
    same = parsed.dtype != pl.String and numbers.null_count() == parsed.null_count()
    return numbers.alias(texts.name) if same else parsed


def _without_midnight(texts: pl.Series) -> pl.Series:
    """Drop the time where a column of dates has none, and the day where it has only times."""
    filled = texts.drop_nulls()
    if filled.len() and filled.str.contains(MIDNIGHT).all():
        return texts.str.head(10)
    if filled.len() and filled.str.contains(DAY_ZERO).all():
        return texts.str.slice(11)
    return texts


def _workbook(path: Path) -> Any:
    import fastexcel

    try:
        return fastexcel.read_excel(path.read_bytes())
    except fastexcel.FastExcelError as error:
        raise _damaged(path.name) from error


def _cells(book: Any, sheet: str, numeric: Collection[int] = ()) -> pl.DataFrame:
    """Return all cells of a sheet as text (`numeric` columns as numbers), without wholly blank rows."""
    import fastexcel

    try:
        texts: pl.DataFrame = book.load_sheet(sheet, header_row=None, dtypes="string").to_polars()
        if texts.width == 0:
            return pl.DataFrame()
        texts = texts.with_columns(pl.when(pl.all() != "").then(pl.all()))
        filled = texts.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        if not numeric:
            return texts.filter(filled)
        types = {place: "float" if place in numeric else "string" for place in range(texts.width)}
        numbers: pl.DataFrame = book.load_sheet(sheet, header_row=None, dtypes=types).to_polars()
        return numbers.filter(filled)
    except fastexcel.FastExcelError as error:
        raise DataError(
            Words(f"Sheet '{sheet}' can't be read: {error}.", f"无法读取工作表“{sheet}”：{error}。")
        ) from error


def _has_workbook(source: Source) -> bool:
    try:
        with zipfile.ZipFile(Path(source.given)) as archive:
            return any(name.lower().startswith("xl/workbook.") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return b"[Content_Types].xml" in source.head or b"xl/" in source.head


def _ole_names(path: Path, *names: str) -> bool:
    data = path.read_bytes()
    return any((name + "\0").encode("utf-16-le") in data for name in names)


def _damaged(name: str) -> DataError:
    return DataError(
        Words(
            f"{name} is an Excel workbook that is cut off or damaged. Export or download it again.",
            f"{name} 是不完整或已损坏的 Excel 工作簿。请重新导出或下载。",
        )
    )


def _locked(name: str) -> DataError:
    return DataError(
        Words(
            f"{name} is locked with a password. Save it in Excel without one.",
            f"{name} 有密码保护。请在 Excel 中取消密码后另存。",
        )
    )
