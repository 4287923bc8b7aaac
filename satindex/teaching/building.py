"""A course made from an exercise: a folder for each learner, and the trainer's key."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING

from satindex.errors import FigureError, WriteError
from satindex.language import Words, reader_language
from satindex.results.file_names import file_stem
from satindex.results.result import Result
from satindex.results.writing import write_atomically
from satindex.teaching import nbgrader_edition
from satindex.teaching.exercise import Answer, Exercise
from satindex.teaching.figures import Figures
from satindex.teaching.handed_out import checks_text, files_of, for_all, learner_files
from satindex.teaching.learners import Learner
from satindex.teaching.marking import significant
from satindex.teaching.notebooks import notebook
from satindex.teaching.planted_files import write_planted
from satindex.teaching.planting import planted
from satindex.teaching.sealing import Foreseen, foreseen
from satindex.teaching.telling import fitting

if TYPE_CHECKING:
    import polars as pl

LEARNERS, TRAINER, KEY, NBGRADER = "learners", "trainer", "key.json", "nbgrader"


def seed_of(exercise: Exercise, learner: Learner, seed: int) -> int:
    """Return the seed of a learner's data: from the exercise, the learner's number and the trainer's seed alone."""
    who = learner.number if exercise.data.per_learner else ""
    said = json.dumps([exercise.name, who, seed], ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:6], "big")


@dataclass(frozen=True)
class Made:
    """What is made for one learner: data with their seed, the answers, and what the checks know."""

    learner: Learner
    seed: int
    export: pl.DataFrame
    answers: Mapping[str, object]
    foreseen: tuple[Foreseen, ...]
    tables: Mapping[str, Result]


def build(
    exercise: Exercise,
    learners: Iterable[Learner],
    seed: int,
    output: Path,
    advance: Callable[[int], None] | None = None,
    language: str | None = None,
    *,
    nbgrader: bool = False,
) -> Path:
    """Write a folder for each learner and `trainer/key.json` below `output`; return the key's path.

    A learner's folder holds the data, a notebook in `language`, the checks and what they need: see `learner_files`. The
    same exercise, list and seed give the same files. The key and the seed stay with the trainer. With `nbgrader` a
    folder of that name is what nbgrader runs in: `source/EXERCISE`, its configuration and students. Raises WriteError
    where a course stands in `output` already, FigureError where a learner's data lack an answer.
    """
    key = output / TRAINER / KEY
    if key.exists() or (output / LEARNERS).exists() or (output / NBGRADER).exists():
        raise WriteError(
            Words(f"{output} holds a course already; name another folder.", f"{output} 中已有课程；请另选文件夹。")
        )
    made = []
    for count, learner in enumerate(learners, start=1):
        made.append(_made(exercise, learner, seed))
        if advance is not None:
            advance(count)
    spoken = language or reader_language()
    entries = {one.learner.number: _written(exercise, one, output / LEARNERS, spoken) for one in made}
    said = {"format": "satindex key 1", "exercise": exercise.name, "seed": seed, "learners": entries}
    if nbgrader:
        _write_nbgrader(exercise, made, output / NBGRADER, spoken)
        said["definition"] = _write_definitions(exercise, key.parent)
    write_file(key, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
    return key


def _written(exercise: Exercise, one: Made, output: Path, language: str) -> dict[str, object]:
    """Write a learner's folder; return what the key says of the learner."""
    learner, names = one.learner, files_of(exercise, file_stem(exercise.name))
    folder = output / learner.number
    for name, content in learner_files(exercise, learner, one.foreseen, csv_of(one.export), language).items():
        write_file(folder / name, content)
    for task, table in one.tables.items():
        write_planted(table, folder / names.tables[task], language)
    said = {"name": learner.name, "seed": one.seed, "file": f"{LEARNERS}/{learner.number}/{names.data}"}
    return {**said, **({"group": learner.group} if learner.group else {}), "answers": one.answers}


def _write_nbgrader(exercise: Exercise, made: Sequence[Made], folder: Path, language: str) -> None:
    """Write one notebook for all, and beside it everyone's data and checks, without names of people."""
    stem = file_stem(exercise.name)
    source = folder / "source" / stem
    cells = nbgrader_edition.cells(exercise, made[0].foreseen, files_of(exercise, nbgrader_edition.NUMBER), language)
    files = {f"{stem}.ipynb": notebook(cells, language).encode(), **for_all(exercise)}
    for one in made:
        names, data = files_of(exercise, one.learner.number), csv_of(one.export)
        nameless = Learner(one.learner.number)
        files |= {
            names.data: data,
            names.checks: checks_text(exercise, nameless, one.foreseen, data, language, names),
        }
    for name, content in files.items():
        write_file(source / name, content)
    for one in made:
        for task, table in one.tables.items():
            write_planted(table, source / files_of(exercise, one.learner.number).tables[task], language)
    write_file(folder / "nbgrader_config.py", nbgrader_edition.config(stem, language))
    write_file(folder / "students.csv", nbgrader_edition.students([one.learner for one in made]))


def _write_definitions(exercise: Exercise, folder: Path) -> str:
    """Write exercise and survey beside the key, as they stand to each other; return where the exercise is."""
    places = [Path(exercise.file).resolve(), Path(exercise.survey.file).resolve()]
    top = Path(commonpath([place.parent for place in places]))
    names = [f"definition/{place.relative_to(top).as_posix()}" for place in places]
    for name, place in zip(names, places, strict=True):
        write_file(folder / name, place.read_bytes())
    return names[0]


def _made(exercise: Exercise, learner: Learner, seed: int) -> Made:
    try:
        fit = fitting(exercise, seed_of(exercise, learner, seed))
        figures = fit.figures
        answers = {task.id: right_answer(task.answer, figures) for task in exercise.tasks if task.answer is not None}
        known = foreseen(exercise, figures)
        return Made(learner, fit.seed, fit.export, answers, known, _planted(exercise, figures))
    except FigureError as error:
        number, said = learner.number, error.words
        raise FigureError(Words(f"learner {number}: {said.en}", f"学员 {number}：{said.zh}")) from error


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


def csv_of(export: pl.DataFrame) -> bytes:
    """Return CSV as UTF-8 with BOM, so that Excel reads its Chinese."""
    raw = io.BytesIO()
    export.write_csv(raw, include_bom=True)
    return raw.getvalue()


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole, with the folders above it; raises WriteError where it can't be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(Words(f"{path} can't be made: {reason}.", f"无法建立 {path}：{reason}。")) from error
    write_atomically(path, lambda temporary: _write(temporary, content))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
