"""Sums that keep what a float loses: two floats each, so that parts add up to the same in any order and grouping.

Error-free transformations: Dekker 1971, A floating-point technique for extending the available precision, Numerische
Mathematik 18: 224–242; Knuth, The Art of Computer Programming 2, § 4.2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from satindex.stats.moments import Array, Codes
from satindex.stats.rounding import ROUNDING

_SPLITTER = 2.0**27 + 1


@dataclass(frozen=True)
class Exact:
    """Numbers to about 32 digits: `high` is each as a float, `low` what that leaves out."""

    high: Array
    low: Array

    @classmethod
    def of(cls, numbers: Array) -> Exact:
        """Return floats as they are."""
        return cls(numbers, np.zeros_like(numbers))

    @property
    def value(self) -> Array:
        """The numbers as floats; what is not finite stays so."""
        return np.where(np.isfinite(self.low), self.high + self.low, self.high)

    def plus(self, other: Exact) -> Exact:
        """Return the sums of both.

        Examples
        --------
        >>> big, one = Exact.of(np.array([1e20])), Exact.of(np.array([1.0]))
        >>> big.plus(one).plus(Exact.of(np.array([-1e20]))).value
        array([1.])
        """
        with np.errstate(invalid="ignore", over="ignore"):
            high, low = _two_sum(self.high, other.high)
            return _exact(high, low + (self.low + other.low))

    def times(self, number: Array) -> Exact:
        """Return the products with floats."""
        with np.errstate(invalid="ignore", over="ignore"):
            high, low = _two_product(self.high, number)
            return _exact(high, low + self.low * number)

    def settled(self, size: Array) -> Exact:
        """Return the numbers with those exactly 0 that are no more than the rounding of terms that add up to `size`.

        What was added were floats with roundings of their own: where terms cancel out, nothing else is left of them.
        """
        there = np.abs(self.high) > ROUNDING * size
        return Exact(np.where(there, self.high, 0.0), np.where(there, self.low, 0.0))

    def at(self, *place: Any) -> Exact:
        """Return some of the numbers, by place."""
        return Exact(self.high[place], self.low[place])

    def swapped(self) -> Exact:
        """Return matrices with rows and columns swapped."""
        return Exact(np.swapaxes(self.high, -1, -2), np.swapaxes(self.low, -1, -2))

    def spread(self, rows: int, at: Codes) -> Exact:
        """Return the numbers as some among so many rows; those of the same row are added, the others are 0."""
        found = Exact.of(np.zeros((rows, *self.high.shape[1:])))
        order = np.argsort(at, kind="stable")
        turn = np.arange(len(at)) - np.searchsorted(at[order], at[order])
        for k in range(int(turn.max(initial=-1)) + 1):  # each turn has a row once
            here = order[turn == k]
            added = found.at(at[here]).plus(self.at(here))
            found.high[at[here]], found.low[at[here]] = added.high, added.low
        return found


def beside(*parts: Exact) -> Exact:
    """Return numbers side by side, along the last axis."""
    highs, lows = [part.high for part in parts], [part.low for part in parts]
    return Exact(np.concatenate(highs, axis=-1), np.concatenate(lows, axis=-1))


def block(upper_left: Exact, lower_left: Exact, lower_right: Exact) -> Exact:
    """Return symmetric matrices put together from their corners."""
    upper, lower = beside(upper_left, lower_left.swapped()), beside(lower_left, lower_right)
    return Exact(np.concatenate([upper.high, lower.high], axis=-2), np.concatenate([upper.low, lower.low], axis=-2))


def _exact(high: Array, low: Array) -> Exact:
    whole = high + low
    return Exact(whole, low - (whole - high))


def _two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    whole = a + b
    other = whole - a
    return whole, (a - (whole - other)) + (b - other)


def _two_product(a: Array, b: Array) -> tuple[Array, Array]:
    whole = a * b
    (a1, a2), (b1, b2) = _split(a), _split(b)
    return whole, a2 * b2 - (((whole - a1 * b1) - a2 * b1) - a1 * b2)


def _split(a: Array) -> tuple[Array, Array]:
    shifted = _SPLITTER * a
    high = shifted - (shifted - a)
    return high, a - high
