"""A figure with its uncertainty, one by one and of many groups at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from satindex.language import Words
from satindex.stats.intervals import quantile, two_sided_p

Array = npt.NDArray[np.float64]
CONFIDENCE = 0.95

NO_ANSWERS = Words("no answers in this base", "该基数内没有回答")
NO_WEIGHT = Words("all answers in this base have weight 0", "该基数内所有回答的权重均为 0")
TOO_LARGE = Words("numbers too large to compute with", "数值过大，无法计算")
ZERO_DENOMINATOR = Words("the denominator's mean is 0", "分母的均值为 0")


@dataclass(frozen=True)
class Estimate:
    """A figure with its uncertainty; None where undefined, and then `reason` says why.

    `p_value` is two-sided against 0, from t = estimate/std_error with `df` degrees of freedom.
    """

    estimate: float | None
    std_error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    n: int = 0
    df: float | None = None
    statistic: float | None = None
    p_value: float | None = None
    reason: Words | None = None

    def cells(self) -> dict[str, float | int | Words | None]:
        """Return the standard columns of a result row."""
        row: dict[str, float | int | Words | None] = {
            "estimate": self.estimate,
            "std_error": self.std_error,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "n": self.n,
        }
        return row | ({"reason": self.reason} if self.reason else {})


def from_error(value: float, std_error: float, df: float, n: int) -> Estimate:
    """Return an estimate with its t interval and its two-sided test against 0.

    Examples
    --------
    >>> estimate = from_error(-1.0, 0.5, df=10, n=11)
    >>> round(estimate.ci_low, 4), round(estimate.p_value, 4)
    (-2.1141, 0.0734)
    """
    margin = student(df) * std_error
    statistic = value / std_error if std_error > 0 else None
    p_value = None if statistic is None else two_sided_p(statistic, df)
    return Estimate(value, std_error, value - margin, value + margin, n, df, statistic, p_value)


@cache
def student(df: float) -> float:
    """Return Student's t quantile of the two-sided 95% interval."""
    return quantile(CONFIDENCE, df)


@dataclass(frozen=True)
class Spreads:
    """Variances of a figure in many groups with their degrees of freedom; `reasons` names why some have none."""

    variance: Array
    df: Array
    reasons: tuple[tuple[npt.NDArray[np.bool_], Words], ...] = ()


@dataclass(frozen=True)
class Estimates:
    """The estimates of many groups: what is undefined is NaN, and `reasons` says why, group by group."""

    estimate: Array
    std_error: Array
    ci_low: Array
    ci_high: Array
    n: npt.NDArray[np.int64]
    df: Array
    statistic: Array
    p_value: Array
    reasons: list[Words | None]

    def each(self) -> list[Estimate]:
        """Return the estimates one by one."""
        figures = (self.estimate, self.std_error, self.ci_low, self.ci_high, self.df, self.statistic, self.p_value)
        rows = zip(self.reasons, self.n.tolist(), *(figure.tolist() for figure in figures), strict=True)
        return [_estimate(*row) for row in rows]


def estimates(value: Array, spreads: Spreads, n: Array, unknown: list[Words | None]) -> Estimates:
    """Return the estimates of many groups, each as `from_error` makes one; `unknown` says why one has no value."""
    from scipy import special

    with np.errstate(all="ignore"):
        error = np.sqrt(np.maximum(spreads.variance, 0.0))
        margin = special.stdtrit(spreads.df, 0.5 + CONFIDENCE / 2) * error
        statistic = np.where(error > 0, value / error, np.nan)
        p_value = 2 * special.stdtr(spreads.df, -np.abs(statistic))
    why = [*unknown]
    for at in np.flatnonzero(~np.isfinite(value)).tolist():
        why[at] = why[at] or TOO_LARGE
    reasons: list[Words | None] = [None] * len(value)
    for where, reason in ((~np.isfinite(spreads.variance), TOO_LARGE), *spreads.reasons):
        for at in np.flatnonzero(where).tolist():
            reasons[at] = reason
    reasons = [first or other for first, other in zip(why, reasons, strict=True)]
    known, whole = (np.array([one is None for one in said], dtype=np.bool_) for said in (why, reasons))
    figures = (error, value - margin, value + margin, spreads.df, statistic, p_value)
    error, low, high, df, statistic, p_value = (np.where(whole, figure, np.nan) for figure in figures)
    counted = n.astype(np.int64)
    return Estimates(np.where(known, value, np.nan), error, low, high, counted, df, statistic, p_value, reasons)


def _estimate(reason: Words | None, n: int, value: float, *of: float) -> Estimate:
    error, low, high, df, statistic, p = of
    if reason is not None:
        return Estimate(None if math.isnan(value) else value, n=n, reason=reason)
    tested = (None, None) if math.isnan(statistic) else (statistic, p)
    return Estimate(value, error, low, high, n, df, *tested)
