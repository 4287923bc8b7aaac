"""What a customer is worth while the same share of customers is kept each period."""

from __future__ import annotations

import math
from dataclasses import dataclass

from satindex.stats.intervals import quantile


@dataclass(frozen=True)
class Value:
    """A value with its standard error and interval; the last three None where they are not defined."""

    estimate: float
    std_error: float | None
    ci_low: float | None
    ci_high: float | None


def lifetime_value(
    margin: float,
    retention: float,
    discount: float,
    margin_error: float = 0.0,
    retention_error: float = 0.0,
    today: bool = False,
) -> Value | None:
    """Return the value of a customer kept with probability r per period: m·r/(1 + d − r); None where that is infinite.

    Margins m come at the end of each period from the next on; with `today` one margin more, m(1 + d)/(1 + d − r).
    The error is that of the delta method, r and m taken as uncorrelated: ∂V/∂r = m(1 + d)/(1 + d − r)² either way.
    The interval is symmetric on the log scale. Source: Gupta & Lehmann 2003, Journal of Interactive Marketing 17(1).

    Examples
    --------
    >>> round(lifetime_value(100, 0.8, 0.1).estimate, 2), round(lifetime_value(100, 0.8, 0.1, today=True).estimate, 2)
    (266.67, 366.67)
    >>> lifetime_value(100, 0.8, 0.1, retention_error=0.02)
    Value(estimate=266.66..., std_error=24.44..., ci_low=222.81..., ci_high=319.15...)
    """
    left = 1 + discount - retention
    if left <= 0:
        return None
    of_margin = (1 + discount) / left if today else retention / left
    of_retention = margin * (1 + discount) / left**2
    return logged(margin * of_margin, math.hypot(of_margin * margin_error, of_retention * retention_error))


def change_of_value(retention: float, points: float, discount: float, retention_error: float = 0.0) -> Value | None:
    """Return how much r/(1 + d − r), and so the value, changes with `points` more of r: relative, 0 for no change.

    With W(r) = r/(1 + d − r) and W′/W = 1/r + 1/(1 + d − r), the error of W(r + δ)/W(r) by the delta method is that
    ratio × |W′/W at r + δ − W′/W at r| × SE(r). None where either value is not finite or today's is 0.

    Examples
    --------
    From r = .8 to .85 at d = .1: (.85/.25)/(.8/.3) − 1 = .275.

    >>> round(change_of_value(0.8, 0.05, 0.1).estimate, 4)
    0.275
    """
    moved = retention + points
    if not retention > 0 or 1 + discount - max(moved, retention) <= 0 or moved <= 0:
        return None
    left, left_moved = 1 + discount - retention, 1 + discount - moved
    ratio = moved / left_moved * left / retention
    steeper = abs(1 / moved + 1 / left_moved - 1 / retention - 1 / left)
    return Value(ratio - 1, ratio * steeper * retention_error, None, None)


def logged(estimate: float, std_error: float) -> Value:
    """Return a positive estimate with the interval that is symmetric on the log scale; none at 0 or without an error.

    Examples
    --------
    >>> logged(100.0, 10.0)
    Value(estimate=100.0, std_error=10.0, ci_low=82.20..., ci_high=121.65...)
    """
    if not std_error > 0:
        return Value(estimate, None, None, None)
    if not estimate > 0:
        return Value(estimate, std_error, None, None)
    factor = math.exp(quantile() * std_error / estimate)
    return Value(estimate, std_error, estimate / factor, estimate * factor)
