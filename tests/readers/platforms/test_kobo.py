"""KoboToolbox and ODK Central: names with groups, options in columns, what the platform adds."""

from __future__ import annotations

import csv
from pathlib import Path

import fastexcel
import pandas as pd
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.readers import open_export
from satindex.readers.export import OptionSet

HEADINGS = ["start", "end", "deviceid", "about/age", "about/used", "about/used/web", "about/used/app", "rate/price",
            "rate/speed", "place", "_place_latitude", "_place_longitude", "_id", "_uuid", "_submission_time",
            "_submitted_by", "_index"]  # fmt: skip
ROWS = [
    ["2026-09-01T10:00:12.123+08:00", "2026-09-01T10:05:12.123+08:00", "ee.kobotoolbox.org:x", "34", "web app", "1",
     "1", "4", "5", "31.2 121.4 0 0", "31.2", "121.4", "11", "u-1", "2026-09-01T02:05:20", "ann", "1"],
    ["2026-09-02T10:00:12.123+08:00", "2026-09-02T10:05:12.123+08:00", "ee.kobotoolbox.org:y", "51", "web", "1", "0",
     "3", "", "", "", "", "12", "u-2", "2026-09-02T02:05:20", "", "2"],
    ["2026-09-03T10:00:12.123+08:00", "2026-09-03T10:05:12.123+08:00", "ee.kobotoolbox.org:z", "", "", "", "", "2",
     "1", "", "", "", "13", "u-3", "2026-09-03T02:05:20", "", "3"],
]  # fmt: skip
ROLES = {
    "start": "start", "end": "end", "deviceid": "ip", "place": "location", "_place_latitude": "location",
    "_place_longitude": "location", "_id": "id", "_uuid": "embedded", "_submission_time": "embedded",
    "_submitted_by": "name", "_index": "embedded",
}  # fmt: skip
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


