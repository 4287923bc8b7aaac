"""What comes out: grades as CSV and Excel, the trainer's own marks, feedback, the class's summary."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner, Result

from satindex.cli import main
from satindex.errors import DataError, WriteError
from satindex.teaching.grading.to_mark import write_to_mark

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom

Run = Callable[..., Result]


@pytest.fixture
def run(classroom: Classroom) -> Run:
    def run(*more: object) -> Result:
        given = ["exercise", "grade", classroom.folder, "--exercise", classroom.exercise.file, "--key", classroom.key]
        return CliRunner().invoke(main, [str(one) for one in (*given, *more)])

    return run


def rows_of(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_a_row_per_learner_in_the_language_asked_for(classroom: Classroom, run: Run, tmp_path: Path) -> None:
    own = classroom.answers["0011"]
    classroom.hand_in("007", classroom.right("007"))
    classroom.hand_in("0011", {"gap": (9, 9, -own["gap"]), "share": 100 * own["share"], "advice": "=HYPERLINK(1)"})
    out, book = tmp_path / "grades.csv", tmp_path / "grades.xlsx"
    done = run("-o", out, "-o", book, "--lang", "zh")
    assert done.exit_code == 0, done.output
    rows = rows_of(out)
    heads = ["学号", "姓名", "小组", "gap (2)", "share (1)", "order (2)", "find (2)", "decide (3)", "advice (3)"]
    assert list(rows[0]) == [*heads, "总分", "满分", "得分率", "待评分", "已提交", "评语"]
    assert [row["学号"] for row in rows] == ["007", "008", "009", "010", "0011"]
    # A name that a spreadsheet would run has an apostrophe before it; commas and quotation marks are kept.
    assert [row["姓名"] for row in rows] == ["王芳", '欧阳, "小明"', "'=cmd|' /C calc'!A0", "Zoë", "'@李雷"]
    first, second, third, _, last = rows
    # 2 + 1 + 2 + 2 + 3 + 0 of 13.
    assert [first[name] for name in ("总分", "满分", "得分率", "待评分", "已提交")] == [
        "10.0",
        "13.0",
        str(10 / 13),
        "0.0",
        "是",
    ]
    assert [second[name] for name in ("gap (2)", "decide (3)", "总分", "已提交")] == ["", "3.0", "3.0", "否"]
    assert second["评语"].startswith("gap：未作答；")
    assert "decide：由 007 代表小组作答" in second["评语"]
    assert [third[name] for name in ("gap (2)", "总分", "已提交", "评语")] == ["", "", "否", "未提交"]
    # The second attempt counts: 9, which is no foreseen mistake; the rubric's 3 points are still to be given.
    assert [last[name] for name in ("gap (2)", "share (1)", "advice (3)", "总分", "得分率", "待评分")] == [
        "0.0",
        "0.0",
        "",
        "0.0",
        "",
        "3.0",
    ]
    assert "decide" not in first["评语"]
    assert last["评语"].startswith("gap：错误；gap：共 3 次作答，以第 2 次为准；share：")
    sheet = openpyxl.load_workbook(book)["成绩"]
    cells = list(sheet.iter_rows(min_row=2, values_only=False))
    assert [(row[0].value, row[0].data_type) for row in cells] == [(row["学号"], "s") for row in rows]
    assert (cells[2][1].value, cells[2][1].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert openpyxl.load_workbook(book).sheetnames == ["成绩", "各题", "常见错误"]


def test_the_trainers_marks_are_added_and_checked(classroom: Classroom, run: Run, tmp_path: Path) -> None:
    classroom.hand_in("007", {**classroom.right("007"), "advice": '=1+1, and "more"\nthan that'})
    out, lines = tmp_path / "grades.csv", tmp_path / "to-mark.csv"
    done = run("-o", out, "--lang", "en")
    assert f"{lines}: lines to mark: 2, of learners: 1." in done.output
    rows = rows_of(lines)
    assert [(row["number"], row["task"], row["rubric line"], row["out of"]) for row in rows] == [
        ("007", "advice", "A figure", "2.0"),
        ("007", "advice", "Clear", "1.0"),
    ]
    assert rows[0]["answer"] == '\'=1+1, and "more"\nthan that'
    for given, said in (
        (("2.5", ""), "row 2: 2.5 is not between 0 and 2"),
        (("two", "-1"), "row 2: 'two' is no number of points; "),
        (("nan", ""), "row 2: 'nan' is no number of points"),
    ):
        save(lines, rows, given, ";")
        failed = run("-o", out, "--marked", lines, "--lang", "en")
        assert (failed.exit_code, said in failed.output) == (2, True), failed.output
    # As Excel saves it in China: GB 18030, 007 become 7; the id says whose line it is.
    save(lines, [{**row, "number": "7"} for row in rows], ("1.5", ""), ",", "gb18030")
    done = run("-o", out, "--marked", lines, "--lang", "en")
    more = tmp_path / "to-mark-2.csv"
    assert f"{more}: lines to mark: 1, of learners: 1." in done.output
    assert (rows_of(out)[0]["advice (3)"], rows_of(out)[0]["total"], rows_of(out)[0]["still to be marked"]) == (
        "",
        "11.5",
        "1.0",
    )
    save(more, rows_of(more), ("1",), "\t")
    done = run("-o", out, "--marked", lines, "--marked", more, "--lang", "en")
    # 10 + 1.5 + 1 of 13.
    assert (rows_of(out)[0]["advice (3)"], rows_of(out)[0]["total"], rows_of(out)[0]["share"]) == (
        "2.5",
        "12.5",
        str(12.5 / 13),
    )
    twice = run("-o", out, "--marked", more, "--marked", more)
    assert twice.exit_code == 2
    with pytest.raises(WriteError, match="holds marks already"):
        write_to_mark(classroom.graded().open, classroom.read_key(), lines, "en")
    # Handed in anew, the old marks are of a text that is not there.
    classroom.hand_in("007", {"advice": "another"})
    with pytest.raises(DataError, match=r"row 2: the mark is of an answer that is not there"):
        classroom.graded(lines)


def test_lines_to_mark_as_a_workbook(classroom: Classroom, run: Run, tmp_path: Path) -> None:
    classroom.hand_in("007", {"advice": "=1+1"})
    lines = tmp_path / "to-mark.xlsx"
    assert run("-o", tmp_path / "grades.csv", "--to-mark", lines, "--lang", "zh").exit_code == 0
    book = openpyxl.load_workbook(lines)
    sheet = book.worksheets[0]
    # 007 as a text, the answer inert; points are filled in as numbers, as a trainer types them.
    assert (sheet["B2"].value, sheet["E2"].value, sheet["E2"].data_type) == ("007", "=1+1", "s")
    assert sheet["H1"].value == "得分"
    sheet["H2"], sheet["H3"] = 2, 0.5
    book.save(lines)
    run("-o", tmp_path / "grades.csv", "--marked", lines, "--lang", "en")
    assert rows_of(tmp_path / "grades.csv")[0]["advice (3)"] == "2.5"
    assert run("-o", tmp_path / "grades.csv", "--to-mark", lines, "--lang", "en").exit_code == 2


def save(
    path: Path, rows: list[dict[str, str]], points: tuple[str, ...], parting: str, encoding: str = "utf-8"
) -> None:
    """Save a table of lines as a spreadsheet does, the points filled in."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=parting)
    writer.writeheader()
    writer.writerows({**row, "points given": one} for row, one in zip(rows, points, strict=True))
    path.write_bytes(text.getvalue().encode(encoding))


