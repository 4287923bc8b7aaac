"""A model of all respondents: what its passes read, what is known before the first, and how it is climbed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from satindex.frames.batches import Frame
from satindex.frames.passes import Progress, passed
from satindex.linkage.data import Array
from satindex.linkage.problem import Problem
from satindex.linkage.whole.cases import CasesPart
from satindex.linkage.whole.reading import Addend, Reading, RowsSum
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Maximum, Point, maximise

NEAR: Final = 3e-5
"""After a step so short the next one is as short as its square: the pass there is the last."""
CLOSE: Final = 1e-8


@dataclass(frozen=True)
class Passing:
    """Passes over all complete cases of a model.

    `problem` has the summary of them all, and a few of their rows; `cases` is what they add up to, the outcome first,
    then the columns of `reading` in their order. `matrix` is the problem's without rows.
    """

    frame: Frame
    progress: Progress | None
    reading: Reading
    problem: Problem
    cases: CasesPart
    matrix: ModelMatrix

    @property
    def mean_weight(self) -> float:
        """The mean weight of the complete cases."""
        return float(self.cases.weights[0]) / self.cases.n

    def add(self, *addends: Addend) -> tuple[Any, ...]:
        """Return what all rows add up to, in one pass."""
        sums = RowsSum(self.reading, self.matrix, self.mean_weight, addends)
        found: tuple[Any, ...] = passed(self.frame, [sums], self.progress)[0]
        return found


def climbed(
    passing: Passing, start: Array, at_point: Callable[[Array], Addend], last: Callable[[Array], Addend]
) -> tuple[Maximum, Any]:
    """Return the maximum, and what `last` adds up to there: asked for in the pass that should be the last.

    `at_point` gives the log likelihood of rows. What is asked for at the end is None where there is no maximum.
    """
    asked: list[tuple[Array, Any]] = []
    before: list[Array] = []

    def evaluate(at: Array) -> Point:
        near = bool(before) and float(np.abs(at - before[-1]).max()) < NEAR
        before.append(at)
        found = passing.add(at_point(at), *([last(at)] if near else []))
        if near:
            asked.append((at, found[1]))
        point: Point = found[0]
        return point

    found = maximise(evaluate, start, dear=True)
    if found.ending != "converged":
        return found, None
    for at, parts in reversed(asked):
        if float(np.abs(at - found.at).max()) < CLOSE:
            return found, parts
    return found, passing.add(last(found.at))[0]
