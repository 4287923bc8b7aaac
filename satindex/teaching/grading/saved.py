"""A table as a spreadsheet has saved it: CSV with any parting sign, or a workbook."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from satindex.errors import DataError
from satindex.language import Words
from satindex.teaching.learners import text_of


def saved_rows(path: Path) -> list[list[str]]:
    """Return all rows as texts, the headings first; raises DataError for a file that can't be read."""
    if path.suffix.lower() == ".xlsx":
        return _of_workbook(path)
    text = text_of(path)
    head = text.splitlines()[0] if text.strip() else ""
    try:
        return list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count)))
    except csv.Error as error:
        raise DataError(Words(f"{path}: is no CSV: {error}.", f"{path}：不是 CSV：{error}。")) from error


def _of_workbook(path: Path) -> list[list[str]]:
    import fastexcel

    try:
        sheet = fastexcel.read_excel(path.read_bytes()).load_sheet(0, header_row=None, dtypes="string")
    except (fastexcel.FastExcelError, OSError) as error:
        said = str(error).splitlines()[0]
        raise DataError(Words(f"{path}: can't be read: {said}.", f"{path}：无法读取：{said}。")) from error
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.to_polars().iter_rows()]