def test_feedback_is_each_learners_own(classroom: Classroom, run: Run, tmp_path: Path) -> None:
    own = classroom.answers["0011"]
    classroom.hand_in("007", {**classroom.right("007"), "advice": "<script>alert(1)</script>"})
    classroom.hand_in("0011", {"gap": -own["gap"], "find": "reliability estimate"})
    pages = tmp_path / "feedback"
    done = run("-o", tmp_path / "grades.csv", "--feedback", pages, "--lang", "en")
    assert f"{pages}: 3 pages." in done.output
    assert sorted(path.name for path in pages.iterdir()) == ["0011.html", "007.html", "008.html"]
    page, other = ((pages / f"{number}.html").read_text(encoding="utf-8") for number in ("0011", "007"))
    # The right figure as the report rounds it, the hint, the model answer, and nothing of 13 points.
    shown = f"{own['gap']:+.2f}".replace("-", "−")
    for text in (f"<dd>{shown}</dd>", "The sign is turned", "Mend the gap.", "Total: 0 / 13", "<dd>(no answer)</dd>"):
        assert text in page, text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in other
    assert "the trainer has still to mark this" in other
    for whose in ("007", "王芳", "欧阳", "Zoë"):
        assert whose not in page
    run("-o", tmp_path / "grades.csv", "--feedback", pages, "--lang", "zh")
    assert "正确答案" in (pages / "0011.html").read_text(encoding="utf-8")


def test_an_ending_that_is_not_written_is_told_before_the_work(run: Run, tmp_path: Path) -> None:
    done = run("-o", tmp_path / "grades.doc")
    assert (done.exit_code, "ends in '.doc'" in done.output) == (2, True)
