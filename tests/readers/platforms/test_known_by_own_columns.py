"""Platforms of which no more than their own columns is known: Alchemer, Formbricks, Jotform, QuestionPro."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from satindex.errors import NoRowsError
from satindex.readers import open_export

# Platform: its own headings with a row of them and their roles, in order.
FILES: dict[str, tuple[dict[str, str], list[str]]] = {
    "Alchemer": (
        {
            "Response ID": "1",
            "Time Started": "2026-09-01 10:00:00",
            "Date Submitted": "2026-09-01 10:01:30",
            "Status": "Complete",
            "Language": "English",
            "IP Address": "1.2.3.4",
            "Country": "Norway",
        },
        ["id", "start", "end", "status", "language", "ip", "location", "duration"],
    ),
    "QuestionPro": (
        {
            "Response ID": "1",
            "Response Status": "Completed",
            "IP Address": "1.2.3.4",
            "Timestamp (MM/DD/YYYY)": "09/01/2026 10:00:00",
            "Time Taken to Complete (Seconds)": "90",
            "Custom Variable 12": "x",
            "Respondent Email": "a@b.org",
        },
        ["id", "status", "ip", "end", "duration", "embedded", "email"],
    ),
    "Jotform": ({"Submission Date": "2026-09-01 10:00:00", "Submission ID": "1", "IP": "1.2.3.4"}, ["end", "id", "ip"]),
    "Formbricks": (
        {"No.": "1", "Response ID": "c1", "Timestamp": "2026-09-01", "Finished": "Yes", "Survey ID": "s", "url": "x"},
        ["embedded", "id", "end", "status", "embedded", "embedded"],
    ),
}
QUESTIONS = {"1. How good?": "5", "2. Country": "here"}


def written(path: Path, columns: dict[str, str], rows: int = 1) -> Path:
    frame = pl.DataFrame(
        {name: [cell] * rows for name, cell in columns.items()}, schema=dict.fromkeys(columns, pl.String)
    )
    frame.write_csv(path) if path.suffix == ".csv" else frame.write_excel(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("platform", FILES)
def test_roles_and_questions(tmp_path: Path, platform: str, ending: str) -> None:
    own, roles = FILES[platform]
    export = open_export(written(tmp_path / f"export.{ending}", own | QUESTIONS))
    assert export.kind.startswith(f"{platform}, ")
    assert list(export.codebook.roles.values()) == roles
    assert export.codebook.questions == {name: name for name in QUESTIONS}
    assert export.codebook.question_columns["2"] == ("2. Country",)
    assert export.read(list(QUESTIONS)).rows() == [("5", "here")]


@pytest.mark.parametrize("platform", FILES)
def test_without_answers_or_its_own_columns_it_is_none(tmp_path: Path, platform: str) -> None:
    own, _ = FILES[platform]
    with pytest.raises(NoRowsError):
        open_export(written(tmp_path / "none.csv", own | QUESTIONS, rows=0))
    fewer = dict(list(own.items())[1:])
    assert open_export(written(tmp_path / "other.csv", fewer | QUESTIONS)).kind == "csv (utf-8, ',')"


def test_the_time_of_who_did_not_finish_is_not_known(tmp_path: Path) -> None:
    own = FILES["QuestionPro"][0]
    frame = pl.concat([pl.DataFrame(own | {"Time Taken to Complete (Seconds)": taken}) for taken in ("0", "90", "100")])
    frame.write_csv(tmp_path / "export.csv")
    export = open_export(tmp_path / "export.csv")
    taken = export.read(["Time Taken to Complete (Seconds)"]).to_native().to_series().to_list()
    assert taken == [None, "90", "100"]


def test_several_answers_on_lines_of_a_cell(scored: Any, tmp_path: Path) -> None:
    own, _ = FILES["Jotform"]
    path = written(tmp_path / "export.csv", own | {"Which?": "Web\nApp", "Rate": "4"})
    definition = "items: {W: {scale: multi, column: Which?, options: [Web, App]}, R: {scale: 1..5, column: Rate}}"
    scores = scored(definition + "\nmeasures: {m: {type: mean, items: [R]}}", path)
    assert scores.frame["R"].to_list() == [4.0]
