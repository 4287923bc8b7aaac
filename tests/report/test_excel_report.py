"""The workbook holds every table with full figures, and no text in it runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from satindex.language import Words
from satindex.report import write_report
from satindex.report.excel import NUMBER_FORMATS
from satindex.results.columns import FORMATS


def book(analysis, tmp_path: Path, language: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_report(analysis, tmp_path / "r.xlsx", language))


def test_a_sheet_per_table_with_full_figures(sample, tmp_path: Path) -> None:
    analysis = sample.sample()
    told = book(analysis, tmp_path)
    assert told.sheetnames == ["About", *analysis.tables, "Audit"]
    sheet = told["nps"]
    assert [cell.value for cell in sheet[1]][:4] == ["NPS", "Std. error", "95% CI, low", "95% CI, high"]
    assert sheet["A2"].value == 12.333
    assert sheet["A2"].number_format == "+0.0;-0.0;0.0"
    assert sheet["F2"].value == 0.42333
    assert sheet["F2"].number_format == "0.0%"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H2"


def test_labels_and_reasons_speak_the_readers_language(sample, tmp_path: Path) -> None:
    told = book(sample.sample(), tmp_path, "zh")
    assert told["quality"]["A2"].value == "有形性"
    assert told["quality"]["A1"].value == "维度"
    last = [cell.value for cell in told["nps by branch"][6]]
    assert last[2] is None
    assert last[-1] == "有效回答少于 2 份"


@pytest.mark.parametrize(
    "text",
    ["=cmd()", "+1+1", "-1", "@SUM(A1)", "{=1}", "https://evil.example", "mailto:x@y.z", "<script>", "\u202e😀", "007"],
)
def test_text_is_inert(sample, tmp_path: Path, text: str) -> None:
    words = Words(text, text)
    table = replace(sample.quality(), labels={"tangibles": words}, title=words)
    audit = replace(sample.sample_audit(), source=text, notes=(words,))
    told = book(replace(sample.sample(), tables={"quality": table}, audit=audit), tmp_path)
    cells = [cell for sheet in told for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert told["quality"]["A2"].value == text
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_what_is_longer_than_a_cell_is_cut(sample, tmp_path: Path) -> None:
    words = Words("x" * 40_000, "x" * 40_000)
    told = book(
        replace(sample.sample(), tables={"q": replace(sample.quality(), labels={"tangibles": words})}), tmp_path
    )
    assert len(told["q"]["A2"].value) == 32_767


def test_sheet_names_are_what_excel_takes(sample, tmp_path: Path) -> None:
    names = ["a" * 40, "A" * 40, "x[1]:*?/\\", "'quoted'", "History", "history", "About", "", "满意度 by 网点" * 5]
    told = book(replace(sample.sample(), tables=dict.fromkeys(names, sample.nps())), tmp_path).sheetnames
    assert len({name.casefold() for name in told}) == len(told) == len(names) + 2
    assert all(0 < len(name) <= 31 for name in told)
    assert not [name for name in told if set(name) & set("[]:*?/\\") or name[0] == "'" or name[-1] == "'"]


def test_every_kind_of_figure_has_a_number_format() -> None:
    assert set(FORMATS) == set(NUMBER_FORMATS)


def test_the_audit_adds_up(sample, tmp_path: Path) -> None:
    rows = [[cell.value for cell in row] for row in book(sample.sample(), tmp_path)["Audit"].iter_rows(min_row=2)]
    counts = {(row[0], row[3]): row[4] for row in rows}
    assert (
        counts["rows read", None]
        == counts["rows used", None] + counts["rows set aside", "no answer to any scored item"]
    )
    assert ("P3", "missing code of the survey") in counts
