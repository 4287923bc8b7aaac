"""Weighted sums and cross-products of columns that can be added up: what correlations and least squares need."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from satindex.stats.estimates import Array

CONSTANT = 1e-14
LAST_DIGITS = 1e-12
"""A deviation below this part of the mean is rounding."""


@dataclass(frozen=True)
class Summary:
    """Weighted means, standard deviations and correlations of columns; the last column is the outcome.

    A constant column has deviation 0 and correlation 0 with every other.
    """

    mean: Array
    deviation: Array
    correlation: Array
    n: int
    total_weight: float


@dataclass(frozen=True)
class CrossProducts:
    """Σw, Σw(x − c) and Σw(x − c)(x − c)′ of n rows; c is `shift`."""

    shift: Array
    first: Array
    cross: Array
    total: float
    n: int

    def shifted(self, shift: Array) -> CrossProducts:
        """Return the same sums around another shift."""
        by = self.shift - shift
        across = np.outer(self.first, by)
        cross = self.cross + across + across.T + self.total * np.outer(by, by)
        return replace(self, shift=shift, first=self.first + self.total * by, cross=cross)

    def plus(self, other: CrossProducts) -> CrossProducts:
        """Return the sums of both parts together, around the first's shift.

        Examples
        --------
        >>> one, other = cross_products(np.array([[1.0, 3.0]])), cross_products(np.array([[8.0]]))
        >>> both = described(one.plus(other))
        >>> both.mean.tolist(), round(float(both.deviation[0] ** 2), 10)  # 1, 3, 8: mean 4, variance 26/3
        ([4.0], 8.6666666667)
        """
        if not self.n or not other.n:
            return self if self.n else other
        moved = other if np.array_equal(self.shift, other.shift) else other.shifted(self.shift)
        return CrossProducts(
            self.shift,
            self.first + moved.first,
            self.cross + moved.cross,
            self.total + moved.total,
            self.n + moved.n,
        )

    def only(self, places: npt.NDArray[np.int64]) -> CrossProducts:
        """Return the sums of the columns at these places."""
        return replace(
            self, shift=self.shift[places], first=self.first[places], cross=self.cross[np.ix_(places, places)]
        )


def cross_products(columns: Array, weights: Array | None = None, shift: Array | None = None) -> CrossProducts:
    """Return the sums of columns (k × n) around `shift`, their own means unless given."""
    n = columns.shape[1]
    if shift is None:
        shift = columns.mean(axis=1) if n else np.zeros(len(columns))
    around = columns - shift[:, None]
    weighted = around if weights is None else around * weights
    total = float(n if weights is None else weights.sum())
    return CrossProducts(shift, weighted.sum(axis=1), weighted @ around.T, total, n)


def described(sums: CrossProducts) -> Summary:
    """Return means, deviations (divisor Σw) and correlations.

    Columns were shifted, so that what is rounded off is a part of what is left, not of the mean.
    """
    offset = sums.first / sums.total
    covariance = sums.cross / sums.total - np.outer(offset, offset)
    variance, mean = np.diag(covariance).copy(), sums.shift + offset
    variance[variance <= np.maximum(CONSTANT * (variance + offset**2), (LAST_DIGITS * mean) ** 2)] = 0.0
    deviation = np.sqrt(variance)
    divisor = np.where(deviation == 0, np.inf, deviation)
    correlation = covariance / np.outer(divisor, divisor)
    np.fill_diagonal(correlation, 1.0)
    return Summary(mean, deviation, correlation, sums.n, sums.total)
