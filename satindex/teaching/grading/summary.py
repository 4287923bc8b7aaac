"""How the class did: each task's difficulty and discrimination, the mistakes that were common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np

from satindex.language import Words
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import SmallBase
from satindex.stats.internal_consistency import internal_consistency
from satindex.teaching.exercise import Exercise, Task
from satindex.teaching.grading.marks import TaskMark
from satindex.teaching.recognising import mistake_name

LEAST_LEARNERS = 10
"""So many learners are needed for a discrimination that means something."""
FEW = Words(f"fewer than {LEAST_LEARNERS} learners handed in", f"提交的学员不足 {LEAST_LEARNERS} 人")
TO_MARK = Words("still to be marked", "待评分")
ALIKE = Words("all have the same points", "得分全部相同")
ONE_TASK = Words("there is no other task", "没有其他题目")
LEVELS = {"easy": Words("easy", "易"), "medium": Words("medium", "中"), "hard": Words("hard", "难")}
HEADINGS = {
    "task": Words("Task", "题目"),
    "level": Words("Level", "难度等级"),
    "of": Words("Points", "满分"),
    "answered": Words("Answered", "作答人数"),
    "right": Words("Right", "正确率"),
    "attempts": Words("Attempts", "平均次数"),
    "difficulty": Words("Difficulty", "难度"),
    "discrimination": Words("Discrimination", "区分度"),
    "mistake": Words("Mistake", "错误"),
    "share": Words("Of those who answered", "占作答者"),
    "hint": Words("Hint", "提示"),
    "n": Words("n", "人数"),
}
KINDS = {
    "of": "number",
    "answered": "count",
    "right": "share",
    "attempts": "points",
    "difficulty": "points",
    "discrimination": "points",
    "n": "count",
    "share": "share",
}
OPTIONS = {"headings": HEADINGS, "kinds": KINDS, "small": SmallBase(flag=0)}
HOW = Explanation(
    Words(
        "Right: share of those who answered. Attempts: mean of those recorded. Difficulty: mean share of the points of "
        "all who handed in (1 = everyone has all). Discrimination: correlation of a task's points with the sum of the "
        "others that are marked for everyone (corrected item-total).",
        "正确率：作答者中答对的比例。平均次数：记录的作答次数。难度：提交者的平均得分率（1 = 全部满分）。"
        "区分度：该题得分与其余各题（已全部评分者）得分之和的相关（校正题总相关）。",
    ),
    sources=("Ebel & Frisbie 1991, Essentials of Educational Measurement, ch. 13",),
)


def summary(exercise: Exercise, marks: Mapping[str, tuple[TaskMark, ...]]) -> tuple[Result, ...]:
    """Return the tables of tasks and of mistakes; `marks` are those of the learners who handed in."""
    everyone = list(marks.values())
    tasks = Result("tasks", _tasks(exercise, everyone), Words("Tasks", "各题"), HOW, options=OPTIONS)
    rows = tuple(_mistakes(exercise, everyone))
    how = Explanation(Words("Wrong answers by the mistake that leads to them.", "按导致错误的原因统计错误答案。"))
    common = Result("mistakes", rows, Words("Mistakes", "常见错误"), how, options=OPTIONS)
    return (tasks, common) if rows else (tasks,)


def _tasks(exercise: Exercise, everyone: Sequence[tuple[TaskMark, ...]]) -> tuple[Row, ...]:
    discriminations = _discriminations(everyone, len(exercise.tasks))
    return tuple(
        _task(task, [marks[place] for marks in everyone], *discriminations[place])
        for place, task in enumerate(exercise.tasks)
    )


def _task(task: Task, marks: Sequence[TaskMark], discrimination: float | None, reason: Words | None) -> Row:
    answered = [mark for mark in marks if mark.answered is not None and (mark.attempt or mark.answered.reasons)]
    judged = [mark.right for mark in answered if mark.right is not None]
    whole = [mark.points / task.of for mark in marks if mark.is_whole and task.of]
    return {
        "task": task.id,
        "level": LEVELS[task.level],
        "of": task.of,
        "answered": len(answered),
        "right": fmean(judged) if judged else None,
        "attempts": fmean(len(mark.answered.attempts) for mark in answered if mark.answered) if answered else None,
        "difficulty": fmean(whole) if whole else None,
        "discrimination": discrimination,
        "n": len(whole),
        "reason": reason,
    }


def _discriminations(
    everyone: Sequence[tuple[TaskMark, ...]], tasks: int
) -> dict[int, tuple[float | None, Words | None]]:
    """Return corrected item-total correlations of the tasks that are marked for everyone; why there are none, else."""
    whole = [place for place in range(tasks) if all(marks[place].is_whole for marks in everyone)]
    found: dict[int, tuple[float | None, Words | None]] = dict.fromkeys(range(tasks), (None, TO_MARK))
    if len(whole) < 2 or len(everyone) < LEAST_LEARNERS:
        return {**found, **dict.fromkeys(whole, (None, FEW if len(everyone) < LEAST_LEARNERS else ONE_TASK))}
    points = np.array([[marks[place].points for place in whole] for marks in everyone], dtype=np.float64)
    rest = internal_consistency(np.cov(points, rowvar=False), len(everyone)).item_rest
    return {**found, **{place: (one, ALIKE if one is None else None) for place, one in zip(whole, rest, strict=True)}}


def _mistakes(exercise: Exercise, everyone: Sequence[tuple[TaskMark, ...]]) -> list[Row]:
    found: list[Row] = []
    for place, task in enumerate(exercise.tasks):
        verdicts = [marks[place].verdict for marks in everyone]
        given = [verdict for verdict in verdicts if verdict is not None]
        counts = Counter(verdict.mistake for verdict in given if verdict.mistake)
        for name, n in counts.most_common():
            hint = next((one.hint for one in given if one.mistake == name and one.hint), None)
            found.append(
                {"task": task.id, "mistake": mistake_name(name), "n": n, "share": n / len(given), "hint": hint}
            )
    return found
