"""Columns that are made while a batch is read and never stored: indicators, differences, rescaled values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from satindex.stats.moments import Array
from satindex.stats.sums import Values
from satindex.stats.weighting.entropy import times_log

# Scores are means of whole numbers: a difference this small is rounding, not a difference.
ROUNDING = 1e-9


class Made(Protocol):
    """A column computed from stored ones; missing where any of them is missing."""

    @property
    def sources(self) -> tuple[str, ...]: ...

    def compute(self, *values: Array) -> Array:
        """Return the column from its sources' values (missing = NaN)."""
        ...


@dataclass(frozen=True)
class Indicator:
    """1 where `column` is equal to, below or above `value`, else 0."""

    column: str
    relation: Literal["equal", "below", "above"]
    value: float

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.column,)

    def compute(self, *values: Array) -> Array:
        (found,) = values
        if self.relation == "equal":
            holds = np.abs(found - self.value) <= ROUNDING
        elif self.relation == "below":
            holds = found - self.value < -ROUNDING
        else:
            holds = found - self.value > ROUNDING
        made = holds.astype(found.dtype)
        np.copyto(made, np.nan, where=np.isnan(found))
        return made


@dataclass(frozen=True)
class Difference:
    """`column` − `subtracted`, where both are answered."""

    column: str
    subtracted: str

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.column, self.subtracted)

    def compute(self, *values: Array) -> Array:
        minuend, subtrahend = values
        return minuend - subtrahend


@dataclass(frozen=True)
class Mirrored:
    """`ends` − `column`: a reverse-keyed item's answers as they were given, `ends` the sum of its scale's ends."""

    column: str
    ends: float

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.column,)

    def compute(self, *values: Array) -> Array:
        return self.ends - values[0]


@dataclass(frozen=True)
class Rescaled:
    """`column` rescaled so that `zero` scores 0 and `hundred` scores 100, clipped at both ends."""

    column: str
    zero: float
    hundred: float

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.column,)

    def compute(self, *values: Array) -> Array:
        (found,) = values
        return np.clip((found - self.zero) * (100.0 / (self.hundred - self.zero)), 0.0, 100.0)


@dataclass(frozen=True)
class Among:
    """`column` where all of `others` are answered too: the respondents who have a whole set of columns."""

    column: str
    others: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.column, *self.others)

    def compute(self, *values: Array) -> Array:
        missing = np.isnan(np.stack(values)).any(axis=0)
        made = values[0].copy()
        np.copyto(made, np.nan, where=missing)
        return made


@dataclass(frozen=True)
class TimesLog:
    """x ln x of `column` (0 at 0, never negative), where all of `others` are answered too."""

    column: str
    others: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.column, *self.others)

    def compute(self, *values: Array) -> Array:
        return times_log(Among(self.column, self.others).compute(*values))


_STAY_WHOLE = (Indicator, Difference, Mirrored, Among)
"""Small whole numbers give small whole numbers, which float32 computes exactly."""


def computed(made: Made, values: Mapping[str, Values]) -> Values:
    """Return a made column from the columns that are there; float32 only where that is exact.

    Examples
    --------
    >>> small = {"x": np.array([1.0, 3.0], dtype=np.float32)}
    >>> computed(Indicator("x", "above", 2.0), small).dtype, computed(Rescaled("x", 1.0, 7.0), small).dtype
    (dtype('float32'), dtype('float64'))
    """
    sources = [values[name] for name in made.sources]
    small = isinstance(made, _STAY_WHOLE) and all(found.dtype == np.float32 for found in sources)
    found: Values = made.compute(*(sources if small else [source.astype(np.float64, copy=False) for source in sources]))
    return found
