"""腾讯问卷: its own columns by name, wherever they stand; options in columns that are blank where not chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import DataError
from satindex.readers import open_export
from satindex.readers.export import OptionSet

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="."), min_size=1)
HEADINGS = (
    "编号", "开始答题时间", "结束答题时间", "答题时长", "1.您满意吗？", "2.用过:网站", "2.用过:App", "2.用过:其他",
    "3.原因_填空1", "4.评价：外观", "4.评价：价格", "5.2026年来过？", "IP", "UA", "Referrer", "地理位置省",
)  # fmt: skip
ROWS = (
    ("1", "2026/9/1 10:00:00", "2026/9/1 10:02:16", "136", "A.满意", "网站", "", "店里", "A.好", "好", "差", "是",
     "1.2.3.4", "Mozilla", "", "山西"),
    ("2", "2026/9/1 11:00:00", "2026/9/1 11:00:30", "30", "B.不满意", "", "App", "电话", "", "差", "好", "否",
     "1.2.3.5", "Mozilla", "", "上海"),
    ("3", "2026/9/1 12:00:00", "2026/9/1 12:00:40", "40", "A.满意", "网站", "App", "", "贵", "好", "", "",
     "1.2.3.6", "Mozilla", "", "上海"),
)  # fmt: skip


def written(path: Path, encoding: str = "utf-8-sig") -> Path:
    """Write the file as the platform does: every cell quoted, a comma at the end of every line."""
    lines = ("".join(f'"{cell}",' for cell in row) for row in (HEADINGS, *ROWS))
    path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_what_the_columns_are(tmp_path: Path, encoding: str) -> None:
    export = open_export(written(tmp_path / "wj.csv", encoding))
    codebook = export.codebook
    assert export.kind.startswith("Tencent Wenjuan, csv")
    assert export.columns == HEADINGS
    assert codebook.roles == {
        "编号": "id",
        "开始答题时间": "start",
        "结束答题时间": "end",
        "答题时长": "duration",
        "IP": "ip",
        "UA": "embedded",
        "Referrer": "source",
        "地理位置省": "location",
    }
    assert codebook.question_columns == {
        "您满意吗？": HEADINGS[4:5], "用过": HEADINGS[5:8], "原因": HEADINGS[8:9], "评价": HEADINGS[9:11],
        "2026年来过？": HEADINGS[11:12],
        "1": HEADINGS[4:5], "2": HEADINGS[5:8], "3": HEADINGS[8:9], "4": HEADINGS[9:11], "5": HEADINGS[11:12],
    }  # fmt: skip
    assert codebook.sets == {"用过": OptionSet(HEADINGS[5:8])}
    assert codebook.options == dict(zip(HEADINGS[5:8], ("网站", "App", "其他"), strict=True))
    assert codebook.questions["4.评价：价格"] == "评价 — 价格"
    assert codebook.types == {**dict.fromkeys(HEADINGS[5:8], "multiple"), "3.原因_填空1": "text"}


def test_the_letter_of_an_option_is_no_part_of_it_but_an_open_answer_keeps_its_own(tmp_path: Path) -> None:
    export = open_export(written(tmp_path / "wj.csv"))
    assert export.read(["1.您满意吗？"])["1.您满意吗？"].to_list() == ["满意", "不满意", "满意"]
    assert export.read(["3.原因_填空1"])["3.原因_填空1"].to_list() == ["A.好", None, "贵"]


DEFINITION = """
    respondent: {id: 编号, duration: 答题时长}
    items: {S: {question: 1, scale: s}, U1..U3: {question: 2, scale: text}}
    scales: {s: {codes: {满意: 1, 不满意: 0}}}
    multiple: {used: {items: U1..U3, counted: any}}
    measures: {m: {type: mean, items: [S]}}
    """


def test_figures_by_hand(tmp_path: Path, scored: Any) -> None:
    """Two of three are satisfied; the site was used by 1 and 3, the app by 2 and 3, another by 1 and 2."""
    scores = scored(DEFINITION, written(tmp_path / "wj.csv"))
    assert scores.frame["m"].to_list() == [1, 0, 1]
    chosen = [scores.frame[f"used:U{number}"].to_list() for number in (1, 2, 3)]
    assert [[value == 1 for value in column] for column in chosen] == [
        [True, False, True],
        [False, True, True],
        [True, True, False],
    ]


def test_the_blank_beside_an_option_is_no_option(tmp_path: Path) -> None:
    own = dict.fromkeys(HEADINGS[:4], "1")
    cells = {"1.用过:网站": "网站", "1.用过:其他": "其他", "1.用过:其他_填空1": "店里", "1.用过:都没有": None}
    path = tmp_path / "wj.csv"
    pl.DataFrame([own | cells], infer_schema_length=None).write_csv(path)
    codebook = open_export(path).codebook
    assert codebook.sets == {"用过": OptionSet(("1.用过:网站", "1.用过:其他", "1.用过:都没有"))}
    assert codebook.types["1.用过:其他_填空1"] == "text"
    assert codebook.question_columns["1"] == tuple(cells)


def test_a_grid_is_not_taken_for_options(tmp_path: Path) -> None:
    """Both rows of question 4 hold answers that are not their own names."""
    assert "评价" not in open_export(written(tmp_path / "wj.csv")).codebook.sets


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=6), st.sampled_from(["csv", "xlsx"]))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, answers: list[str], ending: str) -> None:
    path = tmp_path_factory.mktemp("wj") / f"wj.{ending}"
    own = {name: ["1"] * len(answers) for name in HEADINGS[:4]}
    frame = pl.DataFrame({**own, "1.为什么？": [answer.removeprefix("=") or "-" for answer in answers]})
    frame.write_csv(path) if ending == "csv" else frame.write_excel(path)
    assert open_export(path).read(["1.为什么？"])["1.为什么？"].to_list() == frame["1.为什么？"].to_list()


def test_headings_alone_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "wj.csv"
    path.write_text(",".join(HEADINGS) + ",\n")
    with pytest.raises(DataError, match=r"wj\.csv has headings but no rows"):
        open_export(path)
