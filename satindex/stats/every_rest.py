"""Each group's mean against that of all others together, of many groups at once: each as `against_rest` makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from satindex.stats.base import Base, Estimate
from satindex.stats.comparison import Difference, Together, against_rest
from satindex.stats.estimate import Spreads, estimates
from satindex.stats.moments import Array, Moments


@dataclass(frozen=True)
class _Sides:
    """Of each group its own mean, or that of the rest: NaN where it is undefined."""

    value: Array
    variance: Array
    df: Array
    n: Array

    @classmethod
    def of(cls, found: Sequence[Estimate]) -> _Sides:
        """Return the estimates as arrays."""
        cells = [(e.estimate, e.std_error, e.df, e.n) for e in found]
        value, error, df, n = np.array(cells, dtype=np.float64).reshape(-1, 4).T
        return cls(value, error**2, df, n)


def against_rests(of: Moments, column: str, groups: Sequence[int], whole: Together) -> list[Difference]:
    """Return `against_rest` of each of the groups, of the same `whole`."""
    if of.designed:
        return [against_rest(of, column, one, whole) for one in groups]
    own, rest = ([Base(moments, one).mean(column) for one in groups] for moments in (of, whole.rests))
    one, other = _Sides.of(own), _Sides.of(rest)
    variance = one.variance + other.variance
    with np.errstate(all="ignore"):
        df = variance**2 / (one.variance**2 / one.df + other.variance**2 / other.df)
        usual = (variance > 0) & np.isfinite(df) & np.isfinite(variance) & (one.df > 0) & (other.df > 0)
        found = estimates(one.value - other.value, Spreads(variance, df), one.n + other.n, [None] * len(groups))
    return [
        Difference(estimate, mean.n, others.n) if there else against_rest(of, column, group, whole)
        for estimate, mean, others, there, group in zip(found.each(), own, rest, usual.tolist(), groups, strict=True)
    ]
