"""Counts, shares, means and ratios from sums alone, with their intervals and their changes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from satindex.language import Words
from satindex.stats.base import Estimate
from satindex.stats.intervals import quantile, t_interval, wilson
from satindex.stats.moments import Array

NOBODY: Final = Words("nobody to count", "没有可计数的对象")
ONE: Final = Words("one customer alone: no interval", "仅一位客户，无法计算区间")
ALIKE: Final = Words("all customers alike: no interval", "所有客户相同，无法计算区间")


def share(hits: float, n: int) -> Estimate:
    """Return hits/n with Wilson's interval (Wilson 1927).

    Examples
    --------
    >>> found = share(50, 100)
    >>> found.estimate, round(found.ci_low, 4), round(found.ci_high, 4)
    (0.5, 0.4038, 0.5962)
    """
    interval = wilson(hits / n, n) if n else None
    if interval is None:
        return Estimate(None, n=n, reason=NOBODY)
    p = hits / n
    return Estimate(p, math.sqrt(p * (1 - p) / n), interval.low, interval.high, n)


def count(events: int) -> Estimate:
    """Return a count with its exact Poisson interval (Garwood 1936): χ² quantiles with 2x and 2x + 2 df, halved.

    Examples
    --------
    >>> found = count(10)
    >>> found.estimate, round(found.ci_low, 3), round(found.ci_high, 3)  # R: poisson.test(10)
    (10.0, 4.795, 18.39)
    """
    from scipy import special

    low = float(special.gammaincinv(events, 0.025)) if events else 0.0
    high = float(special.gammaincinv(events + 1, 0.975))
    return Estimate(float(events), math.sqrt(events), low, high, events)


def mean(values: Array, scale: float = 1.0) -> Estimate:
    """Return `scale` times the mean of values with its t interval, never below 0 where no value is.

    One value alone, or values that are all alike, have no interval.

    Examples
    --------
    >>> import numpy as np
    >>> import numpy as np
    >>> found = mean(np.array([1.0, 2.0, 3.0]))
    >>> found.estimate, round(found.std_error, 4), round(found.ci_high, 3)  # 2 + 4.3027 · 1/√3
    (2.0, 0.5774, 4.484)
    """
    n = len(values)
    if not n:
        return Estimate(None, n=0, reason=NOBODY)
    estimate = scale * float(values.mean())
    if n == 1:
        return Estimate(estimate, n=1, reason=ONE)
    error = abs(scale) * float(values.std(ddof=1)) / math.sqrt(n)
    interval = t_interval(estimate, error, n - 1) if error > 0 else None
    if interval is None:
        return Estimate(estimate, error, n=n, reason=ALIKE)
    low = interval.low if values.min() < 0 else max(0.0, interval.low)
    return Estimate(estimate, error, low, interval.high, n, n - 1)


def ratio(parts: Array, wholes: Array) -> Estimate:
    """Return Σparts/Σwholes with its linearised error over the units, kept within 0 and 1.

    e = part − ratio · whole, error √(n/(n − 1) · Σe²)/Σwholes (Cochran 1977, ch. 6).

    Examples
    --------
    >>> import numpy as np
    >>> import numpy as np
    >>> found = ratio(np.array([1.0, 3.0]), np.array([2.0, 4.0]))  # 4/6; e = −1/3, 1/3: √(2 · 2/9)/6
    >>> round(found.estimate, 4), round(found.std_error, 4)
    (0.6667, 0.1111)
    """
    n, whole = len(wholes), float(wholes.sum())
    if not n or whole <= 0:
        return Estimate(None, n=n, reason=NOBODY)
    estimate = float(parts.sum()) / whole
    if n == 1:
        return Estimate(estimate, n=1, reason=ONE)
    error = math.sqrt(n / (n - 1) * float(((parts - estimate * wholes) ** 2).sum())) / whole
    interval = t_interval(estimate, error, n - 1) if error > 0 else None
    if interval is None:
        return Estimate(estimate, error, n=n, reason=ALIKE)
    return Estimate(estimate, error, max(0.0, interval.low), min(1.0, interval.high), n, n - 1)


def change_of_shares(now: Estimate, before: Estimate) -> Estimate:
    """Return the difference of two shares with Newcombe's interval from their own ends (Newcombe 1998, method 10).

    Examples
    --------
    >>> found = change_of_shares(share(56, 70), share(48, 80))  # Newcombe 1998, table II (a): 0.0524, 0.3339
    >>> round(found.estimate, 4), round(found.ci_low, 4), round(found.ci_high, 4)
    (0.2, 0.0524, 0.3339)
    """
    found = _difference(now, before)
    ends = (now.ci_low, now.ci_high, before.ci_low, before.ci_high)
    if found.estimate is None or None in ends:
        return found
    p, q = now.estimate or 0.0, before.estimate or 0.0
    low, high, other_low, other_high = (float(end or 0.0) for end in ends)
    return replace(
        found,
        ci_low=found.estimate - math.hypot(p - low, other_high - q),
        ci_high=found.estimate + math.hypot(high - p, q - other_low),
    )


def change_of_counts(now: Estimate, before: Estimate) -> Estimate:
    """Return the difference of two Poisson counts, ± z√(x₁ + x₂).

    Examples
    --------
    >>> found = change_of_counts(count(110), count(90))
    >>> found.estimate, round(found.ci_low, 2), round(found.ci_high, 2)
    (20.0, -7.72, 47.72)
    """
    found = _difference(now, before)
    if found.estimate is None:
        return found
    error = math.sqrt((now.estimate or 0.0) + (before.estimate or 0.0))
    half = quantile() * error
    return replace(found, std_error=error, ci_low=found.estimate - half, ci_high=found.estimate + half)


def _difference(now: Estimate, before: Estimate) -> Estimate:
    n = now.n + before.n
    if now.estimate is None or before.estimate is None:
        return Estimate(None, n=n, reason=now.reason or before.reason)
    return Estimate(now.estimate - before.estimate, n=n)
