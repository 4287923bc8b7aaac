"""Intervals and tests from the profile of a log likelihood: one parameter held, all others at their best."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array
from satindex.stats.intervals import quantile, two_sided_p
from satindex.stats.model_matrix import ModelMatrix
from satindex.stats.newton import Maximum, Point

Evaluate = Callable[[Array], Point]
Climb = Callable[[Evaluate, Array], Maximum]
MOST_DOUBLINGS = 12
MOST_STEPS = 60
CLOSE = 1e-8


@dataclass(frozen=True)
class Profile:
    """The profile interval of a parameter (None: no end was found there) and the likelihood-ratio test of 0.

    `statistic` is the signed root of 2(ℓ − ℓ₀), normal where the parameter is 0.
    """

    low: float | None
    high: float | None
    statistic: float | None
    p_value: float | None

    def scaled(self, factor: float) -> Profile:
        """Return the profile of the parameter times `factor` > 0."""
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return Profile(low, high, self.statistic, self.p_value)


def profile(evaluate: Evaluate, best: Array, place: int, climb: Climb, level: float = 0.95) -> Profile:
    """Return the profile of the parameter at `place`, from the maximum `best` of the log likelihood `evaluate`.

    The interval holds every value v with 2(ℓ(best) − max ℓ with the parameter held at v) ≤ χ²(1) at `level`.
    Source: Venzon & Moolgavkar 1988, Applied Statistics 37: 87–94 (whose equations are solved here by bisection and
    secants on the signed root).
    """
    point = evaluate(best)
    held = _Held(evaluate, best, place, climb, point.value)
    error = _error(point.information, place)
    if error is None:
        return Profile(None, None, None, None)
    critical = quantile(level)
    ends = [_end(held, float(best[place]), sign * error * critical, critical) for sign in (-1.0, 1.0)]
    fall = held.fall(0.0)
    if math.isnan(fall):
        return Profile(ends[0], ends[1], None, None)
    statistic = math.copysign(fall, float(best[place]))
    return Profile(ends[0], ends[1], statistic, two_sided_p(statistic))


def _error(information: Array, place: int) -> float | None:
    """Return the parameter's standard error, None where its information can't be told from that of the others."""
    try:
        variance = float(np.linalg.inv(information)[place, place])
    except np.linalg.LinAlgError:
        return None
    return math.sqrt(variance) if 0 < variance < math.inf else None


def profiles(
    of: Callable[[ModelMatrix], Evaluate], matrix: ModelMatrix, best: Array, climb: Climb
) -> tuple[Profile, ...]:
    """Return the profiles of an intercept and the slopes of raw columns.

    `of` makes the log likelihood of columns; `best` is its maximum on the standardised columns of `matrix`. The
    intercept of raw columns is a parameter only where columns are not centred.
    """
    raw = matrix.uncentred()
    there = np.concatenate([[best[0] - best[1:] @ (matrix.mean / matrix.scale)], best[1:]])
    slopes = of(matrix)
    return (
        profile(of(raw), there, 0, climb),
        *(
            profile(slopes, best, place, climb).scaled(1 / float(matrix.scale[place - 1]))
            for place in range(1, matrix.width)
        ),
    )


class _Held:
    """The square root of 2(ℓ − ℓ(v)) as a function of the value v at which one parameter is held."""

    def __init__(self, evaluate: Evaluate, best: Array, place: int, climb: Climb, height: float) -> None:
        self.evaluate, self.place, self.climb, self.height = evaluate, place, climb, height
        self.others = np.delete(np.arange(len(best)), place)
        self.start = best[self.others]

    def fall(self, value: float) -> float:
        """Return the root, NaN where the others' best is not found; they start from where they were best before."""
        if len(self.others) == 0:
            return math.sqrt(max(2 * (self.height - self._at(value, self.start).value), 0.0))
        found = self.climb(lambda at: self._at(value, at), self.start)
        if found.ending == "stalled":
            return math.nan
        self.start = found.at
        return math.sqrt(max(2 * (self.height - found.point.value), 0.0))

    def _at(self, value: float, others: Array) -> Point:
        whole = np.insert(others, self.place, value)
        point = self.evaluate(whole)
        return Point(point.value, point.gradient[self.others], point.information[np.ix_(self.others, self.others)])


def _end(held: _Held, best: float, step: float, critical: float) -> float | None:
    """Return where the root reaches `critical` on the side of `step`; None where it never does."""
    near, near_fall = best, 0.0
    far, far_fall = best + step, held.fall(best + step)
    for _ in range(MOST_DOUBLINGS):
        if math.isnan(far_fall):
            return None
        if far_fall >= critical:
            return _between(held, (near, near_fall), (far, far_fall), critical)
        near, near_fall, far = far, far_fall, far + (far - best)
        far_fall = held.fall(far)
    return None


def _between(held: _Held, low: tuple[float, float], high: tuple[float, float], critical: float) -> float | None:
    """Narrow an interval whose ends lie on both sides of `critical`: secants, and a bisection where one is lame."""
    for step in range(MOST_STEPS):
        (near, near_fall), (far, far_fall) = low, high
        share = (critical - near_fall) / (far_fall - near_fall) if step % 3 < 2 else 0.5
        value = near + share * (far - near)
        fall = held.fall(value)
        if math.isnan(fall):
            return None
        if abs(fall - critical) < CLOSE:
            return value
        low, high = ((value, fall), high) if fall < critical else (low, (value, fall))
        if abs(high[0] - low[0]) <= CLOSE * (1e-300 + abs(high[0])):
            break
    return (low[0] + high[0]) / 2
