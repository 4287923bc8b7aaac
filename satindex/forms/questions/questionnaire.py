"""A questionnaire: what is asked, in which words, and how each answer is stored; the formats only lay it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from satindex.errors import Fault
from satindex.survey.model import Titles

Kind = Literal["choice", "scale", "number", "count", "text", "date", "multi", "option"]
"""How a question is answered: one of several answers, one point of a scale, a number, a whole number from 0, own words,
a day, several answers in one cell, or one box to tick or not."""
MOST_POINTS = 11
"""A scale of more points is asked for as a number."""


@dataclass(frozen=True)
class Choice:
    """An answer as it is stored, and what it is called; `is_missing` where it means no answer."""

    value: str
    texts: Titles = field(default_factory=dict)
    is_missing: bool = False


@dataclass(frozen=True)
class Asked:
    """Whom a question is asked: those who gave one of these stored answers to the question `name`."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question, which is one column of the answers; `is_declared` where the definition itself names the column."""

    name: str
    column: str
    kind: Kind
    texts: Titles
    choices: tuple[Choice, ...] = ()
    required: bool = True
    low: float | None = None
    high: float | None = None
    asked: Asked | None = None
    is_declared: bool = False

    @property
    def points(self) -> tuple[Choice, ...]:
        """The answers that are no missing codes."""
        return tuple(choice for choice in self.choices if not choice.is_missing)

    @property
    def missing(self) -> tuple[Choice, ...]:
        """The missing codes that can be chosen."""
        return tuple(choice for choice in self.choices if choice.is_missing)


@dataclass(frozen=True)
class Block:
    """A numbered question as a respondent sees it: alone, the rows of a matrix, or the boxes of one question.

    `total` is what the numbers of a block must add up to.
    """

    number: int
    questions: tuple[Question, ...]
    stem: Titles = field(default_factory=dict)
    kind: Literal["single", "matrix", "options"] = "single"
    platform_number: str = ""
    total: float | None = None

    @property
    def first(self) -> Question:
        """The question itself, or a matrix' first row."""
        return self.questions[0]

    @property
    def required(self) -> bool:
        """Whether every question of the block is to be answered."""
        return all(question.required for question in self.questions)

    @property
    def asked(self) -> Asked | None:
        """Whom all of the block is asked."""
        conditions = {question.asked for question in self.questions}
        return next(iter(conditions)) if len(conditions) == 1 else None


@dataclass(frozen=True)
class Questionnaire:
    """The whole questionnaire; `columns` are those of the answers, in order, the person's own among them.

    `fixed` holds, by column, what stands in every row. `faults` say what the definition lacks, with its place.
    """

    name: str
    definition_hash: str
    language: str
    languages: tuple[str, ...]
    title: Titles
    blocks: tuple[Block, ...]
    introduction: Titles = field(default_factory=dict)
    consent: Titles = field(default_factory=dict)
    thanks: Titles = field(default_factory=dict)
    id: str | None = None
    duration: str | None = None
    answered: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        return (question for block in self.blocks for question in block.questions)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answers, in order."""
        own = (self.id, self.duration, self.answered)
        asked = (question.column for question in self.questions)
        return tuple(dict.fromkeys((*(name for name in own if name), *self.fixed, *asked)))

    def question(self, name: str) -> Question:
        """Return the question of this name."""
        return next(question for question in self.questions if question.name == name)
