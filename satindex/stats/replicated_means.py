"""Figures over bootstrap replicates: their standard errors, percentile intervals, and means of scores made anew."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.stats.base import CONFIDENCE, Estimate
from satindex.stats.comparison import with_test
from satindex.stats.moments import Array

# A standard error that is only rounding.
ROUNDING = 1e-12
TOO_FEW_REPLICATES = Words("undefined in most bootstrap replicates: no interval", "在多数自助样本中无定义：没有区间")


@dataclass(frozen=True)
class Spread:
    """Standard error and percentile interval of a figure over `number` replicates in which it is defined."""

    std_error: float
    low: float
    high: float
    number: int


def spread_of(replicated: Array, level: float = CONFIDENCE) -> Spread | None:
    """Return the spread of a figure over replicates (NaN where undefined); None where most of them lack it.

    Examples
    --------
    >>> spread_of(np.arange(101.0))
    Spread(std_error=29.3..., low=2.5..., high=97.5, number=101)
    """
    defined = replicated[np.isfinite(replicated)]
    if len(defined) < max(2, len(replicated) / 2):
        return None
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Spread(float(defined.std(ddof=1)), float(low), float(high), len(defined))


@dataclass(frozen=True)
class ReplicatedMean:
    """Σw·x and Σw of a score over a base in each of B replicates, NaN where it has none; where B is 0, `reason` why."""

    total: Array
    weight: Array
    reason: Words | None = None

    @property
    def means(self) -> Array:
        """The (weighted) mean in each replicate, NaN where nobody of the base was drawn."""
        found = np.full(self.total.shape, np.nan)
        np.divide(self.total, self.weight, out=found, where=self.weight > 0)
        return found

    def minus(self, other: ReplicatedMean) -> ReplicatedMean:
        """Return the mean over the respondents of this base who are not in the other, which lies within it."""
        return ReplicatedMean(self.total - other.total, self.weight - other.weight, self.reason)


def not_replicated(reason: Words) -> ReplicatedMean:
    """Return what stands for the replicates where none can be drawn."""
    return ReplicatedMean(np.empty(0), np.empty(0), reason)


def pooled(parts: Iterable[ReplicatedMean]) -> ReplicatedMean:
    """Return the mean over several bases that share no respondent."""
    found = list(parts)
    total, weight = (np.sum([getattr(part, name) for part in found], axis=0) for name in ("total", "weight"))
    return ReplicatedMean(total, weight, found[0].reason)


def resampled(found: Estimate, replicated: Array, reason: Words | None = None) -> Estimate:
    """Return an estimate with the standard error of its replicates, its own degrees of freedom, t interval and test.

    Where most replicates lack the figure it has no error, for this `reason` or that. A figure that has no error without
    resampling stays as it is, and so does one that is the same in all replicates.

    Examples
    --------
    >>> found = resampled(Estimate(5.0, 0.9, df=9, n=10), np.array([4.0, 6.0, 5.0]))
    >>> found.std_error, found.df, round(found.ci_low, 4)
    (1.0, 9, 2.7378)
    """
    if found.estimate is None or found.std_error is None:
        return found
    spread = spread_of(replicated)
    if spread is None:
        return Estimate(found.estimate, n=found.n, reason=reason or TOO_FEW_REPLICATES)
    if spread.std_error <= ROUNDING * max(1.0, abs(found.estimate)):
        return found
    return with_test(found.estimate, spread.std_error**2, math.inf if found.df is None else found.df, found.n)
