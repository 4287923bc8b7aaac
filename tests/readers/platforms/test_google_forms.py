"""Google Forms: the first heading in any language, grids, checkboxes whose labels hold commas, quizzes."""

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

HEADINGS = (
    "Timestamp", "Email Address", "Score", "How was it? [Price]", "How was it? [Staff]", "Why here?", "Recommend?",
    "How was it? [Price]", "How was it? [Staff]", "Height [cm]", "Capital?", "Capital? [Score]", "Capital? [Feedback]",
)  # fmt: skip
ROWS = (
    ("8/31/2023 19:08:16", "a@example.org", "4 / 5", "Good", "Bad", "near, fast, not dear", "9", "1", "2", "170",
     "Paris", "1.00 / 1", "yes"),
    ("8/31/2023 19:10:00", "b@example.org", "3 / 5", "Good", None, "near, my, own words", "10", None, "3", "160",
     "Rome", "0.00 / 1", None),
    ("9/1/2023 8:00:00", None, None, None, "Bad", None, None, "5", "5", None, None, None, None),
)  # fmt: skip


def written(path: Path, headings: Any = HEADINGS, rows: Any = ROWS) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *([cell or "" for cell in row] for row in rows)])
    else:
        frame = pl.DataFrame([headings, *rows], orient="row", schema=[f"c{at}" for at in range(len(headings))])
        frame.write_excel(path, include_header=False)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_grids_roles_and_points(tmp_path: Path, ending: str) -> None:
    export = open_export(written(tmp_path / f"form.{ending}"))
    assert export.kind.startswith("Google Forms, ")
    book = export.codebook
    assert dict(book.roles) == {
        "Timestamp": "end", "Email Address": "email", "Score": "score", "Capital? [Score]": "score",
        "Capital? [Feedback]": "embedded",
    }  # fmt: skip
    assert book.questions["How was it? [Staff] (2)"] == "How was it? — Staff"
    assert book.questions["Height [cm]"] == "Height [cm]"
    assert book.question_columns["How was it?"] == ("How was it? [Price]", "How was it? [Staff]")
    assert book.question_columns["How was it? (2)"] == ("How was it? [Price] (2)", "How was it? [Staff] (2)")
    assert book.question_columns["1"] == book.question_columns["How was it?"]
    assert book.question_columns["2"] == ("Why here?",)
    assert export.repeated == {"How was it?", "How was it? [Price]", "How was it? [Staff]"}
    read = export.read(["Score", "Recommend?", "Capital? [Score]", "Why here?"])
    assert read.rows() == [
        ("4", "9", "1.00", "near, fast, not dear"), ("3", "10", "0.00", "near, my, own words"), (None,) * 4,
    ]  # fmt: skip
    scale = export.read(["Recommend?"], numeric=["Recommend?"])
    assert scale["Recommend?"].to_list() == [9, 10, None]


@pytest.mark.parametrize(
    ("heading", "time"),
    [
        ("時間戳記", "2023/8/31 下午 7:08:16"),
        ("时间戳记", "2023/08/31 7:08:16 下午 GMT+8"),
        ("타임스탬프", "2019. 5. 20 오후 3:22:10"),
        ("タイムスタンプ", "2023/08/31 19:08:16"),
        ("Zeitstempel", "31.08.2023 19:08:16"),
        ("Horodateur", "31/08/2023 19:08:16"),
        ("Marca temporal", "31/08/2023 7:08:16 p. m. GMT+2"),
        ("\ufeffTimestamp", "2026/09/27 3:00:00 PM GMT+3"),
        ("Timestamp", "2023-08-31 19:08:16.123000"),
    ],
)
def test_the_timestamp_in_other_languages(tmp_path: Path, heading: str, time: str) -> None:
    export = open_export(written(tmp_path / "form.csv", (heading, "Q"), [(time, "1")]))
    assert (export.kind, list(export.codebook.roles.values())) == ("Google Forms, csv (utf-8, ',')", ["end"])


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (("Timestamp", "kW"), ("1693501696", "3.5")),
        (("Timestamp",), ("8/31/2023 19:08:16",)),
        (("Q", "Timestamp"), ("1", "8/31/2023 19:08:16")),
    ],
)
def test_a_plain_table_is_no_form(tmp_path: Path, headings: Any, row: Any) -> None:
    assert open_export(written(tmp_path / "plain.csv", headings, [row])).kind == "csv (utf-8, ',')"


def test_points_out_of_different_totals_stay_as_written(tmp_path: Path) -> None:
    """The form was changed after the first 150 answers."""
    rows = [("8/31/2023 19:08:16", "4 / 5", "x")] * 150 + [("9/1/2023 19:08:16", "4 / 6", "x")]
    export = open_export(written(tmp_path / "form.csv", ("Timestamp", "Score", "Q"), rows))
    assert export.codebook.roles["Score"] == "score"
    assert set(export.read(["Score"])["Score"].to_list()) == {"4 / 5", "4 / 6"}


def test_a_question_answered_by_a_fraction_is_no_score(tmp_path: Path) -> None:
    rows = [("8/31/2023 19:08:16", "120 / 80", "3 / 4")] * 2
    export = open_export(written(tmp_path / "form.csv", ("Timestamp", "Blood pressure", "Score of the match"), rows))
    assert list(export.codebook.roles) == ["Timestamp"]
    assert export.read().rows() == rows


