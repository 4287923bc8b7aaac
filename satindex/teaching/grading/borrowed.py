"""Wrong answers that are right in someone else's data: said to the trainer, who judges."""

from __future__ import annotations

from collections.abc import Mapping

from satindex.language import Words
from satindex.teaching.grading.groups import Marks
from satindex.teaching.grading.key import Entry, Key
from satindex.teaching.grading.marks import TaskMark
from satindex.teaching.reading import number_of

LEAST = 2
"""One figure may be another's by chance; two in one submission hardly are."""
TELLING_DIGITS = 3


def borrowed(marks: Marks, key: Key) -> Mapping[str, Words]:
    """Return, by learner, whose figures their wrong answers are, where two or more tasks say so.

    Only figures of three digits and more are compared, and to the digits that are written.
    """
    found = {}
    for number, own in marks.items():
        wrong = [(mark.task.id, str(mark.value)) for mark in own if _tells(mark)]
        counts = {
            other.number: sum(_is_right(other, task, said) for task, said in wrong)
            for other in key.learners.values()
            if len(wrong) >= LEAST and other.seed != key.learners[number].seed
        }
        whose = max(counts, key=lambda one: counts[one], default=None)
        if whose is not None and counts[whose] >= LEAST:
            n = counts[whose]
            found[number] = Words(
                f"{n} wrong answers are right in the data of {whose}", f"{n} 个错误答案恰为 {whose} 数据的正确答案"
            )
    return found


def _tells(mark: TaskMark) -> bool:
    form = mark.task.answer.form if mark.task.answer else ""
    if form != "figure" or mark.right is not False or number_of(mark.value) is None:
        return False
    return sum(sign.isdigit() for sign in str(mark.value).lstrip("-−－0.")) >= TELLING_DIGITS


def _is_right(other: Entry, task: str, said: str) -> bool:
    right, figure = other.answers.get(task), number_of(said)
    decimals = min(sum(sign.isdigit() for sign in said.partition(".")[2]), 9)
    return isinstance(right, float) and figure is not None and abs(figure - right) <= 0.5001 * 10.0**-decimals
