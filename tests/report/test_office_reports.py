"""The report in Word and PowerPoint: native tables and charts with the report's figures, inert texts, equal bytes."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from click.testing import CliRunner
from lxml import etree
from pptx.oxml.ns import qn

from satindex.commands.report import command
from satindex.errors import MissingExtraError, WriteError
from satindex.forms.questions.building import questionnaire
from satindex.language import Words
from satindex.measures.registry import TYPES
from satindex.report import check_templates, write_report
from satindex.report.json import content
from satindex.report.office.drawn import charts
from satindex.report.office.findings import finding
from satindex.report.office.fitting import fitted, lines_at
from satindex.report.office.pictures import KINDS
from satindex.results.layout import laid_out
from satindex.survey.load import load_survey

POSTAL = Path(__file__).resolve().parents[2] / "surveys" / "postal.yaml"
ENDINGS = (".docx", ".pptx")
LONG = "长" * 10_000
# Of XML's signs, of formulas, of directions, of surrogates: all that data may bring.
HOSTILE = "<script>alert(1)</script> =cmd()|' /C calc'!A0 \x00\x08\x1b \ud800 \u202eRTL\u200f 😀 & \"q\" ]]> end"
SHOWN = HOSTILE.replace("\x00\x08\x1b", "\ufffd" * 3).replace("\ud800", "\ufffd")
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def chart_parts(path: Path) -> Iterator[tuple[Any, bytes]]:
    """Every chart's XML with the workbook that it is edited from, found as Office finds it: by the relationship."""
    with zipfile.ZipFile(path) as file:
        for name in sorted(one for one in file.namelist() if "/charts/chart" in one and one.endswith(".xml")):
            folder, _, own = name.rpartition("/")
            ties = etree.fromstring(file.read(f"{folder}/_rels/{own}.rels"))
            element = etree.fromstring(file.read(name))
            wanted = element.find(f"{C}externalData").get(qn("r:id"))
            target = next(tie.get("Target") for tie in ties if tie.get("Id") == wanted)
            yield element, file.read(f"{folder.rpartition('/')[0]}/{target.removeprefix('../')}")


def cached(series: Any, side: str) -> list[float | None]:
    """The figures that a series keeps under `val`, `errBars/plus` or `errBars/minus`."""
    cache = series.find(f"{C}{side.replace('/', f'/{C}')}/{C}numRef/{C}numCache")
    points = {int(point.get("idx")): float(point.find(f"{C}v").text) for point in cache.iter(f"{C}pt")}
    return [points.get(at) for at in range(int(cache.find(f"{C}ptCount").get("val")))]


def texts_of(path: Path) -> str:
    """All texts that a reader sees, notes of slides among them."""
    if path.suffix == ".docx":
        return "\n".join(one.text or "" for one in docx.Document(path).element.body.iter(qn("w:t")))
    slides = pptx.Presentation(path).slides
    trees = [tree for slide in slides for tree in (slide._element, slide.notes_slide._element)]
    return "\n".join(one.text or "" for tree in trees for one in tree.iter(qn("a:t")))


@pytest.fixture(scope="module")
def analysis(sample: Any) -> Any:
    found = sample.sample()
    return replace(found, survey=replace(found.survey, items={}))


@pytest.fixture(scope="module")
def file_of(analysis: Any, tmp_path_factory: Any) -> Callable[[str, str], Path]:
    """The sample's report by ending and language, each written once."""
    folder = tmp_path_factory.mktemp("office")
    return cache(lambda ending, language: write_report(analysis, folder / f"{language}{ending}", language))


@pytest.fixture(scope="module", params=[(ending, language) for ending in ENDINGS for language in ("en", "zh")])
def written(request: Any, file_of: Callable[[str, str], Path]) -> tuple[Path, str]:
    return file_of(*request.param), request.param[1]


def test_every_section_and_headline_is_there_in_order(written: tuple[Path, str], analysis: Any) -> None:
    path, language = written
    said = texts_of(path)
    if path.suffix == ".docx":
        heads = [one.text for one in docx.Document(path).paragraphs if one.style.name == "Heading 1"]
        assert heads[: len(analysis.sections)] == [section.title.say(language) for section in analysis.sections]
    else:
        titles = [slide.shapes.title.text_frame.text for slide in pptx.Presentation(path).slides]
        wanted = [analysis.tables[name].title.say(language) for name in ("quality", "nps", "loyalty")]
        places = [next(at for at, one in enumerate(titles) if one.startswith(title)) for title in wanted]
        assert places == sorted(places)
    assert analysis.methods.say(language) in said
    assert analysis.audit.source in said
    for figure in ("−0.56", "[−0.65, −0.47]", "+12.3", "[+5.6, +19.0]"):  # headlines of the sample, rounded by hand
        assert figure in said


