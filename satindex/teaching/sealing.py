"""A learner's checks made from the figures of their data: what is said to each foreseen answer, sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from satindex.language import Words
from satindex.teaching.altered import Asked
from satindex.teaching.exercise import Answer, Exercise, Task, said_in
from satindex.teaching.figures import Figures, Placed
from satindex.teaching.learners import Learner
from satindex.teaching.marking import Verdict, check
from satindex.teaching.ordered import ordered
from satindex.teaching.planting import Planted, planted
from satindex.teaching.practice.bins import bins_near, width_of
from satindex.teaching.practice.locks import Lock, Said, length_of, sealed
from satindex.teaching.practice.session import FORMAT
from satindex.teaching.reading import folded
from satindex.teaching.recognising import slips, tolerance_of, wrong_orders


@dataclass(frozen=True)
class Foreseen:
    """A task's sheet without its sealed lines, and what is said to each answer that is foreseen."""

    sheet: Mapping[str, Any]
    said: Mapping[str, list[Said]] = field(default_factory=dict)


def foreseen(exercise: Exercise, figures: Figures) -> tuple[Foreseen, ...]:
    """Return what the checks of one data set know, task by task, in clear; raises FigureError for missing figures."""
    return tuple(foreseen_of(exercise, figures, task) for task in exercise.tasks)


def foreseen_of(exercise: Exercise, figures: Figures, task: Task) -> Foreseen:
    """Return what the checks of one task know."""
    answer = task.answer
    if answer is None:
        return Foreseen(_sheet(task, "open"))
    if answer.form == "figure":
        return _number(task, Asked(figures.figure(answer.name), figures))
    if answer.form == "significant":
        said = {token: [_said(check(exercise, figures, task.id, token))] for token in ("yes", "no")}
        return Foreseen(_sheet(task, "decision"), said)
    if answer.form in ("choice", "ranking"):
        return _rows(exercise, figures, task, answer)
    if answer.form == "planted":
        return _planted(exercise, figures, task, planted(answer, figures))
    texts = (*answer.texts, *(hint.equals for hint in task.hints if hint.equals))
    said = {folded(text): [_said(check(exercise, figures, task.id, text))] for text in texts}
    return Foreseen(_sheet(task, "text"), said)


def checks(exercise: Exercise, tasks: Sequence[Foreseen], learner: Learner, salt: str, data: str) -> dict[str, Any]:
    """Return a learner's file of checks, ready for JSON; no answer, mistake or hint stands there in clear."""
    lock = Lock(salt, learner.number)
    length = length_of([said for task in tasks for said in task.said.values()])
    title = titled(exercise)
    return {
        "format": FORMAT,
        "exercise": exercise.name,
        "title": [title.en, title.zh],
        "learner": learner.number,
        "name": learner.name,
        "data": data,
        "salt": salt,
        "scrypt": {"n": lock.n, "r": lock.r},
        "tasks": [sheet_with_lines(task, lock, length) for task in tasks],
    }


def sheet_with_lines(task: Foreseen, lock: Lock, length: int) -> dict[str, Any]:
    """Return a task's sheet with its sealed lines; `length` is that of the longest text beside them."""
    lines = {"lines": sealed(lock, task.sheet["id"], task.said, length)} if task.said else {}
    return {**task.sheet, **lines}


def titled(exercise: Exercise) -> Words:
    """Return an exercise's title, else its name."""
    return said_in(exercise.title) if exercise.title else Words(exercise.name, exercise.name)


def _sheet(task: Task, form: str, **more: Any) -> dict[str, Any]:
    sheet = {"id": task.id, "form": form, "attempts": task.attempts, "asks_reasons": bool(task.reasons)}
    return {**sheet, **more}


def _number(task: Task, asked: Asked) -> Foreseen:
    tolerance = tolerance_of(task, asked)
    wrong = slips(task, asked)
    width = width_of(tolerance, [asked.right, *(slip.figure for slip in wrong)])
    lines: list[dict[str, Any]] = [{"right": True, "figure": asked.right}]
    lines += [
        {"right": False, "figure": slip.figure, "mistake": slip.mistake, "hint": _pair(slip.hint), "own": slip.own}
        for slip in wrong
    ]
    said: dict[str, list[Said]] = defaultdict(list)
    for line in lines:
        for found in bins_near(line["figure"], tolerance, width):
            said[str(found)].append(line)
    return Foreseen(_sheet(task, "number", tolerance=tolerance, width=width), said)


def _rows(exercise: Exercise, figures: Figures, task: Task, answer: Answer) -> Foreseen:
    placed = figures.ranked(answer.name, answer.by, answer.lowest)
    rows = [[one.name, *_pair(one.label or Words(one.name, one.name))] for one in sorted(placed, key=_name)]
    if answer.form == "choice":
        said = {one.name: [_said(check(exercise, figures, task.id, one.name))] for one in placed}
        return Foreseen(_sheet(task, "choice", rows=rows), said)
    alike = _alike(placed)
    orders = [[one.name for one in placed], *(list(one.order) for one in wrong_orders(task, ordered(answer, figures)))]
    said = {}
    for order in orders:
        token = ">".join(alike.get(name, name) for name in order)
        if token not in said:
            said[token] = [_said(check(exercise, figures, task.id, order))]
    return Foreseen(_sheet(task, "ranking", rows=rows, alike=alike), said)


def _planted(exercise: Exercise, figures: Figures, task: Task, error: Planted) -> Foreseen:
    """The figure is found by any of its names; its right value is compared where it has points."""
    said: dict[str, Any] = {"right": True}
    if task.answer and task.answer.value_points:
        unsaid, wrong = (check(exercise, figures, task.id, [error.name, value]) for value in ("", str(error.wrong)))
        hints = {"none": _said(unsaid)["hint"], "wrong": _said(wrong)["hint"]}
        said |= {"figure": error.right, "reach": error.reach(task.tolerance or 0.0), **hints}
    return Foreseen(_sheet(task, "planted"), {name: [said] for name in sorted(error.called)})


def _name(one: Placed) -> str:
    return one.name


def _alike(placed: tuple[Placed, ...]) -> dict[str, str]:
    """Return, for rows that have the same figure, the one that stands for them: either order of them is right."""
    first: dict[float, str] = {}
    standing = {one.name: first.setdefault(one.figure, one.name) for one in placed}
    return {name: other for name, other in standing.items() if list(standing.values()).count(other) > 1}


def _said(verdict: Verdict) -> Said:
    said: dict[str, Any] = {"right": verdict.right is True}
    if verdict.hint is not None:
        said |= {"mistake": verdict.mistake, "hint": _pair(verdict.hint)}
    return said


def _pair(words: Words) -> list[str]:
    return [words.en, words.zh]
