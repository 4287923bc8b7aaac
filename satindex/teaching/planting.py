"""A table with one wrong figure in it: which one and by which mistake follows from the data, and so from their seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from satindex.errors import FigureError
from satindex.language import Words
from satindex.results.columns import BUILT_IN_LABELS, heading
from satindex.results.result import Result, Row
from satindex.teaching.altered import Asked
from satindex.teaching.exercise import Answer
from satindex.teaching.figures import Figures, Found
from satindex.teaching.naming import keys_of_row
from satindex.teaching.practice.bins import near
from satindex.teaching.reading import run_together
from satindex.teaching.recognising import mistake

NEVER = {"n", "reason", "std_error", "ci_low", "ci_high", "p_value", "p_adjusted", "statistic"}
"""Columns with which learners need not reckon by hand, unless the exercise names them."""
LEAST_STEPS = 4
"""So many times the report's rounding a planted figure is off, so that it shows."""


@dataclass(frozen=True)
class Planted:
    """A table as learners get it, and what is wrong with it: the figure `asked`, `wrong` by a mistake's name."""

    table: Result
    asked: Asked
    wrong: float
    mistake: str

    @property
    def name(self) -> str:
        """The name of the figure that is wrong."""
        return self.asked.found.name

    @property
    def right(self) -> float:
        """The right figure in its place."""
        return self.asked.right

    def is_righted(self, value: float, tolerance: float) -> bool:
        """Whether a learner gives the right figure: within the tolerance, and nearer to it than to the wrong one."""
        return near(value, self.right, self.reach(tolerance))

    def reach(self, tolerance: float) -> float:
        """How far off the right figure may be."""
        widest = max(tolerance, self.asked.found.rounding)
        return min(widest, abs(self.wrong - self.right) / 2)

    def is_named(self, said: str) -> bool:
        """Whether a learner names the figure: row and column by key or by heading, in either language and order."""
        return run_together(said) in self.called

    @property
    def called(self) -> frozenset[str]:
        """What the figure may be called, run together."""
        return frozenset(_names(self.asked.found))


def planted(answer: Answer, figures: Figures) -> Planted:
    """Return the table of a data set with one of the answer's mistakes in it; raises FigureError where none fits."""
    table = figures.table(answer.name, answer.columns)
    columns = answer.columns or tuple(name for name in table.columns if name not in NEVER)
    cells = [found for found in _cells(answer.name, table, columns) if found.figure() is not None]
    drawn = hashlib.sha256("|".join(f"{found.figure():.6g}" for found in cells).encode()).hexdigest()
    order = sorted(product(answer.mistakes, cells), key=lambda one: _place(drawn, one[0], one[1].name))
    for name, found in sorted(order, key=lambda one: _place(drawn, one[0], "")):
        asked = Asked(found, figures)
        least = LEAST_STEPS * found.rounding
        for wrong in mistake(name).wrong(asked):
            if abs(wrong - asked.right) > least:
                return Planted(_with(table, found.row, found.column, wrong), asked, wrong, name)
    raise _nothing(answer)


def _place(drawn: str, *names: str) -> str:
    return hashlib.sha256("|".join((drawn, *names)).encode()).hexdigest()


def _cells(name: str, table: Result, columns: tuple[str, ...]) -> Iterator[Found]:
    for row in table.rows:
        keys = keys_of_row(table, row)
        stem = ".".join((name, *(f"[{key}]" if "." in key else key for key in keys)))
        for column in columns:
            if isinstance(row.get(column), float):
                yield Found(f"{stem}.{column}", table, row, column)


def _with(table: Result, row: Row, column: str, wrong: float) -> Result:
    return replace(table, rows=tuple({**one, column: wrong} if one is row else one for one in table.rows))


def _names(found: Found) -> Iterator[str]:
    keys = keys_of_row(found.table, found.row)
    labels = [found.table.labels.get(key) or BUILT_IN_LABELS.get(key) or Words(key, key) for key in keys]
    rows = {" ".join(keys), " ".join(one.en for one in labels), " ".join(one.zh for one in labels)}
    head, title = heading(found.table, found.column), found.table.title
    columns = {found.column, head.en, head.zh}
    for row, column in product(rows, columns):
        for table in ("", found.table.name, title.en, title.zh):
            yield run_together(f"{table} {row} {column}")
            yield run_together(f"{table} {column} {row}")


def _nothing(answer: Answer) -> FigureError:
    said = ", ".join(answer.mistakes)
    return FigureError(
        Words(
            f"in '{answer.name}' none of these mistakes leads to another figure: {said}. Name others "
            "under mistakes:, or other columns.",
            f"在“{answer.name}”中，这些错误都不会得出别的数值：{said}。请在 mistakes: 中另选错误，或另选列。",
        )
    )
