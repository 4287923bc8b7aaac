"""Files that can't be trusted are refused in words, each with what is wrong and what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from satindex.errors import DataError
from satindex.readers import open_export


def workbook(rows: list[list[object]], sheet: str = "Sheet1") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def archive(names: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"a": list(range(1000))}).write_parquet(out)
    return out.getvalue()


TORN = (
    "export.csv, line 4: a row seems torn in two by a line break (the rows before it have too few cells, and together "
    "they make the 3 of the headings). An answer that holds a line break must stand in quotation marks."
)
TOO_LONG = (
    "export.csv, line 3: the row has 4 cells, the heading line has 3. An answer that holds the delimiter must stand "
    "in quotation marks; or the first column has no heading."
)
CUT_BOOK = "export.xlsx is an Excel workbook that is cut off or damaged. Export or download it again."
NO_SHEET = "export.xlsx has no sheet with headings and rows."
OTHER = "which can't be read. Export the answers as CSV or Excel (.xlsx)."
DOUBLED = "A quotation mark inside a quoted answer must be doubled."
UNPAIRED = f"quotation marks do not pair. {DOUBLED}"
OPEN = "quotation marks do not pair: the one that opens an answer here is not closed up to line"

BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("export.csv", b"", "{path} is empty (0 bytes)."),
    "blank": ("export.csv", b"\n\r\n  \n", "export.csv holds only blank lines."),
    "header only": ("export.csv", b"id,Q1,Q2\n", "export.csv has headings but no rows."),
    "header and blank lines": ("export.csv", b"id,Q1,Q2\r\n\r\n\r\n", "export.csv has headings but no rows."),
    "only a mark": ("export.csv", b"\xef\xbb\xbf", "export.csv holds only blank lines."),
    "zero bytes": (
        "export.csv",
        b"id,Q1\n1,abcdefghijklmnop\n2,ab\0cd\n",
        "export.csv, line 3: there are zero bytes (NUL), so the file is damaged or no text. Export it again.",
    ),
    "too many cells": ("export.csv", b"a,b,c\n1,2,3\n4,5,6,7\n", TOO_LONG),
    "no heading for the row names": (
        "export.csv",
        b"a,b\nr1,1,2\nr2,3,4\n",
        "export.csv, line 2: the row has 3 cells, the heading line has 2. An answer that holds the delimiter must "
        "stand in quotation marks; or the first column has no heading.",
    ),
    "torn row": ("export.csv", b"a,b,c\n1,2,3\n4,line one\nline two,6\n7,8,9\n", TORN),
    "rest of a torn last answer": (
        "export.csv",
        b"a,b,why\n1,2,line one\nline two\n7,8,9\n",
        "export.csv, line 3: the row has 1 cell, the heading line has 3. It is either the rest of an answer that holds "
        "a line break (such an answer must stand in quotation marks) or a note that must be deleted.",
    ),
    "broken off": (
        "export.csv",
        b"a,b,c\n1,2,3\n4,5,6\n7,8",
        "export.csv breaks off in its last row, which has 2 of 3 cells: export or download it again.",
    ),
    "quote never closed": ("export.csv", b'a,b\n1,"x\n2,y\n3,z,z\n', f"export.csv, line 2: {OPEN} 4. {DOUBLED}"),
    "quote closed by another row's": (
        "export.csv",
        b'a,b\n0,"1\n2"\n1,"x\n2,y\n3,"z"\n',
        f"export.csv, line 4: {OPEN} 6. {DOUBLED}",
    ),
    "quote in a row of several lines": (
        "export.csv",
        b'a,b\r\n0,1\r\n"1\r\n2","x\r\n2,y\r\n',
        f"export.csv, line 4: {OPEN} 5. {DOUBLED}",
    ),
    "heading's quote never closed": (
        "export.csv",
        b'a,"b\n1,2\n3,4\n',
        "export.csv has headings but no rows: the quotation mark that opens a heading on line 1 is not closed.",
    ),
    "quote not doubled": ("export.csv", b'a,b\n1,"say "hi", x"\n2,y\n', f"export.csv, line 2: {UNPAIRED}"),
    "cut workbook": ("export.xlsx", workbook([["a"], ["1"]])[:2000], CUT_BOOK),
    "workbook of zeros": (
        "export.xlsx",
        workbook([["a"], ["1"]])[:60] + b"[Content_Types].xml" + b"\0" * 500,
        CUT_BOOK,
    ),
    "empty workbook": ("export.xlsx", workbook([]), NO_SHEET),
    "workbook with headings only": ("export.xlsx", workbook([["a", "b"]]), NO_SHEET),
    "zip that is no workbook": (
        "export.xlsx",
        archive(["answers.csv"]),
        f"export.xlsx is a zip archive without a workbook (although it is named .xlsx), {OTHER}",
    ),
    "word document": (
        "export.docx",
        archive(["word/document.xml"]),
        f"export.docx is a zip archive without a workbook, {OTHER}",
    ),
    "web page named xls": (
        "export.xls",
        b"\n<html><body><table><tr><td>1</td></tr></table></body></html>",
        f"export.xls is a web page (HTML) (although it is named .xls), {OTHER}",
    ),
    "xml": (
        "export.csv",
        b'<?xml version="1.0"?><a/>',
        f"export.csv is an XML file (although it is named .csv), {OTHER}",
    ),
    "sav named csv": (
        "export.csv",
        b"$FL2@(#) SPSS DATA FILE" + b"\0" * 200,
        "export.csv starts like an SPSS file, but it is cut off or damaged. Save or download it again.",
    ),
    "pdf": ("export.csv", b"%PDF-1.7\n", f"export.csv is a PDF document (although it is named .csv), {OTHER}"),
    "gzip": ("export.csv.gz", b"\x1f\x8b\x08\0\0", f"export.csv.gz is a gzip archive, {OTHER}"),
    "picture": ("export.csv", b"\x89PNG\r\n\x1a\n", f"export.csv is a picture (although it is named .csv), {OTHER}"),
    "old office file": (
        "export.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        f"export.xls is an old Office file without a readable workbook (although it is named .xls), {OTHER}",
    ),
    "cut old workbook": (
        "export.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook\0".encode("utf-16-le"),
        "export.xls is an Excel workbook that is cut off or damaged. Export or download it again.",
    ),
    "locked workbook": (
        "export.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le"),
        "export.xlsx is locked with a password. Save it in Excel without one.",
    ),
    "cut parquet": (
        "export.parquet",
        parquet()[:-40],
        "export.parquet starts like a Parquet file, but it is cut off or damaged. Write or download it again.",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_in_words(tmp_path: Path, case: str) -> None:
    name, data, message = BAD[case]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataError) as told:
        open_export(path)
    assert str(told.value) == message.format(path=path)
    assert told.value.words.zh != told.value.words.en


def test_a_parquet_file_without_rows(tmp_path: Path) -> None:
    pl.DataFrame({"a": []}).write_parquet(tmp_path / "none.parquet")
    with pytest.raises(DataError, match=r"^none\.parquet has no rows\.$"):
        open_export(tmp_path / "none.parquet")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError) as told:
        open_export(tmp_path)
    assert str(told.value) == f"{tmp_path} is a folder; name a file in it."


def test_a_missing_file_and_its_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "postal.csv").write_text("a\n1\n")
    with pytest.raises(DataError) as told:
        open_export(tmp_path / "postel.csv")
    assert str(told.value) == f"There is no file {tmp_path / 'postel.csv'}. Did you mean 'postal.csv'?"


def test_a_missing_folder(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "a.csv"
    with pytest.raises(DataError) as told:
        open_export(path)
    assert str(told.value) == f"There is no file {path}: the folder {path.parent} does not exist."


@pytest.mark.parametrize("given", [None, 3, [1, 2], {"a": [1]}])
def test_things_that_are_no_export(given: object) -> None:
    kind = f"builtins.{type(given).__qualname__}"
    with pytest.raises(DataError) as told:
        open_export(given)
    assert str(told.value) == (
        f"{kind} can't be read as an export: give a file's path or a frame (pandas, polars, DuckDB …)."
    )
