"""The bins that numbers fall into, so that one that is near a figure finds it without the figure being written down.

A figure is kept under each bin that its tolerance touches: one bin and its neighbour. A number finds what is kept under
the bin that it falls into, and is then compared with the figure itself, so that the verdict is exact: right if and only
if it is within the tolerance. The grid says nothing of the figure; its width is made of the tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

SLACK = 1e-9


def near(figure: float, other: float, tolerance: float) -> bool:
    """Whether two figures agree within a tolerance; binary fractions are no difference.

    Examples
    --------
    >>> near(0.3, 0.31, 0.01), near(0.3, 0.32, 0.01)
    (True, False)
    """
    return abs(figure - other) <= _reach(other, tolerance)


def width_of(tolerance: float, figures: Iterable[float]) -> float:
    """Return the width of the bins: a whole span of the tolerance, to two digits upwards.

    Examples
    --------
    >>> width_of(0.01, [-0.35]), width_of(0.0, [120.0])
    (0.021, 2.5e-07)
    """
    span = 2 * max(_reach(figure, tolerance) for figure in (0.0, *figures))
    unit = 10.0 ** (math.floor(math.log10(span)) - 1)
    return float(f"{math.ceil(span / unit) * unit:.1e}")


def bin_of(number: float, width: float) -> int:
    """Return the bin that a number falls into; bin 0 has 0 in its middle.

    Examples
    --------
    >>> bin_of(-0.35, 0.021)
    -17
    """
    return math.floor(number / width + 0.5)


def bins_near(figure: float, tolerance: float, width: float) -> tuple[int, ...]:
    """Return the bins that hold all numbers within the tolerance of a figure.

    Examples
    --------
    >>> bins_near(-0.35, 0.01, 0.021)
    (-17, -16)
    """
    reach = _reach(figure, tolerance) * (1 + SLACK)
    return tuple(range(bin_of(figure - reach, width), bin_of(figure + reach, width) + 1))


def _reach(figure: float, tolerance: float) -> float:
    return tolerance + SLACK * max(1.0, abs(figure))
