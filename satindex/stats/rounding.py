"""What is left of a difference of sums when nothing but their rounding is left."""

from __future__ import annotations

import math

ROUNDING = 1e-13


def without_rounding(found: float, size: float) -> float:
    """Return a variance, exactly 0 where it is negative or no more than the rounding of terms that add up to `size`.

    One too large for a number stays so.

    Examples
    --------
    >>> without_rounding(2e-15, 64.0), without_rounding(2e-3, 64.0), without_rounding(math.inf, math.inf)
    (0.0, 0.002, inf)
    """
    return found if found > ROUNDING * size or not math.isfinite(found) else 0.0