def test_the_charts_hold_the_figures_of_the_json(written: tuple[Path, str], analysis: Any) -> None:
    path, language = written
    told = content(analysis, language)["tables"]["quality"]
    element, workbook = next(chart_parts(path))
    series = element.find(f".//{C}ser")
    values = cached(series, "val")
    by_name = {row["dimension"]: row for row in told}
    order = [row["dimension"] for row in told if row["dimension"] != "overall"] + ["overall"]
    assert values == [by_name[name]["estimate"] for name in order]
    assert cached(series, "errBars/plus") == [by_name[one]["ci_high"] - by_name[one]["estimate"] for one in order]
    assert cached(series, "errBars/minus") == [by_name[one]["estimate"] - by_name[one]["ci_low"] for one in order]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert [row[0] for row in sheet.iter_rows(2, None, 2, 2, values_only=True)] == values


def test_every_native_chart_is_in_the_file_with_a_text_alternative(written: tuple[Path, str], analysis: Any) -> None:
    path, language = written
    drawn = [one for table in analysis.tables.values() for one in charts(table, language)]
    assert len(list(chart_parts(path))) == len(drawn) >= 5
    if path.suffix == ".docx":
        inlines = docx.Document(path).element.body.iter(qn("wp:inline"))
        said = [
            one.find(qn("wp:docPr")).get("descr") for one in inlines if next(one.iter(f"{C}chart"), None) is not None
        ]
    else:
        frames = [shape for slide in pptx.Presentation(path).slides for shape in slide.shapes if shape.has_chart]
        said = [frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames]
    assert sorted(said) == sorted(one.said for one in drawn)
    assert all(said)


def test_every_bar_has_its_name(written: tuple[Path, str]) -> None:
    bars = [element for element, _ in chart_parts(written[0]) if element.find(f".//{C}barChart") is not None]
    assert bars
    for element in bars:
        axis = element.find(f".//{C}catAx")
        order = [one.tag.removeprefix(C) for one in axis]
        assert axis.find(f"{C}tickLblSkip").get("val") == "1"
        assert order[order.index("lblOffset") :] == [
            "lblOffset",
            "tickLblSkip",
            "noMultiLvlLbl",
        ]  # as the schema has it


def test_the_tables_hold_what_the_result_says(written: tuple[Path, str], analysis: Any) -> None:
    path, language = written
    said = texts_of(path).split("\n")
    told = set(said)
    for table in analysis.tables.values():
        shown = laid_out(table, language)
        if path.suffix == ".pptx" and (charts(table, language) or len(shown.rows) > 12 or table.chart in KINDS):
            continue  # shown as a chart or a picture, or too long for a slide
        for name, cells in zip(shown.names, zip(*shown.rows, strict=True), strict=True):
            if name == "estimate":  # the first column of figures to stay where a table is wider than a page
                assert {cell.text for cell in cells if cell.text} <= told, (table.name, name)


def test_word_tables_have_three_rules_a_repeated_head_and_the_figures(analysis: Any, file_of: Any) -> None:
    document = docx.Document(file_of(".docx", "zh"))
    shown = laid_out(analysis.tables["nps"], "zh")
    table = next(one for one in document.tables if one.rows[0].cells[0].text == shown.headings[0])
    assert [cell.text for cell in table.rows[1].cells] == [cell.text for cell in shown.rows[0]]
    borders = {one.tag.rpartition("}")[2]: one.get(qn("w:val")) for one in table._tbl.tblPr.find(qn("w:tblBorders"))}
    assert borders == {
        "top": "single", "bottom": "single", "left": "nil", "right": "nil", "insideH": "nil", "insideV": "nil",
    }  # fmt: skip
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    below_head = [one.get(qn("w:val")) for one in table.rows[0]._tr.iter(qn("w:bottom"))]
    assert below_head == ["single"] * len(shown.headings)
    fields = [one.text for one in document.element.body.iter(qn("w:instrText"))]
    assert sum("SEQ 表" in one for one in fields) == len(document.tables)
    assert any("TOC" in one for one in fields)
    fonts = document.styles["Normal"].element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == "SimSun"
    assert document.styles["Heading 1"].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "SimHei"


