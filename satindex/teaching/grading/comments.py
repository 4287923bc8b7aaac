"""What is said to a learner's marks: which mistakes, what is missing, which attempt counted."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words, listed, named
from satindex.teaching.grading.marks import TaskMark
from satindex.teaching.reasons import points_for
from satindex.teaching.recognising import mistake_name

NO_ANSWER = Words("no answer", "未作答")
NOT_HANDED_IN = Words("nothing handed in", "未提交")


def comments(marks: tuple[TaskMark, ...], remarks: tuple[Words, ...]) -> Words:
    """Return what is to be said of one learner, task by task, after what is said of the submission."""
    return listed([*remarks, *(named(Words(mark.task.id, mark.task.id), one) for mark in marks for one in _said(mark))])


def _said(mark: TaskMark) -> Iterator[Words]:
    if mark.remark is not None:
        yield mark.remark
    if mark.answered is None or (mark.verdict is None and not mark.open and not mark.points and not mark.attempt):
        yield NO_ANSWER
        return
    if mark.verdict is not None and mark.verdict.right is False:
        yield _wrong(mark)
    yield from _reasons(mark)
    total = len(mark.answered.attempts)
    if total > mark.attempt > 0:
        yield Words(
            f"{total} attempts, attempt {mark.attempt} counts", f"共 {total} 次作答，以第 {mark.attempt} 次为准"
        )


def _reasons(mark: TaskMark) -> Iterator[Words]:
    reasons = mark.task.reasons
    if reasons is None or reasons.free or not reasons.points or mark.remark is not None:
        return
    given = mark.answered.reasons if mark.answered else ()
    counting, wanted = round(points_for(reasons, given) / reasons.points * reasons.wanted), reasons.wanted
    if counting < wanted:
        yield Words(f"{counting} of {wanted} reasons count", f"应有 {wanted} 条理由，{counting} 条算正确")


def _wrong(mark: TaskMark) -> Words:
    verdict = mark.verdict
    if verdict is None or not (verdict.mistake or verdict.hint):
        return Words("wrong", "错误")
    if not verdict.mistake:
        return verdict.hint or Words("wrong", "错误")
    return mistake_name(verdict.mistake)
