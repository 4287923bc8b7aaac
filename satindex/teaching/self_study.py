"""An exercise opened from its definition, for study by oneself: answers are computed when one is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from satindex.errors import DataError
from satindex.language import Words
from satindex.measures.scores import Scores
from satindex.results.result import Result
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.exercise import Exercise, Task
from satindex.teaching.figures import Figures
from satindex.teaching.loading import load_exercise
from satindex.teaching.planting import planted
from satindex.teaching.practice.locks import Lock, length_of
from satindex.teaching.practice.record import Record, Whose
from satindex.teaching.practice.session import Practice
from satindex.teaching.practice.sheets import Sheet, sheet_of
from satindex.teaching.sealing import foreseen_of, sheet_with_lines, titled

SEED = 1
NOBODY = "practice"


def studied(path: Path, language: str | None, data: Any, learner: str | None) -> Practice:
    """Return the exercise with its answers for `data`, else for a data set drawn from the definition by seed 1."""
    exercise = load_exercise(path)
    if data is None:
        data = drawn(exercise.survey, exercise.data, SEED).to_pandas()
    whose = learner or NOBODY
    lock = Lock("self-study", whose)
    sheets = _Sheets(exercise, data, lock)
    return Practice(
        exercise=exercise.name,
        title=titled(exercise),
        data=data,
        lock=lock,
        sheets=sheets,
        record=Record(Whose(exercise.name, whose), None if learner is None else Path()),
        language=language,
        tables=lambda task: sheets.table(task).in_language(language),
    )


@dataclass(frozen=True)
class _Sheets(Mapping[str, Sheet]):
    """The sheets of an exercise, each made when it is asked for."""

    exercise: Exercise
    source: Any
    lock: Lock
    made: dict[str, Sheet] = field(default_factory=dict)

    @cached_property
    def figures(self) -> Figures:
        """The figures of the data."""
        return (
            Figures(self.source) if isinstance(self.source, Scores) else figures_of(self.exercise.survey, self.source)
        )

    def table(self, name: str) -> Result:
        """Return the table in which a task's mistake is planted; raises DataError where the task has none."""
        task = self.exercise.task(name)
        if task is None or task.answer is None or task.answer.form != "planted":
            raise DataError(Words(f"the task '{name}' has no table", f"题目“{name}”没有表"))
        return planted(task.answer, self.figures).table

    def __getitem__(self, name: str) -> Sheet:
        task = self.exercise.task(name)
        if task is None:
            raise KeyError(name)
        if name not in self.made:
            self.made[name] = self._sheet(task)
        return self.made[name]

    def _sheet(self, task: Task) -> Sheet:
        known = foreseen_of(self.exercise, self.figures, task)
        return sheet_of(sheet_with_lines(known, self.lock, length_of(list(known.said.values()))))

    def __iter__(self) -> Iterator[str]:
        return (task.id for task in self.exercise.tasks)

    def __len__(self) -> int:
        return len(self.exercise.tasks)
