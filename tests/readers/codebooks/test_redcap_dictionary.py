"""REDCap's data dictionaries: the real ones beside their data, and what is wrong in one named by its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from satindex.errors import DataError
from satindex.readers import open_export
from satindex.readers.codebooks import redcap_dictionary
from satindex.readers.opening.source import source_of

# fields, those with choices, those flagged as identifiers: counted in the dictionaries' rows.
REAL = {
    "blank-for-gray-status": (17, 4, 6),
    "checkboxes-1": (4, 2, 0),
    "clinical-trial-1": (12, 3, 5),
    "decimal-comma": (5, 0, 1),
}
USUAL = ["Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
         "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
         "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
         "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
         "Matrix Ranking?", "Field Annotation"]  # fmt: skip
API = ["field_name", "form_name", "section_header", "field_type", "field_label", "select_choices_or_calculations",
       "field_note", "text_validation_type_or_show_slider_number", "text_validation_min", "text_validation_max",
       "identifier", "branching_logic", "required_field", "custom_alignment", "question_number",
       "matrix_group_name", "matrix_ranking", "field_annotation"]  # fmt: skip


def field(name: str, kind: str, label: str, choices: str = "", validation: str = "", *, number: str = "",
          matrix: str = "", identifier: str = "") -> list[str]:  # fmt: skip
    return [name, "visit", "", kind, label, choices, "", validation, "", "", identifier, "", "", "", number, matrix,
            "", ""]  # fmt: skip


FIELDS = [
    field("record_id", "text", "Record ID"),
    field("clean", "radio", "<b>Clean</b>", "1, bad | 2, fair, or so | -9, can't say", matrix="rate"),
    field("fast", "radio", "Fast", "1, bad | 2, fair, or so | -9, can't say", matrix="rate"),
    field("used", "checkbox", "Used?", "web, On the web | App, By app | -1, Neither", number="3"),
    field("again", "yesno", "Come again?"),
    field("seen", "truefalse", "Seen?"),
    field("paid", "text", "Paid", validation="number_2dp"),
    field("day", "text", "Day", validation="date_dmy"),
    field("mail", "text", "Mail", validation="email"),
    field("who", "text", "Who", identifier="y"),
    field("sum", "calc", "Sum", "round([paid]*2,1)"),
    field("feel", "slider", "Feel", "low | | high"),
    field("intro", "descriptive", "Welcome"),
    field("why", "notes", "Why?"),
]
HEADINGS = ["record_id", "clean", "fast", "used___web", "used___app", "used____1", "again", "seen", "paid", "day",
            "mail", "who", "sum", "feel", "why", "visit_complete"]  # fmt: skip
ROW = ["1", "2", "1", "1", "0", "0", "1", "0", "4.5", "2026-09-01", "a@b.org", "Ann", "9", "40", "so", "2"]


def dictionary(path: Path, rows: list[list[str]], headings: list[str] = USUAL, delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([headings, *rows])
    return path


def answers(path: Path, headings: list[str] = HEADINGS, row: list[str] = ROW) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, row])
    return path


@pytest.mark.parametrize("name", REAL)
def test_real_dictionaries(shared: Path, name: str) -> None:
    folder = shared / "data/exports/redcap"
    path = folder / f"{name}_dictionary.csv"
    fields = redcap_dictionary.fields_of(source_of(path))
    count, chosen, identifying = REAL[name]
    assert len(fields) == count
    assert sum(bool(one.choices) for one in fields) == chosen
    assert sum(one.identifies for one in fields) == identifying
    book = open_export(folder / f"{name}_data.csv", path).codebook
    assert book.questions.keys() >= {one.name for one in fields if one.kind != "checkbox"}
    with pytest.raises(DataError, match=r"holds no answers: it is a REDCap data dictionary.*--codebook"):
        open_export(path)


def test_entries_of_a_real_dictionary(shared: Path) -> None:
    """Read off blank-for-gray-status_dictionary.csv: its rows of sex, race, telephone, dob, height and bmi."""
    folder = shared / "data/exports/redcap"
    stem = "blank-for-gray-status"
    book = open_export(folder / f"{stem}_data.csv", folder / f"{stem}_dictionary.csv").codebook
    assert book.value_labels["sex"] == {"0": "Female", "1": "Male"}
    assert book.value_labels["interpreter_needed"] == {"1": "True", "0": "False"}
    assert book.options["race___3"] == "Native Hawaiian or Other Pacific Islander"
    assert book.questions["race___5"] == "Race (Select all that apply) — White"
    assert book.question_columns["Gender"] == ("sex",)
    assert {name: book.types[name] for name in ("dob", "height", "comments", "race___1", "bmi")} == {
        "dob": "date", "height": "number", "comments": "text", "race___1": "multiple", "bmi": "text",
    }  # fmt: skip
    assert book.personal == {"name_first", "name_last", "address", "telephone", "email", "dob"}
    assert (book.roles["telephone"], book.roles["email"], book.roles["record_id"]) == ("phone", "email", "id")


@pytest.mark.parametrize("headings", [USUAL, API])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_every_type_of_field(tmp_path: Path, headings: list[str], delimiter: str) -> None:
    told = dictionary(tmp_path / "d.csv", FIELDS, headings, delimiter)
    book = open_export(answers(tmp_path / "a.csv"), told).codebook
    choices = {"1": "bad", "2": "fair, or so", "-9": "can't say"}
    assert book.value_labels == {
        "clean": choices, "fast": choices, "again": {"1": "Yes", "0": "No"}, "seen": {"1": "True", "0": "False"},
    }  # fmt: skip
    assert list(book.value_labels["clean"]) == ["1", "2", "-9"]
    boxes = ("used___web", "used___app", "used____1")
    assert book.sets["used"].columns == boxes
    assert [book.options[name] for name in boxes] == ["On the web", "By app", "Neither"]
    assert book.question_columns["rate"] == ("clean", "fast")
    assert book.question_columns["3"] == book.question_columns["Used?"] == boxes
    assert book.questions["clean"] == "Clean"
    assert {name: book.types.get(name) for name in HEADINGS[6:-1]} == {
        "again": "single", "seen": "single", "paid": "number", "day": "date", "mail": "text", "who": "text",
        "sum": "number", "feel": "number", "why": "text",
    }  # fmt: skip
    assert book.personal == {"mail", "who"}


def test_labelled_headings_are_found_by_their_texts(tmp_path: Path) -> None:
    headings = ["Record ID", "Clean", "Used? (choice=On the web)", "Used? (choice=By app)", "Complete?"]
    row = ["1", "fair, or so", "Checked", "Unchecked", "Complete"]
    told = dictionary(tmp_path / "d.csv", FIELDS)
    book = open_export(answers(tmp_path / "a.csv", headings, row), told).codebook
    assert book.value_labels["Clean"]["2"] == "fair, or so"
    assert {name: one.columns for name, one in book.sets.items()} == {"used": (headings[2], headings[3])}
    assert book.options[headings[3]] == "By app"


def test_a_choice_without_a_code_names_its_line(tmp_path: Path) -> None:
    told = dictionary(tmp_path / "d.csv", [FIELDS[0], field("clean", "radio", "Clean", "1, bad | fair")])
    with pytest.raises(DataError, match=r"d\.csv, line 3: the choice 'fair' of clean has no code"):
        open_export(answers(tmp_path / "a.csv"), told)


def test_a_dictionary_of_another_project_is_refused(tmp_path: Path) -> None:
    told = dictionary(tmp_path / "d.csv", [field("other", "text", "Other")])
    with pytest.raises(DataError, match=r"describes none of the columns of a\.csv: its fields are other"):
        open_export(answers(tmp_path / "a.csv"), told)


def test_a_dictionary_cut_off_within_a_row_names_the_line(tmp_path: Path) -> None:
    told = dictionary(tmp_path / "d.csv", FIELDS)
    told.write_bytes(told.read_bytes()[:520])
    with pytest.raises(DataError, match=r"d\.csv, line 4: the row has \d+ of 18 cells: the file is cut off"):
        open_export(answers(tmp_path / "a.csv"), told)
