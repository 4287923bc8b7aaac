"""Whether a data set can tell right answers from wrong ones; one that can't is drawn again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from satindex.errors import FigureError
from satindex.language import Words
from satindex.results.columns import written
from satindex.teaching.altered import Asked
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.exercise import Answer, Exercise, Task
from satindex.teaching.figures import Figures, MissingFigureError
from satindex.teaching.marking import p_of
from satindex.teaching.ordered import ordered
from satindex.teaching.planting import planted
from satindex.teaching.practice.bins import near
from satindex.teaching.recognising import Slip, authors_slips, tolerance_of, wrong_orders

if TYPE_CHECKING:
    import polars as pl

DRAWS = 20


@dataclass(frozen=True)
class Trouble:
    """Why one task can't be marked fairly in one data set."""

    task: str
    words: Words
    hint: Words | None = None


@dataclass(frozen=True)
class Fitting:
    """A data set in which every task can be marked, the seed that drew it, and its figures."""

    seed: int
    export: pl.DataFrame
    figures: Figures


def fitting(exercise: Exercise, seed: int) -> Fitting:
    """Return the first data set in which every task can be marked: drawn by `seed`, else by the seeds that follow it.

    The same exercise and seed give the same data set. Raises FigureError, which says why, where none of twenty fits.
    """
    reasons: list[Trouble] = []
    for number in range(DRAWS):
        own = seed if number == 0 else following(seed, number)
        export = drawn(exercise.survey, exercise.data, own)
        figures = figures_of(exercise.survey, export)
        trouble = next(troubles(exercise.tasks, figures), None)
        if trouble is None:
            return Fitting(own, export, figures)
        reasons.append(trouble)
    said = reasons[-1]
    raise FigureError(
        Words(
            f"{DRAWS} data sets were drawn, and none fits. Task '{said.task}': {said.words.en}",
            f"已抽取 {DRAWS} 份数据，均不合用。题目“{said.task}”：{said.words.zh}",
        )
    )


def following(seed: int, number: int) -> int:
    """Return the seed of the draw after so many that did not fit."""
    return int.from_bytes(hashlib.sha256(f"{seed} {number}".encode()).digest()[:6], "big")


def troubles(tasks: tuple[Task, ...], figures: Figures) -> Iterator[Trouble]:
    """Yield why tasks can't be marked fairly in this data set; raises FigureError for names that do not exist.

    An answer is missing; two rows that the report writes alike decide an order; a p-value is written as the level; a
    mistake that the author names in a hint comes to the right answer, or to that of another one so named: within
    twice the tolerance, so that no answer near the one is near the other.
    """
    for task in tasks:
        if task.answer is None:
            continue
        try:
            yield from _of_task(task, task.answer, figures)
        except MissingFigureError as error:
            yield Trouble(task.id, error.words)


def _of_task(task: Task, answer: Answer, figures: Figures) -> Iterator[Trouble]:
    if answer.form == "figure":
        yield from _of_figure(task, Asked(figures.figure(answer.name), figures))
    elif answer.form == "significant":
        p = p_of(answer, figures)
        if written(p, "p") == written(answer.at, "p"):
            what = Words(f"the p-value is {p:.4f}, the level {answer.at:g}.", f"p 值为 {p:.4f}，水平为 {answer.at:g}。")
            yield Trouble(task.id, what)
    elif answer.form in ("choice", "ranking"):
        yield from _of_order(task, answer, figures)
    elif answer.form == "planted":
        try:
            planted(answer, figures)
        except FigureError as error:
            yield Trouble(task.id, error.words)


def _of_order(task: Task, answer: Answer, figures: Figures) -> Iterator[Trouble]:
    asked = ordered(answer, figures)
    alike = asked.tied(answer.form)
    if alike is not None:
        one, other = alike
        what = Words(
            f"'{one.name}' and '{other.name}' are alike in the report: {one.figure:.6g} and {other.figure:.6g}.",
            f"“{one.name}”与“{other.name}”在报告中相同：{one.figure:.6g} 与 {other.figure:.6g}。",
        )
        yield Trouble(task.id, what, Words("State truths that set them apart.", "请给出能区分二者的真值。"))
    right = tuple(one.name for one in asked.placed)
    length = 1 if answer.form == "choice" else len(right)
    for wrong in wrong_orders(task, asked):
        if wrong.own and wrong.order[:length] == right[:length]:
            yield Trouble(task.id, _same(wrong.mistake), APART)


APART = Words(
    "State truths that set them apart, a smaller tolerance, or leave the hint out.",
    "请给出能区分二者的真值、减小允许误差，或删去此提示。",
)


def _same(mistake: str) -> Words:
    return Words(f"the mistake '{mistake}' comes to the right answer.", f"错误“{mistake}”的结果与正确答案相同。")


def _of_figure(task: Task, asked: Asked) -> Iterator[Trouble]:
    apart = 2 * tolerance_of(task, asked)
    of_mistake: dict[str, list[Slip]] = {hint.mistake: [] for hint in task.hints if hint.mistake}
    for slip in authors_slips(task, asked):
        of_mistake.setdefault(slip.mistake, []).append(slip)
    for mistake, found in of_mistake.items():
        if not found:
            what = Words(f"the mistake '{mistake}' can't be made here.", f"此题不会出现错误“{mistake}”。")
            yield Trouble(task.id, what, Words("Remove this hint.", "请删去此提示。"))
        elif any(near(slip.figure, asked.right, apart) for slip in found):
            yield Trouble(task.id, _same(mistake), APART)
    for (mistake, ones), (another, others) in combinations(of_mistake.items(), 2):
        if any(near(a.figure, b.figure, apart) for a in ones for b in others):
            what = Words(
                f"the mistakes '{mistake}' and '{another}' come to the same answer.",
                f"错误“{mistake}”与“{another}”的结果相同。",
            )
            yield Trouble(task.id, what, APART)
