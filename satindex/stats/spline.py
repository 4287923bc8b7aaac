"""Restricted cubic splines: smooth lines that are straight beyond their outer knots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from satindex.stats.estimates import Array

PLACES: Final = {3: (0.10, 0.50, 0.90), 4: (0.05, 0.35, 0.65, 0.95)}
"""Where Harrell puts the knots, as shares of the different values."""


@dataclass(frozen=True)
class RestrictedCubic:
    """The spline with these knots, ascending; with none it is the straight line. It has one column per knot but one.

    Source: Stone & Koo 1985, Proc. Statistical Computing Section ASA, 45–48; Harrell 2015, Regression Modeling
    Strategies, 2nd ed., 2.4.5.
    """

    knots: tuple[float, ...] = ()

    @property
    def width(self) -> int:
        """How many columns the spline has."""
        return max(len(self.knots) - 1, 1)

    def columns(self, x: Array) -> Array:
        """Return x itself and the curved columns (n × width).

        Examples
        --------
        >>> RestrictedCubic((0.0, 1.0, 2.0)).columns(np.array([0.0, 1.0, 3.0])).tolist()  # (27 − 2·8 + 1)/4 at 3
        [[0.0, 0.0], [1.0, 0.25], [3.0, 3.0]]
        """
        return self._columns(x, 3)

    def slopes(self, x: Array) -> Array:
        """Return the derivatives of the columns at x (n × width)."""
        return self._columns(x, 2)

    def _columns(self, x: Array, power: int) -> Array:
        """The cubes (power 3), or three times the squares: their derivatives (power 2)."""
        found = [x if power == 3 else np.ones(len(x))]
        if len(self.knots) > 2:
            last, before = self.knots[-1], self.knots[-2]
            unit = (last - self.knots[0]) ** 2
            for knot in self.knots[:-2]:
                curve = (
                    _above(x, knot, power)
                    - _above(x, before, power) * (last - knot) / (last - before)
                    + _above(x, last, power) * (before - knot) / (last - before)
                )
                found.append(curve * (1 if power == 3 else 3) / unit)
        return np.column_stack(found)


def _above(x: Array, knot: float, power: int) -> Array:
    return np.asarray(np.maximum(x - knot, 0.0) ** power)


def spline_of(values: Array, fewest: int | None = None) -> RestrictedCubic:
    """Return the spline for different `values`: 4 knots from 7 values on, 3 from 4 on, else the line.

    `fewest` is the smallest number of different values among groups that are to have the same spline.
    """
    different = np.unique(values)
    number = len(different) if fewest is None else fewest
    knots = 4 if number >= 7 else 3 if number >= 4 else 0
    return RestrictedCubic(tuple(np.quantile(different, PLACES[knots]).tolist()) if knots else ())
