"""REDCap: raw and labelled; boxes that nobody saw; forms' states and times; events and repeats."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.api import load_survey, read_responses
from satindex.errors import DataError, SatindexError
from satindex.measures.scores import score
from satindex.readers import open_export
from satindex.readers.export import OptionSet

TICKED = ("1", "1.0", "Checked")
RAW = ["record_id", "redcap_event_name", "redcap_survey_identifier", "visit_timestamp", "sat", "used___web",
       "used___app", "visit_complete"]  # fmt: skip
LABELS = ["Record ID", "Event Name", "Survey Identifier", "Survey Timestamp", "How satisfied?",
          "Used? (choice=On the web (any))", "Used? (choice=By app)", "Complete?"]  # fmt: skip
ROWS = [
    ["1", "first_arm_1", "ann@example.org", "2026-09-01 10:00:12", "4", "1", "0", "2"],
    ["1", "second_arm_1", "", "[not completed]", "", "0", "0", "0"],
    ["2", "first_arm_1", "", "2026-09-02 10:00:12", "5", "0", "1", "2"],
]
LABELLED = [[{"0": "Unchecked", "1": "Checked"}.get(cell, cell) if at in (5, 6) else
             {"0": "Incomplete", "2": "Complete"}.get(cell, cell) if at == 7 else cell
             for at, cell in enumerate(row)] for row in ROWS]  # fmt: skip
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


def written(path: Path, headings: list[str], rows: list[list[str]]) -> Path:
    if path.suffix == ".xlsx":
        pl.DataFrame(rows, schema=headings, orient="row").write_excel(path)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


# rows, columns, columns of questions: counted in the files; beside questions stand the record's id, the data access
# group of the first, and a `_complete` per form (3, 2, 1, 1).
REAL = {
    "blank-for-gray-status_data.csv": (6, 26, 21),
    "checkboxes-1_data.csv": (4, 13, 10),
    "clinical-trial-1_data.csv": (500, 13, 11),
    "decimal-comma_data.csv": (4, 6, 4),
}


@pytest.mark.parametrize("name", REAL)
def test_real_exports(shared: Path, name: str) -> None:
    path = shared / "data/exports/redcap" / name
    export = open_export(path)
    rows, columns, questions = REAL[name]
    assert export.kind == "REDCap, csv (utf-8, ',')"
    assert export.read().shape == (rows, columns)
    assert len(export.columns) - len(export.codebook.roles) == questions
    with path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    other = [column for column in export.columns if "___" not in column]
    assert export.read(other).rows() == [tuple(row[column] or None for column in other) for row in cells]


def test_boxes_of_a_real_export_that_nobody_saw_are_empty(shared: Path) -> None:
    """The file's own column says what each record should be: `check_one` of record 2 and `check_two` of 3 are NA."""
    export = open_export(shared / "data/exports/redcap/checkboxes-1_data.csv")
    book = export.codebook
    assert book.sets["check_one"] == OptionSet(tuple(f"check_one___{code}" for code in "1234"), TICKED)
    assert export.read(book.question_columns["check_one"]).rows() == [
        ("1", "0", "0", "0"),
        (None,) * 4,
        ("1",) * 4,
        (None,) * 4,
    ]
    assert export.read(book.question_columns["check_two"]).rows() == [
        ("1", "0", "1", "0", "0"),
        ("0", "1", "0", "1", "0"),
        (None,) * 5,
        (None,) * 5,
    ]
    assert export.read(["check_two___e"]).rows() == [("0",), ("0",), (None,), (None,)]


def test_a_real_export_whose_form_was_never_opened_has_no_answers(shared: Path) -> None:
    """Record 6, `blank-for-gray`, has 0 in all six boxes of race and nothing in the form's other questions."""
    export = open_export(shared / "data/exports/redcap/blank-for-gray-status_data.csv")
    races = export.read(export.codebook.question_columns["race"])
    assert races.rows()[2] == ("0", "0", "0", "1", "1", "0")
    assert races.rows()[5] == (None,) * 6


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(("headings", "rows"), [(RAW, ROWS), (LABELS, LABELLED), (RAW, LABELLED), (LABELS, ROWS)])
def test_raw_and_labels(tmp_path: Path, ending: str, headings: list[str], rows: list[list[str]]) -> None:
    export = open_export(written(tmp_path / f"a.{ending}", headings, rows))
    book = export.codebook
    assert export.kind.startswith("REDCap (a row per event), ")
    assert [book.roles.get(name) for name in headings] == [
        "id", "embedded", "name", "end", None, None, None, "status",
    ]  # fmt: skip
    boxes = tuple(headings[5:7])
    question = "used" if headings is RAW else "Used?"
    assert book.sets == {question: OptionSet(boxes, TICKED)}
    options = ("web", "app") if headings is RAW else ("On the web (any)", "By app")
    assert tuple(book.options[name] for name in boxes) == options
    assert book.missing == {headings[3]: ("[not completed]",)}
    assert book.missing_reasons["[not completed]"].en == "the form was not completed"
    assert export.read(boxes).rows() == [tuple(rows[0][5:7]), (None, None), tuple(rows[2][5:7])]


