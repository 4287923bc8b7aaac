"""Intervals of means, shares and net promoter scores, from a few numbers each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Interval:
    """The two ends of a confidence interval, in the units of its figure."""

    low: float
    high: float


def quantile(level: float = 0.95, df: float | None = None) -> float:
    """Return the two-sided critical value: of Student's t with `df`, of the normal where `df` is None.

    Examples
    --------
    >>> round(quantile(), 4), round(quantile(0.95, 14), 4)
    (1.96, 2.1448)
    """
    from scipy import special

    upper = 0.5 + level / 2
    return float(special.ndtri(upper) if df is None else special.stdtrit(df, upper))


def two_sided_p(statistic: float, df: float | None = None) -> float:
    """Return the two-sided p value of a t (with `df`) or z statistic.

    Examples
    --------
    >>> round(two_sided_p(1.959964), 6)
    0.05
    """
    from scipy import special

    lower = -abs(statistic)
    return float(2 * (special.ndtr(lower) if df is None else special.stdtr(df, lower)))


def t_interval(estimate: float, std_error: float, df: float | None = None, level: float = 0.95) -> Interval | None:
    """Return estimate ± t·SE, normal where `df` is None; None where `df` is not positive or the error undefined.

    Examples
    --------
    >>> t_interval(644.169, 23.779, 14)  # R survey 4.1.1, svymean of apiclus1 without fpc
    Interval(low=593.16..., high=695.16...)
    """
    if not (math.isfinite(estimate) and math.isfinite(std_error)) or (df is not None and df <= 0):
        return None
    half = quantile(level, df) * std_error
    return Interval(estimate - half, estimate + half)


def wilson(share: float, n: float, critical: float | None = None) -> Interval | None:
    """Return Wilson's interval of a share 0–1; `n` may be an effective base, `critical` a t quantile (default z).

    Source: Wilson 1927, JASA 22: 209–212. None where n is not positive.

    Examples
    --------
    >>> wilson(0.5, 100)
    Interval(low=0.40383..., high=0.59616...)
    """
    if not n > 0:
        return None
    z = quantile() if critical is None else critical
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(min(max(0.0, centre - half), share), max(min(1.0, centre + half), share))


def _net_interval(promoters: float, detractors: float, total: float, n: float, z: float) -> Interval:
    net = (promoters - detractors) / total
    variance = (promoters + detractors) / total - net * net
    half = z * math.sqrt(max(variance, 0.0) / n)
    return Interval(100 * (net - half), 100 * (net + half))


def nps_wald(p_plus: float, p_minus: float, n: float, critical: float | None = None) -> Interval | None:
    """Return the Wald interval of NPS in points −100…100 (may overshoot): net ± z√((p⁺ + p⁻ − net²)/n).

    Examples
    --------
    >>> nps_wald(0.6, 0.1, 100)
    Interval(low=36.85..., high=63.14...)
    """
    if not n > 0:
        return None
    return _net_interval(p_plus, p_minus, 1.0, n, quantile() if critical is None else critical)


def nps_adjusted_wald(p_plus: float, p_minus: float, n: float, critical: float | None = None) -> Interval | None:
    """Return the adjusted Wald interval of NPS: ¾ promoter, ¾ detractor and 1½ passives added, clipped to ±100.

    Shares 0–1 and a base that may be effective. Source: Rocks 2016, arXiv 1601.07235. None where n is not positive.

    Examples
    --------
    >>> nps_adjusted_wald(0.6, 0.1, 100)
    Interval(low=35.46..., high=61.62...)
    """
    if not n > 0:
        return None
    if math.isinf(n):
        return nps_wald(p_plus, p_minus, n)
    z = quantile() if critical is None else critical
    found = _net_interval(p_plus * n + 0.75, p_minus * n + 0.75, n + 3, n + 3, z)
    return Interval(max(-100.0, found.low), min(100.0, found.high))


def _score_distance(t: float, p_plus: float, p_minus: float, n: float) -> float:
    """The score statistic at net share t: positive below the estimate, negative above it."""
    a = 2 * n
    b = n * (-p_minus - p_plus + (2 - p_plus + p_minus) * t)
    c = -n * p_minus * t * (1 - t)
    q = (math.sqrt(max(b * b - 4 * a * c, 0.0)) - b) / (2 * a)
    spread = math.sqrt(max(n * (2 * q + t * (1 - t)), 0.0))
    distance = n * (p_plus - p_minus - t)
    if spread == 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / spread


def _score_bound(p_plus: float, p_minus: float, n: float, target: float, outer: float) -> float:
    """Bisect between the estimate and `outer` (±1) for the t at which the statistic equals `target`."""
    near, far = p_plus - p_minus, outer
    for _ in range(200):
        middle = (near + far) / 2
        if middle in (near, far):  # no number lies between them
            return middle
        inside = abs(_score_distance(middle, p_plus, p_minus, n)) < abs(target)
        near, far = (middle, far) if inside else (near, middle)
    return (near + far) / 2


def nps_score(p_plus: float, p_minus: float, n: float, critical: float | None = None) -> Interval | None:
    """Return the score interval of NPS (Tango's for paired shares), in points −100…100.

    The roots t of (P − D − nt)/√(n(2q + t(1 − t))) = ±z, q the constrained estimate of the detractors' share.
    Source: Tango 1998, Statistics in Medicine 17: 891–908. None where n is not positive.

    Examples
    --------
    >>> nps_score(0.9, 0.0, 10)
    Interval(low=37.26..., high=98.21...)
    """
    if not n > 0:
        return None
    if math.isinf(n):
        return nps_wald(p_plus, p_minus, n)
    z = quantile() if critical is None else critical
    low = -1.0 if p_minus >= 1 else _score_bound(p_plus, p_minus, n, z, -1.0)
    high = 1.0 if p_plus >= 1 else _score_bound(p_plus, p_minus, n, -z, 1.0)
    return Interval(100 * low, 100 * high)


def nps_bootstrap(
    p_plus: float, p_minus: float, n: int, seed: int, level: float = 0.95, draws: int = 9999
) -> Interval | None:
    """Return the percentile interval of NPS over `draws` multinomial samples of size n, by `seed`.

    Examples
    --------
    >>> nps_bootstrap(0.6, 0.1, 100, seed=1)
    Interval(low=37.0, high=63.0)
    """
    if not n > 0:
        return None
    shares = (p_plus, p_minus, max(0.0, 1 - p_plus - p_minus))
    counts = np.random.default_rng(seed).multinomial(n, np.asarray(shares) / sum(shares), size=draws)
    scores = 100 * (counts[:, 0] - counts[:, 1]) / n
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


NPS_INTERVALS = {"adjusted_wald": nps_adjusted_wald, "wald": nps_wald, "score": nps_score}
