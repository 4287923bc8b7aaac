"""Answers checked against a data set: right or not, which mistake, what to say, how many points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.teaching.altered import Asked
from satindex.teaching.drawing import figures_of
from satindex.teaching.exercise import Answer, Exercise, Form, Task
from satindex.teaching.figures import Figures, Placed, missing
from satindex.teaching.ordered import Ordered, ordered
from satindex.teaching.planting import Planted, planted
from satindex.teaching.practice.bins import near
from satindex.teaching.reading import decision_of, named_and_valued, number_of, one_of, order_of, same_text
from satindex.teaching.recognising import foreseen, misordered, tolerance_of, wrong_orders

RIGHT = Words("Right.", "正确。")
WRONG = Words("Not right yet.", "还不正确。")
TO_MARK = Words("Your trainer marks this.", "由教师评分。")
NO_NUMBER = Words("A number is asked for.", "此题应填一个数。")
NO_VALUE = Words("That figure is wrong indeed; which is right in its place?", "找对了；正确的数值是多少？")
WRONG_VALUE = Words("That figure is wrong indeed, but so is yours.", "找对了，但给出的数值也不正确。")
NO_DECISION = Words("Answer yes or no.", "请回答“是”或“否”。")


@dataclass(frozen=True)
class Verdict:
    """What is said to one answer; `right` is None where the trainer marks, `mistake` is empty where none is known."""

    task: str
    right: bool | None
    points: float
    of: float
    hint: Words | None = None
    mistake: str = ""

    def say(self, language: str | None = None) -> str:
        """Return the verdict and its hint in one line."""
        first = TO_MARK if self.right is None else RIGHT if self.right else WRONG
        return first.say(language) + (f" {self.hint.say(language)}" if self.hint else "")

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True)
class Marked:
    """All verdicts of one learner, in the order of the tasks; a task without an answer has no points."""

    verdicts: tuple[Verdict, ...]

    @property
    def points(self) -> float:
        """The points reached, without those that the trainer gives."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def of(self) -> float:
        """The points that can be reached, with those that the trainer gives."""
        return sum(verdict.of for verdict in self.verdicts)


def check(exercise: Exercise, data: Any, task: str, value: object) -> Verdict:
    """Return what is to be said to a value handed in for one task; `data` is the learner's export, or its scores.

    Raises FigureError for a task that does not exist, and where the answer is missing in this data set.
    """
    found = exercise.task(task)
    if found is None:
        hint = did_you_mean(task, [one.id for one in exercise.tasks])
        raise FigureError(
            Words(
                f"there is no task '{task}'. {hint.en if hint else ''}".rstrip(),
                f"没有题目“{task}”。{hint.zh if hint else ''}",
            )
        )
    return _checked(found, _figures(exercise, data), value)


def _figures(exercise: Exercise, data: Any) -> Figures:
    if isinstance(data, Figures):
        return data
    return Figures(data) if isinstance(data, Scores) else figures_of(exercise.survey, data)


def marked(exercise: Exercise, data: Any, answers: Mapping[str, object]) -> Marked:
    """Return the verdicts on all tasks; raises FigureError for answers to tasks that do not exist."""
    for task in answers:
        if exercise.task(task) is None:
            check(exercise, data, task, None)
    figures = _figures(exercise, data)
    return Marked(
        tuple(
            check(exercise, figures, task.id, answers[task.id])
            if answers.get(task.id) is not None
            else Verdict(task.id, False, 0.0, task.of if task.kind == "find_error" else task.points)
            for task in exercise.tasks
        )
    )


