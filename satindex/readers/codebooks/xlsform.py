"""XLSForm, the workbook that a KoboToolbox or ODK form is written in, as a codebook."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from satindex.errors import DataError
from satindex.language import Words
from satindex.readers.excel import OLE, ZIP
from satindex.readers.export import Export
from satindex.readers.opening.source import Source

if TYPE_CHECKING:
    from satindex.readers.codebooks.xlsform_reading import Form, Rows

WHAT = Words("an XLSForm (workbook with the sheets survey and choices)", "XLSForm（含 survey、choices 工作表的工作簿）")
LARGEST = 20 << 20
LARGEST_LOOKED_INTO = 1 << 18
LARGEST_LIST_OF_SHEETS = 1 << 20
SHEETS = frozenset({"survey", "choices", "settings", "external_choices"})
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\bname=(?:\"([^\"]*)\"|'([^']*)')")
USUAL = re.compile(
    r"(?i)^(?:text|string|integer|decimal|date|time|note|geopoint|calculate|begin[ _](group|repeat)"
    r"|end[ _](group|repeat)|start|end|today|select[ _].+|)$"
)


def recognises(source: Source) -> bool:
    """Tell whether a workbook has a sheet `survey` with types and names of questions, or is such a sheet alone."""
    if source.path is None or not source.head.startswith((ZIP, OLE)):
        return False
    size = source.path.stat().st_size
    if size > LARGEST:
        return False
    named = _names_survey(source.path, source.head)
    if named is None or (not named and size > LARGEST_LOOKED_INTO):
        return False
    try:
        sheets = _sheets(source.path)
    except DataError:
        return False
    if "survey" in sheets:
        return _asks(sheets["survey"])
    return len(sheets) == 1 and all(_asks(rows) and _usual(rows) for rows in sheets.values())


def described(source: Source, export: Export) -> Export:
    """Return the export with the form's texts, choices and types."""
    # Every file that is opened is asked first whether it is a form: what describes by one is loaded by need.
    from satindex.readers.codebooks.xlsform_describing import described_by

    return described_by(form(source), source.name, export)


def form(source: Source) -> Form:
    """Read the form; raises DataError for what is wrong with it."""
    from satindex.readers.codebooks.xlsform_reading import form_of

    assert source.path is not None  # noqa: S101 - only a file is recognised
    return form_of(source.name, _sheets(source.path))


def _names_survey(path: Path, head: bytes) -> bool | None:
    """Look for the sheet's name without opening the workbook; None where it is damaged, or too large unpacked."""
    if head.startswith(OLE):
        return b"survey" in path.read_bytes().lower()
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                return None
            with archive.open("xl/workbook.xml") as file:
                listed = file.read(LARGEST_LIST_OF_SHEETS)
    except (KeyError, OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None
    names = (first or second for first, second in SHEET.findall(listed))
    return any(unescape(name.decode("utf-8", "replace")).strip().lower() == "survey" for name in names)


def _sheets(path: Path) -> Mapping[str, Rows]:
    """Return the sheets of a form as texts, by name in lower case; of a workbook without them its only sheet."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path.read_bytes())
        names = {name: name.strip().lower() for name in book.sheet_names}
        wanted = [name for name, known in names.items() if known in SHEETS or len(names) == 1]
        return {names[name] if names[name] in SHEETS else name: _rows(book, name) for name in wanted}
    except fastexcel.FastExcelError as error:
        raise DataError(
            Words(f"{path.name} can't be read as a workbook: {error}.", f"无法读取工作簿 {path.name}：{error}。")
        ) from error


def _rows(book: Any, sheet: str) -> Rows:
    frame = book.load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    rows: list[tuple[str | None, ...]] = frame.rows() if frame.width else []
    return rows


def _asks(rows: Rows) -> bool:
    headings = {(cell or "").strip().lower() for cell in rows[0]} if rows else set()
    texts = any(re.match(r"(?:label|caption|hint|calculation)\b", heading) for heading in headings)
    return {"type", "name"} <= headings and texts


def _usual(rows: Rows) -> bool:
    place = [(cell or "").strip().lower() for cell in rows[0]].index("type")
    return len(rows) > 1 and all(USUAL.match((row[place] or "").strip()) for row in rows[1:])
