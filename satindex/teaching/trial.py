"""Whether the names in an exercise exist: looked up in a class that is drawn for trial."""

from __future__ import annotations

from collections.abc import Iterable

from satindex.errors import FigureError, SatindexError
from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.model import Survey
from satindex.survey.tree import Path
from satindex.teaching.altered import Asked
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.exercise import Answer, DataPlan, Task
from satindex.teaching.figures import Figures, MissingFigureError
from satindex.teaching.marking import significant
from satindex.teaching.planting import planted
from satindex.teaching.recognising import equal_to
from satindex.teaching.telling import Trouble, troubles

TRIAL_SEED = 1
TRIALS = 8

Placed = list[tuple[Path, Task]]


def check_by_trial(survey: Survey, data: DataPlan, placed: Iterable[tuple[Path, Task]], faults: Faults) -> None:
    """Note a fault for every answer and hint that a drawn class has no figure for, and tolerances too small."""
    try:
        figures = figures_of(survey, drawn(survey, data, TRIAL_SEED))
    except SatindexError as error:
        faults.add(("data",), error.words)
        return
    tasks = list(placed)
    for place, task in tasks:
        if task.answer is not None and not faults.below((*place, "answer")):
            _check(place, task, task.answer, figures, faults)
    sound = [(place, task) for place, task in tasks if not faults.below(place)]
    _check_telling(survey, data, sound, figures, faults)


def _check_telling(survey: Survey, data: DataPlan, tasks: Placed, figures: Figures, faults: Faults) -> None:
    """Note a fault for every task that in no class drawn for trial can be marked fairly, and if none fits all tasks."""
    asked = tuple(task for _, task in tasks)
    seen: list[dict[str, Trouble]] = []
    for seed in range(TRIAL_SEED, TRIAL_SEED + TRIALS):
        drawn_again = figures if seed == TRIAL_SEED else figures_of(survey, drawn(survey, data, seed))
        seen.append({trouble.task: trouble for trouble in reversed(list(troubles(asked, drawn_again)))})
        if not seen[-1]:
            return
    often = {task.id: sum(task.id in one for one in seen) for task in asked}
    most = max(often.values())
    for place, task in tasks:
        if often[task.id] == most:
            trouble = next(one[task.id] for one in seen if task.id in one)
            what = Words(
                f"In {most} of {TRIALS} data sets drawn for trial this can't be marked fairly: {trouble.words.en}",
                f"试抽的 {TRIALS} 份数据中有 {most} 份无法公平评分：{trouble.words.zh}",
            )
            faults.add(place, what, trouble.hint)


def _check(place: Path, task: Task, answer: Answer, figures: Figures, faults: Faults) -> None:
    try:
        asked = resolved(answer, figures)
    except MissingFigureError:
        return
    except FigureError as error:
        faults.add((*place, "answer"), error.words)
        return
    if asked is None:
        return
    least = asked.found.rounding
    if task.tolerance is not None and task.tolerance < least * (1 - 1e-9):
        what = Words(
            f"The tolerance {task.tolerance:g} is below the rounding of the report, which shows this figure to "
            f"± {least:g}: an answer read from it would be wrong.",
            f"允许误差 {task.tolerance:g} 小于报告的舍入（此数值显示到 ± {least:g}）：照报告填写也会被判错。",
        )
        hint = Words(f"Write {least:g} or more, or leave it out.", f"请写 {least:g} 或更大，或省略。")
        faults.add((*place, "tolerance"), what, hint)
    for index, hint_ in enumerate(task.hints):
        try:
            if hint_.equals:
                equal_to(hint_.equals, asked)
        except FigureError as error:
            faults.add((*place, "hints", index, "when"), error.words)


def resolved(answer: Answer, figures: Figures) -> Asked | None:
    """Look an answer up, and return the figure where it is one; raises FigureError where it does not exist."""
    if answer.form == "figure":
        return Asked(figures.figure(answer.name), figures)
    if answer.form == "planted":
        planted(answer, figures)
    elif answer.form == "significant":
        significant(answer, figures)
    elif answer.form in ("choice", "ranking"):
        figures.ranked(answer.name, answer.by, answer.lowest)
    return None
