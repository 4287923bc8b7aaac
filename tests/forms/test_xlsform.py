"""The XLSForm: pyxform makes a form of it in both languages, and the export of that form is read by the definition."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import fastexcel
import pytest
from pyxform.xls2xform import convert

import satindex as si
from satindex.forms import write_form
from satindex.forms.questions.building import questionnaire
from satindex.survey.model import Survey

TEMPLATES = Path(si.__file__).parent / "survey" / "templates"
SHIPPED = [
    *(Path(__file__).parents[2] / "surveys" / name for name in ("postal.yaml", "service-profit.yaml")),
    Path(__file__).parents[2] / "surveys" / "service-profit" / "staff.yaml",
    Path(__file__).parents[2] / "surveys" / "course" / "counter.yaml",
    Path(__file__).parents[1] / "measures" / "whole_language.yaml",
    *sorted(TEMPLATES.glob("*.yaml")),
]
XFORMS = "{http://www.w3.org/2002/xforms}"


def converted(path: Path) -> ElementTree.Element:
    """The form that pyxform makes, which it makes without a warning."""
    made = convert(path, validate=False)
    assert made.warnings == []
    return ElementTree.fromstring(made.xform)  # noqa: S314 -- of our own making


def rows(path: Path, sheet: str) -> list[dict[str, str]]:
    frame = fastexcel.read_excel(path).load_sheet(sheet, dtypes="string").to_polars()
    return [{name: cell for name, cell in row.items() if cell is not None} for row in frame.to_dicts()]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_pyxform_accepts_the_form_of_every_shipped_definition(path: Path, tmp_path: Path) -> None:
    form = converted(write_form(questionnaire(si.load_survey(path)), tmp_path / "form.xlsx"))
    spoken = {one.get("lang"): len(list(one)) for one in form.iter(f"{XFORMS}translation")}
    assert set(spoken) == {"English (en)", "中文 (zh)"}
    assert len(set(spoken.values())) == 1


@pytest.fixture(scope="module")
def postal(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form(
        questionnaire(si.load_survey(surveys / "postal.yaml")), tmp_path_factory.mktemp("x") / "form.xlsx"
    )


def test_batteries_are_tables_and_scales_are_likert(postal: Path) -> None:
    survey = {row["name"]: row for row in rows(postal, "survey") if "name" in row}
    assert survey["b3"]["appearance"] == survey["b4"]["appearance"] == "table-list"
    assert survey["b3"]["label::English (en)"].startswith("What should a good post office be like?")
    assert survey["E1"]["label::中文 (zh)"] == "优秀的邮局，营业厅应当整洁明亮、一目了然"
    assert survey["E1"]["required"] == "yes"
    assert "required" not in survey["why"]
    assert survey["N1"]["appearance"] == "likert"
    listed = survey["N1"]["type"].removeprefix("select_one ")
    answers = [row["name"] for row in rows(postal, "choices") if row["list_name"] == listed]
    assert answers == [*map(str, range(11)), "不清楚"]
    assert survey["L5"]["type"] == "integer"
    assert survey["L5"]["constraint"] == ". >= 0"
    assert rows(postal, "settings")[0]["default_language"] == "中文 (zh)"


def write_kobo(path: Path, submissions: Sequence[Mapping[str, str]], paths: Mapping[str, str]) -> Path:
    """An export of KoboToolbox with XML values and headers: semicolons, everything quoted, its own columns last."""
    own = ("_id", "_uuid", "_submission_time", "_status", "_submitted_by", "_index")
    headings = ["start", "end", *paths.values(), *own]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(headings)
        for at, one in enumerate(submissions, start=1):
            times = (f"2026-11-26T10:0{at}:00.000+08:00", f"2026-11-26T10:0{at}:45.000+08:00")
            told = (str(at), f"uuid-{at}", "2026-11-26T02:10:00", "submitted_via_web", "", str(at))
            writer.writerow([*times, *(one.get(name, "") for name in paths), *told])
    return path


def paths_of(form: Path) -> dict[str, str]:
    """The heading of each question: the names of the groups it is in, then its own."""
    found: dict[str, str] = {}
    inside: list[str] = []
    for row in rows(form, "survey"):
        if row["type"] == "begin_group":
            inside.append(row["name"])
        elif row["type"] == "end_group":
            inside.pop()
        elif row["type"] not in ("start", "end", "note"):
            found[row["name"]] = "/".join((*inside, row["name"]))
    return found


def battery(letter: str, value: int, turned: int) -> dict[str, str]:
    return {f"{letter}{at}": str(turned if at in (12, 13, 21, 22) else value) for at in range(1, 23)}


def submissions() -> Iterable[Mapping[str, str]]:
    """Expected 6, perceived 5, 4 and 7: gaps of −1, −2 and 1; recommended 10, 9 and 3."""
    for at, (perceived, recommended) in enumerate(((5, 10), (4, 9), (7, 3))):
        yield {
            **battery("E", 6, 2),
            **battery("P", perceived, 8 - perceived),
            **{f"L{one}": "7" for one in range(1, 5)},
            "branch": "高新区支局（大学城代办点）" if at else "城东支局（东门大街）",
            "age_band": "18~25岁",
            "S1": "不清楚" if at == 2 else "8",
            "N1": str(recommended),
            "L5": "12",
            "R1": "是",
            "why": "=1+1",
            "序号": f"u{at}",
            "所用时间": "45",
            "satindex_form": "postal-2026",
        }


def test_the_export_of_the_form_is_read_by_the_same_definition(postal: Path, surveys: Path, tmp_path: Path) -> None:
    survey = si.load_survey(surveys / "postal.yaml")
    export = write_kobo(tmp_path / "export.csv", list(submissions()), paths_of(postal))
    for codebook in (None, postal):
        responses = si.read_responses(export, survey, codebook)
        assert responses.audit.rows_used == 3
        scores = si.score(responses).to_frame()
        assert [round(value, 10) for value in scores["quality"]] == [-1, -2, 1]
        assert list(scores["nps"]) == [100, 100, -100]
        assert list(scores["loyalty"]) == [100, 100, 100]
        assert list(scores["branch"]) == ["城东支局", "高新区支局", "高新区支局"]
        assert scores["satisfaction"].isna().tolist() == [False, False, True]


def test_the_export_of_odk_central_is_read_too(postal: Path, surveys: Path, tmp_path: Path) -> None:
    """Commas, and a hyphen between the names of a group and of its question."""
    paths = {name: path.replace("/", "-") for name, path in paths_of(postal).items()}
    export = tmp_path / "central.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["SubmissionDate", "start", "end", *paths.values(), "meta-instanceID", "KEY", "SubmitterID"])
        for at, one in enumerate(submissions()):
            times = ["2026-11-26T02:10:00.000Z", "2026-11-26T10:00:00.000+08:00", "2026-11-26T10:00:45.000+08:00"]
            writer.writerow([*times, *(one.get(name, "") for name in paths), f"uuid:{at}", f"uuid:{at}", "1"])
    scores = si.score(si.read_responses(export, si.load_survey(surveys / "postal.yaml"))).to_frame()
    assert [round(value, 10) for value in scores["quality"]] == [-1, -2, 1]
    assert list(scores["nps"]) == [100, 100, -100]


def test_the_export_with_labels_is_read_together_with_the_form(postal: Path, surveys: Path, tmp_path: Path) -> None:
    """Headings and answers in the survey's own language, groups by their labels: the form tells which is which."""
    survey = si.load_survey(surveys / "postal.yaml")
    named = {row["name"]: row for row in rows(postal, "survey") if "name" in row}
    lists: dict[str, dict[str, str]] = {}
    for row in rows(postal, "choices"):
        lists.setdefault(row["list_name"], {})[row["name"]] = row["label::中文 (zh)"]
    headings = {
        name: "/".join(named[part].get("label::中文 (zh)", part) for part in path.split("/"))
        for name, path in paths_of(postal).items()
    }
    said = [
        {
            name: lists.get(named[name]["type"].removeprefix("select_one "), {}).get(cell, cell)
            for name, cell in one.items()
        }
        for one in submissions()
    ]
    assert said[0]["E1"] == "同意"
    assert headings["E1"].startswith("您认为优秀的邮局应当是怎样的？")
    export = write_kobo(tmp_path / "labels.csv", said, headings)
    scores = si.score(si.read_responses(export, survey, postal)).to_frame()
    assert [round(value, 10) for value in scores["quality"]] == [-1, -2, 1]
    assert list(scores["nps"]) == [100, 100, -100]


