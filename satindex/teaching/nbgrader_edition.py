"""The edition for nbgrader: one notebook for the class, hidden tests that ask the trainer's key."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from satindex.language import Words
from satindex.teaching.bundle import BUNDLE
from satindex.teaching.exercise import Exercise, Task, said_in
from satindex.teaching.learners import Learner
from satindex.teaching.notebook_file import NotebookCell as Cell
from satindex.teaching.notebooks import Files, asked, cell_name, data_cell, example, exercise_title, questions
from satindex.teaching.sealing import Foreseen

NUMBER = "NUMBER"
"""Stands in the names of files for the learner's number."""


def cells(exercise: Exercise, tasks: Sequence[Foreseen], files: Files, language: str) -> list[Cell]:
    """Return the cells of the source notebook, from which nbgrader makes the learners' version."""
    return [
        Cell("title", "markdown", f"# {exercise_title(exercise, language)}\n\n{_how().say(language)}"),
        Cell("open", "code", _opening(language)),
        Cell("questions", "markdown", questions(exercise.survey, language)),
        Cell("data", "code", data_cell(exercise.survey, files, language)),
        *(cell for at, task in enumerate(exercise.tasks) for cell in _task(task, tasks[at], at + 1, files, language)),
    ]


def config(stem: str, language: str) -> bytes:
    """Return nbgrader's configuration: what stands in learners' cells in the place of solutions."""
    stub = Words("# Put your answer in the place of ... above.", "# 请把上面的 ... 换成您的答案。").say(language)
    text = Words("Write your answer here.", "请在此作答。").say(language)
    return (
        f"c = get_config()\nc.CourseDirectory.course_id = {json.dumps(stem, ensure_ascii=False)}\n"
        f'c.ClearSolutions.code_stub = {{"python": {json.dumps(stub, ensure_ascii=False)}}}\n'
        f"c.ClearSolutions.text_stub = {json.dumps(text, ensure_ascii=False)}\n"
    ).encode()


def students(learners: Sequence[Learner]) -> bytes:
    """Return the class as `nbgrader db student import` reads it: its ids are the learners' numbers.

    nbgrader writes its grades without quotes, so commas within names are written full-width.
    """
    raw = io.StringIO()
    table = csv.writer(raw, lineterminator="\n")
    table.writerow(["id", "last_name", "first_name"])
    table.writerows([learner.number, learner.name.replace(",", "，"), ""] for learner in learners)
    return raw.getvalue().encode()


def _how() -> Words:
    return Words(
        "Write your number into the next cell. Work out each value, put it in the place of `...` and run the cell: it "
        "says at once whether the value is right.",
        "请在下一个单元格中填入您的学号。算出每个值，填到 `...` 处并运行该单元格：会立即告知对错。",
    )


def _opening(language: str) -> str:
    yours = Words("your number", "您的学号").say(language)
    return (
        f'import sys\n\nnumber = "..."  # {yours}\nanswers, reasons = {{}}, {{}}\n\n'
        f'sys.path.append("{BUNDLE}")\nimport satindex as si\n\nexercise = si.open_exercise(f"{{number}}.json")'
    )


def _task(task: Task, foreseen: Foreseen, number: int, files: Files, language: str) -> Iterator[Cell]:
    table = files.tables.get(task.id, "")
    yield Cell(cell_name("task", task.id), "markdown", asked(task, foreseen, number, table, language))
    if task.answer is None:
        yield _written("answer", task, task.points, said_in(task.model).say(language) if task.model else "")
        return
    yield Cell(
        cell_name("answer", task.id),
        "code",
        _answer(task, foreseen, language),
        _nbgrader(cell_name("answer", task.id), solution=True),
    )
    own = task.reasons.points if task.reasons and task.reasons.free else 0.0
    yield Cell(
        cell_name("marks", task.id),
        "code",
        _marks(task, language),
        _nbgrader(cell_name("marks", task.id), grade=True, locked=True, points=task.of - own),
    )
    if task.reasons and own:
        counting = [f"- {said_in(one.say).say(language)}" for one in task.reasons.entries if one.counts]
        yield _written("reasons", task, own, "\n".join(counting))


def _answer(task: Task, foreseen: Foreseen, language: str) -> str:
    name = _quoted(task.id)
    lines = [f"answers[{name}] = ...  # {example(foreseen).say(language)}"]
    given = ""
    if task.reasons and not task.reasons.free:
        given = f", reasons[{name}]"
        lines.append(f'reasons[{name}] = ...  # {Words("letters", "字母").say(language)}: ["A", "B"]')
    return "\n".join(
        [
            *lines,
            "### BEGIN SOLUTION",
            "from satindex.teaching.nbgrading import right_of",
            f"answers[{name}] = right_of({name})",
            "### END SOLUTION",
            f"si.check({name}, answers[{name}]{given})",
        ]
    )


def _marks(task: Task, language: str) -> str:
    name = _quoted(task.id)
    return (
        f"# {Words('Marks', '评分').say(language)}: {task.id}\n### BEGIN HIDDEN TESTS\n"
        f"from satindex.teaching.nbgrading import points_of\npoints_of({name}, answers, reasons)\n### END HIDDEN TESTS"
    )


def _written(prefix: str, task: Task, points: float, model: str) -> Cell:
    """A cell that the trainer marks by hand; the model answer stands in the source alone."""
    name = cell_name(prefix, task.id)
    text = f"### BEGIN SOLUTION\n{model}\n### END SOLUTION"
    return Cell(name, "markdown", text, _nbgrader(name, grade=True, solution=True, points=points))


def _nbgrader(
    name: str, *, grade: bool = False, solution: bool = False, locked: bool = False, points: float | None = None
) -> Mapping[str, Any]:
    said: dict[str, Any] = {"grade": grade, "grade_id": name, "locked": locked, "schema_version": 3}
    said |= {"solution": solution, "task": False, **({} if points is None else {"points": points})}
    return {"nbgrader": said}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
