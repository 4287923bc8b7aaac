"""Confidence intervals out of bootstrap replicates: percentile, basic, normal, bias-corrected and accelerated."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from satindex.stats.intervals import Interval, quantile
from satindex.stats.moments import Array

Kind = Literal["percentile", "basic", "normal", "bca"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FEWEST = 20
"""Fewer replicates than this bound nothing."""


def bootstrap_interval(
    estimate: float, replicates: Array, kind: Kind = "percentile", influence: Array | None = None, level: float = 0.95
) -> Interval | None:
    """Return the interval of a figure from its value in each replicate, as R `boot::boot.ci`.

    Replicates that are not finite are left out. With θ the estimate, θ* its replicates and α = (1 − level)/2:
    `percentile` q(α) … q(1 − α) of θ*; `basic` 2θ − q(1 − α) … 2θ − q(α); `normal` 2θ − mean(θ*) ± z·s(θ*); `bca` the
    percentile interval at shares moved by bias and skewness, which needs `influence`: what each unit adds to the
    estimate. None where too few replicates are defined, or BCa would read beyond them.
    Source: Davison & Hinkley 1997, Bootstrap Methods and their Application, ch. 5 (BCa: Efron 1987, JASA 82: 171–185).

    Examples
    --------
    >>> bootstrap_interval(9.0, np.arange(1.0, 40.0))  # (39 + 1)·0.025: the first of 39
    Interval(low=1.0, high=39.0)
    """
    drawn = np.sort(replicates[np.isfinite(replicates)])
    if len(drawn) < FEWEST:
        return None
    outer = (1 - level) / 2
    if kind == "normal":
        half = quantile(level) * float(drawn.std(ddof=1))
        centre = 2 * estimate - float(drawn.mean())
        return Interval(centre - half, centre + half)
    if kind == "bca":
        shares = _moved(estimate, drawn, influence, outer)
        return None if shares is None else Interval(*(_at(drawn, share) for share in shares))
    low, high = _at(drawn, outer), _at(drawn, 1 - outer)
    return Interval(2 * estimate - high, 2 * estimate - low) if kind == "basic" else Interval(low, high)


def acceleration(influence: Array) -> float:
    """Return BCa's acceleration Σu³/(6·(Σu²)^1.5) from what each unit adds to the estimate; 0 where none adds anything.

    Examples
    --------
    >>> round(acceleration(np.array([-1.0, -1.0, 2.0])), 6)  # (−1 − 1 + 8)/(6·6^1.5)
    0.068041
    """
    squares = float(np.sum(influence**2))
    return float(np.sum(influence**3)) / (6 * squares**1.5) if squares > 0 else 0.0


def _moved(estimate: float, drawn: Array, influence: Array | None, outer: float) -> tuple[float, float] | None:
    """The shares at which BCa reads the ordered replicates."""
    from scipy import special

    below = float(np.mean(drawn < estimate))
    if influence is None or not np.isfinite(influence).all() or not 0 < below < 1:
        return None
    bias, skew = float(special.ndtri(below)), acceleration(influence)
    ends: list[float] = []
    for share in (outer, 1 - outer):
        reach = bias + float(special.ndtri(share))
        if skew * reach >= 1:
            return None
        ends.append(float(special.ndtr(bias + reach / (1 - skew * reach))))
    return ends[0], ends[1]


def _at(ordered: Array, share: float) -> float:
    """The (R + 1)·share-th of R ordered replicates, between two of them by normal quantiles; the ends at most."""
    from scipy import special

    number = len(ordered)
    place = (number + 1) * share
    whole = int(np.floor(place + 1e-9))
    if whole < 1 or whole >= number:
        return float(ordered[0 if whole < 1 else number - 1])
    if place - whole < 1e-9:
        return float(ordered[whole - 1])
    wanted, low, high = (special.ndtri(at) for at in (share, whole / (number + 1), (whole + 1) / (number + 1)))
    part = float((wanted - low) / (high - low))
    return float(ordered[whole - 1] + part * (ordered[whole] - ordered[whole - 1]))
