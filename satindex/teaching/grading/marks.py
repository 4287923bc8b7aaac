"""The marks of one learner, task by task, from the key alone; what the trainer has still to mark is left open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from satindex.language import Words
from satindex.teaching.exercise import Exercise, Task, said_in
from satindex.teaching.figures import Figures
from satindex.teaching.grading.shown import shown_key
from satindex.teaching.grading.submission import Answered, Submission, Value
from satindex.teaching.marking import Verdict, check
from satindex.teaching.reasons import points_for

NOTHING = Answered()
UNREADABLE = Words("The file holds no value that can be read.", "文件中没有可读取的值。")


@dataclass(frozen=True)
class Open:
    """What the trainer marks: a line about an answer of one learner, or of the members of one group."""

    who: tuple[str, ...]
    task: str
    line: Words
    text: str
    of: float

    @property
    def id(self) -> str:
        """A name for exactly this line and text: marks for a text handed in before are not taken for this one's."""
        said = "\n".join(("+".join(self.who), self.task, self.line.en, self.text))
        return "m" + hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class TaskMark:
    """What one learner has for one task: `points` so far, and the lines that are `open`.

    `answered` is what was handed in, `value` what of it counts, the `attempt` of that number; `right` is None where the
    trainer marks or nothing was handed in. `key` is what would have been right, None where that is not known.
    """

    task: Task
    answered: Answered | None = None
    value: Value = None
    attempt: int = 0
    verdict: Verdict | None = None
    points: float = 0.0
    open: tuple[Open, ...] = ()
    remark: Words | None = None
    key: Words | None = None

    @property
    def right(self) -> bool | None:
        """Whether the answer is right; None where only the trainer can say, and where there is none."""
        return self.verdict.right if self.verdict else None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be marked."""
        return not self.open

    def with_marks(self, marks: Mapping[str, float]) -> TaskMark:
        """Return the mark with the trainer's points for what was open."""
        given = [marks[one.id] for one in self.open if one.id in marks]
        left = tuple(one for one in self.open if one.id not in marks)
        return replace(self, points=self.points + sum(given), open=left)


def marks_of(submission: Submission, exercise: Exercise, figures: Figures) -> tuple[TaskMark, ...]:
    """Return the marks for every task of the exercise, in its order."""
    return tuple(
        _mark(submission.learner, task, submission.answers.get(task.id), exercise, figures) for task in exercise.tasks
    )


def counted(task: Task, answered: Answered) -> tuple[Value, int]:
    """Return the value that counts, and its place: of the recorded attempts the last within the limit."""
    within = answered.attempts[: task.attempts]
    if within:
        return within[-1].value, len(within)
    return (answered.text, 1) if answered.text.strip() else (None, 0)


def _mark(number: str, task: Task, answered: Answered | None, exercise: Exercise, figures: Figures) -> TaskMark:
    key = shown_key(task, figures)
    if answered is None:
        return TaskMark(task, key=key)
    value, attempt = counted(task, answered)
    mark = TaskMark(task, answered, value, attempt, key=key)
    if task.kind == "written":
        return replace(mark, open=tuple(_rubric(number, task, str(value)))) if _is_text(value) else mark
    if attempt:
        verdict = _verdict(task, value, exercise, figures)
        mark = replace(mark, verdict=verdict, points=verdict.points)
    return _with_reasons(number, mark, answered)


def _is_text(value: Value) -> bool:
    return value is not None and bool(str(value).strip())


def _verdict(task: Task, value: Value, exercise: Exercise, figures: Figures) -> Verdict:
    if value is None:
        return Verdict(task.id, False, 0.0, task.points, UNREADABLE)
    return check(exercise, figures, task.id, list(value) if isinstance(value, tuple) else value)


def _rubric(number: str, task: Task, text: str) -> Iterator[Open]:
    for line in task.rubric:
        yield Open((number,), task.id, said_in(line.say), text, line.points)


def _with_reasons(number: str, mark: TaskMark, answered: Answered) -> TaskMark:
    """Reasons have marks of their own, whichever way the decision fell."""
    reasons = mark.task.reasons
    if reasons is None or not reasons.points or not answered.reasons:
        return mark
    if not reasons.free:
        return replace(mark, points=mark.points + points_for(reasons, answered.reasons))
    counting = [said_in(one.say) for one in reasons.entries if one.counts]
    line = Words(
        f"{reasons.wanted} of: {'; '.join(one.en for one in counting)}",
        f"以下 {reasons.wanted} 条：{'；'.join(one.zh for one in counting)}",
    )
    return replace(mark, open=(Open((number,), mark.task.id, line, "\n".join(answered.reasons), reasons.points),))