def test_checkboxes_are_told_from_choices_whose_labels_hold_commas(tmp_path: Path) -> None:
    cells = [("a, b", "Yes, always", "3,5"), ("a", "Yes", "3"), ("b", "Yes, often", "5")]
    rows = [("8/31/2023 19:08:16", *row) for row in cells]
    export = open_export(written(tmp_path / "form.csv", ("Timestamp", "Which?", "Again?", "Hours"), rows))
    assert export.codebook.types == {"Which?": "multiple"}


def test_a_row_added_late_belongs_to_its_grid(tmp_path: Path) -> None:
    headings = ("Timestamp", "Rate [a]", "Rate [b]", "Why?", "Rate [c]")
    export = open_export(written(tmp_path / "form.csv", headings, [("8/31/2023 19:08:16", "1", "2", "x", "3")]))
    assert export.codebook.question_columns["Rate"] == ("Rate [a]", "Rate [b]", "Rate [c]")
    assert not export.repeated


def test_a_form_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRowsError):
        open_export(written(tmp_path / "form.csv", rows=()))


def test_scored_by_questions(scored: Any, tmp_path: Path) -> None:
    """`How was it? (2)` holds 1 2, – 3, 5 5: the means of those who rated both are 1.5 and 5, of all 1.5, 3, 5."""
    definition = """
    items:
      G1..G2: {scale: 1..5, question: How was it? (2)}
      N: {scale: likely11, question: 3}
    measures: {grid: {type: mean, items: G1..G2}, nps: {type: nps, item: N}}
    """
    scores = scored(definition, written(tmp_path / "form.csv"))
    assert scores.frame["G1"].to_list() == [1.0, None, 5.0]
    assert scores.frame["G2"].to_list() == [2.0, 3.0, 5.0]
    assert scores.frame["N"].to_list() == [9.0, 10.0, None]
    with pytest.raises(DataError, match=r"the question 'How was it\?' stands more than once"):
        scored(definition.replace(" (2)", ""), written(tmp_path / "form.csv"))


@pytest.mark.parametrize(
    ("name", "first"), [("input_01", "11/1/2019 8:51:12"), ("input_02", "2019-11-01 08:51:12.402")]
)
def test_real_answers(shared: Path, scored: Any, name: str, first: str) -> None:
    """39 answers to 10 questions, once by the form and once by its sheet; the published answer to the first is −35.9,
    of 8 promoters and 22 detractors."""
    path = shared / f"data/nps/{name}.csv"
    export = open_export(path)
    assert (export.kind, export.read().shape) == ("Google Forms, csv (utf-8, ',')", (39, 11))
    assert export.codebook.roles == {"Timestamp": "end"}
    assert not export.codebook.types
    assert export.codebook.question_columns["10"] == (
        "What was your favourite 'Soap Box' (breakout / customer speaker) session?",
    )
    with path.open(encoding="utf-8", newline="") as file:
        assert export.read().rows() == [tuple(cell or None for cell in row) for row in csv.reader(file)][1:]
    assert export.read(["Timestamp"])["Timestamp"][0] == first
    definition = "items: {N: {scale: likely11, question: 1}}\nmeasures: {nps: {type: nps, item: N}}"
    row = scored(definition, path)["nps"].rows[0]
    assert row["promoters"] == pytest.approx(8 / 39)
    assert row["detractors"] == pytest.approx(22 / 39)
    assert row["estimate"] == pytest.approx(-14 / 39 * 100)


# The kiosk survey's form was exported without its timestamps, so that nothing tells it from a plain table. Its numbers
# repeat between blocks: the answers of its 1st, 2nd and 211th respondent to the first question of each, from the file.
KIOSK = {
    "1-1. 키오스크는 사용자가 선택한 내용을 의도대로 정확하게 반영해야 한다.(기대 설문)": ("7", "7", "7"),
    "1-1. 만약 키오스크에서 사용자가 선택한 내용이 의도대로 정확하게 반영된다면, 어떤 느낌이 들겠습니까?": (
        "당연하다.", "마음에 든다.", "당연하다."
    ),
    "1-1.\t키오스크에서 사용자가 선택한 내용이 사용자의 의도대로 정확하게 반영되는 것은 중요하다고 생각하십니까?": (
        "7", "7", "5"
    ),
}  # fmt: skip


def test_the_kiosk_survey_by_the_full_texts_of_its_questions(shared: Path) -> None:
    export = open_export(shared / "data/servqual/kiosk_google_forms_cp949.csv")
    assert (export.kind, len(export.columns)) == ("csv (cp949, ',')", 163)
    headings = Headings(export)
    for question, answers in KIOSK.items():
        (column,) = headings.of_question(question)
        given_answers = export.read([column])[column].to_list()
        assert (len(given_answers), given_answers[0], given_answers[1], given_answers[-1]) == (211, *answers)
    with pytest.raises(DataError, match=r"more than one question begins with '1-1\.'"):
        headings.of_question("1-1.")


# Without signs that could as well be what parts the columns of so small a file.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="|;"), min_size=1, max_size=9
)


@settings(settings.get_profile("costly"))
@given(st.data())
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    headings = data.draw(st.lists(TEXT, min_size=1, max_size=4))
    cells = st.tuples(*[st.none() | TEXT] * len(headings))
    rows = data.draw(st.lists(cells, min_size=1, max_size=4))
    times = [("8/31/2023 19:08:16", *row) for row in rows]
    export = open_export(written(tmp_path_factory.mktemp("form") / "form.csv", ("Timestamp", *headings), times))
    assert [row[1:] for row in export.read().rows()] == rows
