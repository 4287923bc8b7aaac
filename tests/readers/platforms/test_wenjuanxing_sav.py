"""问卷星 for SPSS: labels say what a position means, in the file itself and in the same answers as text or numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyreadstat
import pytest

from satindex.api import read_responses
from satindex.errors import DataError
from satindex.measures.scores import score
from satindex.readers import open_export
from satindex.readers.export import OptionSet

LABELS = {
    "index": "序号",
    "totalseconds": "所用时间",
    "Q1": "性别",
    "Q2_1": "用过(网站)",
    "Q2_2": "用过(App)",
    "Q3": "推荐",
    "Q4_Row1": "评价(评价—外观)",
    "Q4_Row2": "评价(价格)",
}
SATISFIED = {1: "满意", 2: "一般"}
POINTS = {point + 1: f"{point}分" for point in range(11)}
CELLS: dict[str, list[Any]] = {
    "index": ["1", "2", "4"],
    "totalseconds": ["136", "30", "40"],
    "Q1": [1, 2, 1],
    "Q2_1": [1, 0, -3],
    "Q2_2": [1, 1, -3],
    "Q3": [4, 11, -2],
    "Q4_Row1": [1, 2, 1],
    "Q4_Row2": [2, 1, 1],
}
VALUES = {"Q1": {1: "男", 2: "女"}, "Q3": POINTS, "Q4_Row1": SATISFIED, "Q4_Row2": SATISFIED}


def sav(folder: Path, **cells: list[Any]) -> Path:
    path = folder / "wjx.sav"
    frame = pd.DataFrame(CELLS | cells)
    pyreadstat.write_sav(frame, path, column_labels=LABELS, variable_value_labels=VALUES)
    return path


def table(path: Path, questions: dict[str, list[str]], numbers: tuple[str, ...] = ("4", "2", "1")) -> Path:
    pl.DataFrame({"序号": numbers, "提交答卷时间": ["2026/9/1"] * 3, **questions}).write_csv(path)
    return path


SEQUENCE = {
    "1、性别": ["1", "2", "1"],
    "2、(网站)": ["-3", "0", "1"],
    "2、(App)": ["-3", "1", "1"],
    "3、推荐": ["-2", "11", "4"],
    "4、评价—外观": ["1", "2", "1"],
    "价格": ["1", "1", "2"],
}
TEXT = {
    "1、性别": ["男", "女", "男"],
    "2、用过": ["(跳过)", "App", "网站┋App"],
    "3、推荐": ["(空)", "10分", "3分"],
    "4、评价—外观": ["满意", "一般", "满意"],
    "价格": ["满意", "满意", "一般"],
}
NPS = "items: {N: {question: 3, scale: 0..10}}\nmeasures: {m: {type: mean, items: [N]}}"


def test_the_file_itself(tmp_path: Path) -> None:
    export = open_export(sav(tmp_path))
    codebook = export.codebook
    assert export.kind.startswith("Wenjuanxing (labelled), ")
    assert codebook.roles == {"index": "id", "totalseconds": "duration"}
    assert codebook.questions["Q4_Row1"] == "评价 — 外观"
    assert codebook.questions["Q4_Row2"] == "评价 — 价格"
    wanted = {
        "性别": ("Q1",), "用过": ("Q2_1", "Q2_2"), "推荐": ("Q3",), "评价": ("Q4_Row1", "Q4_Row2"),
        "1": ("Q1",), "2": ("Q2_1", "Q2_2"), "3": ("Q3",), "4": ("Q4_Row1", "Q4_Row2"),
    }  # fmt: skip
    assert {asked: codebook.question_columns[asked] for asked in wanted} == wanted
    assert codebook.sets == {"用过": OptionSet(("Q2_1", "Q2_2"), ("1",))}
    assert codebook.options == {"Q2_1": "网站", "Q2_2": "App"}
    assert codebook.value_labels["Q1"] == {"1": "男", "2": "女"}
    assert codebook.missing["Q3"] == ("-3", "-2")


def test_an_answer_scores_what_its_label_says(tmp_path: Path, defined: Any) -> None:
    """Codes 4 and 11 are labelled 3分 and 10分; -2 is no answer."""
    assert score(read_responses(sav(tmp_path), defined(NPS))).frame["N"].to_list() == [3.0, 10.0, None]


@pytest.mark.parametrize("questions", [SEQUENCE, TEXT])
def test_it_describes_the_same_answers_as_numbers_and_as_text(
    tmp_path: Path, defined: Any, questions: dict[str, list[str]]
) -> None:
    data, book = table(tmp_path / "answers.csv", questions), sav(tmp_path)
    codebook = open_export(data, book).codebook
    assert list(codebook.value_labels["1、性别"].values()) == ["男", "女"]
    assert list(codebook.value_labels["3、推荐"].values()) == [f"{point}" for point in range(11)]
    assert codebook.questions["价格"] == "评价 — 价格"
    assert score(read_responses(data, defined(NPS), book)).frame["N"].to_list() == [None, 10.0, 3.0]


def test_options_get_their_question(tmp_path: Path) -> None:
    codebook = open_export(table(tmp_path / "answers.csv", SEQUENCE), sav(tmp_path)).codebook
    assert codebook.questions["2、(App)"] == "用过 — App"


def test_other_answers_are_refused(tmp_path: Path) -> None:
    data = table(tmp_path / "answers.csv", SEQUENCE)
    with pytest.raises(DataError, match="question '1、性别': answer sheet 2 says one thing"):
        open_export(data, sav(tmp_path, Q1=[1, 1, 1]))
    with pytest.raises(DataError, match="have no answer in common"):
        open_export(data, sav(tmp_path, index=["7", "8", "9"]))