SEVERAL = """
survey: several
language: en
items: {M: {scale: multi, options: [price, good staff, near]}, Q: {scale: yes_no}}
measures: {t: {type: top_box, item: Q, top: 1}}
"""


def test_several_answers_in_a_cell_are_told_apart(defined: Callable[[str], Survey], tmp_path: Path) -> None:
    """KoboToolbox parts the names of options by a blank. Of three who answered, two chose each option."""
    survey = defined(SEVERAL)
    form = write_form(questionnaire(survey), tmp_path / "form.xlsx")
    chosen = ("price near", "good_staff", "price good_staff near", "")
    names = ("price", "good_staff", "near")
    said = [
        {
            "satindex_form": "several",
            "M": cell,
            "Q": "Yes",
            **{one: str(int(one in cell.split())) for one in names if cell},
        }
        for cell in chosen
    ]
    paths = {**paths_of(form), **{one: f"M/{one}" for one in names}}
    export = write_kobo(tmp_path / "export.csv", said, paths)
    tables = si.analyse(si.score(si.read_responses(export, survey, form))).tables
    found = tables["items.multiple"].to_frame()
    assert list(zip(found["answer"], found["count"], found["n"], strict=True)) == [
        ("price", 2, 3),
        ("good staff", 2, 3),
        ("near", 2, 3),
    ]


