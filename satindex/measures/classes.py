"""Respondents sorted into classes: each has exactly one, and a class's figure is its share, 0–1."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from satindex.language import Words
from satindex.measures.measure import Measure, Needs, Score
from satindex.results.numbers import share_in_numbers
from satindex.results.result import Cell, Row
from satindex.stats.base import Base
from satindex.stats.shares import METHOD_SOURCES, METHOD_WORDS, share

WILSON_SOURCE, WILSON_WORDS = METHOD_SOURCES["wilson"], METHOD_WORDS["wilson"]
Conditions = Sequence[tuple[str, nw.Expr]]


def class_stages(name: str, conditions: Conditions, classes: Sequence[str]) -> tuple[tuple[Score, ...], ...]:
    """Return the stages that give each respondent the first class whose condition holds: `name.group` as text.

    `classes` are all of them in the order of the table. A condition must hold only where the answers it needs are
    there; where none holds there is no class.
    """
    place = {label: float(at) for at, label in enumerate(classes)}
    (first, condition), *others = conditions
    code = nw.when(condition).then(nw.lit(place[first]))
    for label, condition in others:
        code = code.when(condition).then(nw.lit(place[label]))
    number = nw.col(code_column(name))
    text = nw.when(number == place[first]).then(nw.lit(first))
    for label, _ in others:
        text = text.when(number == place[label]).then(nw.lit(label))
    held = (Score(class_column(name, label), _holds(number, at), kept=False) for label, at in place.items())
    return (Score(code_column(name), code, kept=False),), (Score(f"{name}.group", text), *held)


def _holds(number: nw.Expr, place: float) -> nw.Expr:
    """Return 1 for respondents of a class, 0 for those of the others, null for those of none."""
    others = (number < place) | (number > place)
    return nw.when(number == place).then(nw.lit(1.0)).when(others).then(nw.lit(0.0))


def code_column(name: str) -> str:
    """Return the column that holds the place of each respondent's class."""
    return f"{name}:class"


def class_needs(name: str, classes: Iterable[str]) -> Needs:
    """Return what `class_rows` asks of the data: a 0/1 column for each class."""
    return Needs(tuple((class_column(name, label),) for label in classes))


def class_comparisons(name: str, classes: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the columns whose means are the classes' shares, each with the key of its row by segment."""
    return {class_column(name, label): {"class": label} for label in classes}


def class_rows(base: Base, name: str, classes: Iterable[str]) -> list[Row]:
    """Return a row for each class: `level`, its share 0–1 with Wilson's interval, n."""
    return [{"level": label, **share_cells(base, class_column(name, label))} for label in classes]


def class_column(name: str, label: str) -> str:
    """Return the 0/1 column of one class."""
    return f"{name}:class={label}"


def share_cells(base: Base, column: str) -> dict[str, Cell]:
    """Return the standard columns for the (weighted) share of a 0/1 column, with Wilson's interval.

    With a declared design the interval uses the effective base (and t where clusters or strata are declared).
    """
    return {**share(base, column).cells()}


def ratio_cells(base: Base, numerator: str, denominator: str) -> dict[str, Cell]:
    """Return the standard columns of the ratio of two columns' means, asked for as one block, and both means."""
    block = (numerator, denominator)
    means = {
        "numerator": base.mean_beside(numerator, denominator, block),
        "denominator": base.mean_beside(denominator, numerator, block),
    }
    return {**base.ratio(*block).cells(), **means}


def share_numbers(rows: Iterable[Row], labels: Mapping[str, Words], key: str = "level") -> tuple[Words, ...]:
    """Return each row's share in words, after what its `key` is called."""
    found = []
    for row in rows:
        about = row.get(key)
        label = about if isinstance(about, Words) else labels.get(str(about)) or Words(str(about), str(about))
        if isinstance(row.get("estimate"), float):
            share_said = share_in_numbers(row)
            found.append(Words(f"{label.en}: {share_said.en}", f"{label.zh}：{share_said.zh}"))
    return tuple(found)


@dataclass(frozen=True)
class ClassMeasure(Measure):
    """A measure that puts each respondent into one class: its figures are the classes' shares, none stands on top."""

    @property
    @abstractmethod
    def classes(self) -> tuple[str, ...]:
        """The classes, in the order they are shown."""

    @property
    def headline(self) -> None:
        """No class stands for the measure."""
        return None

    @property
    def compared(self) -> Mapping[str, Mapping[str, str]]:
        """Each class's share is compared between segments."""
        return class_comparisons(self.name, self.classes)

    @property
    def unit(self) -> Words:
        """Shares 0–1."""
        return Words("share of respondents", "受访者比例")
