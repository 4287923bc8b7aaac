"""Whatever a form offers is an answer that its definition knows: of every definition, every answer is read back."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import satindex as si
from satindex.forms.questions.building import questionnaire
from satindex.forms.questions.questionnaire import Question, Questionnaire
from satindex.survey.model import Survey

HERE = Path(__file__).parents[1]
SHIPPED = [
    *(HERE.parent / "surveys" / name for name in ("postal.yaml", "service-profit.yaml")),
    HERE.parent / "surveys" / "service-profit" / "staff.yaml",
    *(
        path
        for path in sorted((HERE.parent / "surveys" / "course").glob("*.yaml"))
        if "\nitems:" in path.read_text("utf-8")
    ),
    *sorted((HERE / "measures").glob("*.yaml")),
    *sorted((Path(si.__file__).parent / "survey" / "templates").glob("*.yaml")),
]
RESPONDENTS = 24


def answers(question: Question) -> list[str]:
    """What a respondent can give, in turn."""
    if question.choices:
        return [choice.value for choice in question.choices]
    if question.low is not None:
        return [f"{question.low:g}", f"{question.high:g}"]
    return {"date": ["2026-11-26"], "text": ["a", "b"]}.get(question.kind, ["25", "40"])


def rows(form: Questionnaire) -> Iterator[dict[str, str]]:
    """Rows in which every answer occurs, given by people who were asked for it."""
    drawn = random.Random(1)  # noqa: S311 -- no secret
    for at in range(RESPONDENTS):
        row = dict.fromkeys(form.columns, "") | dict(form.fixed)
        given: dict[str, str] = {}
        for question in form.questions:
            asked = question.asked
            if asked is None or given.get(asked.name) in asked.values:
                offered = answers(question)
                given[question.name] = offered[at] if at < len(offered) else drawn.choice(offered)
                row[question.column] = given[question.name]
        for column, value in ((form.id, str(at + 1)), (form.duration, "240"), (form.answered, "2026-11-26 10:00:00")):
            if column:
                row[column] = value
        yield row


def read_back(survey: Survey, path: Path) -> None:
    form = questionnaire(survey)
    assert len(set(form.columns)) == len(form.columns)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, form.columns)
        writer.writeheader()
        writer.writerows(rows(form))
    responses = si.read_responses(path, survey)
    assert responses.audit.rows_read == RESPONDENTS
    missing = {choice.value for question in form.questions for choice in question.missing}
    assert {cell.value for cell in responses.audit.cells} <= missing


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_answer_of_a_shipped_definition_is_read_back(path: Path, tmp_path: Path) -> None:
    read_back(si.load_survey(path), tmp_path / "answers.csv")


HARD = """
survey: hard
language: zh
respondent:
  id: number
  weight: w
  duration: seconds
  answered: when
  stratum: 地区
  segments: {age: {order: [18-25, 26+]}, region: {title: {en: Region}}}
derive:
  age: {from: years, bands: [18, 26]}
  region: {from: city, merge: {east: [上海, 杭 州], west: [成都]}}
where: {income: {at_least: 1}, city: [上海, 成都, 杭 州]}
missing: [不清楚, (跳过), 999]
scales:
  mixed: {codes: {很差: 0, 差: 0, 好: 1, Very bad: 0, Bad: 0, Good: 1}}
  coded: {codes: {1: 0, 2: 0, 3: 100}, labels: {zh: [从不, 有时, 总是], en: [Never, Sometimes, Always]}}
  words: {codes: {counter: 1, in the app: 2}, labels: {zh: [柜台, 应用], en: [Counter, App]}}
items:
  Q1: {scale: mixed}
  Q2: {scale: coded}
  Q3: {scale: words, reverse: true}
  Q4: {scale: -3..3}
  Q5: {scale: 0..100, missing: [-1]}
  Q6: {scale: number}
  R1..R3: {scale: rank}
  A1..A2: {question: Which of these do you know?, scale: text}
  M: {scale: multi, options: ["a; b", "c, d", "e┋f"]}
  "1x": {scale: agree5, column: "12、列名（含括号）"}
multiple: {known: {items: A1..A2, options: {zh: [甲, 乙], en: [One, Two]}}}
form:
  answers: {"999": {zh: 拒答, en: Refused}}
  fixed: {w: "2.5"}
measures: {m: {type: mean, items: [1x]}}
"""


def test_every_answer_of_a_hard_definition_is_read_back(defined: Callable[[str], Survey], tmp_path: Path) -> None:
    survey = defined(HARD)
    form = questionnaire(survey)
    by_name = {question.name: question for question in form.questions}
    assert [one.value for one in by_name["Q1"].points] == ["很差", "差", "好"]
    assert [dict(one.texts) for one in by_name["Q1"].points][1] == {"zh": "差", "en": "Bad"}
    assert [one.value for one in by_name["Q2"].points] == ["1", "2", "3"]
    assert [one.value for one in by_name["Q2"].missing] == ["不清楚", "999"]
    assert [one.value for one in by_name["Q3"].points] == ["counter", "in the app"]
    assert [one.value for one in by_name["Q4"].points] == ["-3", "-2", "-1", "0", "1", "2", "3"]
    assert [one.kind for one in (by_name["age"], by_name["income"], by_name["地区"])] == ["number", "number", "text"]
    assert [one.value for one in by_name["region"].choices] == ["上海", "杭 州", "成都"]
    assert form.fixed == {"w": "2.5"}
    (boxes,) = (block for block in form.blocks if block.kind == "options")
    assert [one.choices[0].value for one in boxes.questions] == ["甲", "乙"]
    read_back(survey, tmp_path / "answers.csv")
