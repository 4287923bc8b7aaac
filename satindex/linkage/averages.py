"""The mean or the share of some of a model's respondents, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.linkage.data import Array, ModelData
from satindex.results.result import Cell
from satindex.stats.intervals import Interval, quantile, wilson
from satindex.stats.linearised import LONELY_UNIT
from satindex.stats.row_mean import RowMean, row_mean
from satindex.stats.score_sums import Sampling

Mask = npt.NDArray[np.bool_]
NOBODY: Final = Words("nobody", "无人")
ONE: Final = Words("a single respondent", "仅一名受访者")


@dataclass(frozen=True)
class Average:
    """A mean or a share, its error and interval; the reason why something is missing."""

    estimate: float | None
    std_error: float | None
    interval: Interval | None
    n: int
    reason: Words | None = None

    def cells(self) -> dict[str, Cell]:
        """Return the standard columns."""
        bounds = (self.interval.low, self.interval.high) if self.interval else (None, None)
        found: dict[str, Cell] = {"estimate": self.estimate, "std_error": self.std_error}
        found |= {"ci_low": bounds[0], "ci_high": bounds[1], "n": self.n}
        return found | ({"reason": self.reason} if self.reason else {})


def average(data: ModelData, values: Array, rows: Mask, *, share: bool = False) -> Average:
    """Return the mean of `values` over `rows` with a t interval; of 0 and 1 (`share`) with Wilson's.

    Under a design the rows are a part of it: errors are linearised, and Wilson's base is n/deff (Kish's where the
    variance is 0), as of every share in satindex.
    """
    n = int(rows.sum())
    if n == 0:
        return Average(None, None, None, 0, NOBODY)
    weights = None if data.weights is None else data.weights[rows]
    found = row_mean(values[rows], weights, _sampling(data, rows))
    if share:
        bounds = _wilson(data, found, weights, n)
        lacking = None if bounds else LONELY_UNIT
        return Average(found.estimate, found.std_error, bounds, n, lacking)
    lacking = ONE if n == 1 else LONELY_UNIT
    return Average(found.estimate, found.std_error, found.interval, n, None if found.interval else lacking)


def _sampling(data: ModelData, rows: Mask) -> Sampling | None:
    if not data.designed:
        return None
    strata = None if data.strata is None else data.strata[rows]
    clusters = None if data.clusters is None else data.clusters[rows]
    return Sampling(strata, clusters, data.sampled_clusters, data.undrawn)


def _wilson(data: ModelData, found: RowMean, weights: Array | None, n: int) -> Interval | None:
    p = min(max(found.estimate, 0.0), 1.0)
    if not data.designed:
        return wilson(p, n)
    by_t = data.strata is not None or data.clusters is not None
    if found.std_error is None:
        return None if by_t or weights is None else wilson(p, _kish(weights))
    critical = quantile(df=found.df) if by_t and found.df else None
    if found.std_error > 0 and 0 < p < 1 and n > 1:
        return wilson(p, p * (1 - p) / (n - 1) / found.std_error**2 * n, critical)
    return wilson(p, float(n) if weights is None else _kish(weights), critical)


def _kish(weights: Array) -> float:
    return float(weights.sum() ** 2 / np.sum(weights**2))