def written(path: Path, headings: list[str], rows: list[list[str]], delimiter: str = ";") -> Path:
    """Write a table as KoboToolbox does: semicolons, every cell quoted; in a workbook a sheet for a repeat too."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
        return path
    with xlsxwriter.Workbook(path) as book:
        for name, cells in (("My form", [headings, *rows]), ("child", [["name", "_parent_index"], ["x", "1"]])):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(cells):
                sheet.write_row(at, 0, row)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_own_columns_groups_and_options(tmp_path: Path, ending: str) -> None:
    export = open_export(written(tmp_path / f"form.{ending}", HEADINGS, ROWS))
    book = export.codebook
    assert export.kind.startswith("KoboToolbox, ")
    assert book.roles == ROLES | {"duration": "duration"}
    assert export.read(["duration"])["duration"].to_list() == [300.0] * 3  # 10:00:12 to 10:05:12
    assert book.personal == {"deviceid", "place", "_place_latitude", "_place_longitude", "_submitted_by"}
    options = ("about/used/web", "about/used/app")
    assert book.sets == {"used": OptionSet(options, ("1", "1.0", "TRUE", "True", "true"))}
    assert book.options == {"about/used/web": "web", "about/used/app": "app"}
    assert book.types == dict.fromkeys(("about/used", *options), "multiple")
    assert book.question_columns == {
        "age": ("about/age",),
        "used": options,
        "price": ("rate/price",),
        "speed": ("rate/speed",),
        "about": ("about/age", "about/used"),
        "rate": ("rate/price", "rate/speed"),
    }
    assert export.read([*options, "rate/speed"]).rows() == [("1", "1", "5"), ("1", "0", None), (None, None, "1")]


def test_a_workbook_names_the_sheets_of_repeats(tmp_path: Path) -> None:
    path = written(tmp_path / "form.xlsx", HEADINGS, ROWS)
    assert fastexcel.read_excel(path).sheet_names == ["My form", "child"]
    assert open_export(path).kind == "KoboToolbox, excel (sheet 'My form'; other sheets: 'child')"


def test_headings_that_r_rewrote(tmp_path: Path) -> None:
    """read.csv makes `X.U.FEFF.start` of the first heading, and `.` of every `/`."""
    headings = [("X" if name.startswith("_") else "") + name.replace("/", ".") for name in HEADINGS]
    headings[0] = "X.U.FEFF.start"
    rows = [[{"1": "TRUE", "0": "FALSE"}.get(cell, cell) if at in (5, 6) else cell for at, cell in enumerate(row)]
            for row in ROWS]  # fmt: skip
    book = open_export(written(tmp_path / "r.csv", headings, rows, ",")).codebook
    assert (book.roles["X.U.FEFF.start"], book.roles["X_id"], book.roles["X_place_latitude"]) == (
        "start",
        "id",
        "location",
    )
    assert book.sets["about.used"].columns == ("about.used.web", "about.used.app")


def test_a_row_of_tags_is_no_answer(tmp_path: Path) -> None:
    tags = ["#" + name for name in HEADINGS]
    export = open_export(written(tmp_path / "tags.csv", HEADINGS, [tags, *ROWS]))
    assert len(export.read()) == 3
    assert export.codebook.sets["used"].columns == ("about/used/web", "about/used/app")


def test_columns_below_a_question_that_say_otherwise_are_no_options(tmp_path: Path) -> None:
    headings = ["q", "q/a", "q/b", "_uuid", "_submission_time"]
    rows = [["x", "0", "0", "u-1", "2026-09-01T02:05:20"]]
    assert open_export(written(tmp_path / "odd.csv", headings, rows)).codebook.sets == {}


def test_odk_central(tmp_path: Path) -> None:
    headings = ["SubmissionDate", "about-age", "spot-Latitude", "SubmitterName", "KEY"]
    rows = [["2026-09-01T02:05:20Z", "34", "31.2", "ann", "uuid:1"]]
    export = open_export(written(tmp_path / "central.csv", headings, rows, ","))
    assert export.kind.startswith("ODK Central, ")
    assert export.codebook.roles == {
        "SubmissionDate": "end", "spot-Latitude": "location", "SubmitterName": "name", "KEY": "id",
    }  # fmt: skip


def test_headings_of_labels_are_questions(tmp_path: Path) -> None:
    headings = ["Your age", "About/How was it?", "_id", "_uuid", "_submission_time"]
    rows = [["34", "fine", "11", "u-1", "2026-09-01T02:05:20"]]
    book = open_export(written(tmp_path / "labels.csv", headings, rows)).codebook
    assert book.questions == {"Your age": "Your age", "About/How was it?": "How was it?"}
    assert book.roles["_submission_time"] == "end"


def test_a_frame_is_recognised_too() -> None:
    assert open_export(pl.DataFrame(ROWS, schema=HEADINGS, orient="row")).kind == "KoboToolbox, polars"


@pytest.mark.parametrize("marks", [(1, 0, None), (True, False, None)])
def test_options_in_a_frame_with_types(marks: tuple[object, ...]) -> None:
    frame = pd.DataFrame(
        {"q": ["a", "b", None], "q/a": list(marks), "q/b": [marks[1], marks[0], None], "_uuid": list("xyz"),
         "_submission_time": ["2026-09-01T02:05:20"] * 3}
    )  # fmt: skip
    assert open_export(frame).codebook.sets["q"].columns == ("q/a", "q/b")


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, answers: list[str]) -> None:
    rows = [[answer, "u", "2026-09-01T02:05:20"] for answer in answers if not answer.startswith("#")]
    path = written(
        tmp_path_factory.mktemp("kobo") / "kobo.csv", ["g/why", "_uuid", "_submission_time"], rows or [["x"] * 3]
    )
    assert open_export(path).read(["g/why"])["g/why"].to_list() == [row[0] for row in rows or [["x"]]]


def test_when_a_form_was_sent_is_not_when_it_was_filled_in(tmp_path: Path) -> None:
    without = [at for at, heading in enumerate(HEADINGS) if heading != "end"]
    rows = [[row[at] for at in without] for row in ROWS]
    export = open_export(written(tmp_path / "form.csv", [HEADINGS[at] for at in without], rows))
    assert "duration" not in export.columns
