"""Microsoft Forms: recognised by its own columns; a cell of several answers ends in a semicolon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex import DataError
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
    own = dict(zip(OWN, ("id", "start", "end", "email", "name"), strict=True))
    assert export.codebook.roles == own
    assert export.codebook.questions == {"Which?": "Which?", "Rate us": "Rate us"}
    assert export.codebook.types == {"Which?": "multiple"}
    assert export.codebook.personal == {"Email", "Name"}
    assert export.read(["Which?", "Rate us"]).rows() == [("A;B;", "Good"), ("A;", None)]


def test_marks_of_a_quiz_are_no_answers(tmp_path: Path) -> None:
    export = open_export(written(tmp_path / "quiz.csv", {"Capital?": ["Paris"], "Points - Capital?": ["1"]}))
    assert export.codebook.roles["Points - Capital?"] == "score"
    assert list(export.codebook.questions) == ["Capital?"]


def test_marks_of_a_quiz_in_any_language_stand_behind_their_question(tmp_path: Path) -> None:
    answers: dict[str, list[str | None]] = {"Capital?": ["Paris"], "Poeng - Capital?": ["1"], "Svar - Capital?": ["x"]}
    export = open_export(written(tmp_path / "quiz.csv", answers))
    assert [export.codebook.roles[name] for name in list(answers)[1:]] == ["score", "embedded"]
    assert list(export.codebook.questions) == ["Capital?"]


@pytest.mark.parametrize(
    ("own", "roles"),
    [
        (("ID", "开始时间", "完成时间", "电子邮件", "名称"), ("email", "name")),
        (("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"), ("email", "name")),
        (("ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom"), ("email", "name")),
        (("ID", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre"), ("email", "name")),
        (("ID", "開始時刻", "完了時刻", "メール", "名前"), ("email", "name")),
        (("ID", "시작 시간", "완료 시간", "전자 메일", "이름"), ("email", "name")),
        (("ID", "Start time", "Completion time", "Name", "Language"), ("name", "language")),
    ],
)
def test_a_form_in_other_languages(tmp_path: Path, own: tuple[str, ...], roles: tuple[str, ...]) -> None:
    row = ("1", "2026-09-01 10:00:12", "2026-09-01 10:05:40", "a", "b", "Good")
    pl.DataFrame([row], orient="row", schema=[*own, "Q"]).write_csv(tmp_path / "form.csv")
    export = open_export(tmp_path / "form.csv")
    assert export.kind.startswith("Microsoft Forms, ")
    assert tuple(export.codebook.roles.values()) == ("id", "start", "end", *roles, "duration")
    assert export.codebook.question_columns == {"1": ("Q",), "Q": ("Q",)}


def of_times(path: Path, times: list[tuple[str | None, str | None]]) -> Path:
    rows = [(str(at), *pair, "a@b.org", "x", "5") for at, pair in enumerate(times)]
    pl.DataFrame(rows, orient="row", schema=[*OWN, "Q"]).write_csv(path)
    return path


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        # The 13th and the 31st tell that the month stands first; 5 minutes 28 seconds; over midnight; not ended.
        ([("9/13/2026 10:00:12", "9/13/2026 10:05:40"), ("8/31/2026 23:59:30", "9/1/2026 0:00:30"),
          ("9/1/2026 10:00:00", None)], [328.0, 60.0, None]),
        # In both columns together the 13th tells that the day stands first.
        ([("12/9/26 10:00:12", "13/9/26 10:00:12"), ("1/9/26 9:00:00", "1/9/26 9:00:05")], [86400.0, 5.0]),
        ([("2026-09-01T10:00:12", "2026-09-01T10:00:42")], [30.0]),
        ([("01.09.2026 10:00:12", "01.09.2026 10:00:42")], [30.0]),
        ([("2026/9/1 11:59:58 AM", "2026/9/1 12:00:08 PM")], [10.0]),
        ([("2026-09-01T10:00:00+02:00", "2026-09-01T08:00:30Z")], [30.0]),
        # The clock went backwards; one names its offset and the other does not; no time at all.
        ([("2026-09-01 10:00:12", "2026-09-01 10:00:00"), ("2026-09-01 10:00:00", "2026-09-01 11:00:00+01:00"),
          ("soon", "2026-09-01 11:00:00")], [None, None, None]),
    ],
)  # fmt: skip
def test_how_long_it_took(tmp_path: Path, times: list[tuple[str, str]], seconds: list[float | None]) -> None:
    export = open_export(of_times(tmp_path / "form.csv", times))
    assert (export.columns[-1], export.codebook.roles["duration"]) == ("duration", "duration")
    assert export.read(["duration"])["duration"].to_list() == seconds
    assert export.read(["Q", "duration"], numeric=["Q", "duration"]).rows() == [(5, one) for one in seconds]
    assert export.read().columns == [*OWN, "Q", "duration"]


@pytest.mark.parametrize("frame", ["pandas", "polars", "pyarrow"])
def test_how_long_it_took_in_frames(tmp_path: Path, frame: str) -> None:
    path = of_times(tmp_path / "form.csv", [("2026-09-01 10:00:12", "2026-09-01 10:00:42"), (None, None)])
    given_frame = pl.read_csv(path, try_parse_dates=True)
    frames = {"pandas": given_frame.to_pandas, "polars": lambda: given_frame, "pyarrow": given_frame.to_arrow}
    read = open_export(frames[frame]()).read(["duration"]).lazy().collect("polars")
    assert read["duration"].to_list() == [30.0, None]


@pytest.mark.parametrize(
    ("times", "why"),
    [
        (
            [("9/1/2026 10:00:12", "9/1/2026 10:05:40")] * 150,
            "'9/1/2026 10:00:12' does not tell the day from the month",
        ),
        ([("9/13/2026 10:00", "9/13/2026 10:05")], "the times have no seconds"),
        ([(None, None)], "no cell holds a time"),
    ],
)
def test_no_duration_without_a_reason(scored: Any, tmp_path: Path, times: list[tuple[str, str]], why: str) -> None:
    path = of_times(tmp_path / "form.csv", times)
    assert open_export(path).columns == (*OWN, "Q")
    definition = "items: {Q: {scale: 1..5}}\nmeasures: {m: {type: mean, items: [Q]}}\nrespondent: {duration: duration}"
    with pytest.raises(DataError) as told:
        scored(definition, path)
    assert str(told.value) == (
        "the export has no column 'duration'. The time between 'Start time' and 'Completion time' can't be told: "
        f"{why}."
    )


def test_careless_answers_by_the_duration_that_was_made(scored: Any, tmp_path: Path) -> None:
    """30 and 400 seconds: `where: duration ≥ 60` keeps the second respondent."""
    path = of_times(
        tmp_path / "form.csv",
        [("2026-09-01 10:00:00", "2026-09-01 10:00:30"), ("2026-09-01 10:00:00", "2026-09-01 10:06:40")],
    )
    scores = scored(
        "items: {Q: {scale: 1..5}}\nmeasures: {m: {type: mean, items: [Q]}}\nrespondent: {duration: duration}\n"
        "where: {duration: {at_least: 60}}",
        path,
    )
    assert (len(scores.frame), scores.responses.audit.set_aside[0].count) == (1, 1)


def test_headings_that_repeat(scored: Any, tmp_path: Path) -> None:
    rows = [("1", "2026-09-01 10:00:00", "2026-09-01 10:06:40", "4", "2")]
    path = tmp_path / "form.csv"
    path.write_text("ID,Start time,Completion time,Q,Q\n" + ",".join(rows[0]), encoding="utf-8")
    definition = "items: {{A: {{scale: 1..5, question: {}}}}}\nmeasures: {{m: {{type: mean, items: [A]}}}}"
    assert scored(definition.format("Q (2)"), path).frame["A"].to_list() == [2.0]
    assert scored(definition.format("2"), path).frame["A"].to_list() == [2.0]
    assert scored(definition.format("Q (1)"), path).frame["A"].to_list() == [4.0]
    with pytest.raises(DataError, match="stands more than once"):
        scored(definition.format("Q"), path)


def test_a_plain_table_with_an_id_is_not_taken_for_a_form(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("ID,Name,Q1\n1,a,3\n")
    assert open_export(path).kind == "csv (utf-8, ',')"


@settings(settings.get_profile("costly"))
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, answers: list[str]) -> None:
    path = written(tmp_path_factory.mktemp("form") / "form.csv", {"Why?": list(answers)})
    assert open_export(path).read(["Why?"])["Why?"].to_list() == answers
