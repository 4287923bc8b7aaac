"""A class marked: what was handed in, by the trainer's key, with the trainer's own marks where there are some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from satindex.language import Words
from satindex.results.result import Result
from satindex.teaching.exercise import Exercise
from satindex.teaching.figures import Figures
from satindex.teaching.grading.borrowed import borrowed
from satindex.teaching.grading.files import handed_in
from satindex.teaching.grading.groups import Marks, shared
from satindex.teaching.grading.key import Key, figures_for
from satindex.teaching.grading.marks import Open, TaskMark, marks_of
from satindex.teaching.grading.submission import Submission
from satindex.teaching.grading.summary import summary
from satindex.teaching.grading.taking import SetAside, taken
from satindex.teaching.grading.to_mark import open_lines, read_marked


@dataclass(frozen=True)
class Graded:
    """The marks of everyone in the class, also of those who handed in nothing, and the files that do not count."""

    exercise: Exercise
    key: Key
    marks: Marks
    submissions: Mapping[str, Submission]
    remarks: Mapping[str, tuple[Words, ...]]
    set_aside: tuple[SetAside, ...]

    @cached_property
    def summary(self) -> tuple[Result, ...]:
        """How each task went, and which mistakes were common, among those who handed in."""
        return summary(self.exercise, {number: self.marks[number] for number in self.submissions})

    @property
    def open(self) -> tuple[Open, ...]:
        """What is left for the trainer to mark."""
        return open_lines(self.marks)

    @property
    def absent(self) -> tuple[str, ...]:
        """The numbers of those who handed in nothing."""
        return tuple(number for number in self.key.learners if number not in self.submissions)

    def remarks_on(self, number: str) -> tuple[Words, ...]:
        """What is said of a learner's submission as a whole."""
        return self.remarks.get(number, ())


def grade(
    sources: Iterable[Path],
    exercise: Exercise,
    key: Key,
    marked: Iterable[Path] = (),
    advance: Callable[[int], None] | None = None,
) -> Graded:
    """Mark what learners handed in; `marked` are tables of open lines that the trainer has filled in.

    Marks come from the key alone: a verdict that stands in a submission is what the learner saw, and is ignored. Of the
    recorded attempts at a task the last of the first `attempts` counts. Raises DataError where a source is not there,
    the key does not fit the exercise, or the trainer's marks do not fit what was handed in.
    """
    found = taken(handed_in(sources), key)
    marks: dict[str, tuple[TaskMark, ...]] = {}
    by_seed: dict[int, Figures] = {}
    for count, (number, entry) in enumerate(key.learners.items(), start=1):
        submission = found.submissions.get(number)
        if submission is None:
            marks[number] = tuple(TaskMark(task) for task in exercise.tasks)
        else:
            if entry.seed not in by_seed:
                by_seed = {entry.seed: figures_for(entry, exercise, key)}
            marks[number] = marks_of(submission, exercise, by_seed[entry.seed])
        if advance is not None:
            advance(count)
    together = shared(marks, key)
    given = read_marked(marked, open_lines(together))
    together = {number: tuple(mark.with_marks(given) for mark in own) for number, own in together.items()}
    return Graded(exercise, key, together, found.submissions, _remarks(found.remarks, together, key), found.set_aside)


def _remarks(said: Mapping[str, Words], marks: Marks, key: Key) -> dict[str, tuple[Words, ...]]:
    like = borrowed(marks, key)
    return {
        number: tuple(one for one in (said.get(number), like.get(number)) if one is not None) for number in key.learners
    }
