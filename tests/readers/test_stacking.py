"""Several files of one survey: rows one below the other, columns matched by heading or question, none guessed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.cli import main
from satindex.errors import DataError
from satindex.readers import open_export
from satindex.readers.export import Codebook
from satindex.readers.opening.platform_export import described
from satindex.readers.stacking import open_exports, stacked

SURVEY = """
survey: waves
respondent: {wave: file}
small_base: {flag: 0, withhold: 0}
items: {Q1: {scale: likely11}, Q2: {scale: agree5}}
measures: {nps: {type: nps, item: Q1}}
"""


@pytest.fixture
def waves(tmp_path: Path) -> list[Path]:
    first, second = tmp_path / "w1.csv", tmp_path / "w2.csv"
    first.write_text("id,Q1,Q2,old\n1,10,Agree,x\n2,0,Disagree,y\n", encoding="utf-8")
    second.write_text("Q2, q1 ,new\n同意,9,z\n,8,\n,7,\n", encoding="utf-8")
    return [first, second]


def test_rows_stand_one_below_the_other_and_columns_are_matched(waves: list[Path]) -> None:
    export = open_exports(waves)
    assert export.columns == ("id", "Q1", "Q2", "old", "new", "file")
    assert export.read().to_native().rows() == [
        ("1", "10", "Agree", "x", None, "w1.csv"),
        ("2", "0", "Disagree", "y", None, "w1.csv"),
        (None, "9", "同意", None, "z", "w2.csv"),
        (None, "8", None, None, None, "w2.csv"),
        (None, "7", None, None, None, "w2.csv"),
    ]
    assert export.read(["file"])["file"].to_list() == ["w1.csv"] * 2 + ["w2.csv"] * 3
    assert export.read(["Q1"], numeric=["Q1"])["Q1"].to_list() == [10, 0, 9, 8, 7]


def test_what_did_not_match_is_said(waves: list[Path]) -> None:
    first, second = open_exports(waves).codebook.notes
    assert str(first) == "w1.csv has 1 columns less than all files together, empty for its rows: new"
    assert str(second) == "w2.csv has 2 columns less than all files together, empty for its rows: id; old"


def test_figures_by_file(waves: list[Path], tmp_path: Path) -> None:
    """w1: 10 and 0 → NPS 0; w2: 9, 8, 7 → one promoter of three → 33.3; all: two promoters, one detractor of 5 → 20."""
    path = tmp_path / "waves.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    scores = si.score(si.read_responses(waves, si.load_survey(path)))
    assert scores["nps"].rows[0]["estimate"] == pytest.approx(20)
    by_wave = {row["level"]: row["estimate"] for row in scores["nps"].by("file").rows}
    assert by_wave == pytest.approx({"w1.csv": 0, "w2.csv": 100 / 3})
    result = CliRunner().invoke(main, ["check", str(path), *map(str, waves)])
    assert result.exit_code == 0, result.output
    assert "5 rows read, 5 used" in result.output
    assert "w2.csv has 2 columns less" in result.output


def test_codes_of_one_file_match_the_question_texts_of_the_other() -> None:
    coded = described(
        open_export(pl.DataFrame({"Q1": ["1"], "Q2": ["5"]})), Codebook(questions={"Q1": "How satisfied?"})
    )
    worded = open_export(pl.DataFrame({"Q2": ["4"], "How satisfied?": ["2"]}))
    assert stacked([coded, worded]).read(["Q1", "Q2"]).to_native().rows() == [("1", "5"), ("2", "4")]


def test_the_same_label_under_another_code_is_refused() -> None:
    """A wave whose codes were turned round would be averaged the wrong way."""
    labels = {"1": "Bad", "2": "Good"}
    first = described(open_export(pl.DataFrame({"Q": ["1"]})), Codebook(value_labels={"Q": labels}))
    turned = described(open_export(pl.DataFrame({"Q": ["1"]})), Codebook(value_labels={"Q": {"1": "Good", "2": "Bad"}}))
    with pytest.raises(DataError, match=r"'Q' is coded differently: 'Good' is 2 in .* and 1 in"):
        stacked([first, turned])
    assert stacked([first, first]).codebook.value_labels == {"Q": labels}


def test_another_label_of_a_code_is_said() -> None:
    """1 is Beijing in one wave and Nanjing in the next: shown as Beijing, which nobody may overlook."""
    table = open_export(pl.DataFrame({"Q": ["1", "2"]}))
    waves = [
        described(table, Codebook(value_labels={"Q": {"1": name, "2": "Xi'an"}})) for name in ("Beijing", "Nanjing")
    ]
    book = stacked(waves).codebook
    assert book.labels_elsewhere == {"Q": {"1": ("Nanjing",)}}
    (note,) = book.notes
    assert (
        "'Q': code 1 is 'Beijing' in polars frame and 'Nanjing' in polars frame; read and shown as 'Beijing'" in note.en
    )
    assert stacked([*waves, waves[1]]).codebook.labels_elsewhere == book.labels_elsewhere


def test_positions_are_not_mixed_with_answers() -> None:
    """9 is the ninth option, the answer 8, in one file and the answer itself in the other."""
    table = open_export(pl.DataFrame({"Q": ["9", "10"]}))
    labels = {str(place + 1): str(place) for place in range(11)}
    positions = described(table, Codebook(value_labels={"Q": labels}, counted_from={"Q": 1}))
    for files in ([table, positions], [positions, table]):
        with pytest.raises(DataError, match="'Q' holds positions of options in polars frame"):
            stacked(files)
    assert stacked([positions, positions]).codebook.counted_from == {"Q": 1}
    worded = described(table, Codebook(value_labels={"Q": {"9": "Often", "10": "Always"}}, counted_from={"Q": 1}))
    assert stacked([open_export(pl.DataFrame({"Q": ["Often"]})), worded]).codebook.counted_from == {"Q": 1}


def test_a_file_given_twice_is_refused(waves: list[Path]) -> None:
    with pytest.raises(DataError, match="is given twice"):
        open_exports([waves[0], waves[0].parent / "." / waves[0].name])


def test_two_columns_of_one_text_are_not_guessed() -> None:
    first = open_export(pl.DataFrame({"Q": ["1"]}))
    second = open_export(pl.DataFrame({" q": ["2"], "q ": ["3"]}))
    assert stacked([first, second]).read(["Q"])["Q"].to_list() == ["1", None]


def test_numbers_and_texts_of_one_column_stay_what_they_are() -> None:
    numbers, texts = open_export(pl.DataFrame({"Q": [1.0, 2.5]})), open_export(pl.DataFrame({"Q": ["N/A", "3"]}))
    assert stacked([numbers, texts]).read()["Q"].to_list() == ["1", "2.5", "N/A", "3"]


def test_a_missing_number_beside_texts_is_no_word() -> None:
    """pandas holds a missing number as NaN: it must not become the answer `NaN`."""
    numbers, texts = (open_export(pl.DataFrame({"Q": cells})) for cells in ([1.0, float("nan")], ["N/A", "3"]))
    assert stacked([numbers, texts]).read()["Q"].to_list() == ["1", None, "N/A", "3"]


CELLS = st.lists(st.one_of(st.none(), st.text(min_size=1, max_size=4)), min_size=1, max_size=5)


@settings(deadline=None, max_examples=60)
@given(st.lists(CELLS, min_size=2, max_size=4))
def test_no_row_and_no_cell_is_lost(files: list[list[str | None]]) -> None:
    export = stacked([open_export(pl.DataFrame({"Q": pl.Series(cells, dtype=pl.String)})) for cells in files])
    assert export.read(["Q"])["Q"].to_list() == [cell for cells in files for cell in cells]
