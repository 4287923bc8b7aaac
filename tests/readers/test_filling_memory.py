"""Workbooks made to fill memory, or that would by accident, are refused before anything unpacks them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from satindex.errors import DataError
from satindex.readers import open_export
from satindex.readers.opening import zip_limits

SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'


def workbook(path: Path, change: Callable[[bytes], bytes], rows: dict[str, list[object]] | None = None) -> Path:
    plain = io.BytesIO()
    pl.DataFrame(rows or {"Q1": ["a", "b"], "Q2": [1, 2]}).write_excel(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == SHEET else old.read(name))
    return path


def test_a_lone_cell_far_out_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "far.xlsx", lambda sheet: sheet.replace(b"</sheetData>", FAR))
    with pytest.raises(DataError, match=r"span 1,048,576 rows × 16,384 columns, probably because of a lone cell"):
        open_export(path)


def test_a_size_that_is_declared_only_is_nothing(tmp_path: Path) -> None:
    declared = b'<dimension ref="A1:XFD1048576"/>'
    path = workbook(tmp_path / "declared.xlsx", lambda sheet: re.sub(rb'<dimension ref="[^"]*"/>', declared, sheet))
    assert open_export(path).read().shape == (2, 2)


def test_a_bomb_is_refused_by_what_it_declares_or_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_limits, "MOST_BYTES", 3_000_000)
    path = workbook(tmp_path / "bomb.xlsx", lambda sheet: sheet + b" " * 5_000_000)
    with pytest.raises(DataError, match=r"unpacks to more than 0\.0 GB \(part xl/worksheets/sheet1\.xml\)"):
        open_export(path)
    content = bytearray(path.read_bytes())
    size = zipfile.ZipFile(path).getinfo(SHEET).file_size.to_bytes(4, "little")
    path.write_bytes(bytes(content).replace(size, (1000).to_bytes(4, "little")))  # the archive now lies
    with pytest.raises(DataError, match="unpacks to more than"):
        open_export(path)


def test_wide_sheets_of_an_honest_size_are_read(tmp_path: Path) -> None:
    rows: dict[str, list[object]] = {f"Q{at}": [1] * 40 for at in range(80)}
    assert open_export(workbook(tmp_path / "wide.xlsx", lambda sheet: sheet, rows)).read().shape == (40, 80)


def test_a_million_columns_are_no_survey(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{at}" for at in range(300_000)) + "\n" + "1," * 299_999 + "1\n")
    with pytest.raises(DataError, match="300,000 columns; no survey asks that many"):
        open_export(path)


def test_a_quotation_mark_that_never_closes_is_told_without_reading_the_text_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_bytes(b'"' + b"a" * 20_000_000)
    with pytest.raises(DataError, match="no rows"):
        open_export(path)
