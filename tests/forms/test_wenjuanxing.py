"""The text for 问卷星's import, and the export of the form it makes: read by the same definition."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import satindex as si
from satindex.forms.questions.building import questionnaire
from satindex.forms.wenjuanxing import remarks, text
from satindex.survey.model import Survey

QUESTION = re.compile(r"^(\d+)\. (.*)\[(\w+题)\](（选填）)?$")


def parsed(written: str) -> Iterator[tuple[str, str, str, list[str]]]:
    """Number, title, type and lines of each question, as the site takes the text apart: at blank lines."""
    for part in written.strip().split("\n\n"):
        first, *lines = part.split("\n")
        if (found := QUESTION.match(first)) is not None:
            yield found[1], found[2], found[3], lines


def headings(written: str) -> list[str]:
    """The headings of the site's export: a matrix has its stem in the first row's alone."""
    found = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    for number, title, kind, lines in parsed(written):
        if kind.startswith("矩阵"):
            _, first, *others = lines
            found += [f"{number}、{title}—{first}", *(f"{number}、{row}" for row in others)]
        else:
            found.append(f"{number}、{title}")
    return found


@pytest.fixture(scope="module")
def postal(surveys: Path) -> Survey:
    return si.load_survey(surveys / "postal.yaml")


def test_types_columns_and_points(postal: Survey) -> None:
    found = {number: (kind, lines) for number, _, kind, lines in parsed(text(questionnaire(postal)))}
    assert list(found) == [str(number) for number in range(1, 11)]
    assert found["1"][0] == "单选题"
    assert found["3"][0] == found["4"][0] == "矩阵单选题"
    assert found["3"][1][0] == "非常不同意 不同意 有点不同意 一般 有点同意 同意 非常同意 不清楚"
    assert len(found["3"][1]) == 23
    assert found["6"] == ("量表题", ["0~10"])
    assert found["9"] == ("单选题", ["否", "是", "不清楚"])
    assert found["10"] == ("填空题", [])
    assert [str(one) for one in remarks(questionnaire(postal, "zh"))] == []


def test_the_export_is_read_by_the_same_definition(postal: Survey, tmp_path: Path) -> None:
    """Expected 同意 (6, turned 不同意), perceived 有点同意 (5), 一般 (4), 非常同意 (7): gaps −1, −2 and 1."""
    said = ["", "非常不同意", "不同意", "有点不同意", "一般", "有点同意", "同意", "非常同意"]
    columns = headings(text(questionnaire(postal, "zh")))
    path = tmp_path / "1_1_0.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for at, (perceived, recommended) in enumerate(((5, "10"), (4, "9"), (7, "0")), start=1):
            rows = {"E": 6, "P": perceived}
            batteries = [
                said[8 - value if one in (12, 13, 21, 22) else value] for value in rows.values() for one in range(1, 23)
            ]
            about = [str(at), "2026/11/26 10:00:00", "136秒", "手机提交", "N/A", "192.0.2.1(上海-上海)"]
            answers = [
                "城东支局（东门大街）",
                "18~25岁",
                *batteries,
                "8",
                recommended,
                *["非常同意"] * 4,
                "12",
                "是",
                "(空)",
            ]
            writer.writerow([*about, *answers])
    responses = si.read_responses(path, postal)
    assert responses.audit.rows_used == 3
    scores = si.score(responses).to_frame()
    assert [round(value, 10) for value in scores["quality"]] == [-1, -2, 1]
    assert list(scores["nps"]) == [100, 100, -100]
    assert list(scores["loyalty"]) == [100, 100, 100]


def test_what_the_site_can_not_hold_is_said(defined: Callable[[str], Survey]) -> None:
    survey = defined(
        """
        survey: odd
        language: en
        respondent: {id: number, segments: {role: {order: [a, b]}}}
        items:
          A1..A3: {question: 1, scale: satisfied5, text: {en: "Row [单选题] with\\ttab"}}
          W: {scale: 1..7, text: {en: "No place of its own"}}
        measures: {m: {type: mean, items: A1..A3}}
        """
    )
    written = text(questionnaire(survey, "en"))
    found = {number: (title, kind, lines) for number, title, kind, lines in parsed(written)}
    columns = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
    assert found["1"][1] == "矩阵量表题"
    assert found["1"][2][0].split(" ") == [words.replace(" ", "\u00a0") for words in columns]
    assert found["1"][2][1] == "Row ［单选题］ with tab"
    said = [str(one) for one in remarks(questionnaire(survey, "en"))]
    assert said == [
        "role will be question 2, headed '2、role': the definition says otherwise.",
        "W will be question 3, headed '3、No place of its own': the definition says otherwise.",
        "问卷星 calls 'number' 序号: the definition has to.",
    ]


def test_every_template_makes_a_text(tmp_path: Path) -> None:
    folder = Path(si.__file__).parent / "survey" / "templates"
    for path in sorted(folder.glob("*.yaml")):
        form = questionnaire(si.load_survey(path))
        assert len(list(parsed(text(form)))) == len(form.blocks), path.stem