def _checked(task: Task, figures: Figures, value: object) -> Verdict:
    answer = task.answer
    if answer is None:
        return Verdict(task.id, None, 0.0, task.points)
    if answer.form == "text":
        return _verdict(task, one_of(value, answer.texts), value)
    if answer.form in ("choice", "ranking"):
        return _order(task, ordered(answer, figures), answer.form, value)
    if answer.form == "significant":
        said = decision_of(value)
        if said is None:
            return Verdict(task.id, False, 0.0, task.points, NO_DECISION)
        return _verdict(task, said == significant(answer, figures), value)
    if answer.form == "planted":
        return _planted(task, planted(answer, figures), value)
    return _figure(task, Asked(figures.figure(answer.name), figures), value)


def _planted(task: Task, error: Planted, value: object) -> Verdict:
    """The figure that is wrong has the task's points, its right value has points of its own."""
    name, number = named_and_valued(value)
    apart = task.answer.value_points if task.answer else 0.0
    of = task.points + apart
    if not error.is_named(name):
        return replace(_verdict(task, False, name), of=of)
    if not apart:
        return Verdict(task.id, True, task.points, of)
    if number is not None and error.is_righted(number, task.tolerance or 0.0):
        return Verdict(task.id, True, of, of)
    return Verdict(task.id, False, task.points, of, WRONG_VALUE if number is not None else NO_VALUE)


def _figure(task: Task, asked: Asked, value: object) -> Verdict:
    number = number_of(value)
    if number is None:
        return Verdict(task.id, False, 0.0, task.points, NO_NUMBER)
    if near(number, asked.right, tolerance_of(task, asked)):
        return Verdict(task.id, True, task.points, task.points)
    slip = foreseen(number, task, asked)
    if slip is None:
        return Verdict(task.id, False, 0.0, task.points)
    return Verdict(task.id, False, 0.0, task.points, slip.hint, slip.mistake)


def _order(task: Task, asked: Ordered, form: Form, value: object) -> Verdict:
    given = order_of(value) if form == "ranking" else (str(value).strip(),)
    keys = asked.keys_of(given)
    right = _is_order(asked.placed, keys) if form == "ranking" else _is_first(asked.placed, value)
    found = _verdict(task, right, value)
    whole = len(keys) == (len(asked.placed) if form == "ranking" else 1)
    slip = None if right or found.hint or not whole else misordered(keys, wrong_orders(task, asked))
    return found if slip is None else replace(found, hint=slip.hint, mistake=slip.mistake)


def _verdict(task: Task, right: bool, value: object) -> Verdict:
    if right:
        return Verdict(task.id, True, task.points, task.points)
    hint = next((hint for hint in task.hints if hint.equals and same_text(value, hint.equals)), None)
    if hint is None:
        return Verdict(task.id, False, 0.0, task.points)
    return Verdict(task.id, False, 0.0, task.points, hint.words, f"= {hint.equals}")


def significant(answer: Answer, figures: Figures) -> bool:
    """Return whether a row's test is significant, by its adjusted p where it has one; FigureError without any."""
    return p_of(answer, figures) < answer.at


def p_of(answer: Answer, figures: Figures) -> float:
    """Return the p-value of a row's test, adjusted where it is; raises FigureError where it has none."""
    found = figures.row(answer.name)
    for column in ("p_adjusted", "p_value"):
        p = found.figure(column)
        if p is not None:
            return p
    if {"p_adjusted", "p_value"} & set(found.table.columns):
        raise missing(answer.name, found.row)
    raise FigureError(Words(f"'{answer.name}' has no test.", f"“{answer.name}”没有检验。"))


def _is_first(placed: tuple[Placed, ...], value: object) -> bool:
    """Whether a row is named that no other comes before; of several alike each is right."""
    return any(same_text(value, one.name, one.label) for one in placed if one.figure == placed[0].figure)


def _is_order(placed: tuple[Placed, ...], given: tuple[str, ...]) -> bool:
    """Whether all rows are named once, in the order of their figures; those alike may stand either way."""
    figure_of = {one.name: one.figure for one in placed}
    if len(given) != len(placed) or set(given) != set(figure_of):
        return False
    return [figure_of[name] for name in given] == [one.figure for one in placed]
