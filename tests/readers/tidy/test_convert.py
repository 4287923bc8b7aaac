"""What a converted file looks like to other programs, what is dropped, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner

import satindex as si
from satindex.cli import main
from satindex.errors import DataError, WriteError
from satindex.readers import open_export
from satindex.readers.looking.personal import personal_columns

ROWS = 12
TEXTS = [f"a remark of respondent {row}, no two alike" for row in range(ROWS)]


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A file of SPSS with one labelled question (9 missing), a score, an e-mail and a remark."""
    frame = pd.DataFrame(
        {
            "Q1": [1.0, 2.0, 9.0] * 4,
            "score": [0.5 + row for row in range(ROWS)],
            "mail": [f"p{row}@example.org" for row in range(ROWS)],
            "why": TEXTS,
        }
    )
    path = tmp_path / "coded.sav"
    labels = {"Q1": {1.0: "好", 2.0: "差", 9.0: "refused"}}
    heads = {"Q1": "How was it?", "why": "Why?"}
    pyreadstat.write_sav(
        frame, str(path), column_labels=heads, variable_value_labels=labels, missing_ranges={"Q1": [9.0]}
    )
    return path


def test_spss_gets_labels_missing_codes_and_numbers(coded: Path, tmp_path: Path) -> None:
    si.convert(coded, tmp_path / "tidy.sav")
    data, told = pyreadstat.read_sav(tmp_path / "tidy.sav", user_missing=True)
    assert list(data.columns) == ["Q1", "score"]
    assert data["Q1"].tolist()[:3] == [1.0, 2.0, 9.0]
    assert told.column_names_to_labels["Q1"] == "How was it?"
    assert told.variable_value_labels == {"Q1": {1.0: "好", 2.0: "差", 9.0: "refused"}}
    assert told.missing_ranges == {"Q1": [{"lo": 9.0, "hi": 9.0}]}


def test_texts_that_are_numbers_become_numbers_in_spss_and_others_stay(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ["1", "2"], "id": ["007", "8"], "long": [9007199254740993, 1], "x": ["0.5", None]})
    si.convert(frame, tmp_path / "tidy.sav", keep_personal=True)
    data, _ = pyreadstat.read_sav(tmp_path / "tidy.sav")
    assert data["a"].tolist() == [1.0, 2.0]
    assert data["id"].tolist() == ["007", "8"]
    assert data["long"].tolist() == ["9007199254740993", "1"]
    assert data["x"].tolist()[0] == 0.5


def test_long_headings_become_short_names_with_the_heading_as_label(tmp_path: Path) -> None:
    """A sign of Chinese has 3 bytes, so 64 bytes hold 21 of them; the second name makes room for its number."""
    heading = "您对本次服务的总体满意程度如何请从以下选项中选择一项"
    frame = pl.DataFrame({heading: [1, 2], heading + "！": [3, 4], "to": [5, 6]})
    si.convert(frame, tmp_path / "tidy.sav", keep_personal=True)
    _, told = pyreadstat.read_sav(tmp_path / "tidy.sav")
    assert told.column_names == [heading[:21], heading[:18] + "_2", "v_to"]
    assert told.column_labels == [heading, heading + "！", "to"]
    assert open_export(tmp_path / "tidy.sav").columns == (heading, heading + "！", "to")


def missing_as_declared(tmp_path: Path, cells: list[int], missing: str) -> tuple[object, tuple[str, ...]]:
    (tmp_path / "d.codebook.csv").write_text(
        "about,column,question,type,role,id,option,code,label,missing,reason,reason_zh,counted_from,variable\n"
        + "column,q,,,,,,,,,,,,\n"
        + "".join(f"code,q,,,,,,{code},,yes,,,,\n" for code in missing.split())
    )
    (tmp_path / "d.csv").write_text("q\n" + "".join(f"{cell}\n" for cell in cells))
    done = si.convert(tmp_path / "d.csv", tmp_path / "tidy.sav")
    _, told = pyreadstat.read_sav(tmp_path / "tidy.sav", user_missing=True, metadataonly=True)
    return told.missing_ranges.get("q"), tuple(note.en for note in done.notes)


