"""How the class did, from marks made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from satindex.language import Words
from satindex.survey.model import Survey
from satindex.teaching import Answer, DataPlan, Exercise, Task, Verdict
from satindex.teaching.grading.marks import Open, TaskMark
from satindex.teaching.grading.submission import Answered, Attempt
from satindex.teaching.grading.summary import summary
from satindex.teaching.recognising import mistake_name, mistake_names

TASKS = tuple(Task(name, {}, "figure", Answer("figure", "nps.estimate")) for name in "abc")
# Twelve learners' right (1) and wrong (0) answers.
RIGHT = np.array(
    [
        [1, 1, 1],
        [1, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
        [1, 1, 1],
        [0, 1, 0],
        [1, 1, 1],
        [0, 0, 0],
        [1, 0, 1],
        [1, 1, 1],
        [0, 0, 0],
        [1, 1, 0],
    ]
)


def marks(row: np.ndarray) -> tuple[TaskMark, ...]:
    return tuple(
        TaskMark(
            task,
            Answered((Attempt(1.0),) * 2),
            1.0,
            2,
            Verdict(task.id, bool(one), float(one), 1.0, None, "" if one else "sign"),
            float(one),
        )
        for task, one in zip(TASKS, row, strict=True)
    )


def test_difficulty_discrimination_and_mistakes(surveys: object) -> None:
    exercise = Exercise("x", Survey.__new__(Survey), DataPlan(10), TASKS)
    everyone = {str(place): marks(row) for place, row in enumerate(RIGHT)}
    tasks, mistakes = summary(exercise, everyone)
    for place, row in enumerate(tasks.rows):
        own, rest = RIGHT[:, place], np.delete(RIGHT, place, axis=1).sum(axis=1)
        assert row["right"] == row["difficulty"] == pytest.approx(own.mean())
        assert row["discrimination"] == pytest.approx(np.corrcoef(own, rest)[0, 1])
        assert (row["attempts"], row["answered"], row["n"]) == (2, 12, 12)
    # Of twelve answers to task a four are wrong, to b and c five and six.
    assert [(row["task"], row["n"], row["share"]) for row in mistakes.rows] == [
        ("a", 4, 4 / 12),
        ("b", 5, 5 / 12),
        ("c", 6, 0.5),
    ]
    few, _ = summary(exercise, dict(list(everyone.items())[:9]))
    assert {row["discrimination"] for row in few.rows} == {None}
    assert few.rows[0]["reason"] == Words("fewer than 10 learners handed in", "提交的学员不足 10 人")


def test_what_is_still_to_be_marked_leaves_the_others_their_discrimination() -> None:
    exercise = Exercise("x", Survey.__new__(Survey), DataPlan(10), TASKS)
    everyone = {str(place): marks(row) for place, row in enumerate(RIGHT)}
    last = everyone["0"][2]
    everyone["0"] = (*everyone["0"][:2], replace(last, open=(Open(("0",), "c", Words("", ""), "", 1.0),)))
    tasks, _ = summary(exercise, everyone)
    # Of a and b alone: their correlation, for both.
    both = np.corrcoef(RIGHT[:, 0], RIGHT[:, 1])[0, 1]
    assert [row["discrimination"] for row in tasks.rows] == [pytest.approx(both), pytest.approx(both), None]
    assert tasks.rows[2]["reason"] == Words("still to be marked", "待评分")
    assert tasks.rows[2]["n"] == 11


def test_every_mistake_has_a_name_of_its_own_in_both_languages() -> None:
    names = [mistake_name(name) for name in mistake_names()]
    assert all(one.en and one.zh and one.en != one.zh for one in names)
    assert len({one.zh for one in names}) == len({one.en for one in names}) == len(names)
