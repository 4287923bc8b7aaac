"""The share that had an event by a time when some were not watched until then."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from satindex.stats.estimates import Array
from satindex.stats.intervals import Interval, quantile


@dataclass(frozen=True)
class EventShare:
    """1 − S(t): the share with the event by t, how many events there were, and each row's influence on it.

    `influence` is None where no error is defined: nobody had the event by then, or everyone at risk had it.
    """

    share: float
    events: int
    influence: Array | None


def event_share(time: Array, event: Array, by: float, weights: Array | None = None) -> EventShare | None:
    """Return the Kaplan–Meier share with the event by a time; None where nobody was watched until then.

    S = Π (1 − d/Y) over the times of events, d and Y the weights of those with the event and of those at risk; the
    squares of the influences sum to Greenwood's variance. Sources: Kaplan & Meier 1958, JASA 53: 457–481; Greenwood
    1926, Reports on Public Health and Medical Subjects 33.

    Examples
    --------
    >>> found = event_share(np.array([1.0, 2.0, 2.0, 3.0]), np.array([1.0, 0.0, 1.0, 0.0]), 2.5)
    >>> found.share, found.events  # 1 − (1 − 1/4)(1 − 1/3)
    (0.5, 2)
    """
    mass = np.ones(len(time)) if weights is None else weights
    times, place = np.unique(time, return_inverse=True)
    at_risk = np.cumsum(np.bincount(place, mass)[::-1])[::-1]
    died = np.bincount(place, mass * event) * (times <= by)
    left = np.prod(1 - died / at_risk)
    events = int(np.sum((event == 1) & (time <= by)))
    if left > 0 and times[-1] < by:
        return None
    if left <= 0 or events == 0:
        return EventShare(1 - max(float(left), 0.0), events, None)
    hazard = died / at_risk / (at_risk - died)
    own = np.where((event == 1) & (time <= by), 1 / (at_risk - died)[place], 0.0)
    moved = float(left) * mass * (own - np.cumsum(hazard)[place])
    return EventShare(1 - float(left), events, np.asarray(moved))


def log_log_interval(share: float, std_error: float, level: float = 0.95, df: float | None = None) -> Interval:
    """Return the interval of 1 − S that is symmetric for log(−log S), so that it stays between 0 and 1.

    Source: Kalbfleisch & Prentice 1980, The Statistical Analysis of Failure Time Data, 1.3 (R `conf.type = "log-log"`).

    Examples
    --------
    >>> found = log_log_interval(0.5, 0.1)
    >>> round(found.low, 4), round(found.high, 4)
    (0.3255, 0.7048)
    """
    left = 1 - share
    middle, half = math.log(-math.log(left)), quantile(level, df) * std_error / (left * -math.log(left))
    return Interval(-math.expm1(-math.exp(middle - half)), -math.expm1(-math.exp(middle + half)))
