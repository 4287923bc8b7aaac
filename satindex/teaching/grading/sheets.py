"""The marks as tables: a row per learner of the class, how each task went, which mistakes were common."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from satindex.language import Words
from satindex.results.columns import heading
from satindex.results.result import Result
from satindex.results.score_files import Extras, write_table
from satindex.teaching.exercise import Exercise
from satindex.teaching.grading.comments import NOT_HANDED_IN, comments
from satindex.teaching.grading.marks import TaskMark
from satindex.teaching.grading.to_mark import NAME, NUMBER

if TYPE_CHECKING:
    from satindex.teaching.grading.grade import Graded

GROUP = Words("group", "小组")
TOTAL, OF, SHARE = Words("total", "总分"), Words("out of", "满分"), Words("share", "得分率")
LEFT = Words("still to be marked", "待评分")
HANDED_IN = Words("handed in", "已提交")
COMMENTS = Words("comments", "评语")
GRADES, FILES = Words("grades", "成绩"), Words("files not counted", "未计入的文件")
FILE, WHY = Words("file", "文件"), Words("reason", "原因")
LONGEST = 30_000


def write_grades(graded: Graded, path: Path, language: str | None) -> None:
    """Write the grades in the format of the file's ending; a workbook has the class's summary on more sheets."""
    sheets = {result.title.say(language): _as_frame(result, language) for result in graded.summary}
    if graded.set_aside:
        sheets[FILES.say(language)] = pl.DataFrame(
            [{FILE.say(language): one.place, WHY.say(language): one.why.say(language)} for one in graded.set_aside]
        )
    extras = Extras(sheet=GRADES.say(language), more_sheets=sheets)
    write_table(nw.from_native(grades_of(graded, language), eager_only=True), path, extras)


def grades_of(graded: Graded, language: str | None = None) -> pl.DataFrame:
    """Return a row per learner of the class: numbers as texts, a column per task, what is not there left empty."""
    has_groups = any(entry.group for entry in graded.key.learners.values())
    texts = [NUMBER, NAME, *([GROUP] if has_groups else [])]
    tasks = task_columns(graded.exercise)
    schema = {
        **{one.say(language): pl.String for one in texts},
        **dict.fromkeys([*tasks.values(), *(one.say(language) for one in (TOTAL, OF, SHARE, LEFT))], pl.Float64),
        **{one.say(language): pl.String for one in (HANDED_IN, COMMENTS)},
    }
    rows = [_row(graded, number, has_groups, language) for number in graded.key.learners]
    return pl.DataFrame(rows, schema=schema, orient="row")


def task_columns(exercise: Exercise) -> Mapping[str, str]:
    """Return the heading of each task's column: its id and what it is out of, which no other column can be called."""
    return {task.id: f"{task.id} ({task.of:g})" for task in exercise.tasks}


def _row(graded: Graded, number: str, has_groups: bool, language: str | None) -> list[str | float | None]:
    entry, marks = graded.key.learners[number], graded.marks[number]
    handed_in = number in graded.submissions
    there = handed_in or any(mark.answered for mark in marks)
    points = [mark.points if mark.is_whole and (handed_in or mark.answered) else None for mark in marks]
    total, of = sum(mark.points for mark in marks), sum(mark.task.of for mark in marks)
    left = sum(one.of for mark in marks for one in mark.open)
    said = comments(marks, graded.remarks_on(number)) if there else _absent(graded.remarks_on(number))
    return [
        *(entry.number, entry.name, *([entry.group] if has_groups else [])),
        *points,
        *((total, of, total / of if of and not left else None, left) if there else (None, of, None, None)),
        (Words("yes", "是") if handed_in else Words("no", "否")).say(language),
        said.say(language)[:LONGEST],
    ]


def _absent(remarks: tuple[Words, ...]) -> Words:
    return remarks[0] if remarks else NOT_HANDED_IN


def is_there(marks: tuple[TaskMark, ...]) -> bool:
    """Whether a learner has answered anything, or a group for them."""
    return any(mark.answered is not None for mark in marks)


def _as_frame(result: Result, language: str | None) -> pl.DataFrame:
    heads = {name: heading(result, name).say(language) for name in result.columns}
    frame = pl.DataFrame(result.to_dicts(language), schema=list(heads), infer_schema_length=None)
    return frame.rename(heads)
