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
    """The numbers, with the one that stands for a missing answer (None: all are there); the lowest and highest answer.

    The number of a missing answer is the one above the highest.
    """

    numbers: npt.NDArray[Any]
    missing: int | None
    low: int | None
    high: int | None

    @property
    def levels(self) -> npt.NDArray[np.float64]:
        """The values from the lowest to the highest, and at the end a missing one (NaN)."""
        return _missing() if self.low is None or self.high is None else _levels(self.low, self.high)

    @cached_property
    def codes(self) -> npt.NDArray[np.int16]:
        """The place among the levels of each row; only where the levels are a few thousand."""
        if self.low is None:
            return np.zeros(len(self.numbers), dtype=np.int16)
        wide = np.int16 if self.numbers.dtype.itemsize == 1 else np.int32
        found: npt.NDArray[Any] = np.subtract(self.numbers, self.low, dtype=wide, casting="unsafe")
        return found.astype(np.int16, copy=False)

    @cached_property
    def there(self) -> npt.NDArray[np.bool_] | None:
        """Which rows are answered; None: all."""
        return None if self.missing is None else self.numbers != self.missing

    @cached_property
    def values(self) -> Stack:
        """The numbers, missing = NaN."""
        found = self.numbers.astype(np.float32)
        if self.there is not None:
            np.copyto(found, np.nan, where=~self.there)
        return found

    def taken(self, order: npt.NDArray[np.int64]) -> Whole:
        """Return the numbers in another order."""
        return Whole(np.take(self.numbers, order), self.missing, self.low, self.high)

    def farthest(self, centre: float) -> float:
        """Return the largest distance of an answer from a centre."""
        return 0.0 if self.low is None or self.high is None else max(abs(self.low - centre), abs(self.high - centre))

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
    present = values if there.all() else values[there]
    if not len(present):
        return Whole(np.zeros(len(values), dtype=np.int32), 0 if len(values) else None, None, None)
    low, high = int(present.min()), int(present.max())
    missing = None if len(present) == len(values) else high + 1
    numbers = values if missing is None else np.where(there, values, missing)
    return Whole(numbers.astype(np.int32), missing, low, high)


@cache
def _levels(low: int, high: int) -> npt.NDArray[np.float64]:
    return np.append(np.arange(low, high + 1, dtype=np.float64), np.nan)


@cache
def _missing() -> npt.NDArray[np.float64]:
    return np.array([np.nan])
