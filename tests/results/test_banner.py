"""The banner table: what stands where, its marks, in HTML, in a notebook, in a workbook; every text inert."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

import satindex as si
from satindex.analysis.parts.crosstabs import part
from satindex.language import Words
from satindex.report import write_report
from satindex.results.banner import Banner, Line, banner
from satindex.results.banner_html import table
from satindex.results.banner_words import test_text as written_test
from satindex.results.result import Explanation, Result

DEFINITION = """
    language: en
    respondent: {segments: {g: {title: {en: Region, zh: 地区}}, h: {}}}
    items:
      A: {scale: likely11, text: {en: Would you recommend us?, zh: 您会推荐我们吗？}}
      C: {scale: c}
      M: {scale: multi, options: [price, staff]}
    scales: {c: {codes: {red: 1, blue: 2}}}
    tables: {t: {items: [A, C, M], by: [g, h], title: {en: All answers, zh: 全部回答}}}
    small_base: {flag: 30, withhold: 10}
    """
# North 60, south 29 (small), 5 west (withheld, south with it); h is not known of 12.
GROUPS = ["north"] * 60 + ["south"] * 29 + ["west"] * 5
FRAME = pl.DataFrame(
    {
        "g": GROUPS,
        "h": [None if at % 8 == 0 else ("f" if at % 2 else "m") for at in range(94)],
        "A": [(at * 7) % 11 for at in range(94)],
        "C": ["red" if at % 3 else "blue" for at in range(94)],
        "M": ["price;staff" if at % 2 else "price" for at in range(94)],
    }
)


def crosstab(scores: Any) -> Result:
    found = part(scores)
    assert found is not None
    return found.tables["t"]


def laid(scores: Any, language: str = "en") -> Banner:
    found = banner(crosstab(scores), language)
    assert found is not None
    return found


def lines(of: Banner, kind: str) -> list[Line]:
    return [line for line in of.lines if line.kind == kind]


def test_segments_stand_side_by_side_under_their_titles(scored: Any) -> None:
    of = laid(scored(DEFINITION, FRAME))
    assert [(point.title, point.letter) for point in of.points] == [
        ("Total", ""), ("north", "A"), ("south", "B"), ("west", "C"), ("f", "D"), ("m", "E"), ("(missing)", ""),
    ]  # fmt: skip
    assert of.spans == (("", 1), ("Region", 3), ("h", 3))
    assert [line.title for line in lines(of, "item")] == ["Would you recommend us?", "C", "M"]
    assert laid(scored(DEFINITION, FRAME), "zh").spans[1] == ("地区", 3)


def test_each_item_has_its_answers_then_summaries_then_bases_then_tests(scored: Any) -> None:
    of = laid(scored(DEFINITION, FRAME))
    starts = [at for at, line in enumerate(of.lines) if line.kind == "item"] + [len(of.lines)]
    kinds = [[line.kind for line in of.lines[a:b]] for a, b in pairwise(starts)]
    assert kinds[0] == ["item", *["answer"] * 11, *["summary"] * 3, "base", "test"]
    assert kinds[1] == ["item", *["answer"] * 2, "base", "test"]  # codes: no mean unless asked for
    assert kinds[2] == ["item", *["answer"] * 2, "base"]  # several answers: no χ² of the whole
    assert [line.title for line in of.lines[1:12]][::5] == ["0 Not at all likely", "5", "10 Extremely likely"]
    assert [line.title for line in lines(of, "summary")] == ["Top 2 (9–10)", "Mean", "Std. deviation"]


def test_figures_are_the_rows_own_unrounded(scored: Any) -> None:
    result = crosstab(scored(DEFINITION, FRAME))
    of = banner(result, "en")
    assert of is not None
    rows = {(r["segment"], r["level"], r["code"]): r for r in result.to_dicts("en") if r["item"] == "A"}
    answers = [line for line in of.lines if line.kind == "answer"][:11]
    for code, line in enumerate(answers):
        for point, cell in zip(of.points, line.cells, strict=True):
            row = rows[point.segment or "g", point.level, code]
            assert cell.value == row["estimate"]
            assert cell.letters == (row["higher_than"] or "")


def test_small_bases_are_marked_and_withheld_ones_are_not_there(scored: Any) -> None:
    of = laid(scored(DEFINITION, FRAME))
    base, answer = lines(of, "base")[0], lines(of, "answer")[0]
    shown = dict(zip([point.title for point in of.points], base.cells, strict=True))
    assert [shown[name].shown("en") for name in ("Total", "north", "south", "west", "(missing)")] == [
        "94", "60", "29", "5", "12 †",
    ]  # fmt: skip
    figures = dict(zip([point.title for point in of.points], answer.cells, strict=True))
    assert [figures[name].shown("en") for name in ("south", "west")] == ["‡", "‡"]
    assert figures["west"].value is None
    assert "† base below 30: read with care." in of.notes
    assert "‡ withheld so that a smaller group's figure can't be worked out; base below 10." in of.notes


def test_weighted_tables_have_three_bases(scored: Any) -> None:
    frame = FRAME.with_columns(w=pl.Series([1.0, 2.0] * 47))
    of = laid(scored(DEFINITION.replace("{segments", "{weight: w, segments"), frame))
    bases = lines(of, "base")[:3]
    assert [line.title for line in bases] == ["Base (n)", "Weighted base", "Effective base"]
    # Σw = 47·1 + 47·2; (Σw)²/Σw² = 141²/(47 + 188) = 84.6.
    assert [line.cells[0].value for line in bases] == pytest.approx([94, 141, 84.6])


@pytest.mark.parametrize("percent", ["row", "total"])
def test_other_bases_stand_beside_their_rows(scored: Any, percent: str) -> None:
    of = laid(scored(DEFINITION.replace("by: [g, h]", f"by: [g, h], percent: {percent}"), FRAME))
    assert [(point.kind, point.title) for point in of.points][:4] == [
        ("level", "north"), ("level", "south"), ("level", "west"), ("base", "n"),
    ]  # fmt: skip
    assert not of.has_letters
    assert lines(of, "base") == []
    red = lines(of, "answer")[11]
    assert red.cells[3].value == (sum(at % 3 > 0 for at in range(94)) if percent == "row" else 94)


def test_a_test_in_one_line() -> None:
    row = {"statistic": 21.1765, "df": 2, "p_value": 3e-5, "p_adjusted": 6e-5, "cramers_v": 0.42, "low_expected": 0.25}
    assert written_test(row, "en", "holm") == "χ²(2) = 21.18, p < .001 (Holm), V = 0.42, 25.0% of expected counts < 5"
    designed = {**row, "df": 1.8287, "df_residual": 360.25, "p_adjusted": 0.0316, "low_expected": 0.1}
    assert written_test(designed, "zh", "bh") == "F(1.83, 360.2) = 21.18, p = .032 (BH), V = 0.42"
    assert written_test({"statistic": None, "reason": Words("no", "无")}, "zh", "holm") == "无"


class Tags(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[int] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += int(dict(attrs).get("colspan") or 1)

    def handle_data(self, data: str) -> None:
        self.said += data


def test_every_row_of_the_html_is_as_wide_as_the_table(scored: Any) -> None:
    of = laid(scored(DEFINITION, FRAME))
    seen = Tags(table(of))
    first, *heads = seen.rows[:3]
    assert first == len(of.points) + 1
    assert heads == [len(of.points)] * 2  # the stub reaches over all three heads
    assert set(seen.rows[3:]) == {len(of.points) + 1}


HOSTILE = "</table><script>alert(1)</script><img src=x onerror=alert(1)>"


def test_every_text_is_inert(scored: Any) -> None:
    words = Words(HOSTILE, HOSTILE)
    result = crosstab(scored(DEFINITION, FRAME))
    labels = dict.fromkeys([*result.labels, "north", "A", "t"], words)
    rows = tuple({**row, "answer": words, "reason": words if row.get("reason") else None} for row in result.rows)
    hostile = replace(result, labels=labels, title=words, rows=rows)
    for html in (hostile._repr_html_(), table(banner(hostile, "en") or pytest.fail("no banner"))):
        seen = Tags(html)
        assert HOSTILE in seen.said
        assert not {"script", "img"} & set(seen.tags)


def test_a_notebook_shows_the_banner_and_how_to_read_it(scored: Any) -> None:
    html = crosstab(scored(DEFINITION, FRAME))._repr_html_()
    for said in ("Region", "Top 2 (9–10)", "‡ withheld", "Capital letters: each column has one", "overflow-x: auto"):
        assert said in html
    assert "http" not in html


def test_what_is_no_crosstab_has_no_banner() -> None:
    plain = Result("x", ({"estimate": 1.0, "n": 3},), Words("", ""), Explanation(Words("", "")))
    assert banner(plain) is None
    empty = replace(plain, rows=(), options={"banner": {}})
    assert banner(empty) is None


def test_the_workbook_has_it_on_a_sheet_of_its_own(scored: Any, tmp_path: Path) -> None:
    analysis = si.analyse(scored(DEFINITION, FRAME))
    of = banner(analysis.tables["t"], "en")
    assert of is not None
    book = openpyxl.load_workbook(write_report(analysis, tmp_path / "r.xlsx", "en"))
    names = book.sheetnames
    assert names.index("t (banner)") + 1 == names.index("t")
    sheet = book["t (banner)"]
    assert sheet["A1"].value == "All answers"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    # Total in B; north C:D, south E:F, west G:H each with its letters beside; f, m; those without h alone.
    assert {"C3:H3", "I3:M3", "C4:D4", "C5:D5", "K4:L4"} <= merged
    assert [sheet[at].value for at in ("B4", "C4", "C5", "E4", "M4")] == ["Total", "north", "A", "south", "(missing)"]
    body = {row[0].value: row for row in sheet.iter_rows(min_row=6, max_row=24)}
    first = lines(of, "answer")[0]
    cell = body["0 Not at all likely"][1]
    assert (cell.value, cell.number_format) == (first.cells[0].value, "0.0%")
    assert body["Mean"][2].number_format == "0.00"
    assert body["0 Not at all likely"][4].value == "‡"
    assert body["Base (n)"][12].number_format == '#,##0" †"'
    assert sheet.freeze_panes == "B6"
    assert sheet.print_title_rows == "$3:$5"
    zh = openpyxl.load_workbook(write_report(analysis, tmp_path / "zh.xlsx", "zh"))
    assert "t（交叉表）" in zh.sheetnames


@pytest.mark.parametrize("text", ["=cmd()", "+1", "@SUM(A1)", "https://evil.example"])
def test_the_sheet_is_inert(scored: Any, tmp_path: Path, text: str) -> None:
    words = Words(text, text)
    analysis = si.analyse(scored(DEFINITION, FRAME))
    result = analysis.tables["t"]
    rows = tuple({**row, "answer": words} for row in result.rows)
    hostile = replace(result, rows=rows, title=words, labels=dict.fromkeys([*result.labels, "north"], words))
    book = openpyxl.load_workbook(write_report(replace(analysis, tables={"t": hostile}), tmp_path / "r.xlsx", "en"))
    cells = [cell for row in book["t (banner)"].iter_rows() for cell in row if cell.value is not None]
    assert text in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_page_shows_the_banner_and_folds_what_it_holds(scored: Any, tmp_path: Path) -> None:
    analysis = si.analyse(scored(DEFINITION, FRAME))
    page = write_report(analysis, tmp_path / "r.html", "zh").read_text(encoding="utf-8")
    assert page.count('<table class="banner">') == 1
    assert page.count("<summary>逐行显示全部数字（含区间）</summary>") == 3  # t, t.means, t.tests
    assert "数字下方的字母" in page or not any(row.get("higher_than") for row in analysis.tables["t"].rows)
