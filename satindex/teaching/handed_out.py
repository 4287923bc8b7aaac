"""What is handed out to a learner, and what the files are called."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from satindex.errors import DataError
from satindex.language import Words
from satindex.results.file_names import file_stem, stems
from satindex.survey.faults import Faults
from satindex.survey.model import Survey
from satindex.survey.parsing import read_tree
from satindex.survey.tree import child
from satindex.teaching.bundle import BUNDLE, bundle
from satindex.teaching.exercise import Exercise
from satindex.teaching.learners import Learner
from satindex.teaching.notebooks import Files, notebook, plain_cells
from satindex.teaching.sealing import Foreseen, checks


def learner_files(
    exercise: Exercise, learner: Learner, tasks: Sequence[Foreseen], data: bytes, language: str
) -> dict[str, bytes]:
    """Return a learner's files by name: data, notebook, checks, the survey's definition, and the checks' code."""
    names = files_of(exercise, file_stem(exercise.name))
    cells = plain_cells(exercise, tasks, learner, names, language)
    return {
        names.data: data,
        names.checks: checks_text(exercise, learner, tasks, data, language, names),
        f"{file_stem(exercise.name)}.ipynb": notebook(cells, language).encode(),
        **for_all(exercise),
    }


def for_all(exercise: Exercise) -> dict[str, bytes]:
    """Return the files that are the same for all learners."""
    return {files_of(exercise, "").survey: definition(exercise.survey).encode(), BUNDLE: bundle()}


def checks_text(
    exercise: Exercise, learner: Learner, tasks: Sequence[Foreseen], data: bytes, language: str, names: Files
) -> bytes:
    """Return a learner's file of checks; its salt is made of what the learner has anyway, never of a seed."""
    whose = json.dumps([exercise.name, learner.number], ensure_ascii=False).encode()
    salt = hashlib.sha256(whose + data).hexdigest()[:32]
    said = {**checks(exercise, tasks, learner, salt, names.data), "language": language}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def files_of(exercise: Exercise, stem: str) -> Files:
    """Return the names of a learner's files; a task with a planted mistake has a table of its own."""
    planted = [task.id for task in exercise.tasks if task.answer and task.answer.form == "planted"]
    survey = file_stem(Path(exercise.survey.file).stem)
    tables = {task: f"{stem}.{own}.csv" for task, own in stems(planted).items()}
    return Files(f"{stem}.csv", f"{stem}.json", f"{survey}.yaml", tables)


def definition(survey: Survey) -> str:
    """Return a survey's definition as learners get it: without what is true of the people drawn from it.

    Raises DataError where `truth` is not written as a block of its own.
    """
    text = "".join(_without("truth", survey.text))
    if child(read_tree(text, Faults(survey.file)), "truth") is not None:
        what = Words(
            "write truth: as a block of its own, so that it can be left out", "请把 truth: 单独成块书写，以便略去"
        )
        raise DataError(Words(f"{survey.file}: {what.en}.", f"{survey.file}：{what.zh}。"))
    return text


def _without(key: str, text: str) -> Iterator[str]:
    """Leave out a key at the left margin with everything below it; comments that follow it go too."""
    within = False
    for line in text.splitlines(keepends=True):
        if not line[0].isspace() and not (within and line.startswith("#")):
            within = re.match(rf"""["']?{key}["']?\s*:""", line) is not None
        if not within:
            yield line
