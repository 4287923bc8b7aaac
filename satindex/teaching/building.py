"""A course made from an exercise: a data file for each learner, and the trainer's key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from satindex.errors import FigureError, WriteError
from satindex.language import Words
from satindex.results.result import Result
from satindex.results.writing import write_atomically
from satindex.teaching.exercise import Answer, Exercise
from satindex.teaching.figures import Figures
from satindex.teaching.learners import Learner
from satindex.teaching.marking import significant
from satindex.teaching.planted_files import write_planted
from satindex.teaching.planting import planted
from satindex.teaching.telling import Fitting, fitting

if TYPE_CHECKING:
    import polars as pl

DATA, TRAINER, KEY = "learners", "trainer", "key.json"


def seed_of(exercise: Exercise, learner: Learner, seed: int) -> int:
    """Return the seed of a learner's data: from the exercise, the learner's number and the trainer's seed alone."""
    who = learner.number if exercise.data.per_learner else ""
    said = json.dumps([exercise.name, who, seed], ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:6], "big")


def build(
    exercise: Exercise,
    learners: Iterable[Learner],
    seed: int,
    output: Path,
    advance: Callable[[int], None] | None = None,
) -> Path:
    """Write `learners/NUMBER.csv` for each learner and `trainer/key.json` below `output`; return the key's path.

    The same exercise, list and seed give the same files. The key and the seed stay with the trainer. Raises WriteError
    where a course stands in `output` already, FigureError where a learner's data lack an answer.
    """
    key = output / TRAINER / KEY
    if key.exists() or (output / DATA).exists():
        raise WriteError(
            Words(f"{output} holds a course already; name another folder.", f"{output} 中已有课程；请另选文件夹。")
        )
    made: list[tuple[Learner, int, pl.DataFrame, Mapping[str, object], Mapping[str, Result]]] = []
    for count, learner in enumerate(learners, start=1):
        found = _data(exercise, learner, seed)
        answered, with_mistake = _answers(exercise, learner, found.figures), _planted(exercise, found.figures)
        made.append((learner, found.seed, found.export, answered, with_mistake))
        if advance is not None:
            advance(count)
    entries: dict[str, dict[str, object]] = {}
    for learner, own, export, answers, tables in made:
        file = f"{DATA}/{learner.number}.csv"
        _write(output / file, export)
        for task, table in tables.items():
            write_planted(table, output / DATA / f"{learner.number}.{task}.csv")
        entries[learner.number] = {"name": learner.name, "seed": own, "file": file, "answers": answers}
        if learner.group:
            entries[learner.number]["group"] = learner.group
    text = json.dumps(
        {"format": "satindex key 1", "exercise": exercise.name, "seed": seed, "learners": entries},
        ensure_ascii=False,
        indent=1,
    )
    _folder(key.parent)
    write_atomically(key, lambda temporary: _write_text(temporary, text))
    return key


def _data(exercise: Exercise, learner: Learner, seed: int) -> Fitting:
    try:
        return fitting(exercise, seed_of(exercise, learner, seed))
    except FigureError as error:
        raise _of_learner(learner, error) from error


def _answers(exercise: Exercise, learner: Learner, figures: Figures) -> dict[str, object]:
    try:
        return {task.id: right_answer(task.answer, figures) for task in exercise.tasks if task.answer is not None}
    except FigureError as error:
        raise _of_learner(learner, error) from error


def _of_learner(learner: Learner, error: FigureError) -> FigureError:
    number, said = learner.number, error.words
    return FigureError(Words(f"learner {number}: {said.en}", f"学员 {number}：{said.zh}"))


def _planted(exercise: Exercise, figures: Figures) -> dict[str, Result]:
    """Return the tables that hold a mistake, by their task: they stand beside the learner's data."""
    tasks = [(task, task.answer) for task in exercise.tasks if task.answer and task.answer.form == "planted"]
    return {task.id: planted(answer, figures).table for task, answer in tasks}


def right_answer(answer: Answer, figures: Figures) -> object:
    """Return what is right in one data set, ready for JSON; of a choice all rows that no other comes before."""
    if answer.form == "text":
        return list(answer.texts)
    if answer.form == "significant":
        return significant(answer, figures)
    if answer.form == "planted":
        error = planted(answer, figures)
        return {"figure": error.name, "right": error.right, "planted": error.wrong, "mistake": error.mistake}
    if answer.form == "figure":
        return figures.figure(answer.name).figure()
    placed = figures.ranked(answer.name, answer.by, answer.lowest)
    return [one.name for one in placed if answer.form == "ranking" or one.figure == placed[0].figure]


def _write(path: Path, export: pl.DataFrame) -> None:
    """Write CSV as UTF-8 with BOM, so that Excel reads its Chinese."""
    _folder(path.parent)
    write_atomically(path, lambda temporary: export.write_csv(temporary, include_bom=True))


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(Words(f"{path} can't be made: {reason}.", f"无法建立 {path}：{reason}。")) from error


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
