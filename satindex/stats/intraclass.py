"""How alike the ratings of one target are: intraclass correlations with their F intervals.

Shrout & Fleiss 1979, Psychological Bulletin 86: 420–428; McGraw & Wong 1996, Psychological Methods 1: 30–46.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satindex.language import Words
from satindex.stats.moments import Array

ONE_GROUP = Words("fewer than two groups have answers", "有回答的组不足两个")
NOBODY_TWICE = Words("no group has two answers", "没有任何组有两个回答")
NO_ERROR = Words("answers do not differ within the groups", "组内回答没有差异")
NO_INTERVAL = Words("too few ratings for an interval", "评分太少，无法给出区间")
_ROUNDING = 1e-20


@dataclass(frozen=True)
class Intraclass:
    """One intraclass correlation; None where undefined, and then `reason` says why.

    `icc` is of a single rating, `of_means` of the mean of `size` ratings; F = `statistic` with `df` tests that both
    are 0.
    """

    icc: float | None
    low: float | None = None
    high: float | None = None
    of_means: float | None = None
    of_means_low: float | None = None
    of_means_high: float | None = None
    size: float | None = None
    statistic: float | None = None
    df: tuple[float, float] | None = None
    p_value: float | None = None
    reason: Words | None = None


def one_way(counts: Array, means: Array, squares: Array, level: float = 0.95) -> Intraclass:
    """Return ICC(1) and ICC(1, k): each target, or group, is rated by others.

    `counts`, `means` and `squares` (sums of squared deviations from the mean) are those of each group. ICC(1) =
    (MSB − MSW)/(MSB + (k − 1)·MSW), ICC(1, k) = 1 − MSW/MSB, with k the mean group size, of groups of unequal sizes
    (N − Σn²/N)/(g − 1) (Snedecor & Cochran 1989, Statistical Methods, ch. 13; the interval is then approximate).

    Examples
    --------
    Two groups of two: 1 3 and 7 9, MSB = 36, MSW = 2.

    >>> found = one_way(np.array([2.0, 2.0]), np.array([2.0, 8.0]), np.array([2.0, 2.0]))
    >>> round(found.icc, 4), round(found.of_means, 4), found.statistic
    (0.8947, 0.9444, 18.0)
    """
    there = counts > 0
    n, mean, within = counts[there], means[there], squares[there]
    groups, total = len(n), float(n.sum())
    if groups < 2:
        return Intraclass(None, reason=ONE_GROUP)
    if total <= groups:
        return Intraclass(None, reason=NOBODY_TWICE)
    grand = float(n @ mean) / total
    between = float(n @ (mean - grand) ** 2) / (groups - 1)
    size = (total - float(n @ n) / total) / (groups - 1)
    df, error = (groups - 1.0, total - groups), float(within.sum()) / (total - groups)
    return _from_squares(between, _unless_rounding(error, between, grand), size, df, level)


def _unless_rounding(square: float, other: float, grand: float) -> float:
    """Return a mean square, 0 where it is only what rounding left of deviations that are 0."""
    return 0.0 if square <= _ROUNDING * max(other, grand**2) else square


def _from_squares(between: float, within: float, size: float, df: tuple[float, float], level: float) -> Intraclass:
    """Return the correlations of F = between/within, whose interval is F/F_{1−α/2} … F·F_{1−α/2} (df turned)."""
    from scipy import special

    if within == 0:
        return Intraclass(None, size=size, df=df, reason=NO_ERROR)
    ratio, tail = between / within, (1 + level) / 2
    low = ratio / float(special.fdtri(*df, tail))
    high = ratio * float(special.fdtri(df[1], df[0], tail))
    single = [(f - 1) / (f + size - 1) for f in (ratio, low, high)]
    means = [1 - 1 / f if f > 0 else None for f in (ratio, low, high)]
    p_value = float(special.fdtrc(*df, ratio))
    return Intraclass(single[0], single[1], single[2], means[0], means[1], means[2], size, ratio, df, p_value)


def two_way(ratings: Array, level: float = 0.95) -> tuple[Intraclass, Intraclass, Intraclass]:
    """Return ICC(1), ICC(2) and ICC(3), each also of means, of a targets × raters table without gaps, 2 × 2 or more.

    1: each target has raters of its own; 2: all targets have the same raters, drawn from many (absolute agreement,
    McGraw & Wong's A); 3: these raters alone count (consistency, C). As R `psych::ICC`.

    Examples
    --------
    >>> table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
    >>> [round(found.icc, 2) for found in two_way(table)]
    [0.17, 0.29, 0.71]
    """
    n, k = ratings.shape
    by_target, by_rater = ratings.mean(axis=1), ratings.mean(axis=0)
    squares = ((ratings - by_target[:, None]) ** 2).sum(axis=1)
    first = one_way(np.full(n, float(k)), by_target, squares, level)
    between = k * float(by_target.var(ddof=1))
    raters = n * float(by_rater.var(ddof=1))
    df = (n - 1.0, (n - 1.0) * (k - 1))
    residual = ratings - by_target[:, None] - by_rater[None, :] + by_target.mean()
    error = _unless_rounding(float((residual**2).sum()) / df[1], between, float(by_target.mean()))
    third = _from_squares(between, error, float(k), df, level)
    return first, _agreement(between, raters, error, (n, k), third, level), third


def _agreement(
    between: float, raters: float, error: float, shape: tuple[int, int], consistency: Intraclass, level: float
) -> Intraclass:
    """Return ICC(2) with Shrout and Fleiss's interval, whose degrees of freedom are Satterthwaite's."""
    from scipy import special

    n, k = shape
    if consistency.reason is not None:
        return consistency
    icc = (between - error) / (between + (k - 1) * error + k * (raters - error) / n)
    fj = raters / error
    spread = k * icc * fj + n * (1 + (k - 1) * icc) - k * icc
    v = (k - 1) * (n - 1) * spread**2 / ((n - 1) * k**2 * icc**2 * fj**2 + (n * (1 + (k - 1) * icc) - k * icc) ** 2)
    tail = (1 + level) / 2
    below, above = float(special.fdtri(n - 1, v, tail)), float(special.fdtri(v, n - 1, tail))
    beside = k * raters + (k * n - k - n) * error
    low = n * (between - below * error) / (below * beside + n * between)
    high = n * (above * between - error) / (beside + n * above * between)
    means = [k * one / (1 + (k - 1) * one) for one in (icc, low, high)]
    test = consistency.statistic, consistency.df, consistency.p_value
    if not np.isfinite([low, high, *means]).all():
        return Intraclass(icc, None, None, None, None, None, float(k), *test, reason=NO_INTERVAL)
    return Intraclass(icc, low, high, means[0], means[1], means[2], float(k), *test)
