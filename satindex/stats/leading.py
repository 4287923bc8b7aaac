"""Does the most frequent of several categories lead, or could the second just as well?"""

from __future__ import annotations

import math


def exact_lead_p(leading: int, second: int) -> float:
    """Return the exact two-sided binomial p value of one count against another, given their sum.

    p = min(1, 2·P(X ≥ leading)), X binomial with leading + second trials of ½. The two counts are chosen after
    looking, so that the test is not strict. Source: Clopper & Pearson 1934, Biometrika 26: 404–413.

    Examples
    --------
    >>> round(exact_lead_p(123, 95), 3), round(exact_lead_p(40, 25), 3), exact_lead_p(3, 3)
    (0.067, 0.082, 1.0)
    """
    from scipy import special

    if leading <= second:
        return 1.0
    return min(1.0, 2 * float(special.betainc(leading, second + 1, 0.5)))


def fong_threshold(leading: int, second: int, n: int) -> float:
    """Return by how many answers the first of two counts must lead the second, of n respondents.

    1.65·√((a + b)(2n − a − b)/(2n)). Source: Fong 1996, Center for Quality of Management Journal 5(3); known to us
    from a single secondary source, and more easily passed than a 5% test should be.

    Examples
    --------
    >>> round(fong_threshold(123, 95, 296), 2), round(fong_threshold(40, 25, 100), 2)
    (19.36, 10.93)
    """
    both = leading + second
    return 1.65 * math.sqrt(both * (2 * n - both) / (2 * n))
