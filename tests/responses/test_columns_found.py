"""Which column each item is read from: by heading, by the platform's question, where headings repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from satindex.errors import DataError

ONE = """
    survey: one
    items: {{Q: {{scale: 1..5{column}}}}}
    measures: {{m: {{type: mean, items: [Q]}}}}
    """


@pytest.mark.parametrize(
    ("wanted", "heading"),
    [
        ("1、您满意吗？", "1、您满意吗？"),
        ("1、您满意吗？", "１、您满意吗?"),
        ("1、您满意吗？", " 1、您满意吗 ？ "),
        ("How satisfied are you?", "how satisfied are you"),
        ("How satisfied are you?", "How  satisfied\nare you?"),
        ("[Q1] Speed", "Q1 Speed"),
    ],
)
def test_a_heading_is_found_as_written_or_nearly(scored: Any, wanted: str, heading: str) -> None:
    scores = scored(ONE.format(column=f', column: "{wanted}"'), pl.DataFrame({"other": [1, 1], heading: [4, 5]}))
    assert scores.responses.columns == {"Q": heading.strip()}
    assert scores.frame["m"].to_list() == [4.0, 5.0]


def test_the_exact_heading_goes_before_one_that_is_only_alike(scored: Any) -> None:
    data = pl.DataFrame({"q": [1], "Q": [5], "Ｑ": [2]})
    assert scored(ONE.format(column=""), data).responses.columns == {"Q": "Q"}


def test_two_headings_that_are_both_only_alike_are_neither(scored: Any) -> None:
    with pytest.raises(DataError) as told:
        scored(ONE.format(column=""), pl.DataFrame({"q": [1], "Ｑ": [2]}))
    assert str(told.value) == "Q (line 3): the export has no column 'Q'. Did you mean 'q'?"


def test_headings_that_differ_in_a_number_are_not_alike(scored: Any) -> None:
    with pytest.raises(DataError, match="the export has no column 'Rating 1-2'"):
        scored(ONE.format(column=', column: "Rating 1-2"'), pl.DataFrame({"Rating 12": [1]}))


GRID = """
    survey: grid
    items:
      E1..E3: {{scale: 1..5, question: {question}}}
      X: {{scale: 1..5, question: 4}}
    measures: {{m: {{type: mean, items: E1..E3}}}}
    """
WENJUANXING = {
    "序号": ["1", "2"],
    "1、性别": ["男", "女"],
    "2、请评价—外观": ["5", "4"],
    "价格": ["4", "3"],
    "服务": ["3", "2"],
    "4、总体": ["1", "1"],
}


@pytest.mark.parametrize("question", ["2", "请评价", "'2'", "请 评价"])
def test_a_question_by_its_number_or_its_text(scored: Any, question: str) -> None:
    scores = scored(GRID.format(question=question), pl.DataFrame(WENJUANXING))
    assert scores.responses.columns == {"E1": "2、请评价—外观", "E2": "价格", "E3": "服务", "X": "4、总体"}
    assert scores.frame["m"].to_list() == [4.0, 3.0]


def test_ranges_of_columns_count_by_number_not_by_place(scored: Any) -> None:
    """Q9 before Q10, whatever their order in the file."""
    definition = """
    survey: range
    items: {Q9..Q11: {scale: 1..9}}
    measures: {m: {type: mean, items: [Q9]}}
    """
    scores = scored(definition, pl.DataFrame({"Q10": [2], "Q11": [3], "Q9": [1]}))
    assert scores.frame["m"].to_list() == [1.0]


TOO_FEW = """E2: question '4' has 1 columns in the export, so there is none for number 2
E3: question '4' has 1 columns in the export, so there is none for number 3"""


def test_a_question_with_too_few_columns(scored: Any) -> None:
    definition = """
    survey: grid
    items: {E1..E3: {scale: 1..5, question: 4}}
    measures: {m: {type: mean, items: E1..E3}}
    """
    with pytest.raises(DataError) as told:
        scored(definition, pl.DataFrame(WENJUANXING))
    assert str(told.value) == TOO_FEW


REPEATED = "id,Score,Score\n1,5,2\n2,4,1\n"


def test_a_repeated_heading_must_be_told_apart(scored: Any, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(REPEATED, encoding="utf-8")
    with pytest.raises(DataError) as told:
        scored(ONE.format(column=", column: Score"), path)
    assert str(told.value) == (
        "Q: the heading 'Score' stands more than once; "
        "name 'Score (1)' for its first column, 'Score (2)' for its second"
    )
    scores = scored(ONE.format(column=", column: Score (2)"), path)
    assert scores.frame["m"].to_list() == [2.0, 1.0]
    assert scored(ONE.format(column=", column: Score (1)"), path).frame["m"].to_list() == [5.0, 4.0]


@pytest.mark.parametrize(("question", "answers"), [("Score (1)", [5.0, 4.0]), ("score (2)", [2.0, 1.0])])
def test_a_repeated_question_is_told_apart(scored: Any, tmp_path: Path, question: str, answers: list[float]) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(REPEATED, encoding="utf-8")
    assert scored(ONE.format(column=f", question: {question}"), path).frame["m"].to_list() == answers


def test_a_repeated_question_names_neither(scored: Any, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(REPEATED, encoding="utf-8")
    with pytest.raises(DataError, match="the question 'score' stands more than once"):
        scored(ONE.format(column=", question: score"), path)


BLOCKS = {"1-1. Expected": [7], "2-1. Expected, too": [6], "1-1. Perceived": [5], "2-1. Perceived, too": [4]}


def test_a_number_that_begins_questions_of_several_blocks_names_none(scored: Any) -> None:
    with pytest.raises(DataError) as told:
        scored(ONE.format(column=", question: 1-1."), pl.DataFrame(BLOCKS))
    assert str(told.value) == (
        "Q: more than one question begins with '1-1.': '1-1. Expected', '1-1. Perceived'; "
        "give the whole text of the one meant"
    )
    assert scored(ONE.format(column=", question: 1-1. Perceived"), pl.DataFrame(BLOCKS)).frame["m"].to_list() == [5.0]


def test_two_items_must_not_read_one_column(scored: Any) -> None:
    definition = """
    survey: shared
    items: {A: {scale: 1..5, column: Q}, B: {scale: 1..5, column: "q "}, C: {scale: 1..5, column: Q}}
    measures: {m: {type: mean, items: [A, B, C]}}
    """
    with pytest.raises(DataError) as told:
        scored(definition, pl.DataFrame({"Q": [1]}))
    assert str(told.value) == "A and B and C read the same column 'Q'"


def test_all_columns_that_lack_are_named_together(scored: Any) -> None:
    definition = """
    survey: lacking
    items: {E1..E3: {scale: 1..5}, N: {scale: likely11}}
    measures: {m: {type: mean, items: E1..E3}, n: {type: nps, item: N}}
    """
    with pytest.raises(DataError) as told:
        scored(definition, pl.DataFrame({"E1": [1], "E3x": [1]}))
    assert str(told.value).splitlines() == [
        "E2 (line 3): the export has no column 'E2'. There are: E1, E3x.",
        "E3 (line 3): the export has no column 'E3'. Did you mean 'E3x'?",
        "N (line 3): the export has no column 'N'. There are: E1, E3x.",
    ]
