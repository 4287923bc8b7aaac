"""The workbook holds every table with full figures, and no text in it runs."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import range_boundaries

from satindex.language import Words
from satindex.report import write_report
from satindex.report.excel import NUMBER_FORMATS
from satindex.report.json import content
from satindex.report.office.drawn import charts
from satindex.results.columns import FORMATS

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@pytest.fixture(scope="module")
def whole(sample):
    """The sample's analysis: what is drawn of its tables is drawn once."""
    return sample.sample()


@pytest.fixture(scope="module")
def english(whole, tmp_path_factory) -> Path:
    """The workbook of the whole sample."""
    return write_report(whole, tmp_path_factory.mktemp("excel") / "r.xlsx", "en")


@pytest.fixture(scope="module")
def told(english: Path) -> openpyxl.Workbook:
    """The same, read back."""
    return openpyxl.load_workbook(english)


def book(analysis, tmp_path: Path, language: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_report(analysis, tmp_path / "r.xlsx", language))


def test_a_sheet_per_table_with_full_figures(whole, told) -> None:
    assert told.sheetnames == ["About", *whole.tables, "Audit", "Figures of the charts"]
    sheet = told["nps"]
    assert [cell.value for cell in sheet[1]][:4] == ["NPS", "Std. error", "95% CI, low", "95% CI, high"]
    assert sheet["A2"].value == 12.333
    assert sheet["A2"].number_format == "+0.0;-0.0;0.0"
    assert sheet["F2"].value == 0.42333
    assert sheet["F2"].number_format == "0.0%"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H2"


def test_every_figure_is_that_of_the_json(whole, told) -> None:
    compared = 0
    for name, rows in content(whole, "en")["tables"].items():
        columns = whole.tables[name].columns
        cells = told[name].iter_rows(min_row=2, max_row=1 + len(rows), max_col=len(columns), values_only=True)
        for row, held in zip(rows, cells, strict=True):
            for column, cell in zip(columns, held, strict=True):
                wanted = row[column]
                if isinstance(wanted, int | float) and not isinstance(wanted, bool):
                    # Keys in figures are written as labels where the column holds names; files hold 16 digits.
                    assert cell == pytest.approx(wanted, rel=1e-15) or str(cell) == str(wanted), (name, column)
                    compared += 1
    assert compared > 1000


def test_labels_and_reasons_speak_the_readers_language(whole, tmp_path: Path) -> None:
    some = {name: whole.tables[name] for name in ("quality", "nps by branch")}
    told = book(replace(whole, tables=some), tmp_path, "zh")
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
    assert len({name.casefold() for name in told}) == len(told) == len(names) + 3
    assert all(0 < len(name) <= 31 for name in told)
    assert not [name for name in told if set(name) & set("[]:*?/\\") or name[0] == "'" or name[-1] == "'"]


def test_every_kind_of_figure_has_a_number_format() -> None:
    assert set(FORMATS) == set(NUMBER_FORMATS)


def test_the_audit_adds_up(told) -> None:
    rows = [[cell.value for cell in row] for row in told["Audit"].iter_rows(min_row=2)]
    counts = {(row[0], row[3]): row[4] for row in rows}
    assert (
        counts["rows read", None]
        == counts["rows used", None] + counts["rows set aside", "no answer to any scored item"]
    )
    assert ("P3", "missing code of the survey") in counts


def charts_of(path: Path) -> list[tuple[str, etree._Element]]:
    """Every chart's alternative text and XML, in the order of the sheets they stand on."""
    found = []
    with zipfile.ZipFile(path) as file:
        names = [name for name in file.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
        said = [
            one.get("descr")
            for name in sorted(names, key=lambda name: int(re.sub(r"\D", "", name)))
            for one in etree.fromstring(file.read(name)).iterfind(f".//{XDR}nvGraphicFramePr/{XDR}cNvPr")
        ]
        for at, words in enumerate(said, 1):
            found.append((words, etree.fromstring(file.read(f"xl/charts/chart{at}.xml"))))
    return found


def test_every_native_chart_stands_with_its_table_and_shows_cells(whole, english: Path, told) -> None:
    drawn = [one for table in whole.tables.values() for one in charts(table, "en")]
    made = charts_of(english)
    assert [said for said, _ in made] == [one.said for one in drawn]
    cells = told["Figures of the charts"]
    for one, (_, element) in zip(drawn, made, strict=True):
        places = [place.text for place in element.iter(f"{C}f")]
        assert all(place.startswith("'Figures of the charts'!") for place in places)
        series = list(element.iter(f"{C}ser"))
        assert len(series) == len(one.series)
        for figures, own in zip(one.series, series, strict=True):
            values = own.find(f"{C}yVal/{C}numRef" if one.kind == "points" else f"{C}val/{C}numRef")
            _, first, _, last = range_boundaries(values.find(f"{C}f").text.rpartition("!")[2].replace("$", ""))
            column = 2 if one.kind == "points" else series.index(own) + 2
            held = dict(enumerate(cells.cell(row, column).value for row in range(first, last + 1)))
            wanted = {at: value for at, value in enumerate(figures.values) if value is not None}
            # Excel's files hold 16 digits.
            assert {at: value for at, value in held.items() if value is not None} == pytest.approx(wanted, rel=1e-15)
            cached = {int(pt.get("idx")): float(pt.find(f"{C}v").text) for pt in values.iter(f"{C}pt")}
            assert cached == pytest.approx(wanted, rel=1e-15)


def test_the_ends_of_the_intervals_are_error_bars(sample, tmp_path: Path) -> None:
    table = sample.quality()
    path = write_report(replace(sample.sample(), tables={"quality": table}), tmp_path / "r.xlsx", "en")
    ((_, element),) = charts_of(path)
    rows = sorted(table.rows, key=lambda row: row["dimension"] == "overall")
    for side, wanted in (
        ("plus", [row["ci_high"] - row["estimate"] for row in rows]),
        ("minus", [row["estimate"] - row["ci_low"] for row in rows]),
    ):
        held = [float(one.text) for one in element.iterfind(f".//{C}errBars/{C}{side}//{C}v")]
        assert held == pytest.approx(wanted, abs=1e-15)


def test_the_same_workbook_is_the_same_file(whole, english: Path, tmp_path: Path) -> None:
    assert write_report(whole, tmp_path / "again.xlsx", "en").read_bytes() == english.read_bytes()
