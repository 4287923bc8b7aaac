"""The report as its definition wishes it: order, titles, notes, what is left out, logo and colour."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from satindex.analysis import parts
from satindex.analysis.building import analyse
from satindex.api import load_survey, read_responses, score
from satindex.errors import SurveyError
from satindex.report import write_report
from satindex.survey.report_keys import SECTIONS

SURVEY = """
survey: arranged
respondent: {segments: [branch]}
items: {N: {scale: likely11}, S: {scale: 1..7}}
measures:
  nps: {type: nps, item: N}
  satisfaction: {type: mean, items: S}
"""
REPORT = """
report:
  title: {en: What our guests say, zh: 客人怎么说}
  order: [satisfaction, items, nps]
  leave_out: [careless, agreement, "nps differences by branch"]
  titles: {satisfaction: {en: Are they satisfied?, zh: 满意吗？}}
  notes:
    satisfaction:
      en: "**Mind** the <script>alert(1)</script> ![x](https://a.example/x.png) [here](javascript:alert(1))."
      zh: 注意
  logo: logo.svg
  colour: "#7a1f5c"
"""
LOGO = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("arranged")
    (folder / "s.yaml").write_text(SURVEY + REPORT, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def analysis(folder: Path):
    rows = {"N": [10, 9, 3, 8, 7, 6] * 10, "S": [7, 6, 2, 5, 5, 4] * 10, "branch": ["a", "b", "a", "b", "b", "a"] * 10}
    return analyse(score(read_responses(pl.DataFrame(rows), load_survey(folder / "s.yaml"))), "en")


def test_sections_come_as_wished(analysis) -> None:
    keys = [section.key for section in analysis.sections]
    assert keys[:3] == ["satisfaction", "items", "nps"]
    assert not {"careless", "agreement"} & set(keys)
    assert not any("nps differences by branch" in section.tables for section in analysis.sections)
    assert analysis.sections[0].title.zh == "满意吗？"
    assert analysis.title("en") == "What our guests say"


def test_sections_follow_the_usual_order_where_none_is_wished(tmp_path: Path) -> None:
    """Satisfaction, recommendation, loyalty, models, segments and waves, others, soundness, careless answers."""
    definition = """
survey: usual
respondent: {segments: [branch]}
items: {N: {scale: likely11}, S: {scale: 1..7}, T: {scale: 1..7}, E: {scale: 1..7}}
measures:
  effort: {type: ces, item: E, variant: "2.0"}
  index: {type: composite, components: {s: {items: [S]}, t: {items: [T]}}}
  nps: {type: nps, item: N}
  satisfaction: {type: mean, items: [S, T]}
models:
  again: {outcome: index, predictors: [satisfaction]}
"""
    (tmp_path / "s.yaml").write_text(definition, encoding="utf-8")
    rows = {
        **{"N": [10, 9, 3, 8, 7, 6] * 10, "S": [7, 6, 2, 5, 5, 4] * 10, "T": [7, 5, 3, 5, 6, 2] * 10},
        **{"E": [1, 2, 6, 3, 4, 5] * 10, "branch": ["a", "b", "a", "b", "b", "a"] * 10},
    }
    found = analyse(score(read_responses(pl.DataFrame(rows), load_survey(tmp_path / "s.yaml"))), "en")
    keys = [section.key for section in found.sections]
    told = [
        "satisfaction",
        "nps",
        "index",
        "again",
        "segments",
        "agreement",
        "effort",
        "items",
        "soundness",
        "careless",
    ]
    assert [key for key in keys if key in told] == told


def test_the_page(analysis, folder: Path) -> None:
    page = write_report(analysis, folder / "r.html", "en").read_text("utf-8")
    assert "<title>What our guests say</title>" in page
    assert page.index("Are they satisfied?") < page.index("Answers, item by item")
    assert "<strong>Mind</strong> the &lt;script&gt;" in page
    # The logo is the one picture; one from elsewhere is but a link.
    assert re.findall(r'<img class="(\w+)"', page) == ["logo"]
    assert 'href="javascript:' not in page
    assert f"data:image/svg+xml;base64,{base64.b64encode(LOGO.encode()).decode()}" in page
    assert "--accent: #7a1f5c" in page
    assert "nps differences by branch" not in page


def test_other_formats(analysis, folder: Path) -> None:
    markdown = write_report(analysis, folder / "r.md", "en").read_text("utf-8")
    assert markdown.startswith("# What our guests say")
    assert "Mind the \\<script\\>" in markdown
    sheets = openpyxl.load_workbook(write_report(analysis, folder / "r.xlsx", "en")).sheetnames
    assert "nps" in sheets
    assert not {"careless", "agreement", "nps differences by branch"} & set(sheets)
    # JSON is for programs: it has every table.
    told = json.loads(write_report(analysis, folder / "r.json", "en").read_text("utf-8"))
    assert {"careless", "nps differences by branch"} <= told["tables"].keys()


def test_every_part_of_an_analysis_can_be_named() -> None:
    made = {path.stem for path in Path(parts.__path__[0]).glob("*.py") if path.stem != "__init__"}
    called = {"crosstabs": "tables"}
    assert {called.get(name, name) for name in made} | {"segments", "items", "whole"} == set(SECTIONS)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("{order: [npss]}", "no section 'npss'"),
        ("{leave_out: [nps differences by branch, quality.items]}", "no section 'quality.items'"),
        ("{notes: {nothing: x}}", "no section 'nothing'"),
        ('{colour: "#ffee99"}', "too pale"),
        ('{colour: "red"}', "no colour"),
        ("{logo: logo.exe}", "no picture"),
        ("{logo: gone.png}", "there is no file"),
        ("{fonts: x}", "fonts"),
    ],
)
def test_what_can_not_be_is_told_with_its_place(tmp_path: Path, report: str, said: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"{SURVEY}report: {report}\n", encoding="utf-8")
    with pytest.raises(SurveyError) as told:
        load_survey(path)
    assert said.lower() in str(told.value).lower()
    assert "s.yaml:8" in str(told.value)