def test_a_slide_has_a_sentence_its_base_and_its_source(analysis: Any, file_of: Any) -> None:
    deck = pptx.Presentation(file_of(".pptx", "en"))
    assert deck.slide_width * 9 == pytest.approx(deck.slide_height * 16, rel=1e-3)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
    slide = next(one for one in deck.slides if any(shape.has_chart for shape in one.shapes))
    # The sample's overall gap with its interval, rounded by hand: −0.5576 ± 1.96 · 0.045.
    assert slide.shapes.title.text_frame.text.endswith("−0.56 (95% CI [−0.65, −0.47])")
    foot = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "n = 58" in foot
    assert analysis.audit.source in foot
    assert "gap = mean(perceived − expected)" in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("ending", ENDINGS)
def test_text_of_the_data_is_inert_and_whole(analysis: Any, sample: Any, tmp_path: Path, ending: str) -> None:
    words, long = Words(HOSTILE, HOSTILE), Words(LONG, LONG)
    table = replace(sample.quality(), labels={"tangibles": words, "reliability": long}, title=words)
    hostile = replace(analysis, tables={"quality": table}, methods=long)
    path = write_report(hostile, tmp_path / f"r{ending}", "en")
    said = texts_of(path)
    assert SHOWN in said
    assert LONG in said
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(file.read(name))
        assert not any(b"<script" in file.read(name) for name in file.namelist() if name.endswith(".xml"))
    ((_, workbook),) = chart_parts(path)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(workbook)).active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_a_name_like_a_formula_is_text_in_the_charts_workbook(sample: Any, tmp_path: Path, analysis: Any) -> None:
    table = replace(sample.quality(), labels={"tangibles": Words("=cmd()", "=cmd()")})
    path = write_report(replace(analysis, tables={"quality": table}), tmp_path / "r.docx", "en")
    ((_, workbook),) = chart_parts(path)
    cell = openpyxl.load_workbook(io.BytesIO(workbook)).active["A2"]
    assert cell.value.startswith("=cmd()")
    assert cell.data_type == "s"


