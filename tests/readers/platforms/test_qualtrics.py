"""Qualtrics: two header rows (legacy) or three, in codes or texts; what is no answer is set aside."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import NoRowsError
from satindex.readers import open_export

# Of each real file: rows, columns and columns of questions (counted with Python's csv module below two or three header
# rows, without the legacy format's unnamed last column), then answers of a response, read off the file by eye:
# (response, column, cell).
FILES: dict[str, tuple[int, int, int, list[tuple[str, str, str | None]]]] = {
    "Better_Sample_Survey": (
        10, 59, 45,
        [("R_9RWrgh1F9m7488l", "q1_recent_q1_recent_1_1", "1"), ("R_9RWrgh1F9m7488l", "q1_recent_q1_recent_2_1", None)],
    ),
    "Choice_Text_from_Response_Columns": (
        5, 30, 16,
        [("R_0PshI3QxglaoaTX", "Q1_1", "3"), ("R_0PshI3QxglaoaTX", "are-dashes-in-dexps_1", "4"),
         ("R_6X6aNnAYzPa8imp", "Q4_4", "5")],
    ),
    "Matrix_Single_Answer_Testing": (
        5, 35, 21,
        [("R_9zeKuQluLf9CNU1", "Q12_1", "1"), ("R_9zeKuQluLf9CNU1", "Q10_Q10_3", "4"),
         ("R_6QonGDfxQ79wpJr", "Q3_Q2_4", "2")],
    ),
    "Multiple_Answer_MC_Questions": (
        5, 35, 22, [("R_bIVJQDOvulWU4BL", "Q2_1", None), ("R_bIVJQDOvulWU4BL", "Q4_3", "1")],
    ),
    "Multiple_Answer_MC_Questions__Insights_": (
        5, 36, 22, [("R_bIVJQDOvulWU4BL", "Q2_1", None), ("R_bIVJQDOvulWU4BL", "Q4_12", "1")],
    ),
    "Multiple_Answer_Matrix_Questions": (
        5, 74, 61, [("R_8i9uJcWSX3p4lX7", "Q2_1_1", "1"), ("R_8i9uJcWSX3p4lX7", "Q2_1_2", None)],
    ),
    "Multiple_Answer_Matrix_Questions__Insights_": (
        5, 75, 61, [("R_8i9uJcWSX3p4lX7", "Q2_1_1", "1"), ("R_8i9uJcWSX3p4lX7", "Q2_1_2", None)],
    ),
    "No_Basis_for_Evaluation__Insights_": (
        15, 49, 35,
        [("R_ebopwASnJ6p0KSp", "Q1", "3"), ("R_ebopwASnJ6p0KSp", "Q2_-1", "1"), ("R_ebopwASnJ6p0KSp", "Q4_2", "-2")],
    ),
    "No_Basis_for_Evaluation__Legacy_": (
        15, 48, 35,
        [("R_ebopwASnJ6p0KSp", "Q1", "3"), ("R_ebopwASnJ6p0KSp", "Q2_4", "1"), ("R_ebopwASnJ6p0KSp", "Q4_2", "-2")],
    ),
    "Notes_Survey": (5, 17, 3, [("R_5gmKcYWZYLfS4LP", "Q3", "2"), ("R_ekONO1l72MyUjEF", "Q3", "1")]),
    "Questions_with_Text_Entry_Components": (
        15, 40, 26,
        [("R_03bZW3oneV8tKqp", "MCSA_single_text", "2"), ("R_03bZW3oneV8tKqp", "MCSA_single_text_TEXT", None),
         ("R_dpatF5DH63p5mdf", "MCMA_text_1", "-99"), ("R_dpatF5DH63p5mdf", "MCMA_text_1_TEXT", "-99")],
    ),
    "Sample_Survey": (
        5, 189, 176,
        [("R_e8z6glNpLL4PkcR", "fruits", "2"), ("R_e8z6glNpLL4PkcR", "Q3_2", "1"), ("R_e8z6glNpLL4PkcR", "Q5_1", "21")],
    ),
    "Sample_Survey__Insights_": (
        5, 190, 176,
        [("R_e8z6glNpLL4PkcR", "fruits", "2"), ("R_e8z6glNpLL4PkcR", "Q3_2", "1"), ("R_e8z6glNpLL4PkcR", "Q5_1", "21")],
    ),
    "SidebySide_Questions__Insights_": (
        25, 71, 57, [("R_ewCdw76T6j8eNRH", "Q1#1_1", "2"), ("R_ewCdw76T6j8eNRH", "Q7#1_1", "12")],
    ),
    "SidebySide_Questions__Legacy_": (
        25, 70, 57, [("R_ewCdw76T6j8eNRH", "Q1#1_1", "2"), ("R_ewCdw76T6j8eNRH", "Q7#1_1", "12")],
    ),
    "Single_Answer_MC_Questions": (
        5, 19, 6, [("R_862TbryT6hpIAfP", "Q4", "12"), ("R_862TbryT6hpIAfP", "Q5", "13")],
    ),
    "Single_Answer_MC_Questions__Insights_": (
        5, 20, 6, [("R_862TbryT6hpIAfP", "Q4", "12"), ("R_862TbryT6hpIAfP", "Q5", "13")],
    ),
    "Single_Answer_Matrix_Questions": (
        5, 29, 16, [("R_9H2nlL82R9Yq21v", "Q2_1", "3"), ("R_9H2nlL82R9Yq21v", "question_one (2)", "10")],
    ),
    "Single_Answer_Matrix_Questions__Insights_": (
        5, 30, 16, [("R_9H2nlL82R9Yq21v", "Q2_1", "3"), ("R_9H2nlL82R9Yq21v", "Q5_question_one", "10")],
    ),
    "Survey_Logic_EVERYWHERE": (
        10, 20, 7, [("R_6Yeyq8yNFUHQwK1", "Q1", "3"), ("R_6Yeyq8yNFUHQwK1", "Q5_1", None)],
    ),
    "Test_Survey_for_Coded_Comments": (10, 17, 3, [("R_bdygJsbbIhnpYz3", "Q1", "1")]),
    "german_legacy_two_headers": (
        1, 15, 2, [("R_2YPOQ602ER1jkf1", "Q1", "2"), ("R_2YPOQ602ER1jkf1", "Q2", "Hello World!")],
    ),
    "german_three_headers": (
        1, 20, 2, [("R_2YPOQ602ER1jkf1", "Q1", "2"), ("R_2YPOQ602ER1jkf1", "Q2 - Topics", None)],
    ),
}  # fmt: skip


def column_of(export: Any, role: str) -> str:
    return next(name for name, known in export.codebook.roles.items() if known == role)


@pytest.mark.parametrize("name", FILES)
def test_a_real_export(shared: Path, name: str) -> None:
    rows, columns, questions, cells = FILES[name]
    export = open_export(shared / f"data/exports/qualtrics/{name}.csv")
    frame = export.read()
    assert export.kind.startswith("Qualtrics")
    assert frame.shape == (rows, columns)
    assert len(export.codebook.questions) == questions
    assert len(export.codebook.questions) + len(export.codebook.roles) == columns
    ids = frame[column_of(export, "id")].to_list()
    for response, column, cell in cells:
        assert frame[column].to_list()[ids.index(response)] == cell, column


def test_every_cell_is_read_as_it_stands(shared: Path) -> None:
    for name in FILES:
        path = shared / f"data/exports/qualtrics/{name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            written = [row for row in csv.reader(file) if row]
        frame = open_export(path).read()
        headers = 3 if "ImportId" in written[2][0] else 2
        assert frame.rows() == [tuple(cell or None for cell in row[: frame.shape[1]]) for row in written[headers:]], (
            name
        )


def test_the_legacy_format_names_its_columns_in_the_second_row(shared: Path) -> None:
    export = open_export(shared / "data/exports/qualtrics/german_legacy_two_headers.csv")
    assert export.kind == "Qualtrics, csv (utf-8, ',')"
    assert export.columns == (
        "ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status",
        "StartDate", "EndDate", "Finished", "Q1", "Q2", "LocationLatitude", "LocationLongitude", "LocationAccuracy",
    )  # fmt: skip
    assert export.codebook.questions == {
        "Q1": "This is a multiple choice question.",
        "Q2": "This is a free text question.",
    }
    assert export.codebook.personal == {
        "Name", "EmailAddress", "IPAddress", "LocationLatitude", "LocationLongitude", "LocationAccuracy"
    }  # fmt: skip


def test_three_header_rows_in_another_language(shared: Path) -> None:
    book = open_export(shared / "data/exports/qualtrics/german_three_headers.csv").codebook
    assert book.roles == {
        "StartDate": "start", "EndDate": "end", "Status": "status", "IPAddress": "ip", "Progress": "status",
        "Duration (in seconds)": "duration", "Finished": "status", "RecordedDate": "embedded", "ResponseId": "id",
        "RecipientLastName": "name", "RecipientFirstName": "name", "RecipientEmail": "email",
        "ExternalReference": "embedded", "LocationLatitude": "location", "LocationLongitude": "location",
        "DistributionChannel": "source", "UserLanguage": "language", "Q2 - Topics": "embedded",
    }  # fmt: skip
    assert book.ids["Q2"] == "QID2_TEXT"
    assert book.types == {"Q2": "text"}
    assert book.missing == {"Q1": ("-99",), "Q2": ("-99",)}
    assert book.question_columns["1"] == book.question_columns["Q1"] == book.question_columns["QID1"] == ("Q1",)


def test_questions_are_found_by_number_tag_id_and_text(shared: Path) -> None:
    """`Matrix_text` has two rows with a text entry, which is no row of its own."""
    folder = shared / "data/exports/qualtrics"
    found = open_export(folder / "Questions_with_Text_Entry_Components.csv").codebook.question_columns
    assert found["QID4"] == found["Matrix_text"] == ("Matrix_text_1", "Matrix_text_2", "Matrix_text_3")
    found = open_export(folder / "No_Basis_for_Evaluation__Legacy_.csv").codebook.question_columns
    assert found["4"] == ("Q4_1", "Q4_2", "Q4_3", "Q4_4")
    assert found["Check all statements you agree with"] == ("Q2_1", "Q2_2", "Q2_3", "Q2_4", "Q2_5")
    assert found["Indicate how you feel about the following vegetables (2)"] == found["4"]


def test_seen_but_unanswered_is_missing_in_answers_and_texts(shared: Path) -> None:
    """2 of 15 responses left the first option and its text so (R_dpatF5DH63p5mdf is one): counted in the file."""
    export = open_export(shared / "data/exports/qualtrics/Questions_with_Text_Entry_Components.csv")
    for column in ("MCMA_text_1", "MCMA_text_1_TEXT"):
        assert export.read([column])[column].to_list().count("-99") == 2
        assert export.codebook.missing[column] == ("-99",)


def test_headings_of_several_questions_are_no_question(shared: Path) -> None:
    found = open_export(shared / "data/exports/qualtrics/Single_Answer_Matrix_Questions.csv").codebook.question_columns
    assert not [columns for columns in found.values() if len(columns) > 3]


# Made files, for what no real file shows: the format is Qualtrics' own description of its data sets.

ID = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "Status": "status",
    "Finished": "finished",
    "ResponseId": "_recordId",
}
BEGUN, ENDED = "2026-01-02 10:00:00", "2026-01-02 10:01:00"


def written(
    path: Path,
    questions: dict[str, tuple[str, dict[str, str]]],
    answers: Sequence[Sequence[str]],
    statuses: Sequence[str] = (),
    finished: str = "1",
) -> Path:
    """Write an export: headings with their texts and import ids, answers by row."""
    ids = [*({"ImportId": told} for told in ID.values()), *(told for _, told in questions.values())]
    rows = [
        [*ID, *questions],
        [
            "Start Date",
            "End Date",
            "Response Type",
            "Finished",
            "Response ID",
            *(text for text, _ in questions.values()),
        ],
        [json.dumps(told, separators=(",", ":")) for told in ids],
    ]
    for at, given_answers in enumerate(answers):
        status = statuses[at] if statuses else "0"
        rows.append([BEGUN, ENDED, status, finished, f"R_{at}", *given_answers])
    if path.suffix == ".xlsx":
        pl.DataFrame(rows, orient="row").write_excel(path, include_header=False)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",").writerows(rows)
    return path


def asked(name: str, **more: str) -> tuple[str, dict[str, str]]:
    return f"What of {name}?", {"ImportId": name, **more}


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx"])
def test_three_header_rows_in_every_kind_of_file(tmp_path: Path, ending: str) -> None:
    questions = {
        "Q1": asked("QID1"),
        "Q2_1": asked("QID2", choiceId="1"),
        "Q2_2": asked("QID2", choiceId="4"),
        "Q3": asked("QID3"),
        "Q3_NPS_GROUP": asked("QID3_NPS_GROUP"),
        "store": ("store", {"ImportId": "store"}),
        "SC0": ("Score", {"ImportId": "SC_0abc"}),
    }
    rows = [["1", "1", "", "9", "3", "A", "12"], ["-99", "", "1", "7", "2", "B", "8"]]
    export = open_export(written(tmp_path / f"export.{ending}", questions, rows))
    assert export.kind.startswith("Qualtrics, ")
    assert [list(row) for row in export.read(list(questions)).rows()] == [
        [cell or None for cell in row] for row in rows
    ]
    assert list(export.codebook.questions) == ["Q1", "Q2_1", "Q2_2", "Q3"]
    assert export.codebook.roles["Q3_NPS_GROUP"] == export.codebook.roles["store"] == "embedded"
    assert export.codebook.roles["SC0"] == "score"
    assert export.codebook.ids["Q2_2"] == "QID2_4"
    assert export.codebook.missing["Q1"] == ("-99",)
    assert export.codebook.missing_reasons["-99"].en == "seen but not answered"


@pytest.mark.parametrize(("preview", "test"), [("1", "2"), ("Survey Preview", "Survey Test")])
def test_previews_and_tests_among_responses_are_set_aside(tmp_path: Path, preview: str, test: str) -> None:
    real = "IP Address" if preview.isalpha() or " " in preview else "0"
    statuses = [real, preview, test, test, "4", "8"]
    path = written(tmp_path / "export.csv", {"Q1": asked("QID1")}, [[str(at)] for at in range(6)], statuses)
    export = open_export(path)
    assert export.read(["Q1"])["Q1"].to_list() == ["0", "4", "5"]
    assert {reason.en: count for reason, count in export.set_aside.items()} == {
        "a preview of the survey (Status)": 1,
        "a test response (Status)": 2,
    }


def test_a_file_of_nothing_but_tests_is_a_rehearsal_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "export.csv", {"Q1": asked("QID1")}, [["1"], ["2"]], ["1", "2"])
    export = open_export(path)
    assert len(export.read()) == 2
    assert export.set_aside == {}
    assert export.kind.startswith("Qualtrics (nothing but previews and test responses), ")
    assert [note.en for note in export.codebook.notes] == [
        "every response of the file is a preview or a test (Status), so none is set aside"
    ]


def test_a_real_response_far_below_tests_counts(tmp_path: Path) -> None:
    statuses = ["2"] * 150 + ["0"]
    path = written(tmp_path / "export.csv", {"Q1": asked("QID1")}, [["1"]] * 151, statuses)
    assert len(open_export(path).read()) == 1


def test_codes_joined_by_commas_are_parted(tmp_path: Path) -> None:
    """A number that was typed in may hold a comma too: `Q2` is left as it is."""
    questions = {"Q1": asked("QID1"), "Q2": ("How much?", {"ImportId": "QID2_TEXT"})}
    export = open_export(written(tmp_path / "export.csv", questions, [["1,2,5", "1,200"], ["5", "30"], ["", "2,5"]]))
    assert export.codebook.types == {"Q1": "multiple", "Q2": "text"}
    assert export.read(["Q1", "Q2"]).rows() == [("1┋2┋5", "1,200"), ("5", "30"), (None, "2,5")]


def test_header_rows_that_were_deleted_are_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    own = "StartDate,EndDate,Status,Finished,ResponseId,Q1"
    first = "2026-01-02 10:00:00,2026-01-02 10:01:00,0,1,R_1,4"
    path.write_text(f"{own}\n{first}\n")
    assert open_export(path).read(["Q1"]).rows() == [("4",)]
    path.write_text(f"{own}\nStart Date,End Date,Response Type,Finished,Response ID,How was it?\n{first}\n")
    export = open_export(path)
    assert export.read(["Q1"]).rows() == [("4",)]
    assert export.codebook.questions["Q1"] == "How was it?"


def test_a_frame_that_was_read_with_its_header_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "export.csv", {"Q1": asked("QID1")}, [["4"]])
    frame = pl.read_csv(path, infer_schema=False)
    assert open_export(frame).read(["Q1"]).rows() == open_export(frame.to_pandas()).read(["Q1"]).rows() == [("4",)]
    assert open_export(frame[2:].lazy()).kind.startswith("Qualtrics, polars")


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx"])
def test_two_header_rows_in_every_kind_of_file(tmp_path: Path, ending: str) -> None:
    rows = [
        ["V1", "V3", "V7", "Q1", "Q2_1", ""],
        ["ResponseID", "Name", "Status", "How?", "Which?-Shop", ""],
        ["R_a", "Ann", "0", "4", "1", ""],
        ["R_b", "Bob", "1", "2", "-99", ""],
    ]
    path = tmp_path / f"export.{ending}"
    if ending == "xlsx":
        pl.DataFrame(rows, orient="row").write_excel(path, include_header=False)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter="\t" if ending == "tsv" else ",").writerows(rows)
    export = open_export(path)
    assert export.columns == ("ResponseID", "Name", "Status", "Q1", "Q2_1")
    assert export.read().rows() == [("R_a", "Ann", "0", "4", "1")]
    assert list(export.set_aside.values()) == [1]
    assert export.codebook.questions == {"Q1": "How?", "Q2_1": "Which?-Shop"}
    assert export.codebook.roles == {"ResponseID": "id", "Name": "name", "Status": "status"}


def test_a_statistical_file_keeps_its_own_labels(tmp_path: Path) -> None:
    """A .sav has no header rows: its variable labels are the texts, its codes are numbers."""
    names = ["StartDate", "EndDate", "Status", "Finished", "ResponseId", "Q1", "Q1_3_TEXT"]
    rows = [[BEGUN, ENDED, 0.0, 1.0, "R_1", 2.0, "x"], [BEGUN, ENDED, 1.0, 1.0, "R_2", 1.0, ""]]
    path = tmp_path / "export.sav"
    pyreadstat.write_sav(
        pd.DataFrame(rows, columns=names),
        path,
        column_labels={"Q1": "How?"},
        variable_value_labels={"Q1": {1: "Bad", 2: "Good"}},
    )
    export = open_export(path)
    assert export.kind.startswith("Qualtrics, spss")
    assert export.read(["Q1"]).rows() == [(2,)]
    assert export.codebook.questions == {"Q1": "How?", "Q1_3_TEXT": "Q1_3_TEXT"}
    assert export.codebook.value_labels["Q1"] == {"1": "Bad", "2": "Good"}
    assert export.codebook.question_columns["How?"] == ("Q1",)
    assert list(export.set_aside.values()) == [1]


@pytest.mark.parametrize("headers", [2, 3])
def test_header_rows_only(tmp_path: Path, headers: int) -> None:
    path = written(tmp_path / "export.csv", {"Q1": asked("QID1")}, [])
    path.write_text("\n".join(path.read_text().splitlines()[:headers]) + "\n")
    with pytest.raises(NoRowsError, match="has headings but no rows") as caught:
        open_export(path)
    assert caught.value.columns == (*ID, "Q1")


def test_a_third_header_row_that_is_cut_off_is_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text('StartDate,Q1\nStart Date,Why?\n{\'ImportId\': \'startDate\'},"{""ImportId"":""QI"\n2026-01-02,5\n')
    assert open_export(path).read(["Q1"])["Q1"].to_list()[-1] == "5"


def test_a_plain_table_is_not_taken_for_qualtrics(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("V1,V2,Status,Finished\n1,2,0,1\n")
    assert open_export(path).kind == "csv (utf-8, ',')"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@settings(settings.get_profile("costly"))
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=5), st.booleans())
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, answers: list[list[str]], legacy: bool
) -> None:
    path = tmp_path_factory.mktemp("export") / "export.csv"
    if legacy:
        rows = [["V1", "V2", "Q1", "Q2", ""], ["ResponseID", "Status", "Why?", "How?", ""]]
        rows += [[f"R_{at}", "0", *cells, ""] for at, cells in enumerate(answers)]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        questions = {"Q1": ("Why?", {"ImportId": "QID1_TEXT"}), "Q2": ("How?", {"ImportId": "QID2_TEXT"})}
        written(path, questions, answers)
    export = open_export(path)
    assert export.kind.startswith("Qualtrics, ")
    assert [list(row) for row in export.read(["Q1", "Q2"]).rows()] == answers
