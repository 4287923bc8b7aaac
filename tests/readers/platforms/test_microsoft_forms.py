"""Microsoft Forms: recognised by its own columns; a cell of several answers ends in a semicolon."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.readers import open_export

OWN = ("ID", "Start time", "Completion time", "Email", "Name")
ROW = ("1", "9/1/2026 10:00:12", "9/1/2026 10:05:40", "anonymous", "")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


def written(path: Path, questions: dict[str, list[str | None]]) -> Path:
    rows = max(len(cells) for cells in questions.values())
    own = dict(zip(OWN, ([cell] * rows for cell in ROW), strict=True))
    frame = pl.DataFrame(own | questions)
    frame.write_csv(path) if path.suffix == ".csv" else frame.write_excel(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_own_columns_have_roles_and_questions_their_texts(tmp_path: Path, ending: str) -> None:
    export = open_export(written(tmp_path / f"form.{ending}", {"Which?": ["A;B;", "A;"], "Rate us": ["Good", None]}))
    assert export.kind.startswith("Microsoft Forms, ")
    assert export.codebook.roles == dict(zip(OWN, ("id", "start", "end", "email", "name"), strict=True))
    assert export.codebook.questions == {"Which?": "Which?", "Rate us": "Rate us"}
    assert export.codebook.types == {"Which?": "multiple"}
    assert export.codebook.personal == {"Email", "Name"}
    assert export.read(["Which?", "Rate us"]).rows() == [("A;B;", "Good"), ("A;", None)]


def test_marks_of_a_quiz_are_no_answers(tmp_path: Path) -> None:
    export = open_export(written(tmp_path / "quiz.csv", {"Capital?": ["Paris"], "Points - Capital?": ["1"]}))
    assert export.codebook.roles["Points - Capital?"] == "score"
    assert list(export.codebook.questions) == ["Capital?"]


def test_a_plain_table_with_an_id_is_not_taken_for_a_form(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("ID,Name,Q1\n1,a,3\n")
    assert open_export(path).kind == "csv (utf-8, ',')"


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, answers: list[str]) -> None:
    path = written(tmp_path_factory.mktemp("form") / "form.csv", {"Why?": list(answers)})
    assert open_export(path).read(["Why?"])["Why?"].to_list() == answers
