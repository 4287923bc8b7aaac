"""How many respondents a margin of error takes."""

from __future__ import annotations

import math

from satindex.stats.intervals import quantile

SMALL = 100
"""Below this many respondents Student's t replaces the normal quantile; a convention of ours."""


def half_width(
    n: int, std_dev: float, deff: float = 1.0, level: float = 0.95, population: float | None = None
) -> float:
    """Return the margin of error of a mean of `n` answers: z·s·√(deff/n·(1 − n/N)), t for z below `SMALL`.

    Examples
    --------
    >>> round(half_width(385, 50), 3), round(half_width(25, 10), 3)
    (4.994, 4.128)
    """
    undrawn = 1.0 if population is None else max(0.0, 1 - n / population)
    critical = quantile(level, n - 1 if n < SMALL else None)
    return critical * std_dev * math.sqrt(deff / n * undrawn)


def sample_size(
    std_dev: float, margin: float, deff: float = 1.0, level: float = 0.95, population: float | None = None
) -> int:
    """Return the fewest answers (at least 2) whose margin of error is at most `margin`, in the unit of `std_dev`.

    n = (z·s·√deff/margin)², n/(1 + n/N) in a finite population (Cochran 1977, Sampling Techniques, ch. 4), with a
    design effect (Kish 1965, Survey Sampling, ch. 8). `std_dev`, `margin` and `deff` are above 0.

    Examples
    --------
    A share of one half to ±5 points; the same among 1,000 people; a design effect of 1.5; a small sample by t.

    >>> sample_size(50, 5), sample_size(50, 5, population=1000), sample_size(50, 5, deff=1.5), sample_size(10, 4)
    (385, 278, 577, 27)
    """
    enough = 2
    while half_width(enough, std_dev, deff, level, population) > margin:
        enough *= 2
    few, enough = enough // 2, enough
    while enough - few > 1:
        middle = (few + enough) // 2
        if half_width(middle, std_dev, deff, level, population) > margin:
            few = middle
        else:
            enough = middle
    return max(2, enough)
