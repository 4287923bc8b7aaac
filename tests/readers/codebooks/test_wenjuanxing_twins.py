"""问卷星: numbers get their labels from the same answers exported as text, matched by 序号, and texts their order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from satindex.api import read_responses
from satindex.errors import DataError
from satindex.measures.scores import score
from satindex.readers import open_export

Cells = dict[str, list[str | None]]
EDUCATION = ["初中及以下", "高中/中专/职高", "大专或大学非本科", "本科", "硕士及以上", "其它"]


def written(path: Path, questions: Cells, numbers: list[int] | None = None) -> Path:
    rows = max(len(cells) for cells in questions.values())
    own = {
        "序号": [str(number) for number in numbers or range(1, rows + 1)],
        "提交答卷时间": ["2026/9/19 0:39:00"] * rows,
    }
    pl.DataFrame(own | questions).write_csv(path)
    return path


def real(shared: Path, name: str) -> Path:
    return shared / "data" / "exports" / "wenjuanxing" / name


def test_real_twins_tell_what_the_numbers_mean(shared: Path) -> None:
    """Read by hand from both sheets: answer sheet 2 is 男 and 1, and so on; 年龄 of the 800 has nobody with code 1."""
    small = open_export(real(shared, "357_357_2.xls"), real(shared, "357_357_0.xls")).codebook
    assert small.value_labels["1、请问您的性别？"] == {"1": "男", "2": "女"}
    assert list(small.value_labels["3、请问您的最高学历是?"].items()) == list(zip("123456", EDUCATION, strict=True))
    large = open_export(real(shared, "800_800_2.xls"), real(shared, "800_800_0.xls")).codebook
    assert large.value_labels["4、年龄"]["2"] == "16~19岁"
    assert "1" not in large.value_labels["4、年龄"]
    assert large.value_labels["2、手机价格"]["10"] == "其他【请注明】"
    assert large.questions["第6题(运动)"] == "兴趣爱好 — 运动"
    assert large.question_columns["兴趣爱好"] == large.question_columns["6"]


def test_real_texts_get_the_order_of_their_options(shared: Path) -> None:
    codebook = open_export(real(shared, "800_800_0.xls"), real(shared, "800_800_2.xls")).codebook
    assert list(codebook.value_labels["1、手机部数"]) == ["1部", "2部", "3部", "4部及以上"]
    assert list(codebook.value_labels["6、兴趣爱好"])[-2:] == ["健康", "其他【请注明】"]


def test_real_files_of_different_surveys_are_refused(shared: Path) -> None:
    with pytest.raises(DataError, match="question '1、请问您的性别？': '1' stands for both '1部' and '2部'"):
        open_export(real(shared, "357_357_2.xls"), real(shared, "800_800_0.xls"))


NPS = "items: {N: {question: 2, scale: 0..10}}\nmeasures: {m: {type: mean, items: [N]}}"
STORED: Cells = {"1、(甲)": ["1", "0", "1"], "1、(乙)": ["0", "1", "1"], "2、推荐": ["4", "11", "1"]}
WORDED: Cells = {"1、常去": ["甲", "乙", "甲┋乙"], "2、推荐": ["3分", "10分", "0分"]}


def test_a_position_scores_what_its_label_says(tmp_path: Path, defined: Any) -> None:
    """Codes 4, 11, 1 of a 0–10 item are the answers 3, 10, 0; rows are paired by number, whatever their order."""
    stored = written(tmp_path / "stored.csv", STORED)
    reverse: Cells = {name: cells[::-1] for name, cells in WORDED.items()}
    texts = written(tmp_path / "texts.csv", reverse, [3, 2, 1])
    assert open_export(stored, texts).codebook.value_labels["2、推荐"] == {"1": "0", "4": "3", "11": "10"}
    told = score(read_responses(stored, defined(NPS), texts))
    assert told.frame["N"].to_list() == [3.0, 10.0, 0.0]
    assert told.frame["N"].to_list() == score(read_responses(texts, defined(NPS))).frame["N"].to_list()[::-1]
    assert not any("positions" in note.en for note in told.responses.audit.notes)


def test_labels_from_the_best_to_the_worst_are_scored_by_their_words(tmp_path: Path, defined: Any) -> None:
    stored = written(tmp_path / "stored.csv", {**STORED, "2、推荐": ["1", "2", "-2"]})
    texts = written(tmp_path / "texts.csv", {**WORDED, "2、推荐": ["很满意", "不满意", "(空)"]})
    definition = """
        items: {N: {question: 2, scale: s}}
        scales: {s: {points: [1, 2], labels: {zh: [不满意, 很满意]}}}
        measures: {m: {type: mean, items: [N]}}
        """
    scores = score(read_responses(stored, defined(definition), texts))
    assert scores.frame["N"].to_list() == [2.0, 1.0, None]


def test_words_that_the_scale_does_not_know_leave_positions_and_a_note(tmp_path: Path, defined: Any) -> None:
    stored = written(tmp_path / "stored.csv", {**STORED, "2、推荐": ["1", "2", "-2"]})
    texts = written(tmp_path / "texts.csv", {**WORDED, "2、推荐": ["很满意", "不满意", "(空)"]})
    definition = "items: {N: {question: 2, scale: 1..2}}\nmeasures: {m: {type: mean, items: [N]}}"
    told = score(read_responses(stored, defined(definition), texts))
    assert told.frame["N"].to_list() == [1, 2, None]
    assert any(note.en.startswith("N: the file's numbers are the positions") for note in told.responses.audit.notes)


def test_rows_of_a_matrix_headed_as_options_get_labels_and_their_question(tmp_path: Path) -> None:
    stored = written(tmp_path / "stored.csv", {"第1题(快)": ["2", "1", "1"], "第1题(好)": ["1", "1", "2"]})
    texts = written(tmp_path / "texts.csv", {"1、评价—快": ["差", "好", "好"], "好": ["好", "好", "差"]})
    codebook = open_export(stored, texts).codebook
    assert codebook.value_labels == {name: {"1": "好", "2": "差"} for name in ("第1题(快)", "第1题(好)")}
    assert codebook.questions == {"第1题(快)": "评价 — 快", "第1题(好)": "评价 — 好"}


def test_a_label_may_mean_no_answer(tmp_path: Path, defined: Any) -> None:
    stored = written(tmp_path / "stored.csv", {**STORED, "2、推荐": ["1", "2", "3"]})
    texts = written(tmp_path / "texts.csv", {**WORDED, "2、推荐": ["1", "2", "不适用"]})
    definition = "items: {N: {question: 2, scale: 1..5, missing: [不适用]}}\nmeasures: {m: {type: mean, items: [N]}}"
    assert score(read_responses(stored, defined(definition), texts)).frame["N"].to_list() == [1, 2, None]


def test_amounts_that_both_files_write_alike_are_no_positions(tmp_path: Path, defined: Any) -> None:
    stored = written(tmp_path / "stored.csv", {**STORED, "2、推荐": ["4", "10", "-2"]})
    texts = written(tmp_path / "texts.csv", {**WORDED, "2、推荐": ["4", "10", "(空)"]})
    export = open_export(stored, texts)
    assert export.codebook.counted_from == {}
    assert score(read_responses(stored, defined(NPS), texts)).frame["N"].to_list() == [4, 10, None]


def test_open_answers_are_no_codes(tmp_path: Path) -> None:
    stored = written(tmp_path / "stored.csv", {**STORED, "3、意见": ["很好", "3", "-3"]})
    texts = written(tmp_path / "texts.csv", {**WORDED, "3、意见": ["很好", "3", "(跳过)"]})
    assert "3、意见" not in open_export(stored, texts).codebook.value_labels


REFUSED: list[tuple[Cells, list[int] | None, str]] = [
    ({**WORDED, "2、推荐": ["3分", "3分", "0分"]}, None, "question '2、推荐': '3' stands for both '4' and '11'"),
    (WORDED, [7, 8, 9], "have no answer in common by '序号'"),
    (WORDED, [1, 1, 2], "'序号' 1 stands more than once"),
    (STORED, None, "have the same form"),
]


@pytest.mark.parametrize(("cells", "numbers", "said"), REFUSED)
def test_what_does_not_belong_together_is_refused(
    tmp_path: Path, cells: Cells, numbers: list[int] | None, said: str
) -> None:
    stored = written(tmp_path / "stored.csv", STORED)
    with pytest.raises(DataError, match=said):
        open_export(stored, written(tmp_path / "other.csv", cells, numbers))


def test_one_number_with_two_labels_names_the_question(tmp_path: Path) -> None:
    stored = written(tmp_path / "stored.csv", {**STORED, "2、推荐": ["4", "4", "1"]})
    with pytest.raises(DataError, match="question '2、推荐': '4' stands for both '3' and '10'"):
        open_export(stored, written(tmp_path / "texts.csv", WORDED))


def test_a_plain_table_is_no_codebook(tmp_path: Path) -> None:
    stored, plain = written(tmp_path / "stored.csv", STORED), tmp_path / "plain.csv"
    plain.write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match=r"plain\.csv is no questionnaire or dictionary"):
        open_export(stored, plain)
