"""Columns of whole numbers of a byte or two, as the bytes that hold them: most answers are such."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from satindex.stats.moments import Array

Stack = npt.NDArray[np.float32]
MOST_VALUES = 256
"""A column with a wider range is summed row by row."""


@dataclass(frozen=True)
class Coded:
    """A column of small whole numbers: each row's place among `values`, the last of which is missing (NaN)."""

    places: npt.NDArray[np.intp]
    values: Array


@dataclass(frozen=True)
class Whole:
    """The numbers, any where the answer is missing; which are `there` (None: all); their lowest and highest."""

    numbers: npt.NDArray[Any]
    there: npt.NDArray[np.uint8] | None
    low: int | None
    high: int | None

    def values(self) -> Stack:
        """Return the numbers, missing = NaN."""
        found = self.numbers.astype(np.float32)
        if self.there is not None:
            found[self.there == 0] = np.nan
        return found

    def taken(self, order: npt.NDArray[np.int64]) -> Whole:
        """Return the numbers in another order."""
        there = None if self.there is None else np.take(self.there, order)
        return Whole(np.take(self.numbers, order), there, self.low, self.high)

    def coded(self) -> Coded | None:
        """Return the numbers coded by their values; None where their range is wide."""
        if self.low is None or self.high is None:
            return one_value(len(self.numbers))
        if self.high - self.low >= MOST_VALUES:
            return None
        places = np.subtract(self.numbers, self.low, dtype=np.intp)
        if self.there is not None:
            np.copyto(places, self.high - self.low + 1, where=self.there == 0)
        return Coded(places, values_between(self.low, self.high))

    def stacked(self, centre: float, rows: slice, answered: Stack, centred: Stack) -> None:
        """Write whether rows are answered (0/1), and their numbers less a centre, 0 where missing."""
        np.subtract(self.numbers[rows], np.float32(centre), out=centred)
        if self.there is None:
            answered.fill(1)
        else:
            np.copyto(answered, self.there[rows])
            np.multiply(centred, answered, out=centred)


def one_value(rows: int) -> Coded:
    """Return a column without any value."""
    return Coded(np.zeros(rows, dtype=np.intp), np.array([np.nan]))


@cache
def values_between(low: float, high: float) -> Array:
    """Return whole numbers, and a missing one at the end."""
    return np.append(np.arange(low, high + 1), np.nan)
