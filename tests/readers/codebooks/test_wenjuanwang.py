"""问卷网: its file of codes, in GBK and without headings, describes the answers as numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from satindex.api import read_responses
from satindex.errors import DataError
from satindex.measures.scores import score
from satindex.readers import open_export
from satindex.readers.export import OptionSet

CODES = (
    "Q1,您的性别,单选题\r\n,1,男\r\n,2,女\r\n"
    "Q2,用过哪些,多选题\r\n,1,网站\r\n,2,App\r\n"
    "Q3,推荐的可能性,NPS题\r\n" + "".join(f",{point + 1},{point}\r\n" for point in range(11)) + "Q4,原因,填空题\r\n"
)
ANSWERS = "Q1,Q2_A1,Q2_A2,Q3,Q4\r\n1,1,0,4,快\r\n2,1,1,11,\r\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    answers, codes = tmp_path / "All_Data_Original.csv", tmp_path / "code.csv"
    answers.write_text(ANSWERS, encoding="gbk", newline="")
    codes.write_text(CODES, encoding="gbk", newline="")
    return answers, codes


def test_what_the_codes_tell(files: tuple[Path, Path]) -> None:
    codebook = open_export(*files).codebook
    assert codebook.value_labels["Q1"] == {"1": "男", "2": "女"}
    assert codebook.questions == {
        "Q1": "您的性别",
        "Q2_A1": "用过哪些 — 网站",
        "Q2_A2": "用过哪些 — App",
        "Q3": "推荐的可能性",
        "Q4": "原因",
    }
    assert codebook.question_columns["2"] == codebook.question_columns["用过哪些"] == ("Q2_A1", "Q2_A2")
    assert codebook.sets == {"用过哪些": OptionSet(("Q2_A1", "Q2_A2"), ("1",))}
    assert codebook.options == {"Q2_A1": "网站", "Q2_A2": "App"}
    assert codebook.types["Q3"] == "scale"


def test_a_code_scores_what_its_label_says(files: tuple[Path, Path], defined: Any) -> None:
    """Codes 4 and 11 are labelled 3 and 10."""
    definition = "items: {N: {question: 3, scale: 0..10}}\nmeasures: {m: {type: mean, items: [N]}}"
    answers, codes = files
    assert score(read_responses(answers, defined(definition), codes)).frame["N"].to_list() == [3, 10]


def test_the_codes_hold_no_answers(files: tuple[Path, Path]) -> None:
    with pytest.raises(DataError, match=r"code\.csv holds no answers"):
        open_export(files[1])
    assert open_export(files[0]).kind.startswith("csv (")


def test_damaged_characters_are_named(files: tuple[Path, Path]) -> None:
    answers, codes = files
    codes.write_bytes(codes.read_bytes() + b"Q5,\xff\xff,\r\n")
    with pytest.raises(DataError, match=r"code\.csv has damaged characters"):
        open_export(answers, codes)


def test_other_answers_are_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match=r"other\.csv has no column of a question of code\.csv"):
        open_export(other, files[1])
