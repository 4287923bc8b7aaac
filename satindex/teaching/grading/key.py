"""The trainer's key: who is in the class, whose data come from which seed, what is right in them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satindex.errors import DataError, FigureError, SatindexError
from satindex.language import Words
from satindex.teaching.building import right_answer
from satindex.teaching.drawing import drawn, figures_of
from satindex.teaching.exercise import Exercise
from satindex.teaching.figures import Figures

FORMAT = "satindex key 1"


@dataclass(frozen=True)
class Entry:
    """One learner of the class as the key knows them."""

    number: str
    name: str
    seed: int
    answers: Mapping[str, Any]
    file: str = ""
    group: str = ""


@dataclass(frozen=True)
class Key:
    """A class, by number, in the order of its list; `folder` is the course's."""

    exercise: str
    learners: Mapping[str, Entry]
    folder: Path


def read_key(path: Path, exercise: Exercise) -> Key:
    """Return the key that `build` wrote; raises DataError where it is damaged, or another exercise's."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        learners = {number: _entry(number, said) for number, said in found["learners"].items()}
        said, form = str(found["exercise"]), found.get("format", FORMAT)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(Words(f"{path}: can't be read: {reason}.", f"{path}：无法读取：{reason}。")) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what = Words("is no key that `satindex exercise build` wrote", "不是 `satindex exercise build` 写出的答案文件")
        raise DataError(Words(f"{path}: {what.en}.", f"{path}：{what.zh}。")) from error
    if form != FORMAT:
        raise DataError(Words(f"{path}: is of another format: {form}.", f"{path}：格式不同：{form}。"))
    if said != exercise.name:
        raise DataError(
            Words(
                f"{path}: is the key of '{said}', but {exercise.file} is '{exercise.name}'.",
                f"{path}：这是“{said}”的答案文件，而 {exercise.file} 是“{exercise.name}”。",
            )
        )
    return Key(said, learners, path.parent.parent)


def _entry(number: str, said: Mapping[str, Any]) -> Entry:
    group, file = str(said.get("group", "")), str(said.get("file", ""))
    return Entry(number, str(said["name"]), int(said["seed"]), dict(said["answers"]), file, group)


def figures_for(entry: Entry, exercise: Exercise, key: Key) -> Figures:
    """Return the figures of a learner's data, read from the course's own copy, or drawn again from their seed.

    Raises DataError where neither has the answers of the key: the exercise or its survey has changed since.
    """
    wrong = Words("", "")
    for figures in _figures_of(entry, exercise, key):
        differing = _differing(entry, exercise, figures)
        if not differing:
            return figures
        wrong = wrong if wrong.en else Words(", ".join(differing), "、".join(differing))
    raise DataError(
        Words(
            f"{exercise.file}: for learner {entry.number} the key has other answers than the exercise now gives "
            f"({wrong.en}). Mark with the exercise and the survey that the course was built from.",
            f"{exercise.file}：学员 {entry.number} 的答案与答案文件不符（{wrong.zh}）。"
            "请用生成课程时的练习和问卷定义评分。",
        )
    )


def _figures_of(entry: Entry, exercise: Exercise, key: Key) -> Iterator[Figures]:
    """A file is read in half the time of drawing; one that is gone, edited or damaged does not matter."""
    copy = key.folder / entry.file
    if entry.file and copy.is_file():
        with suppress(SatindexError):
            yield figures_of(exercise.survey, str(copy))
    yield figures_of(exercise.survey, drawn(exercise.survey, exercise.data, entry.seed))


def _differing(entry: Entry, exercise: Exercise, figures: Figures) -> list[str]:
    found = []
    for task in exercise.tasks:
        if task.answer is None:
            continue
        try:
            now = right_answer(task.answer, figures)
        except FigureError:
            now = None
        if now is None or not _same(now, entry.answers.get(task.id)):
            found.append(task.id)
    return found


def _same(now: Any, then: Any) -> bool:
    if isinstance(now, dict) and isinstance(then, dict):
        return now.keys() == then.keys() and all(_same(now[key], then[key]) for key in now)
    numbers = (float, int)
    if isinstance(now, numbers) and isinstance(then, numbers) and not isinstance(now, bool):
        return math.isclose(now, then, rel_tol=1e-7, abs_tol=1e-9)
    return bool(now == then)