def test_more_missing_codes_than_spss_lists_become_a_range_where_it_holds_no_answer(tmp_path: Path) -> None:
    """SPSS declares three codes, or a range and one code."""
    found = missing_as_declared(tmp_path, [1, 5, 96, 99], "96 97 98 99")
    assert found == ([{"lo": 96.0, "hi": 99.0}], ())
    found = missing_as_declared(tmp_path, [1, 5, 96, 99], "-1 96 97 98")
    assert found[0] == [{"lo": 96.0, "hi": 98.0}, {"lo": -1.0, "hi": -1.0}]


def test_missing_codes_that_spss_cannot_declare_are_named(tmp_path: Path) -> None:
    """2 and 4 are answers between the missing codes 1, 3, 5 and 7, so no range holds the codes alone."""
    ranges, notes = missing_as_declared(tmp_path, [2, 4, 6, 1], "1 3 5 7")
    assert not ranges
    assert notes == ("SPSS can't declare these columns' missing codes, so it counts them as answers: q.",)
    assert sorted(open_export(tmp_path / "tidy.sav").codebook.missing["q"]) == ["1", "3", "5", "7"]


def test_labels_edited_in_spss_count_and_the_rest_of_the_codebook_stays(tmp_path: Path) -> None:
    export = pl.DataFrame({"很长的标题 1": [1, 2, 2]})
    si.convert(export, tmp_path / "tidy.sav", keep_personal=True)
    data, told = pyreadstat.read_sav(tmp_path / "tidy.sav")
    name = told.column_names[0]
    pyreadstat.write_sav(
        data,
        str(tmp_path / "edited.sav"),
        column_labels={name: "A new question"},
        variable_value_labels={name: {1.0: "yes", 2.0: "no"}},
        note=told.notes,
    )
    back = open_export(tmp_path / "edited.sav")
    assert back.columns == ("很长的标题 1",)
    assert back.codebook.value_labels == {"很长的标题 1": {"1": "yes", "2": "no"}}
    assert back.codebook.questions == {"很长的标题 1": "A new question"}


