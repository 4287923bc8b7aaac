"""问卷星: its own columns, numbered headings, the forms of answers, what is missing and why, positions of options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.api import read_responses
from satindex.errors import AnswerError, DataError
from satindex.measures.scores import score
from satindex.readers import open_export
from satindex.readers.export import OptionSet

OWN = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
OWN_CELLS = ("2026/9/19 0:39:00", "136秒", "手机提交", "直接访问", "1.2.3.4(山西-晋城)")
ROLES = ("id", "end", "duration", "source", "source", "ip")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="〖〗→分="), min_size=1)


def written(path: Path, questions: dict[str, list[str | None]], numbers: list[int] | None = None) -> Path:
    """Write answers as 问卷星 does, numbered from 1 where `numbers` does not say otherwise."""
    rows = max(len(cells) for cells in questions.values())
    own = {"序号": [str(number) for number in numbers or range(1, rows + 1)]}
    own |= dict(zip(OWN[1:], ([cell] * rows for cell in OWN_CELLS), strict=True))
    frame = pl.DataFrame(own | questions)
    frame.write_csv(path) if path.suffix == ".csv" else frame.write_excel(path)
    return path


# The four real files: rows, questions, form; counted in the raw sheets (opened with fastexcel alone).
REAL = {
    "357_357_0.xls": (204, 3, "text"),
    "357_357_2.xls": (204, 3, "sequence"),
    "800_800_0.xls": (800, 8, "text"),
    "800_800_2.xls": (800, 8, "sequence"),
}
# How often an answer stands in a column of the raw sheet.
ANSWERS = [
    ("357_357_0.xls", "3、请问您的最高学历是?", "高中/中专/职高", 69),
    ("357_357_2.xls", "3、请问您的最高学历是?", "2", 69),
    ("357_357_0.xls", "2、请问您的年龄?", "16~19岁", 47),
    ("800_800_0.xls", "2、手机价格", "3500元及以上", 246),
    ("800_800_2.xls", "2、手机价格", "8", 246),
    ("800_800_0.xls", "6、兴趣爱好", "运动┋阅读┋影视", 10),
    ("800_800_2.xls", "第6题(运动)", "1", 479),
    ("800_800_2.xls", "第8题(ACG文化(动漫、游戏等))", "1", 131),
]
HOBBIES = [
    "运动", "阅读", "影视", "美食", "旅游", "IT数码", "艺术", "音乐", "游戏动漫", "手工艺", "摄影", "购物", "健康",
    "其他【请注明】",
]  # fmt: skip


def real(shared: Path, name: str) -> Path:
    return shared / "data" / "exports" / "wenjuanxing" / name


@pytest.mark.parametrize("name", REAL)
def test_real_files_have_their_rows_questions_and_roles(shared: Path, name: str) -> None:
    export = open_export(real(shared, name))
    rows, questions, form = REAL[name]
    assert export.kind == f"Wenjuanxing ({form}), excel (sheet 'Sheet1')"
    assert export.read().shape[0] == rows
    numbers = [key for key in export.codebook.question_columns if key.isdecimal()]
    assert numbers == [str(number) for number in range(1, questions + 1)]
    assert export.codebook.roles == dict(zip(OWN, ROLES, strict=True))
    assert export.codebook.personal == {"来自IP"}


@pytest.mark.parametrize(("name", "column", "answer", "count"), ANSWERS)
def test_real_answers_stand_as_stored(shared: Path, name: str, column: str, answer: str, count: int) -> None:
    assert open_export(real(shared, name)).read([column])[column].to_list().count(answer) == count


def test_the_options_of_real_sequences_stand_in_columns(shared: Path) -> None:
    codebook = open_export(real(shared, "800_800_2.xls")).codebook
    hobbies = tuple(f"第6题({hobby})" for hobby in HOBBIES)
    assert codebook.question_columns["6"] == hobbies
    assert codebook.sets["第6题"] == OptionSet(hobbies, ("1",))
    assert [codebook.options[column] for column in hobbies] == HOBBIES
    assert codebook.options["第8题(ACG文化(动漫、游戏等))"] == "ACG文化(动漫、游戏等)"
    assert set(codebook.counted_from) == {f"{q}" for q in codebook.questions if not q.startswith("第")}


def test_what_was_written_in_beside_an_option_is_no_part_of_the_answer(shared: Path) -> None:
    """Two real respondents ticked 其他【请注明】 of question 6: 〖军事国防〗, 〖宠物〗."""
    hobbies = open_export(real(shared, "800_800_0.xls")).read(["6、兴趣爱好"])["6、兴趣爱好"].to_list()
    assert [cell for cell in hobbies if "其他" in cell] == [
        "运动┋阅读┋影视┋旅游┋摄影┋健康┋其他【请注明】",
        "运动┋影视┋音乐┋其他【请注明】",
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_headings_of_every_kind_in_text(tmp_path: Path, ending: str) -> None:
    """A matrix has its stem in the first column only; a column without a number belongs to the question before."""
    questions: dict[str, list[str | None]] = {
        "1、您去过哪些店？(多选题 *必答)": ["甲店┋其他〖乙〗┋丙店", "甲店"],
        "3、评价—1.外观": ["满意", "一般"],
        "2.价格": ["一般", "满意"],
        "5、评分—行1": ["4分", "(跳过)"],
        "5、行2": ["10分", "（空）"],
        "6、(1)姓名___": ["张", "李"],
        "6、(2)单位___": ["A", "B"],
        "7、排序": ["甲→乙→丙", "乙→甲"],
        "8、原因 (选填)": ["没有〖", "其他〖你好〗"],
    }
    export = open_export(written(tmp_path / f"wjx.{ending}", questions))
    codebook = export.codebook
    assert export.kind.startswith("Wenjuanxing (text), ")
    assert codebook.question_columns == {
        "您去过哪些店？": ("1、您去过哪些店？(多选题 *必答)",),
        "评价": ("3、评价—1.外观", "2.价格"),
        "评分": ("5、评分—行1", "5、行2"),
        "排序": ("7、排序",),
        "原因 (选填)": ("8、原因 (选填)",),
        "1": ("1、您去过哪些店？(多选题 *必答)",),
        "3": ("3、评价—1.外观", "2.价格"),
        "5": ("5、评分—行1", "5、行2"),
        "6": ("6、(1)姓名___", "6、(2)单位___"),
        "7": ("7、排序",),
        "8": ("8、原因 (选填)",),
    }
    assert list(codebook.questions.values()) == [
        "您去过哪些店？", "评价 — 1.外观", "评价 — 2.价格", "评分 — 行1", "评分 — 行2", "(1)姓名", "(2)单位", "排序",
        "原因 (选填)",
    ]  # fmt: skip
    assert codebook.types == {
        "1、您去过哪些店？(多选题 *必答)": "multiple",
        "5、评分—行1": "scale",
        "5、行2": "scale",
        "7、排序": "rank",
    }
    rows = export.read(list(questions)).rows()
    assert rows[0] == ("甲店┋其他┋丙店", "满意", "一般", "4", "10", "张", "A", "甲→乙→丙", "没有〖")
    assert rows[1] == ("甲店", "一般", "满意", "(跳过)", "（空）", "李", "B", "乙→甲", "其他")


@pytest.mark.parametrize("sign", ["、", ":", "：", "."])
def test_numbers_end_in_the_sign_that_the_file_uses(tmp_path: Path, sign: str) -> None:
    questions: dict[str, list[str | None]] = {
        f"1{sign}性别": ["男", "女"],
        f"12{sign}城市": ["甲", "甲"],
        "3.5元": ["是", "否"],
    }
    columns = open_export(written(tmp_path / "wjx.csv", questions)).codebook.question_columns
    assert columns["1"] == (f"1{sign}性别",)
    assert columns["12"] == (f"12{sign}城市", "3.5元")


def test_options_and_ranks_of_a_sequence(tmp_path: Path) -> None:
    """A 0/1 column per option; a rank per option with -2 where it was not ranked; one number where one was chosen."""
    questions: dict[str, list[str | None]] = {
        "5、(甲)": ["1", "0", "-3"],
        "5、(乙(含丙))": ["0", "1", "-3"],
        "6、(好)": ["1", "2", "-2"],
        "6、(快（很）)": ["2", "1", "-2"],
        "7、满意度": ["5", "-2", "-3"],
        "8、年龄": ["30", "0", "22"],
    }
    export = open_export(written(tmp_path / "wjx.csv", questions))
    codebook = export.codebook
    assert export.kind.startswith("Wenjuanxing (sequence), ")
    assert codebook.sets == {"第5题": OptionSet(("5、(甲)", "5、(乙(含丙))"), ("1",))}
    assert codebook.types == {
        **dict.fromkeys(("5、(甲)", "5、(乙(含丙))"), "multiple"),
        **dict.fromkeys(("6、(好)", "6、(快（很）)"), "rank"),
    }
    assert list(codebook.options.values()) == ["甲", "乙(含丙)", "好", "快（很）"]
    assert codebook.counted_from == {"7、满意度": 1}
    assert codebook.missing["7、满意度"] == ("-3", "-2")


def test_options_that_all_chose_are_no_ranks(tmp_path: Path) -> None:
    questions: dict[str, list[str | None]] = {"1、(甲)": ["1", "-3"], "1、(乙)": ["1", "-3"]}
    assert open_export(written(tmp_path / "wjx.csv", questions)).codebook.types == {}


def test_rows_of_a_matrix_may_be_headed_as_options_are(tmp_path: Path) -> None:
    """Several rows with the same number are no ranks: the numbers are positions, of which 0–10 has eleven."""
    questions: dict[str, list[str | None]] = {"1、(快)": ["2", "1"], "1、(好)": ["1", "1"], "1、(近)": ["3", "-2"]}
    codebook = open_export(written(tmp_path / "wjx.csv", questions)).codebook
    assert codebook.types == {}
    assert codebook.counted_from == dict.fromkeys(questions, 1)


def test_what_was_written_in_may_hold_an_arrow(tmp_path: Path) -> None:
    questions: dict[str, list[str | None]] = {"1、a": ["其他〖x→y〗", "甲"], "2、b": ["甲〖一〗→乙", "乙→甲〖二〗"]}
    export = open_export(written(tmp_path / "wjx.csv", questions))
    assert export.read(list(questions)).rows() == [("其他", "甲→乙"), ("甲", "乙→甲")]


def test_scores_add_up_to_the_total_and_are_no_positions(tmp_path: Path) -> None:
    questions: dict[str, list[str | None]] = {"1、甲": ["2", "4"], "2、乙": ["3", "1"], "总分": ["5", "5"]}
    export = open_export(written(tmp_path / "wjx.csv", questions))
    assert export.kind.startswith("Wenjuanxing (scores), ")
    assert export.codebook.roles["总分"] == "score"
    assert export.codebook.counted_from == {}
    assert export.codebook.question_columns["2"] == ("2、乙",)


def test_own_columns_stand_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "wjx.csv"
    path.write_text("来自IP,序号,提交答卷时间,1、性别,来源\n1.2.3.4(上海-上海),7,2016/12/17 14:22:55,男,链接\n")
    codebook = open_export(path).codebook
    assert codebook.roles == {"来自IP": "ip", "序号": "id", "提交答卷时间": "end", "来源": "source"}
    assert codebook.question_columns == {"性别": ("1、性别",), "1": ("1、性别",)}


SATISFIED = """
    respondent: {duration: 所用时间}
    items: {Q1: {question: 1, scale: 1..5}, Q2: {question: 2, scale: 1..5}, W: {question: 3, scale: multi}}
    measures: {m: {type: mean, items: Q1..Q2}}
    """


def test_the_reasons_why_answers_are_missing_are_told_apart(tmp_path: Path, scored: Any) -> None:
    """Answered, skipped by logic, left blank, and nothing at all; means of 4, of 2, of 3 and 5, by hand."""
    questions: dict[str, list[str | None]] = {
        "1、甲": ["4分", "(跳过)", "3分"],
        "2、乙": ["（空）", "2分", "5分"],
        "3、丙": ["好┋快", "(空)", None],
    }
    scores = scored(SATISFIED, written(tmp_path / "wjx.csv", questions))
    assert scores.frame["m"].to_list() == [4.0, 2.0, 4.0]
    cells = {(one.item, one.value): (one.count, one.reason.en) for one in scores.responses.audit.cells}
    assert cells == {
        ("Q1", "(跳过)"): (1, "not asked: skipped by the questionnaire's logic"),
        ("Q2", "（空）"): (1, "asked and left blank"),
        ("W", "(空)"): (1, "asked and left blank"),
    }
    assert scores.frame["W"].to_list() == ["好┋快", None, None]


BY_GROUP = """
    respondent: {segments: ['2、组']}
    items: {Q: {question: 1, scale: 1..5}}
    measures: {m: {type: mean, items: [Q]}}
    """


def test_missing_codes_are_no_level_of_a_segment(tmp_path: Path, scored: Any) -> None:
    questions: dict[str, list[str | None]] = {"1、甲": ["4", "-2", "3"], "2、组": ["1", "2", "-3"]}
    scores = scored(BY_GROUP, written(tmp_path / "wjx.csv", questions))
    assert scores.responses.levels == {"2、组": ("1", "2", None)}
    assert {one.value: one.reason.zh for one in scores.responses.audit.cells if one.item == "Q"} == {
        "-2": "未填写，或排序题中未排序的选项（代码 -2）"
    }


NPS = "items: {{N: {{question: 2, scale: {scale}}}}}\nmeasures: {{nps: {{type: mean, items: [N]}}}}\n{more}"


@pytest.mark.parametrize("more", ["", "unknown: missing"])
def test_positions_are_never_scored_as_points_from_zero(tmp_path: Path, scored: Any, more: str) -> None:
    """An answer 3 of 0–10 is stored as 4: to read it as 4 would shift every score by one."""
    questions: dict[str, list[str | None]] = {"1、(甲)": ["1", "0"], "1、(乙)": ["0", "1"], "2、推荐": ["4", "10"]}
    path = written(tmp_path / "wjx.csv", questions)
    definition = NPS.format(scale="0..10", more=more)
    if more:
        assert scored(definition, path).frame["N"].to_list() == [None, None]
        return
    with pytest.raises(AnswerError, match="the answer 0 of a scale 0–10 is stored as 1"):
        scored(definition, path)


def test_positions_may_be_told_in_the_definition(tmp_path: Path, scored: Any) -> None:
    questions: dict[str, list[str | None]] = {"1、(甲)": ["1", "0"], "1、(乙)": ["0", "1"], "2、推荐": ["4", "11"]}
    codes = "{codes: {" + ", ".join(f"{point + 1}: {point}" for point in range(11)) + "}}"
    definition = NPS.format(scale="s", more=f"scales: {{s: {codes}}}")
    assert scored(definition, written(tmp_path / "wjx.csv", questions)).frame["N"].to_list() == [3.0, 10.0]


def test_a_zero_anywhere_shows_that_numbers_are_answers(tmp_path: Path, scored: Any) -> None:
    answers: list[str | None] = [*["4"] * 150, "0"]
    questions = {"1、(甲)": [*["1"] * 150, "0"], "1、(乙)": [*["0"] * 150, "1"], "2、推荐": answers}
    path = written(tmp_path / "wjx.csv", questions)
    assert scored(NPS.format(scale="0..10", more=""), path).frame["N"].to_list() == [*[4] * 150, 0]


def test_positions_read_as_points_are_noted(tmp_path: Path, scored: Any) -> None:
    questions: dict[str, list[str | None]] = {"1、(甲)": ["1", "0"], "1、(乙)": ["0", "1"], "2、满意": ["4", "5"]}
    scores = scored(NPS.format(scale="1..5", more=""), written(tmp_path / "wjx.csv", questions))
    assert scores.frame["N"].to_list() == [4, 5]
    assert any(note.en.startswith("N: the file's numbers are the positions") for note in scores.responses.audit.notes)


def test_labels_are_not_taken_for_positions_without_the_text(tmp_path: Path, scored: Any) -> None:
    """Options may stand from the best to the worst: position 1 is not the score 1 of a scale keyed by its labels."""
    questions: dict[str, list[str | None]] = {"1、(甲)": ["1", "0"], "1、(乙)": ["0", "1"], "2、满意": ["1", "2"]}
    definition = NPS.format(scale="s", more="scales: {s: {codes: {很不满意: 1, 很满意: 2}}}")
    with pytest.raises(AnswerError, match="positions of options"):
        scored(definition, written(tmp_path / "wjx.csv", questions))


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=6), st.sampled_from(["csv", "xlsx"]))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, answers: list[str], ending: str) -> None:
    path = written(
        tmp_path_factory.mktemp("wjx") / f"wjx.{ending}", {"1、为什么": list(answers), "2、a┋b": ["x┋y"] * len(answers)}
    )
    assert open_export(path).read(["1、为什么"])["1、为什么"].to_list() == answers


@pytest.mark.parametrize("content", ["序号,提交答卷时间,1、甲\n", "序号,提交答卷时间\n"])
def test_headings_alone_are_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "wjx.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=r"wjx\.csv has headings but no rows"):
        open_export(path)


def test_a_sheet_of_own_columns_alone_has_no_questions(tmp_path: Path) -> None:
    path = tmp_path / "wjx.csv"
    path.write_text("序号,提交答卷时间\n1,2026/1/1 0:00:00\n", encoding="gb18030")
    assert open_export(path).codebook.question_columns == {}


def test_frames_are_read_too(scored: Any) -> None:
    frame = pl.DataFrame(
        {
            "序号": [1, 2],
            "提交答卷时间": ["x", "y"],
            "1、(a)": [1, 0],
            "1、(b)": [0, 1],
            "2、c": [4, -2],
            "3、d": [None, 1],
        }
    )
    arrow = frame.to_pandas().convert_dtypes(dtype_backend="pyarrow")
    for given_frame in (frame, frame.to_pandas(), arrow, frame.lazy()):
        export = open_export(given_frame)
        assert export.kind.startswith("Wenjuanxing (sequence), ")
        assert export.codebook.counted_from == {"2、c": 1, "3、d": 1}
    assert scored(NPS.format(scale="1..5", more=""), frame.to_pandas()).frame["N"].to_list()[0] == 4


SPENDING = """
    items: {S: {question: 7, scale: share}}
    scales:
      share: {codes: {没有投入: 0, 10%左右: 10, 20%左右: 20, 30%左右: 30, 40%左右: 40, 50%左右: 50, 超过50%: 60}}
    measures: {spent: {type: mean, items: [S]}}
    """


@pytest.mark.parametrize(("name", "twin"), [("800_800_0.xls", None), ("800_800_2.xls", "800_800_0.xls")])
def test_the_same_figure_from_text_and_from_sequence(shared: Path, defined: Any, name: str, twin: str | None) -> None:
    """(293·20 + 247·10 + 183·30 + 41·40 + 15·0 + 14·50 + 7·60) / 800 = 16,580 / 800 = 20.725, by hand."""
    codebook = real(shared, twin) if twin else None
    scores = score(read_responses(real(shared, name), defined(SPENDING), codebook))
    assert scores.frame["spent"].mean() == pytest.approx(20.725, abs=1e-12)


def test_a_real_sequence_alone_is_refused_where_labels_are_scored(shared: Path, scored: Any) -> None:
    with pytest.raises(AnswerError, match="positions of options"):
        scored(SPENDING, real(shared, "800_800_2.xls"))
