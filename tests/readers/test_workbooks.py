"""Excel workbooks: cells as they show, numbers exact, the first sheet that has data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from satindex.readers import open_export
from satindex.readers.export import Export


@pytest.fixture
def export(tmp_path: Path) -> Export:
    with xlsxwriter.Workbook(tmp_path / "answers.xlsx") as book:
        book.add_worksheet("cover").write_string(0, 0, "Our survey")
        page = book.add_worksheet("data")
        book.add_worksheet("codes").write_row(0, 0, ["a", "b"])
        day, moment, time = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm:ss"))
        page.write_row(0, 0, [" id ", "score", "day", "moment", "time", "why", "sum", "true", "mixed", "code"])
        for row, score in ((1, 4.35), (3, 5)):
            page.write_number(row, 0, row)
            page.write_number(row, 1, score)
            page.write_datetime(row, 2, dt.date(2026, 1, 2), day)
            page.write_datetime(row, 3, dt.datetime.fromisoformat("2026-01-02T03:04:05"), moment)
            page.write_datetime(row, 4, dt.time(3, 4, 5), time)
            page.write_string(row, 5, "=1+1")
            page.write_formula(row, 6, "=1+1", value=2)
            page.write_boolean(row, 7, True)
            page.write_string(row, 9, "007")
        page.write_number(1, 8, 3)
        page.write_string(3, 8, "N/A")
    return open_export(tmp_path / "answers.xlsx")


def test_the_first_sheet_with_data_is_read_and_the_others_named(export: Export) -> None:
    assert export.kind == "excel (sheet 'data'; other sheets: 'cover', 'codes')"


def test_cells_are_the_text_that_they_show_and_blank_rows_are_none(export: Export) -> None:
    assert export.columns[:2] == ("id", "score")
    assert export.read().rows() == [
        ("1", "4.35", "2026-01-02", "2026-01-02 03:04:05", "03:04:05", "=1+1", "2", "true", "3", "007"),
        ("3", "5", "2026-01-02", "2026-01-02 03:04:05", "03:04:05", "=1+1", "2", "true", "N/A", "007"),
    ]


def test_only_plain_numbers_become_numbers(export: Export) -> None:
    frame = export.read(["score", "code", "day", "true", "mixed", "sum"], numeric=export.columns)
    assert frame.rows() == [
        (4.35, 7, "2026-01-02", "true", "3", 2),
        (5, 7, "2026-01-02", "true", "N/A", 2),
    ]


def test_a_workbook_named_csv_is_read_as_a_workbook(tmp_path: Path, export: Export) -> None:
    path = tmp_path / "answers.csv"
    (tmp_path / "answers.xlsx").rename(path)
    assert open_export(path).kind == "excel (sheet 'data'; other sheets: 'cover', 'codes'; named .csv)"


@pytest.mark.parametrize(
    ("name", "shape", "first"),
    [
        (
            "357_357_0.xls",
            (204, 9),
            ("2", "NULL", "NULL", "NULL", "手机提交", "直接访问", "男", "25~29岁", "高中/中专/职高"),
        ),
        ("357_357_2.xls", (204, 9), ("2", "NULL", "NULL", "NULL", "手机提交", "直接访问", "1", "4", "2")),
        ("800_800_0.xls", (800, 14), None),
        ("800_800_2.xls", (800, 36), None),
    ],
)
def test_wenjuanxing_workbooks(shared: Path, name: str, shape: tuple[int, int], first: tuple[str, ...] | None) -> None:
    """Shapes as the data's own description says; the first rows as Excel shows them."""
    frame = open_export(shared / "data/exports/wenjuanxing" / name).read()
    assert frame.shape == shape
    assert first is None or frame.row(0) == first
