"""Columns of whole numbers as the bytes that hold them: most answers are such, and sums of them are quick and exact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Stack = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Whole:
    """The numbers, 0 where the answer is missing; which are `there` (None: all); the lowest and highest of these."""

    numbers: npt.NDArray[Any]
    there: npt.NDArray[np.uint8] | None
    low: int | None
    high: int | None

    @property
    def levels(self) -> npt.NDArray[np.float64]:
        """The values from the lowest to the highest, and at the end a missing one (NaN)."""
        return _missing() if self.low is None or self.high is None else _levels(self.low, self.high)

    @cached_property
    def codes(self) -> npt.NDArray[np.int16]:
        """The place among the levels of each row; only where the levels are a few thousand."""
        if self.low is None or self.high is None:
            return np.zeros(len(self.numbers), dtype=np.int16)
        found = (self.numbers.astype(np.int32) - self.low).astype(np.int16)
        if self.there is not None:
            np.copyto(found, self.high - self.low + 1, where=self.there == 0)
        return found

    @cached_property
    def values(self) -> Stack:
        """The numbers, missing = NaN."""
        found = self.numbers.astype(np.float32)
        if self.there is not None:
            found[self.there == 0] = np.nan
        return found

    def taken(self, order: npt.NDArray[np.int64]) -> Whole:
        """Return the numbers in another order."""
        there = None if self.there is None else np.take(self.there, order)
        return Whole(np.take(self.numbers, order), there, self.low, self.high)

    def stacked(self, centre: float, rows: slice, answered: Stack, centred: Stack) -> None:
        """Write whether rows are answered (0/1), and their numbers less a centre, 0 where missing."""
        np.subtract(self.numbers[rows], np.float32(centre), out=centred, casting="same_kind")
        if self.there is None:
            answered.fill(1)
        else:
            np.copyto(answered, self.there[rows])
            np.multiply(centred, answered, out=centred)


def whole_of(values: Stack) -> Whole:
    """Return a column of whole numbers that is held as floats, missing = NaN.

    Examples
    --------
    >>> found = whole_of(np.array([3, np.nan, 1], dtype=np.float32))
    >>> found.codes.tolist(), found.levels.tolist()
    ([2, 3, 0], [1.0, 2.0, 3.0, nan])
    """
    there = np.equal(values, values)
    if there.all():
        numbers, known = values.astype(np.int32), None
    else:
        numbers, known = np.where(there, values, 0).astype(np.int32), there.astype(np.uint8)
    present = numbers if known is None else numbers[there]
    if not len(present):
        return Whole(numbers, known, None, None)
    return Whole(numbers, known, int(present.min()), int(present.max()))


@cache
def _levels(low: int, high: int) -> npt.NDArray[np.float64]:
    return np.append(np.arange(low, high + 1, dtype=np.float64), np.nan)


@cache
def _missing() -> npt.NDArray[np.float64]:
    return np.array([np.nan])