def test_excel_holds_a_codebook_sheet_and_nothing_that_runs(coded: Path, tmp_path: Path) -> None:
    si.convert(coded, tmp_path / "tidy.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tidy.xlsx")
    assert book.sheetnames == ["answers", "codebook"]
    rows = list(book["codebook"].iter_rows(values_only=True))
    assert rows[0][:10] == (
        "about", "column", "question", "type", "role", "id", "option", "code", "label", "missing",
    )  # fmt: skip
    assert rows[1][:3] == ("column", "Q1", "How was it?")
    assert [row[7:10] for row in rows[2:5]] == [("1", "好", None), ("2", "差", None), ("9", "refused", "yes")]
    assert [cell.value for cell in book["answers"][2]] == [1, 0.5]
    si.convert(pl.DataFrame({"t": ["=1+1", "x"]}), tmp_path / "f.xlsx", keep_personal=True)
    cell = openpyxl.load_workbook(tmp_path / "f.xlsx")["answers"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_csv_texts_are_inert_and_come_back_as_they_were(tmp_path: Path) -> None:
    texts = ["=1+1", "'=1", "-5", "@x", "fine"]
    si.convert(pl.DataFrame({"=t": texts}), tmp_path / "tidy.csv", keep_personal=True)
    lines = (tmp_path / "tidy.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["'=t", "'=1+1", "''=1", "-5", "'@x", "fine"]
    back = open_export(tmp_path / "tidy.csv")
    assert back.read()["=t"].to_list() == texts


def test_parquet_holds_the_codebook_as_json(coded: Path, tmp_path: Path) -> None:
    si.convert(coded, tmp_path / "tidy.parquet")
    rows = json.loads(pl.read_parquet_metadata(tmp_path / "tidy.parquet")["satindex.codebook"])
    assert rows[0] == {"about": "column", "column": "Q1", "question": "How was it?"}
    assert rows[1] == {"about": "code", "column": "Q1", "code": "1", "label": "好"}


def test_personal_data_and_open_text_are_dropped_and_named(coded: Path, tmp_path: Path) -> None:
    done = si.convert(coded, tmp_path / "tidy.csv")
    assert done.columns == ("Q1", "score")
    assert {column: reason.en for column, reason in done.dropped.items()} == {
        "mail": "personal data, by its heading or answers",
        "why": "answers in the respondents' own words",
    }
    for written in (tmp_path / "tidy.csv", tmp_path / "tidy.codebook.csv"):
        assert "example.org" not in written.read_text(encoding="utf-8-sig")
        assert "mail" not in written.read_text(encoding="utf-8-sig")
    kept = si.convert(coded, tmp_path / "all.csv", keep_personal=True)
    assert (kept.columns, kept.dropped) == (("Q1", "score", "mail", "why"), {})


def test_what_is_personal_is_told_by_role_question_answers_and_heading(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "Q7": ["someone"] * 3 + ["other"] * 3,
            "gps_latitude": [1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
            "tel": ["13912345678"] * 6,
            "choice": ["a long option that everyone may choose, of more than sixty signs in all"] * 6,
            "rated": [1.0, 2.0, 3.0] * 2,
            "unlabelled": [f"{side}: an option of more than sixty signs that several chose" for side in "ab"] * 3,
        }
    )
    long = frame["choice"][0]
    path = tmp_path / "p.sav"
    pyreadstat.write_sav(
        frame, str(path), column_labels={"Q7": "Your first name"}, variable_value_labels={"choice": {long: long}}
    )
    assert list(personal_columns(open_export(path))) == ["Q7", "gps_latitude", "tel"]


def test_nothing_left_and_an_unknown_ending_are_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame({"e-mail": ["a@b.org", "c@d.org"]})
    with pytest.raises(DataError, match=r"Keep them with --keep-personal"):
        si.convert(frame, tmp_path / "t.csv")
    with pytest.raises(WriteError, match=r"ends in '\.doc'"):
        si.convert(frame, tmp_path / "t.doc", keep_personal=True)
    assert list(tmp_path.iterdir()) == []


def test_the_codebook_beside_a_csv_is_no_export_but_describes_one(coded: Path, tmp_path: Path) -> None:
    si.convert(coded, tmp_path / "tidy.csv")
    with pytest.raises(DataError, match="it is a codebook that satindex wrote"):
        open_export(tmp_path / "tidy.codebook.csv")
    (tmp_path / "alone.csv").write_bytes((tmp_path / "tidy.csv").read_bytes())
    assert not open_export(tmp_path / "alone.csv").codebook.value_labels
    export = open_export(tmp_path / "alone.csv", tmp_path / "tidy.codebook.csv")
    assert export.codebook.value_labels == {"Q1": {"1": "好", "2": "差", "9": "refused"}}


def test_a_damaged_codebook_is_refused_in_words(coded: Path, tmp_path: Path) -> None:
    si.convert(coded, tmp_path / "tidy.csv")
    beside = tmp_path / "tidy.codebook.csv"
    beside.write_bytes(beside.read_bytes() + b"one,two\n")
    with pytest.raises(DataError, match=r"tidy\.codebook\.csv starts like a codebook"):
        open_export(tmp_path / "tidy.csv")


def test_a_file_that_cannot_be_written_leaves_what_stood_there(coded: Path, tmp_path: Path) -> None:
    long = pl.DataFrame({"t": ["x" * 40_000, "y"]})
    (tmp_path / "tidy.sav").write_text("before")
    with pytest.raises(WriteError, match="40,000 bytes; SPSS holds 32,767"):
        si.convert(long, tmp_path / "tidy.sav", keep_personal=True)
    assert (tmp_path / "tidy.sav").read_text() == "before"


def test_the_command_says_what_it_dropped(coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATINDEX_LANG", "en")
    done = CliRunner().invoke(main, ["convert", str(coded), "-o", str(tmp_path / "tidy.xlsx")])
    assert done.exit_code == 0, done.output
    assert "mail: " in done.output
    assert "example.org" not in done.output
    assert open_export(tmp_path / "tidy.xlsx").columns == ("Q1", "score")
