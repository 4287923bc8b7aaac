"""What an exercise is made of: frozen and resolved; how it is written in YAML is `loading`'s business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from satindex.language import Words
from satindex.survey.model import Survey, Titles

Kind = Literal["figure", "choice", "ranking", "decision", "written", "find_error"]
Form = Literal["figure", "significant", "choice", "ranking", "text"]
Level = Literal["easy", "medium", "hard"]


@dataclass(frozen=True)
class Answer:
    """What is right, by name.

    By its `form`, `name` is a figure (`quality.reliability.estimate`), a row whose test decides at the level `at`
    (`quality.reliability`), or a table whose rows are ranked `by` a column, the lowest first where `lowest`: all of
    them, or the first chosen. `texts` are answers that do not depend on the data.
    """

    form: Form
    name: str = ""
    by: str = ""
    lowest: bool = False
    at: float = 0.05
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hint:
    """What is said to a wrong answer: that of the ready-made `mistake`, or one that is equal to `equals`."""

    say: Titles
    mistake: str = ""
    equals: str = ""

    @property
    def words(self) -> Words:
        """The hint in both languages; where it is written in one only, that one."""
        first = next(iter(self.say.values()), "")
        return Words(self.say.get("en", first), self.say.get("zh", first))


@dataclass(frozen=True)
class Task:
    """One question to the learner, with its answer, its marks and its hints."""

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
    rubric: tuple[str, ...] = ()
    model: Titles = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


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
