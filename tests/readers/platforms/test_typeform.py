"""Typeform: roles at both ends, options without their question, yes and no, marks of emphasis."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex import DataError
from satindex.errors import NoRowsError
from satindex.readers import open_export
from satindex.responses.columns import Headings

QUESTIONS = (
    "*How* satisfied<br>are you?",
    "Web",
    "App",
    "Other",
    "_Bus_",
    "Train",
    "Other",
    "Would you come again?",
    "5*2*3 = ?",
)
OWN = ("Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags")
NAMES = (
    "How satisfied are you?",
    "Web",
    "App",
    "Other",
    "Bus",
    "Train",
    "Other (2)",
    "Would you come again?",
    "5*2*3 = ?",
)
ANSWERS = (
    ("9", "Web", None, None, "Bus", None, None, "1", "30"),
    ("7", "Web", "App", "phone", None, "Train", None, "0", None),
    ("10", None, "App", None, None, None, "bike", None, "1"),
)
ABOUT = ("completed", "2026-09-01 10:00:12", None, "2026-09-01 10:05:40", "ab12", None)


def written(path: Path, questions: Any = QUESTIONS, answers: Any = ANSWERS) -> Path:
    rows = [(f"id{at}", *row, *ABOUT) for at, row in enumerate(answers)]
    headings = ("#", *questions, *OWN)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *([cell or "" for cell in row] for row in rows)])
    else:
        frame = pl.DataFrame([headings, *rows], orient="row", schema=[f"c{at}" for at in range(len(headings))])
        frame.write_excel(path, include_header=False)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_kind_of_column(tmp_path: Path, ending: str) -> None:
    export = open_export(written(tmp_path / f"responses.{ending}"))
    assert export.kind.startswith("Typeform, ")
    assert export.columns == ("#", *NAMES, *OWN, "duration")
    assert export.read(NAMES).rows() == [*ANSWERS]
    assert export.read(["duration"])["duration"].to_list() == [328.0] * 3
    book = export.codebook
    assert tuple(book.roles.values()) == (
        "id", "status", "start", "embedded", "end", "ip", "embedded", "duration"
    )  # fmt: skip
    assert dict(book.types) == dict.fromkeys(("Web", "App", "Bus", "Train"), "multiple")
    assert dict(book.options) == {name: name for name in book.types}
    assert dict(book.value_labels) == {"Would you come again?": {"1": "Yes", "0": "No"}}
    assert book.personal == {"Network ID"}
    assert book.question_columns["How satisfied are you?"] == ("How satisfied are you?",)
    assert "1" not in book.question_columns  # which columns make a question is not told
    assert export.repeated == {"Other"}


def test_older_exports_have_fewer_columns_and_numbers_where_nothing_is_split(scored: Any, tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_text(
        "#,Satisfied?,Again?,Start Date (UTC),Submit Date (UTC),Network ID\n"
        "a,4,1,2020-09-01 10:00:00,2020-09-01 10:01:00,x\nb,2,0,2020-09-01 10:00:00,2020-09-01 10:02:00,y\n"
    )
    definition = """
    scales: {again: {codes: {"No": 1, "Yes": 2}}}
    items: {S: {scale: 1..5, question: 1}, A: {scale: again, question: Again}}
    respondent: {duration: duration}
    where: {duration: {at_least: 90}}
    measures: {m: {type: mean, items: [S]}}
    """
    scores = scored(definition, path)
    assert scores.frame["S"].to_list() == [2.0]
    assert scores.frame["A"].to_list() == [1.0]


def test_repeated_options_are_told_apart(scored: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "responses.csv")
    definition = "items: {A: {scale: 0..10, column: Other}}\nmeasures: {m: {type: mean, items: [A]}}"
    with pytest.raises(DataError, match=r"'Other \(1\)' for its first column, 'Other \(2\)' for its second"):
        scored(definition, path)
    headings = Headings(open_export(path))
    assert (headings.find("other (1)"), headings.find("Other (2)")) == ("Other", "Other (2)")
    assert headings.find("*How* satisfied<br>are you?") == headings.find("how satisfied are you") == NAMES[0]


def test_a_form_without_responses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRowsError):
        open_export(written(tmp_path / "responses.csv", answers=()))


def test_a_plain_table_with_a_number_sign_is_none(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("#,Q,Start Date (UTC)\n1,5,2020-09-01 10:00:00\n", encoding="utf-8")
    assert open_export(path).kind == "csv (utf-8, ',')"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9)


@settings(settings.get_profile("costly"))
@given(st.data())
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    questions = data.draw(st.lists(TEXT, min_size=1, max_size=4))
    cells = st.tuples(*[st.none() | TEXT] * len(questions))
    answers = data.draw(st.lists(cells, min_size=1, max_size=4))
    export = open_export(written(tmp_path_factory.mktemp("form") / "form.csv", questions, answers))
    assert [row[1 : len(questions) + 1] for row in export.read().rows()] == answers