def test_what_is_withheld_is_in_no_part_of_the_file(analysis: Any, sample: Any, tmp_path: Path) -> None:
    why = Words("base below 10", "基数不足 10")
    kept = [row for row in sample.quality().rows if row["dimension"] != "empathy"]
    blank = {"dimension": "empathy", "estimate": None, "ci_low": None, "ci_high": None, "n": 3, "reason": why}
    table = replace(sample.quality(), rows=(*kept, blank))
    for ending in ENDINGS:
        path = write_report(replace(analysis, tables={"quality": table}), tmp_path / f"r{ending}", "en")
        ((element, workbook),) = chart_parts(path)
        # In the table's order the overall row comes last.
        assert cached(element.find(f".//{C}ser"), "val")[4] is None
        sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
        assert [cell.value for cell in sheet[6]][1:] == [None] * 3
        assert any("base below 10" in one.find(f"{C}v").text for one in element.iter(f"{C}pt"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_report_is_the_same_file(analysis: Any, tmp_path: Path, ending: str) -> None:
    some = replace(analysis, tables={name: analysis.tables[name] for name in ("quality", "nps")})
    one, other = (write_report(some, tmp_path / f"{name}{ending}", "zh").read_bytes() for name in "ab")
    assert one == other


def test_elements_stand_in_the_order_of_the_schema(file_of: Any) -> None:
    # ECMA-376, part 1: CT_BarSer and CT_LineSer (21.2.2), CT_TblPr (17.4.59), CT_TcPr (17.4.69).
    bars = ["idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dLbls", "errBars", "cat", "val", "smooth"]
    points = ["idx", "order", "tx", "spPr", "marker", "dLbls", "errBars", "xVal", "yVal", "smooth"]
    tables = ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
    cells = ["tcW", "tcBorders", "vAlign"]
    path = file_of(".docx", "en")
    body = docx.Document(path).element.body
    series = [one for element, _ in chart_parts(path) for one in element.iter(f"{C}ser")]
    found = [(one, points if one.find(f"{C}xVal") is not None else bars) for one in series]
    found += [(one, tables) for one in body.iter(qn("w:tblPr"))] + [(one, cells) for one in body.iter(qn("w:tcPr"))]
    for element, order in found:
        names = [child.tag.rpartition("}")[2] for child in element]
        assert set(names) <= set(order)
        assert names == sorted(names, key=order.index)


def test_a_template_gives_its_styles_and_layouts(analysis: Any, tmp_path: Path) -> None:
    some = replace(analysis, tables={name: analysis.tables[name] for name in ("quality", "nps")})
    own = docx.Document()
    own.styles["Heading 1"].font.name = "Own Face"
    own.sections[0].header.paragraphs[0].text = "Client Ltd"
    own.save(tmp_path / "own.docx")
    deck = pptx.Presentation()
    deck.slide_width = 9_000_000
    deck.slides.add_slide(deck.slide_layouts[5])
    deck.save(tmp_path / "own.pptx")
    templates = [tmp_path / "own.docx", tmp_path / "own.pptx"]
    word = docx.Document(write_report(some, tmp_path / "r.docx", "en", templates))
    assert word.styles["Heading 1"].font.name == "Own Face"
    assert word.sections[0].header.paragraphs[0].text == "Client Ltd"
    slides = pptx.Presentation(write_report(some, tmp_path / "r.pptx", "en", templates))
    assert slides.slide_width == 9_000_000
    assert slides.slides[0].shapes.title.text_frame.text == analysis.survey.label("en")


def test_the_questionnaire_is_an_appendix(analysis: Any, tmp_path: Path) -> None:
    survey = load_survey(POSTAL, TYPES)
    asked = replace(analysis, survey=survey, tables={"quality": analysis.tables["quality"]})
    said = texts_of(write_report(asked, tmp_path / "r.docx", "zh"))
    assert "附录：问卷" in said
    last = said.rindex("附录：问卷")
    asked_for = [question.texts["zh"] for block in questionnaire(survey, "zh").blocks for question in block.questions]
    assert len(asked_for) >= len(survey.items)
    assert all(said.find(text, last) > 0 for text in asked_for)


def test_what_is_no_template_is_said(analysis: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_text("no zip", encoding="utf-8")
    with pytest.raises(WriteError, match="can't be opened as a template"):
        write_report(analysis, tmp_path / "r.docx", "en", [broken])
    assert not (tmp_path / "r.docx").exists()
    with pytest.raises(WriteError, match="There is no template"):
        write_report(analysis, tmp_path / "r.docx", "en", [tmp_path / "none.docx"])
    with pytest.raises(WriteError, match=r"templates end in \.docx, \.pptx|\.pptx, \.docx"):
        check_templates(["house.css"])


@pytest.mark.parametrize("ending", ENDINGS)
def test_without_the_libraries_the_extra_is_named(
    analysis: Any, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.split(".")[0] in ("docx", "pptx") or "report.office" in one]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(MissingExtraError, match=r'pip install "satindex\[office\]"'):
        write_report(analysis, tmp_path / f"r{ending}")


def test_the_axis_holds_every_interval(analysis: Any) -> None:
    drawn = [one for table in analysis.tables.values() for one in charts(table, "en") if one.kind in ("bars", "line")]
    assert drawn
    for one in drawn:
        held = [value for s in one.series for value in (*s.values, *s.lows, *s.highs) if value is not None]
        assert one.y.low <= min(held)
        assert max(held) <= one.y.high


def test_texts_are_made_to_fit() -> None:
    for text in ("short", "word " * 60, LONG):
        said, size = fitted(text, 400, 80, 26, 14)
        assert lines_at(said, 400, size) * size * 1.25 <= 80 + 1e-9
    assert fitted("short", 400, 80, 26, 14) == ("short", 26)
    assert fitted(LONG, 400, 80, 26, 14)[0].endswith("…")


def test_a_finding_says_what_its_figures_say(sample: Any) -> None:
    # The sample's scores by branch and its gaps; groups without a level are left aside.
    assert finding(sample.quality(), "en").endswith(": −0.56 (95% CI [−0.65, −0.47])")
    by_branch = sample.sample().tables["nps by branch"]
    rows = [row for row in by_branch.rows if row["level"] != "(missing)"]
    best = max(rows, key=lambda row: row["estimate"])
    assert f"highest {by_branch.labels[best['level']].en}" in finding(by_branch, "en")


def test_the_command_names_templates(tmp_path: Path) -> None:
    told = CliRunner().invoke(command, ["s.yaml", "d.csv", "-o", "r.docx", "--template", "x.odt"])
    assert isinstance(told.exception, WriteError)