HOSTILE = """
survey: "odd ${names}"
title: {en: "<b>Odd</b> & ${E1}"}
language: en
respondent: {segments: {Contract type: {order: [Month to month, "it's \\"two\\" years"]}}}
missing: [Don't know]
items:
  start: {scale: agree5, text: {en: "Ends in <script>alert('x')</script> & ${nothing} # * _"}}
  1st: {scale: yes_no, text: {en: "‮right to left 😀"}}
  a-b: {scale: 0..100, text: {en: LONG}}
  题1: {scale: 0..10}
  M: {scale: multi, options: ["fast; friendly", near], text: {en: "What is good?"}}
  Q1: {scale: yes_no}
  Q2: {scale: yes_no}
  Q3: {scale: yes_no}
  Q5: {scale: yes_no}
  Q6: {scale: yes_no}
measures:
  m: {type: mean, items: [start]}
  c: {type: complaints, problem: Q1, complained: Q2, resolved: Q3, satisfied: Q5, returns: Q6}
"""


@pytest.fixture(scope="module")
def hostile(defined: Callable[[str], Survey]) -> Survey:
    return defined(HOSTILE.replace("LONG", "x" * 10_000))


def test_hostile_texts_and_names_make_a_valid_form(hostile: Survey, tmp_path: Path) -> None:
    path = write_form(questionnaire(hostile), tmp_path / "form.xlsx")
    converted(path)
    survey = {row["name"]: row for row in rows(path, "survey") if "name" in row}
    assert {"start_2", "_1st", "a-b", "题1", "Contract_type"} <= set(survey)
    assert len(survey["a-b"]["label::English (en)"]) == 10_000
    assert survey["a-b"]["constraint"] == ". >= 0 and . <= 100"
    assert survey["Q2"]["relevant"] == "${Q1} = 'Yes'"
    assert {"Month_to_month", "fast;_friendly"} <= {row["name"] for row in rows(path, "choices")}


def test_200_items_make_a_valid_form(defined: Callable[[str], Survey], tmp_path: Path) -> None:
    survey = defined("items: {A1..A200: {scale: agree7}}\nmeasures: {m: {type: mean, items: A1..A200}}")
    path = write_form(questionnaire(survey), tmp_path / "form.xlsx")
    converted(path)
    assert sum(row["type"] == "select_one answers1" for row in rows(path, "survey")) == 200
