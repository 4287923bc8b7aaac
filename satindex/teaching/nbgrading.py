"""What nbgrader's hidden tests ask on the trainer's machine: the points of an answer, by the trainer's key.

The key stands above nbgrader's folder, in `trainer/`, and is never among what learners get. nbgrader runs the
learners' code beside it: who can't trust that marks with `satindex exercise grade`, which runs nothing of theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from satindex.errors import DataError
from satindex.language import Words
from satindex.teaching.building import KEY, TRAINER
from satindex.teaching.exercise import Exercise
from satindex.teaching.figures import Figures
from satindex.teaching.grading.key import Entry, Key, figures_for, read_key
from satindex.teaching.grading.marks import marks_of
from satindex.teaching.grading.submission import Answered, Attempt, Submission
from satindex.teaching.loading import load_exercise
from satindex.teaching.practice.values import is_blank, plain


@dataclass(frozen=True)
class Marking:
    """An exercise with its key."""

    exercise: Exercise
    key: Key


def points_of(task: str, answers: Mapping[str, object], reasons: Mapping[str, object] | None = None) -> float:
    """Return the points of what a learner's notebook holds for a task; none for what is blank or no answer.

    The learner is the one whose folder the notebook runs in: `autograded/NUMBER/EXERCISE`.
    """
    marking, entry = _here()
    value = answers.get(task)
    given = None if is_blank(value) else plain(value)
    if given is None or isinstance(given, Words):
        return 0.0
    attempt = Attempt(tuple(given) if isinstance(given, list) else given)
    answered = Answered((attempt,), _texts((reasons or {}).get(task)))
    submission = Submission("", marking.exercise.name, entry.number, answers={task: answered})
    marks = marks_of(submission, marking.exercise, _figures(entry.number, Path.cwd()))
    return next(mark.points for mark in marks if mark.task.id == task)


def right_of(task: str) -> object:
    """Return the answer of the key: the learner's whose folder this is, else that of the class's first."""
    marking = _marking(Path.cwd())
    entry = marking.key.learners.get(Path.cwd().parent.name) or next(iter(marking.key.learners.values()))
    answer = entry.answers[task]
    found = marking.exercise.task(task)
    if isinstance(answer, Mapping):
        return [answer["figure"], str(answer["right"])]
    many = isinstance(answer, list) and found and found.answer and found.answer.form in ("choice", "text")
    return answer[0] if many else answer


def _here() -> tuple[Marking, Entry]:
    marking = _marking(Path.cwd())
    number = Path.cwd().parent.name
    if number not in marking.key.learners:
        what = Words(f"the key knows no learner '{number}'", f"答案文件中没有学员“{number}”")
        raise DataError(what)
    return marking, marking.key.learners[number]


@cache
def _marking(folder: Path) -> Marking:
    key = next((above / TRAINER / KEY for above in folder.parents if (above / TRAINER / KEY).is_file()), None)
    if key is None:
        raise DataError(Words(f"no {TRAINER}/{KEY} stands above {folder}", f"{folder} 之上没有 {TRAINER}/{KEY}"))
    exercise = load_exercise(key.parent / json.loads(key.read_text(encoding="utf-8"))["definition"])
    return Marking(exercise, read_key(key, exercise))


@cache
def _figures(number: str, folder: Path) -> Figures:
    marking = _marking(folder)
    return figures_for(marking.key.learners[number], marking.exercise, marking.key)


def _texts(given: Any) -> tuple[str, ...]:
    if is_blank(given):
        return ()
    return (given,) if isinstance(given, str) else tuple(map(str, given if isinstance(given, Iterable) else [given]))
