"""What an exercise is made of: frozen and resolved; how it is written in YAML is `loading`'s business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from satindex.language import Words
from satindex.survey.model import Survey, Titles

Kind = Literal["figure", "choice", "ranking", "decision", "written", "find_error"]
Form = Literal["figure", "significant", "choice", "ranking", "text", "planted"]
Level = Literal["easy", "medium", "hard"]


@dataclass(frozen=True)
class Answer:
    """What is right, by name.

    By its `form`, `name` is a figure (`quality.reliability.estimate`), a row whose test decides at the level `at`
    (`quality.reliability`), or a table whose rows are ranked `by` a column, the lowest first where `lowest`: all of
    them, or the first chosen. `texts` are answers that do not depend on the data. Where one of `mistakes` is planted in
    a table, in one of `columns`, the learner names the figure; its right value has `value_points` of its own.
    """

    form: Form
    name: str = ""
    by: str = ""
    lowest: bool = False
    at: float = 0.05
    texts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    value_points: float = 0.0


def said_in(titles: Titles) -> Words:
    """Return a text of the author in both languages; where it is written in one only, that one.

    Examples
    --------
    >>> said_in({"zh": "差距"})
    Words(en='差距', zh='差距')
    """
    first = next(iter(titles.values()), "")
    return Words(titles.get("en", first), titles.get("zh", first))


@dataclass(frozen=True)
class Line:
    """A line of a rubric: what the trainer looks for, and the points that it has."""

    say: Titles
    points: float


@dataclass(frozen=True)
class Reason:
    """A reason for a decision, and whether it counts."""

    say: Titles
    counts: bool = True


@dataclass(frozen=True)
class Reasons:
    """The reasons of a decision, marked apart from the choice: `wanted` of those that count give all `points`.

    Learners choose among the entries, by letter (A, B, …) or text; where `free` they write, and the trainer marks by
    the entries.
    """

    entries: tuple[Reason, ...]
    wanted: int
    points: float = 0.0
    free: bool = False


@dataclass(frozen=True)
class Hint:
    """What is said to a wrong answer: that of the ready-made `mistake`, or one that is equal to `equals`."""

    say: Titles
    mistake: str = ""
    equals: str = ""

    @property
    def words(self) -> Words:
        """The hint in both languages; where it is written in one only, that one."""
        return said_in(self.say)


@dataclass(frozen=True)
class Task:
    """One question to the learner, with its answer, its marks and its hints.

    `points` are those for the answer; of a written task the sum of its rubric. Of the recorded attempts the last within
    the first `attempts` counts. A `group` task is answered once for all members of a group.
    """

    id: str
    ask: Titles
    kind: Kind
    answer: Answer | None = None
    tolerance: float | None = None
    points: float = 1.0
    level: Level = "medium"
    minutes: float | None = None
    attempts: int | None = None
    hints: tuple[Hint, ...] = ()
    rubric: tuple[Line, ...] = ()
    model: Titles = field(default_factory=dict)
    reasons: Reasons | None = None
    group: bool = False

    @property
    def of(self) -> float:
        """All points of the task: for the answer, for the right value of a planted figure, for the reasons."""
        apart = (self.answer.value_points if self.answer else 0.0) + (self.reasons.points if self.reasons else 0.0)
        return self.points + apart


@dataclass(frozen=True)
class DataPlan:
    """The data that learners get: `n` respondents with stated truths, the same for all unless `per_learner`.

    `exact`: the figures of the data themselves are the truths, not only their expectation.
    """

    n: int
    truth: Mapping[str, Any] = field(default_factory=dict)
    per_learner: bool = True
    exact: bool = False


@dataclass(frozen=True)
class Exercise:
    """A survey, the data drawn from it, and the tasks put to learners."""

    name: str
    survey: Survey
    data: DataPlan
    tasks: tuple[Task, ...]
    title: Titles = field(default_factory=dict)
    file: str = ""

    def task(self, name: str) -> Task | None:
        """Return the task of that id; None where there is none."""
        return next((task for task in self.tasks if task.id == name), None)