def test_boxes_read_as_numbers_and_from_frames() -> None:
    frame = pd.DataFrame(
        {"record_id": [1, 2], "q___1": [0, 0], "q___2": [1.0, None], "f_complete": [2, 0]},
    )
    export = open_export(frame)
    rows = export.read(["q___1", "q___2"], numeric=["q___1", "q___2"]).rows()
    assert rows[0] == (0, 1)
    assert all(pd.isna(cell) for cell in rows[1])


def test_shares_of_boxes_count_those_who_answered(tmp_path: Path) -> None:
    """Of the two who ticked anything one ticked `web`: 1/2, not 1/3."""
    definition = tmp_path / "survey.yaml"
    definition.write_text(
        "title: {en: Made, zh: 例}\nscales: {box: {points: [0, 1]}}\nsmall_base: {withhold: 0}\n"
        "items:\n  W1..W2: {question: used, scale: box}\nmeasures:\n  web: {type: mean, items: [W1]}\n"
    )
    data = written(tmp_path / "a.csv", RAW, ROWS)
    row = score(read_responses(data, load_survey(definition)))["web"].rows[0]
    assert (row["n"], row["estimate"]) == (2, pytest.approx(0.5))


def test_tables_that_only_look_like_it_stay_plain(tmp_path: Path) -> None:
    for headings, row in (
        (["record_id", "work_complete"], ["1", "half"]),  # no form's state
        (["name", "work_complete"], ["x", "2"]),  # nothing else that REDCap writes
        (["record_id", "a___1"], ["1", "7"]),  # no box
        (["name", "a___1"], ["x", "1"]),  # neither a form nor a record's id
    ):
        assert open_export(written(tmp_path / "plain.csv", headings, [row])).kind == "csv (utf-8, ',')"


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["record_id", "q___1", "q___2"], ("0", "1")),
        (["Study ID", "Q? (choice=One)", "Q? (choice=Two)"], ("Unchecked", "Checked")),
        (["Age", "Q? (choice=One)", "Q? (choice=Two)"], ("Unchecked", "Checked")),
    ],
)
def test_a_report_has_no_states_of_forms(tmp_path: Path, headings: list[str], cells: tuple[str, str]) -> None:
    no, yes = cells
    export = open_export(written(tmp_path / "report.csv", headings, [["31", no, yes], ["32", no, no]]))
    assert export.kind.startswith("REDCap, ")
    assert export.read(headings[1:]).rows() == [(no, yes), (None, None)]
    assert export.codebook.roles == ({} if headings[0] == "Age" else {headings[0]: "id"})


def test_a_comma_in_numbers_of_a_real_export(shared: Path, tmp_path: Path) -> None:
    """Heights 1,54 · 1,84 · 1,95 · 1,61 of decimal-comma_data.csv: their mean is 6.94/4."""
    definition = tmp_path / "survey.yaml"
    definition.write_text(
        "title: {en: Made, zh: 例}\nsmall_base: {withhold: 0}\nitems:\n  height: {scale: number}\n"
        "measures:\n  height-mean: {type: mean, items: [height]}\n"
    )
    folder = shared / "data/exports/redcap"
    responses = read_responses(
        folder / "decimal-comma_data.csv", load_survey(definition), folder / "decimal-comma_dictionary.csv"
    )
    assert score(responses)["height-mean"].rows[0]["estimate"] == pytest.approx(6.94 / 4)


def test_headings_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SatindexError, match="no rows"):
        open_export(written(tmp_path / "empty.csv", RAW, []))


def test_a_frame_of_other_names_is_left_alone() -> None:
    with pytest.raises(DataError, match="has no column"):
        open_export(pl.DataFrame(ROWS, schema=RAW, orient="row")).read(["used"])


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, answers: list[str]) -> None:
    rows = [[str(at), answer, "2"] for at, answer in enumerate(answers)]
    path = written(tmp_path_factory.mktemp("redcap") / "a.csv", ["record_id", "why", "f_complete"], rows)
    export = open_export(path)
    assert export.kind.startswith("REDCap, ")
    assert export.read(["why"])["why"].to_list() == answers
