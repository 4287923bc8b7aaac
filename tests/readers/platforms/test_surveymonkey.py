"""SurveyMonkey: real exports with one row of headings and two, and every kind of question in made ones."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex import DataError
from satindex.drafting.draft import draft
from satindex.errors import NoRowsError
from satindex.readers import open_export
from satindex.readers.export import OptionSet

# File: encoding, respondents, columns; the first heading that is no id, as shown; some cells by the respondent's id,
# the question's number and the answer, looked up in the file itself with a spreadsheet.
REAL = {
    "flying-etiquette.csv": (
        "utf-8",
        (1040, 27),
        "How often do you travel by plane?",
        {("3434278696", 3): "6'3\"", ("3434275578", 24): "$100,000 - $149,999", ("3431729581", 26): "Pacific"},
    ),
    "food-world-cup-data.csv": (
        "mac_roman",
        (1373, 48),
        "Generally speaking, how would you rate your level of knowledge of cuisines from different parts of the world?",
        {("3308895255", 3): "N/A", ("3308891135", 3): "3", ("3306377493", 2): "Not much\xa0"},
    ),
    "steak-risk-survey.csv": (
        "utf-8",
        (550, 15),
        "Consider the following hypothetical situations: In Lottery A, you have a 50% chance of success, with a payout "
        "of $100. In Lottery B, you have a 90% chance of success, with a payout of $20. Assuming you have $10 to bet, "
        "would you play Lottery A or Lottery B?",
        {("3237565956", 1): "Lottery B", ("3234982343", 9): "Medium rare", ("3234760413", 14): "Mountain"},
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_real_exports(shared: Path, name: str) -> None:
    encoding, shape, heading, cells = REAL[name]
    path = shared / "data/exports/surveymonkey" / name
    export = open_export(path)
    assert export.kind == f"SurveyMonkey, csv ({encoding}, ',')"
    assert export.columns[:2] == ("RespondentID", heading)
    assert export.codebook.roles == {"RespondentID": "id"}
    assert export.codebook.questions == {column: column for column in export.columns[1:]}
    assert export.codebook.question_columns["1"] == export.codebook.question_columns[heading] == (heading,)
    assert not export.repeated
    assert not export.codebook.types
    frame = export.read()
    assert frame.shape == shape
    for (respondent, number), answer in cells.items():
        (column,) = export.codebook.question_columns[str(number)]
        assert frame.filter(frame["RespondentID"] == respondent)[column].to_list() == [answer]
    with path.open(encoding=encoding, newline="") as file:
        written = [tuple(cell or None for cell in row) for row in csv.reader(file)][-shape[0] :]
    assert frame.rows() == written


def test_a_question_of_a_real_export_scored(shared: Path, scored: Any) -> None:
    """Counted in the file: of those who say how often they recline, 137 always, 175 usually, 118 half, 257 once, 171
    never; (137·5 + 175·4 + 118·3 + 257·2 + 171·1) / 858 = 2424 / 858."""
    definition = """
    scales: {often: {codes: {Never: 1, Once in a while: 2, About half the time: 3, Usually: 4, Always: 5}}}
    items: {R: {scale: often, question: 2}}
    measures: {reclining: {type: mean, items: [R]}}
    """
    scores = scored(definition, shared / "data/exports/surveymonkey/flying-etiquette.csv")
    given_answers = scores.frame["reclining"].drop_nulls()
    assert (len(given_answers), given_answers.mean()) == (858, pytest.approx(2424 / 858, abs=1e-12))


OWN = ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
       "Last Name", "Custom Data 1")  # fmt: skip
STEMS = ("<b>Which</b> do\nyou use?", "", "", "How good?", "", "Rank", "", "", "Why?", "Sex", "", "Rank", "")
LABELS = ("Web", "App", "Other (please specify)", "Price", "Staff", "a", "b", "c", "Open-Ended Response", "Response",
          "Other (please specify)", "x", "y")  # fmt: skip
ANSWERS = (
    ("Web", None, None, "Good", "Bad", "1", "2", "3", "so", "Male", None, "5", "5"),
    ("Web", "App", "phone", "Bad", "Bad", "3", "2", "1", None, None, "both", "4", "5"),
    (None, "App", None, None, "Good", "2", "1", "3", "N/A", "Female", None, None, "1"),
    (None, None, None, "Good", None, "2", "3", "1", "x, y", "Female", None, "2", "2"),
    (None, None, None, "Good", None, "1", "3", "2", None, None, None, None, None),
)
NAMES = (
    "Which do you use? — Web", "Which do you use? — App", "Which do you use? — Other (please specify)",
    "How good? — Price", "How good? — Staff", "Rank — a", "Rank — b", "Rank — c", "Why?", "Sex",
    "Sex — Other (please specify)", "Rank — x", "Rank — y",
)  # fmt: skip


def written(path: Path, stems: Any = STEMS, labels: Any = LABELS, answers: Any = ANSWERS) -> Path:
    own = [[str(100000000000 + at), "7", "08/31/2026 19:08:16", "08/31/2026 19:09:16", "1.2.3.4", *[None] * 4]
           for at in range(len(answers))]  # fmt: skip
    rows = [[*OWN, *stems], [None] * 9 + [*labels], *([*a, *b] for a, b in zip(own, answers, strict=True))]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([cell or "" for cell in row] for row in rows)
    else:
        frame = pl.DataFrame(rows, orient="row", schema={f"c{at}": pl.String for at in range(len(rows[0]))})
        frame.write_excel(path, include_header=False)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_kind_of_question(tmp_path: Path, ending: str) -> None:
    export = open_export(written(tmp_path / f"answers.{ending}"))
    assert export.kind.startswith("SurveyMonkey, ")
    assert export.columns == (*OWN, *NAMES, "duration")
    assert export.read(NAMES).rows() == [*ANSWERS]
    assert export.read(["duration"])["duration"].to_list() == [60.0] * 5
    book = export.codebook
    assert tuple(book.roles.values()) == (
        "id", "source", "start", "end", "ip", "email", "name", "name", "embedded", "duration",
    )  # fmt: skip
    assert book.personal == {"IP Address", "Email Address", "First Name", "Last Name"}
    assert dict(book.sets) == {"Which do you use?": OptionSet(NAMES[:3])}
    assert list(book.options.values()) == ["Web", "App", "Other (please specify)"]
    assert dict(book.types) == {
        NAMES[0]: "multiple", NAMES[1]: "multiple", NAMES[2]: "text", NAMES[5]: "rank", NAMES[6]: "rank",
        NAMES[7]: "rank", "Why?": "text", "Sex — Other (please specify)": "text",
    }  # fmt: skip
    assert book.question_columns["2"] == book.question_columns["How good?"] == NAMES[3:5]
    assert book.question_columns["Rank (2)"] == book.question_columns["6"] == NAMES[11:]
    assert export.repeated == {"Rank"}


def test_a_pandas_frame_read_with_one_row_of_headings(tmp_path: Path) -> None:
    """pandas calls a column without a heading `Unnamed: 10`."""
    frame = pd.read_csv(written(tmp_path / "answers.csv", STEMS[:11], LABELS[:11], [row[:11] for row in ANSWERS]))
    export = open_export(frame)
    assert (export.kind, export.columns) == ("SurveyMonkey, pandas", (*OWN, *NAMES[:11], "duration"))
    assert export.read(["How good? — Staff"])["How good? — Staff"].to_list()[:3] == ["Bad", "Bad", "Good"]


def test_questions_of_one_text_are_told_apart(scored: Any, tmp_path: Path) -> None:
    """`Rank (2)` holds 5 4 – 2 – and 5 5 1 2 –; `Rank` alone names neither."""
    definition = "items: {{E1..E2: {{scale: 1..5, question: {}}}}}\nmeasures: {{m: {{type: mean, items: E1..E2}}}}"
    path = written(tmp_path / "answers.csv")
    scores = scored(definition.format("Rank (2)"), path)
    assert scores.frame["E1"].to_list() == [5.0, 4.0, None, 2.0, None]
    assert scored(definition.format("RANK (1)"), path).frame["E2"].to_list() == [2.0, 2.0, 1.0, 3.0, 3.0]
    with pytest.raises(DataError, match="E1: the question 'Rank' stands more than once"):
        scored(definition.format("Rank"), path)


def test_a_drafted_set_counts_what_was_written_beside_its_options(scored: Any, tmp_path: Path) -> None:
    """Web was chosen by the first two, something else was written by the second alone."""
    path = written(tmp_path / "answers.csv")
    frame = scored(draft(open_export(path)), path).responses.frame
    assert frame["choices-1:Q1_1"].to_list() == [1.0, 1.0, None, None, None]
    assert frame["choices-1:Q1_3"].to_list() == [None, 1.0, None, None, None]


def test_a_column_that_holds_more_than_its_option_makes_no_set(tmp_path: Path) -> None:
    """Its only other cell stands in the last of 150 rows."""
    answers = [("Web", None)] * 149 + [(None, "App, mostly")]
    export = open_export(written(tmp_path / "answers.csv", ("Which?", ""), ("Web", "App"), answers))
    assert not export.codebook.sets
    answers[-1] = (None, "App")
    export = open_export(written(tmp_path / "answers.csv", ("Which?", ""), ("Web", "App"), answers))
    assert list(export.codebook.sets) == ["Which?"]


def test_a_condensed_export_joins_several_answers_in_a_cell(tmp_path: Path) -> None:
    answers = [("Web, App", "Yes, often"), ("Web", "Yes"), ("App", "No")]
    export = open_export(written(tmp_path / "answers.csv", ("Which?", "Again?"), ("Response", "Response"), answers))
    assert export.codebook.types == {"Which?": "multiple"}
    assert export.codebook.question_columns["Which?"] == ("Which?",)


def test_a_question_without_a_text_is_no_column_about_the_response(tmp_path: Path) -> None:
    labels = ("Price", "Staff", "Response")
    answers = [("a", "b", "c"), ("d", "e", "f")]
    export = open_export(written(tmp_path / "answers.csv", ("", "", "Q"), labels, answers))
    assert export.columns == (*OWN, "Price", "Staff", "Q", "duration")
    assert not {"Price", "Staff"} & set(export.codebook.roles)
    assert export.codebook.question_columns == {"1": ("Q",), "Q": ("Q",)}


def test_ratings_that_happen_to_differ_are_no_ranking(tmp_path: Path) -> None:
    answers = [("1", "2"), ("2", "1"), ("1", "2"), ("1", "1"), ("2", "1")]
    export = open_export(written(tmp_path / "answers.csv", ("Rate", ""), ("a", "b"), answers))
    assert not export.codebook.types


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_without_answers_is_refused(tmp_path: Path, ending: str) -> None:
    with pytest.raises(NoRowsError, match=rf"answers\.{ending} has headings but no rows"):
        open_export(written(tmp_path / f"answers.{ending}", answers=()))


def test_a_plain_table_of_respondents_is_none(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("Respondent ID,Q1\n1,5\n2,4\n", encoding="utf-8")
    assert open_export(path).kind == "csv (utf-8, ',')"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="<>&*^$"), min_size=1)


@settings(settings.get_profile("costly"))
@given(st.data())
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    rows = data.draw(st.lists(TEXT, min_size=1, max_size=4))
    cell = st.none() | TEXT
    answers = data.draw(st.lists(st.tuples(*[cell] * len(rows)), min_size=1, max_size=5))
    path = written(tmp_path_factory.mktemp("answers") / "a.csv", ["Rate", *[""] * (len(rows) - 1)], rows, answers)
    export = open_export(path)
    assert export.read(export.columns[9:-1]).rows() == answers
